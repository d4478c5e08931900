"""`twin years` and `--lean` on one zone of the embedded district, where a year of a few weeks takes seconds."""

import json

import pytest
from typer.testing import CliRunner

from twin.cli.app import app
from twin.observe.privacy import BADGE

FILE = (
    'extends = "{base}.toml"\nschema_version = 2\nname = "{name}"\ndescription = "test"\n'
    '[horizon]\nfrom = 2019\nto = 2020\nweather = "years"\n[forcing]\ntrends = true\n'
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("years")
    files = []
    for name, base in (("before", "baseline"), ("after", "first_mix")):
        files.append(folder / f"{name}.toml")
        files[-1].write_text(FILE.format(name=name, base=base), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWIN_ZONES", "37")
        command = ["years", *(str(file) for file in files), "--lean", "--out", str(folder / "runs")]
        yield (
            CliRunner().invoke(app, [*command, "--json", "--quiet"]),
            CliRunner().invoke(app, [*command, "--lang", "it"]),
        )


def test_years_as_json(ran):
    told = json.loads(ran[0].stdout)
    assert ran[0].exit_code == 0
    assert (told["years"], told["seeds"]) == ([2019, 2020], [0])
    kpis = {row["name"]: row for row in told["kpis"]}
    heat = kpis["energy.heat_total"]
    assert [each["interval"] for each in heat["by_year"]] == ["one seed: no interval"] * 2
    assert heat["over"]["difference"] < 0.0
    assert heat["over"]["a"] == pytest.approx(sum(each["a"] for each in heat["by_year"]), rel=1e-12)
    assert heat["by_year"][0]["a"] != heat["by_year"][1]["a"]  # another weather
    assert kpis["finance.capex"]["over_by"] == "last"
    assert kpis["finance.fuel_poverty"]["badge"] == BADGE["en"]
    assert heat["badge"] == ""


def test_years_in_italian_take_the_finished_runs(ran):
    assert ran[1].exit_code == 0, ran[1].stderr
    lines = ran[1].stdout.splitlines()
    assert any(line.startswith("2020 ") for line in lines)
    assert any("differenza" in line for line in lines)
    assert any(" *  " in line for line in lines)
    assert f"* {BADGE['it']}." in lines
    assert "settimane rappresentano ogni anno" in ran[1].stderr
    seconds = float(ran[1].stderr.partition("simulazioni ")[2].partition(" s")[0])
    assert seconds < float(json.loads(ran[0].stdout)["seconds"]["runs"])
