"""Does `twin books` print books that close, in both languages, and what measures change?"""

import json

import pytest
from typer.testing import CliRunner

from tests.little_results import WITH, WITHOUT, flow, write_run
from twin.cli.app import app
from twin.observe.privacy import BADGE
from twin.state.codes import Payer


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["books", *map(str, arguments)], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("books")
    write_run(out, "without", WITHOUT)
    write_run(out, "with", WITH)
    return out


def test_one_run_over_the_years_of_a_case(folder):
    """Thirty years of bills of 40,000 EUR, and works of 90,000."""
    result = run(folder / "with-s0")
    assert "2019 to 2048" in result.stdout
    assert "-1,200,000.00" in result.stdout
    assert "-1,290,000.00" in result.stdout
    *_, last, below = result.stdout.splitlines()
    last = last.split()
    assert (last[0], last[-1]) == ("sum", "0.00")
    assert "The books close" in result.stderr
    assert "households in their own flat *  " in result.stdout
    assert "suppliers of energy *" not in result.stdout
    assert below == f"* {BADGE['en']}."


def test_two_runs_of_one_year_tell_what_the_measures_change(folder):
    told = json.loads(run(folder / "without-s0", folder / "with-s0", "--json").stdout)
    assert told["sum"] == 0
    assert told["kinds"]["energy"] == {"households": 30_000_000, "suppliers": -30_000_000, "contractors": 0}
    assert told["years"]["2019"]["households"] == -8_000_000
    assert told["badge"] == {"households": BADGE["en"], "suppliers": "", "contractors": ""}
    assert told["case"]["npv"] == pytest.approx(10_000.0 * (1.0 - 1.03**-30) / 0.03 - 90_000.0)
    assert told["case"]["simple_payback"] == pytest.approx(9.0)
    assert told["case"]["cost_per_tonne"] == pytest.approx(-210_000.0 / 3000.0)
    italian = run(folder / "without-s0", folder / "with-s0", "--lang", "it")
    assert "Che cosa cambiano le misure" in italian.stdout
    assert "tasso interno di rendimento" in italian.stdout
    assert "10.57%" in italian.stdout
    never = run(folder / "with-s0", folder / "without-s0")
    assert "never within these years" in never.stdout


def test_years_are_told_one_by_one(folder):
    lines = run(folder / "with-s0", "--to", 2021, "--yearly").stdout.splitlines()
    assert [line.split()[0] for line in lines[2:-1]] == ["2019", "2020", "2021", "sum"]
    assert [line.split()[1] for line in lines[2:-1]] == ["-130,000.00", "-40,000.00", "-40,000.00", "-210,000.00"]


def test_runs_of_several_years_make_one_set_of_books(tmp_path):
    folders = []
    for year, eur in ((2018, 10.0), (2019, 20.0)):
        rows = [flow(year, Payer.HOUSEHOLDS, Payer.SUPPLIERS, "energy", eur, yearly=True)]
        folders.append(write_run(tmp_path, str(year), WITH, flows=rows))
        manifest = json.loads((folders[-1] / "manifest.json").read_text(encoding="utf-8"))
        (folders[-1] / "manifest.json").write_text(json.dumps(manifest | {"year": year}), encoding="utf-8")
    told = json.loads(run(*folders, "--to", 2020, "--json").stdout)
    assert {year: each["households"] for year, each in told["years"].items()} == {
        "2018": -1000, "2019": -2000, "2020": -2000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"), [(["nowhere"], "there is none"), (["with-s0", "--to", "2000"], "before they begin")]
)
def test_wrong_use_ends_in_one_message(folder, monkeypatch, arguments, words):
    monkeypatch.chdir(folder)
    result = run(*arguments, code=3)
    assert result.stdout == ""
    assert words in result.stderr


def test_two_runs_tell_what_the_measures_change_for_services(tmp_path):
    """Stations of 1,000 EUR that bring 90 EUR a year more; one run alone has no case of a service."""
    for name, eur in (("without", 10.0), ("with", 100.0)):
        rows = [flow(2019, Payer.HOUSEHOLDS, Payer.OPERATORS, "bike_sharing", eur, yearly=True)]
        if name == "with":
            works = {"measure": "shared_ebikes", "life": 30.0, "works": 2019}
            rows.append(flow(2019, Payer.CITY, Payer.CONTRACTORS, "investment", 1000.0, **works))
        write_run(tmp_path, name, WITH, flows=rows)
    told = json.loads(run(tmp_path / "without-s0", tmp_path / "with-s0", "--json").stdout)["services"]
    assert told["bike_sharing"]["value"] == pytest.approx(90.0 * (1.0 - 1.03**-30) / 0.03 - 1000.0)
    shown = run(tmp_path / "without-s0", tmp_path / "with-s0", "--lang", "it").stdout
    assert "Biciclette condivise" in shown
    assert "2,700" in shown
    assert "services" not in json.loads(run(tmp_path / "with-s0", "--json").stdout)
