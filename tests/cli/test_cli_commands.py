"""What the commands print and leave behind, on the embedded district."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from twin.cli.app import app
from twin.observe.privacy import BADGE

FEED = [
    {"stazione_id": 2, "data": f"2019-01-{day:02d}T00:00:00", "inquinante": what, "valore": value}
    for day, value in ((7, 40), (9, 60), (8, 50))
    for what in ("NO2", "PM10")
]


PART = 'extends = "{name}.toml"\nschema_version = 2\nname = "{name}"\n[time]\nfrom = 2019-01-07\nto = 2019-01-10\n'


def twin(*arguments):
    """Run the command as people do, in a process of its own."""
    command = [sys.executable, "-m", "twin", *(str(each) for each in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module", autouse=True)
def one_zone():
    """One zone of the embedded district is enough here, and quicker than all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWIN_ZONES", "27")
        yield


def document(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """Files of the baseline and the mix for the days of the feed, which is quicker than a year."""
    folder = tmp_path_factory.mktemp("days")
    files = []
    for name in ("baseline", "first_mix"):
        files.append(folder / f"days_{name}.toml")
        files[-1].write_text(PART.format(name=name), encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def compared(days, tmp_path_factory):
    out = tmp_path_factory.mktemp("compare")
    result = twin("compare", *days, "--quick", "--seeds", 1, "--out", out, "--json")
    assert result.returncode == 0, result.stderr
    return out, result


def test_compare_as_json_is_pure_and_complete(compared):
    out, result = compared
    told = json.loads(result.stdout)
    assert {"command", "folder", "report", "synthetic", "seeds", "rows", "difference", "luck_only", "seconds"} <= set(
        told
    )
    assert told["seeds"] == [0]
    assert told["synthetic"] is True
    assert set(told["seconds"]) == {"start", "district", "people", "compile", "run", "report"}
    heat = next(row for row in told["rows"] if row["name"] == "energy.final_total")
    assert heat["result"]["difference"] < 0
    assert {row["badge"] for row in told["rows"]} == {"", BADGE["en"]}
    assert heat["result"]["interval"] == "one seed: no interval"
    assert (out / told["report"]).is_file()
    assert "time: " in result.stderr
    assert f"report: {told['report']}" in result.stderr
    assert "\x1b" not in result.stderr  # piped: no progress bar


def test_compare_again_takes_the_finished_runs_and_prints_a_plain_table(compared, days):
    out, result = compared
    pair = [str(file) for file in days]
    again = CliRunner().invoke(app, ["compare", *pair, "--quick", "--seeds", "1", "--out", str(out), "--lang", "it"])
    assert again.exit_code == 0, again.stderr
    assert "persone 0.0 s" in again.stderr
    lines = again.stdout.splitlines()
    assert lines[0] == "situazione di partenza → primo mix"
    assert "solo caso" in lines[1]
    assert any("un solo seme" in line for line in lines)
    assert "─" not in again.stdout
    people = sorted(row["label_it"] for row in json.loads(result.stdout)["rows"] if row["badge"])
    assert sorted(line.partition(" *  ")[0] for line in lines if " *  " in line) == people
    assert f"* {BADGE['it']}." in lines


def test_run_takes_the_finished_run(compared, days):
    out, _ = compared
    told = document(
        CliRunner().invoke(app, ["run", str(days[0]), "--quick", "--seed", "0", "--out", str(out), "--json", "--quiet"])
    )
    assert told["seconds"]["people"] == 0.0
    assert {"name", "label", "label_it", "unit", "better", "topic", "value"} <= set(told["kpis"][0])
    badges = {kpi["name"]: kpi["badge"] for kpi in told["kpis"]}
    assert badges["finance.fuel_poverty"] == BADGE["en"]
    assert badges["energy.final_total"] == ""
    printed = CliRunner().invoke(app, ["run", str(days[0]), "--quick", "--out", str(out), "--quiet"]).stdout
    marked = [line.partition(" *  ")[0] for line in printed.splitlines() if " *  " in line]
    assert marked == [kpi["label"] for kpi in told["kpis"] if kpi["badge"]]
    assert printed.splitlines()[-1] == f"* {BADGE['en']}."


def test_replay_beside_a_run(compared, tmp_path):
    _, result = compared
    folder = json.loads(result.stdout)["folder"]
    run = f"{folder}/{json.loads(result.stdout)['runs_a'][0]}"
    (tmp_path / "feed.json").write_text(json.dumps(FEED), encoding="utf-8")
    arguments = ["replay", str(tmp_path / "feed.json"), "--run", run, "--out", str(tmp_path), "--json"]
    told = document(CliRunner().invoke(app, arguments))
    assert told["summary"]["rows"] == 6
    no2 = next(row for row in told["comparison"] if row["pollutant"] == "NO2")
    assert no2["mean_measured"] == pytest.approx(50.0)
    assert no2["mean_modelled"] > 0


def test_describe_gives_tick_table_and_difference():
    told = document(CliRunner().invoke(app, ["describe", "baseline", "first_mix", "--days", "1", "--json"]))
    first = told["ticks"][0]
    assert {"order", "process", "every", "reads", "writes", "streams", "seconds_per_call"} <= set(first)
    assert [row["order"] for row in told["ticks"]] == list(range(1, len(told["ticks"]) + 1))
    assert {gap["kind"] for gap in told["difference"]} == {"measure"}
    assert any("Lamppost" in gap["sentence"] for gap in told["difference"])


def test_gis_info_and_check():
    info = document(CliRunner().invoke(app, ["gis", "info", "--json"]))
    assert info["synthetic"] is True
    assert info["rows"]["buildings"] > 100
    check = document(CliRunner().invoke(app, ["gis", "check", "--json"]))
    assert {"zone", "table", "column", "measured", "derived", "imputed", "synthetic"} <= set(check["coverage"][0])
    assert CliRunner().invoke(app, ["gis", "info"]).stdout.splitlines()[0] == info["name"]


def test_exit_code_and_silence_in_a_real_process(tmp_path):
    bad = twin("describe", tmp_path / "absent.toml", "--json")
    assert (bad.returncode, bad.stdout) == (3, "")
    assert bad.stderr.startswith("twin: ")
    assert twin("describe").returncode == 2


@pytest.mark.layers
def test_gis_check_on_the_real_layers(real_layers, monkeypatch):
    monkeypatch.delenv("TWIN_ZONES")
    told = document(CliRunner().invoke(app, ["gis", "check", "--gis", str(real_layers), "--json"]))
    assert {row["zone"] for row in told["coverage"]} >= {"27", "35", "36", "37", "38"}
