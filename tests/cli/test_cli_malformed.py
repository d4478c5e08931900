"""Every malformed input ends in one clear message that names the file and the place, exit code 3, and no traceback."""

import json
import socket

import pytest
from typer.testing import CliRunner

from twin.cli.app import app
from twin.geo import default_recipe, load_recipe

HEAD = 'schema_version = 2\nname = "mine"\ndescription = "a trial"\nbaseline_year = 2019\n'
LEVERS = 'dim_level = "60 %"\nfrom = "23:00"\nto = "05:00"\n'
STUDY = 'study_version = 1\nname = "x"\nscenarios = ["baseline"]\n'
MEASURE = (
    HEAD + '[[measures]]\nmeasure = "lamppost_dimming"\ndate = 2019-01-01\nstatus = "assumed"\nsource = "a trial"\n'
)


def message(arguments, *words):
    """Run a command that must fail on its input; return what it says."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == 3, result.output
    assert result.stdout == ""
    assert result.stderr.count("twin: ") == 1
    assert result.stderr.startswith("twin: ")
    for word in words:
        assert word in result.stderr
    for sign in ("Traceback", "Error:", "pydantic", "site-packages"):
        assert sign not in result.stderr
    assert len(result.stderr.splitlines()) <= 25
    return result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(HEAD + "name = twin\n", ("line 5",), id="not TOML"),
        pytest.param(HEAD.replace("2019", '"soon"'), ("baseline_year",), id="a year that is no number"),
        pytest.param(HEAD + "forcin = 1\n", ("forcin", "forcing"), id="a misspelt key"),
        pytest.param(
            MEASURE.replace("dimming", "diming"), ("measures[0].measure", "lamppost_dimming"), id="no such measure"
        ),
        pytest.param(
            MEASURE + "[measures.levers]\ndim_level = '60 kg'\n", ("measures[0].levers.dim_level",), id="wrong unit"
        ),
        pytest.param(HEAD + "[params.lighting]\nnonsense = 3\n", ("params.lighting.nonsense",), id="no such parameter"),
        pytest.param(
            'extends = "absent.toml"\n' + HEAD, ("extends", "absent.toml"), id="extends a file that is absent"
        ),
    ],
)
def test_malformed_scenario(tmp_path, text, words):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    message(["describe", file, "--json"], "mine.toml", *words)


def test_scenario_that_is_nowhere(tmp_path):
    message(["run", "base_line"], "base_line", "did you mean 'baseline'?", "first_mix")


def test_scenario_in_another_encoding(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(HEAD.replace("trial", "attività").encode("latin-1"))
    message(["run", file], "mine.toml", "UTF-8")


def test_scenario_for_a_zone_that_is_not_there(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MEASURE + 'where = { zones = ["Atlantis"] }\n[measures.levers]\n' + LEVERS, encoding="utf-8")
    message(["run", file, "--out", tmp_path, "--json"], "mine.toml", "measures[0].where", "Atlantis")


def test_study_of_scenarios_and_keys_that_are_not_there(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text('study_version = 1\nnme = "x"\nscenarios = ["base_line"]\nseeds = 0\n', encoding="utf-8")
    message(
        ["batch", file, "--out", tmp_path], "study.toml", "did you mean 'name'?", "did you mean 'baseline'?", "seeds"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("study_version = \n", ("cannot be read as TOML",), id="not TOML"),
        pytest.param('study_version = 1\nname = "x"\nscenarios = "baseline"\n', ("scenarios",), id="no list"),
        pytest.param('study_version = 9\nname = "x"\nscenarios = ["baseline"]\n', ("study_version",), id="version"),
        pytest.param(STUDY + "seeds = [1, 1]\n", ("more than once",), id="a seed twice"),
        pytest.param(STUDY + 'baseline = "first_mix"\n', ("not among the scenarios",), id="another baseline"),
        pytest.param(STUDY + 'gis = "nowhere"\n', ("there is no folder 'nowhere'",), id="no layers"),
        pytest.param(STUDY + 'zones = ["99"]\n', ("99",), id="no such zone"),
    ],
)
def test_malformed_study(tmp_path, text, words):
    file = tmp_path / "study.toml"
    file.write_text(text, encoding="utf-8")
    message(["batch", file, "--out", tmp_path, "--json"], *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(HEAD.replace("= 2", "= 1"), ("run: twin scenario upgrade", "mine.toml"), id="an old schema"),
        pytest.param(HEAD + '[time]\ntick = "20 min"\n', ("time.tick", "15 min"), id="a tick of another length"),
        pytest.param(HEAD + '[time]\ntik = "1 h"\n', ("time.tik", "did you mean 'tick'?"), id="a misspelt key of time"),
        pytest.param(HEAD + "[time]\nfrom = 2019-02-30\n", ("line 6",), id="no day"),
        pytest.param(
            HEAD + "[time]\nfrom = 2020-01-01\n", ("2020-01-01 not in the simulated year",), id="another year"
        ),
        pytest.param(HEAD + "time = 3\n", ("time",), id="time is no block"),
        pytest.param(HEAD + "[weather]\nprices = 'flat'\n", ("weather", "forcing"), id="a block of the old schema"),
        pytest.param(HEAD + "a = " + "[" * 2000 + "\n", ("mine.toml",), id="nested deeply"),
    ],
)
def test_malformed_time_and_schema(tmp_path, text, words):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    message(["run", file, "--out", tmp_path, "--json"], *words)


def test_upgrade_of_a_file_that_cannot_be_upgraded(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("schema_version = 12\n", encoding="utf-8")
    message(["scenario", "upgrade", file], "mine.toml", "version 12 of the schema is not known")
    message(["scenario", "upgrade", tmp_path / "none.toml"], "none.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('langage = "it"\n', ("langage", "did you mean 'lang'?"), id="an unknown setting"),
        pytest.param('lang = "de"\n', ("lang", "'de'"), id="a language that is not there"),
        pytest.param("threads = 0\n", ("threads",), id="no threads"),
        pytest.param("lang = it\n", ("cannot be read as TOML",), id="not TOML"),
    ],
)
@pytest.mark.parametrize("command", [["config"], ["version"]], ids=["config", "version"])
def test_malformed_settings(tmp_path, monkeypatch, command, text, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "twin.toml").write_text(text, encoding="utf-8")
    message([*command, "--json"], "twin.toml", *words)


def test_malformed_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWIN_PROCESSES", "two")
    message(["version"], "environment", "TWIN_PROCESSES", "two")


EPW = "LOCATION,Somewhere,-,ITA,test,160800,45.43,9.28,{zone},103.0\n" + "COMMENTS,\n" * 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("date;temperature\n2019-01-01;3\n", ("line 1", "LOCATION"), id="not EPW"),
        pytest.param(EPW.format(zone="1.0") + "2019,1,1,1,60,?,warm\n", ("1 rows", "line 9"), id="one torn row"),
        pytest.param(EPW.format(zone="-7.0"), ("UTC-7",), id="another time zone"),
    ],
)
def test_malformed_weather(tmp_path, content, words):
    weather, file = tmp_path / "weather.epw", tmp_path / "mine.toml"
    weather.write_text(content, encoding="latin-1")
    file.write_text(f'{HEAD}[forcing]\nweather = "{weather}"\n', encoding="utf-8")
    message(["run", file, "--out", tmp_path, "--json"], "weather.epw", *words)


def layers(folder, **texts):
    """A folder with every file of the shipped recipe, empty or with the text given by its key."""
    for key, file in load_recipe(default_recipe()).files.items():
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        empty = '{"type": "FeatureCollection", "features": []}' if path.suffix == ".geojson" else "id_nil\n"
        path.write_text(texts.get(key, empty), encoding="utf-8")
    return folder


def test_folder_of_layers_that_is_absent(tmp_path):
    message(["gis", "check", "--gis", tmp_path / "nowhere", "--json"], "nowhere", "does not exist")


def test_folder_without_the_layers_names_every_one(tmp_path):
    said = message(["gis", "info", "--gis", tmp_path], "nil.geojson", "is missing")
    assert "buildings_2022.geojson" in said


def test_torn_layer(tmp_path):
    torn = '{"type": "FeatureCollection", "features": [{"type": "Feature", "geom'
    message(["gis", "check", "--gis", layers(tmp_path, buildings=torn, nil=torn)], "nil.geojson")


def test_layer_of_points_instead_of_areas(tmp_path):
    point = {
        "type": "Feature",
        "properties": {"ID_NIL": 27, "NIL": "X"},
        "geometry": {"type": "Point", "coordinates": [9.2, 45.4]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [point]})
    message(["gis", "build", "--gis", layers(tmp_path, nil=text), "--json"], "nil", "oint")


def test_malformed_recipe(tmp_path):
    (tmp_path / "recipe.toml").write_text('name = "X"\ntimezone = "Europe/Rome"\n', encoding="utf-8")
    message(["gis", "check", "--gis", tmp_path], "recipe.toml", "timezone", "time_zone")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("stazione_id;data\n", (), id="not JSON"),
        pytest.param('{"readings": []}', (), id="no list"),
        pytest.param('[{"stazione_id": 2, "data": "soon", "inquinante": "NO2", "valore": 3}]', ("soon",), id="no date"),
        pytest.param('[{"stazione_id": 2, "inquinante": "NO2", "valore": 3}]', ("data",), id="a key is missing"),
        pytest.param(
            '[{"stazione_id": 2, "data": "2019-01-07T00:00:00", "inquinante": "NO2", "valore": "high"}]',
            ("high",),
            id="no number",
        ),
    ],
)
def test_malformed_feed(tmp_path, text, words):
    feed = tmp_path / "2019_air.json"
    feed.write_text(text, encoding="utf-8")
    message(["replay", feed, "--out", tmp_path, "--json"], "2019_air.json", *words)


def test_replay_against_a_folder_that_is_no_run(tmp_path):
    feed = tmp_path / "2019_air.json"
    feed.write_text("[]", encoding="utf-8")
    message(["replay", feed, "--run", tmp_path, "--out", tmp_path], str(tmp_path), "no run folder")


def test_out_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    message(["run", "baseline", "--out", tmp_path / "file" / "runs", "--json"], "file")


def test_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["ui", "--port", str(port), "--quiet"])
    assert result.exit_code == 3
    assert f"127.0.0.1:{port}: cannot be listened on" in result.stderr
