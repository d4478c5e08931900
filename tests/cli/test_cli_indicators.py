"""What `twin indicators` prints, writes and refuses."""

import json

import pytest
from typer.testing import CliRunner

from tests.little_results import WITH, WITHOUT, write_run
from tests.ngsi_ld_rules import conforms
from twin.cli.app import app
from twin.indicators import load_registry
from twin.observe.privacy import BADGE
from twin.study import compare_runs


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["indicators", *(str(each) for each in arguments)])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("indicators")
    a = [write_run(out, "without", WITHOUT, seed) for seed in range(2)]
    b = [write_run(out, "with", {**WITH, "emissions.co2": 300.0 + 10.0 * seed}, seed) for seed in range(2)]
    compare_runs(a, b, out)
    (out / "answers.csv").write_text("id,value,who,date\nproject.leadership,4,mayor,2026-01-01\n", encoding="utf-8")
    return out


def comparison(folder):
    return next(folder.glob("compare-*"))


def test_the_registry_is_listed_by_theme_and_kind():
    listed = run()
    assert [line for line in listed.stdout.splitlines() if line in ("People", "Propagation")] == [
        "People", "Propagation",
    ]  # fmt: skip
    assert f"{len(load_registry().indicators)} indicators: " in listed.stderr
    some = run("--theme", "planet", "--kind", "computed", "--level", "city").stdout
    assert "city.final_energy" in some
    for absent in ("project.final_energy", "city.traffic_accidents", "city.pm25"):
        assert absent not in some
    assert "people's judgement, 1 to 5" in run("--theme", "Governance").stdout
    assert "nessun indicatore del gemello dà il rumore" in run("--kind", "not_computed", "--lang", "it").stdout
    assert run("--kind", "elicited", "--quiet").stderr == ""


def test_the_registry_as_json_is_whole():
    told = json.loads(run("--json").stdout)
    assert [each["id"] for each in told["indicators"]] == [each.id for each in load_registry().indicators]
    assert told["results"] is None
    assert told["answers"] == []


def test_a_comparison_is_told_with_intervals_reasons_and_answers(folder):
    result = run(comparison(folder), "--answers", folder / "answers.csv")
    lines = {line.split("  ")[0]: line for line in result.stdout.splitlines()}
    assert "23.8" in lines["project.co2"]  # mean of 25.0 and 22.5
    assert "better" in lines["project.co2"]
    assert "9.00" in lines["project.payback"].split()
    assert "the twin tells PM10" in lines["project.pm25"]
    assert lines["project.leadership"].split()[-2:] == ["4", "1"]
    assert "luck only" in result.stdout
    assert "The interval covers luck only" in result.stderr
    assert "synthetic" in result.stderr
    asked = len(load_registry().select(kind="elicited"))
    assert f"{asked - 1} indicators are people's to enter" in result.stderr  # one is answered


def test_a_single_run_and_a_pair_of_runs_are_told(folder):
    alone = run(folder / "with-s0", "--lang", "it", "--level", "city")
    assert "Consumo annuo di energia finale" in alone.stdout
    assert "project." not in alone.stdout
    marked = [line for line in alone.stdout.splitlines() if " *  " in line]
    assert [line.split()[0] for line in marked] == ["city.fuel_poverty"]
    assert f"* {BADGE['it']}." in alone.stdout.splitlines()
    pair = run(folder / "without-s0", folder / "with-s0", "--theme", "Planet", "--lang", "it")
    assert "Calcolati: che cosa cambiano le misure" in pair.stdout
    assert "Un solo seme" in pair.stderr
    assert BADGE["it"] not in pair.stdout  # nothing of people under this theme
    lacking = run(folder / "with-s0", "--kind", "computed", "--level", "project", "--lang", "it")
    assert "serve una simulazione senza e una con le misure" in lacking.stdout


def test_results_as_json_and_entities(folder, tmp_path):
    file = tmp_path / "out.jsonld"
    arguments = (comparison(folder), "--answers", folder / "answers.csv", "--ngsi-ld", file, "--organization", "Comune")
    told = json.loads(run(*arguments, "--json").stdout)
    values = {each["id"]: each for each in told["results"]["values"]}
    assert values["project.co2"]["value"] == pytest.approx(23.75)
    assert values["project.co2"]["result"]["interval"] == "interval"
    assert (told["results"]["first_day"], told["results"]["last_day"]) == ("2019-01-01", "2019-12-31")
    assert told["answers"][0]["answers"][0]["who"] == "mayor"
    entities = json.loads(file.read_text(encoding="utf-8"))
    assert told["written"] == {"file": str(file), "entities": len(entities)}
    assert len(entities) == 25
    for each in entities:
        conforms(each)
    assert len({each["id"] for each in entities}) == len(entities)
    run(comparison(folder), "--ngsi-ld", file, "--theme", "People")
    assert {each["name"]["value"] for each in json.loads(file.read_text(encoding="utf-8"))} == {
        "Reduction of traffic accidents", "Traffic accidents",
    }  # fmt: skip


def test_answers_alone_are_told(folder):
    result = run("--answers", folder / "answers.csv")
    assert "project.leadership" in result.stdout
    assert "project.co2" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--theme", "Plan"], 2, "Plan"),
        (["nowhere"], 3, "nowhere"),
        (["--answers", "nowhere.csv"], 3, "nowhere.csv"),
        (["--ngsi-ld", "out.jsonld"], 3, "no value to write"),
    ],
)
def test_wrong_use_ends_in_one_message(tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, code=code)
    assert result.stdout == ""
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_entities_into_a_folder_that_is_absent_end_in_one_message(folder, tmp_path):
    result = run(comparison(folder), "--ngsi-ld", tmp_path / "absent" / "out.jsonld", code=3)
    assert "no such file" in result.stderr
