"""Can people fetch a district's files and see all licences from the command line?"""

import json

import pytest
from typer.testing import CliRunner

from tests.file_server import Publisher, serve
from tests.geo.test_geo_osm import RECIPE, TOWN, town_folder
from twin.cli import licences
from twin.cli.app import app


@pytest.fixture
def publisher(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("TWIN_MIRROR", raising=False)
    with serve(Publisher()) as running:
        yield running


def run(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def recipe(tmp_path, publisher):
    """A recipe whose files lie on the server of this machine."""
    made = tmp_path / "made"
    made.mkdir()
    town_folder(made, TOWN)
    for name in ("quarters.geojson", "mulino.osm"):
        publisher.put(name, (made / name).read_bytes())
    path = tmp_path / "mulino.toml"
    path.write_text(RECIPE.replace("MAP", "mulino.osm"), encoding="utf-8")
    return path


def test_fetch_then_build(tmp_path, publisher, recipe, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    result = run("gis", "fetch", recipe, "--to", tmp_path / "to", "--mirror", publisher.url, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert [(f["path"], f["status"]) for f in document["files"]] == [
        ("quarters.geojson", "fetched"), ("mulino.osm", "fetched"),
    ]  # fmt: skip
    assert document["files"][0]["licence"] == "CC0-1.0"
    again = run("gis", "fetch", recipe, "--to", tmp_path / "to", "--mirror", publisher.url)
    assert "kept" in again.stdout
    built = run("gis", "build", "--gis", tmp_path / "to", "--json")
    assert json.loads(built.stdout)["name"] == "Mulino"
    assert json.loads(built.stdout)["rows"]["buildings"] == 9


def test_fetch_from_nobody(tmp_path, publisher, recipe):
    result = run("gis", "fetch", recipe, "--to", tmp_path / "to", "--mirror", publisher.url + "/nothing", "--json")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.count("P does not deliver it from http://127.0.0.1") == 2
    assert "Traceback" not in result.stderr


def test_fetch_of_an_unknown_recipe_names_the_shipped_ones(tmp_path):
    result = run("gis", "fetch", "porta_romana_os", "--to", tmp_path)
    assert result.exit_code == 3
    assert "did you mean 'porta_romana_osm'?" in result.stderr


def test_licences_of_data_map_and_packages():
    result = run("licences", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["own"] == "Apache-2.0"
    data = {(row["used_by"], row["publisher"]): row["licence"] for row in document["data"]}
    assert data["embedded", "OpenStreetMap"] == "ODbL-1.0"
    assert data["porta_romana", "Comune di Milano"] == "CC-BY-4.0"
    assert data["porta_romana_osm", "OpenStreetMap"] == "ODbL-1.0"
    packages = {row["name"].lower(): row for row in document["packages"]}
    assert {"numpy", "mesa", "shapely", "certifi"} <= packages.keys()
    assert "BSD" in packages["numpy"]["licence"]
    assert not {"pytest", "ruff"} & packages.keys()
    stated = [row for row in packages.values() if row["licence"]]
    assert len(stated) > 0.9 * len(packages)


def test_licences_in_italian():
    result = run("licences", "--lang", "it")
    assert "Comune di Milano (CC BY 4.0)" in result.stdout
    assert "licenza" in result.stdout
    assert "Pacchetti Python" in result.stdout


def test_code_inside_the_map_is_read_from_its_files_of_licences(tmp_path, monkeypatch):
    static = tmp_path / "mapwidget" / "static"
    static.mkdir(parents=True)
    (static / "THIRD_PARTY_LICENSES.txt").write_text("Code of others\n\n@map/core 9.4.0 (MIT)\n\nCopyright (c) us\n")
    (tmp_path / "mapwidget" / "node_modules").mkdir()
    (tmp_path / "mapwidget" / "node_modules" / "LICENSES").write_text("other 1.0 (ISC)\n")
    monkeypatch.setattr(licences, "files", lambda _: tmp_path)
    assert [(c.name, c.version, c.licence) for c in licences.bundled()] == [("@map/core", "9.4.0", "MIT")]
