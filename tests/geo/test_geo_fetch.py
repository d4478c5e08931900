"""Do files come from their publishers whole, gone on with after a break, checked, and never half?"""

import json
import socket

import numpy as np
import pandas as pd
import pvlib
import pytest

from tests.file_server import Publisher, serve
from tests.geo.test_geo_osm import RECIPE, TOWN, town_folder
from twin.core.errors import ExitCode, InputError
from twin.forcing.epw import read_epw
from twin.geo import load_district, load_recipe
from twin.geo.fetch import InterruptedFetchError, fetch, overpass_query, place_recipe
from twin.geo.fetch_http import Patience

QUICK = Patience(tries=3, wait=0.01, longest=0.05, connect=2, read=5)
BIG = bytes(range(256)) * 4096  # 1 MiB
CUT = 36 * 8192  # a whole number of the pieces that are read


@pytest.fixture(autouse=True)
def _direct(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("TWIN_MIRROR", raising=False)


@pytest.fixture
def publisher():
    with serve(Publisher()) as running:
        yield running


def recipe_of(folder, publisher, **files):
    """A recipe with the files given as key = extra text, all of a publisher on this machine."""
    terms = 'licence = "CC0-1.0", attribution = "P", year = 2020'
    entries = [
        f'{key} = {{ path = "{key}", publisher = "Ufficio Mappe", {terms}, url = "{publisher.url}/{key}"{extra} }}'
        for key, extra in files.items()
    ]
    text = ['extends = "porta_romana.toml"', "name = 'X'", "zones = []", "[files]", *entries]
    path = folder / "given.toml"
    path.write_text("\n".join([*text, "[layers]"]), encoding="utf-8")
    return load_recipe(path)


def bring(recipe, folder, **options):
    return {done.key: done for done in fetch(recipe, folder, **({"patience": QUICK} | options))}


def test_a_fetched_folder_gives_the_same_district_as_the_files_themselves(publisher, tmp_path):
    by_hand = tmp_path / "hand"
    by_hand.mkdir()
    town_folder(by_hand, TOWN)
    for name in ("quarters.geojson", "mulino.osm"):
        publisher.put(f"data/{name}", (by_hand / name).read_bytes())
    text = RECIPE.replace("MAP", "mulino.osm")
    for name in ("quarters.geojson", "mulino.osm"):
        text = text.replace(f'path = "{name}",', f'path = "{name}", url = "{publisher.url}/data/{name}",')
    (tmp_path / "given.toml").write_text(text, encoding="utf-8")
    folder = tmp_path / "fetched"
    place_recipe(tmp_path / "given.toml", folder)
    bring(load_recipe(tmp_path / "given.toml"), folder)
    (by_hand / "recipe.toml").write_text(text, encoding="utf-8")
    ours, theirs = (load_district(each, use_cache=False) for each in (folder, by_hand))
    assert ours.key == theirs.key
    assert {s.sha256 for s in ours.sources} == {s.sha256 for s in theirs.sources}
    for name, table in ours.tables.items():
        for column in table.schema.all_columns():
            left, right = table[column.name], theirs[name][column.name]
            assert np.array_equal(left, right, equal_nan=left.dtype.kind == "f")


def test_each_file_is_written_down_with_origin_hash_and_licence(publisher, tmp_path):
    digest = publisher.put("a", b"abc")
    recipe = recipe_of(tmp_path, publisher, a="")
    done = bring(recipe, tmp_path / "to")["a"]
    noted = json.loads((tmp_path / "to" / "fetched.json").read_text())["files"]["a"]
    assert (done.status, done.bytes, done.received, done.sha256) == ("fetched", 3, 3, digest)
    assert noted["origin"] == f"{publisher.url}/a"
    assert noted["sha256"] == digest
    assert (noted["licence"], noted["attribution"], noted["verified"]) == ("CC0-1.0", "P", False)
    assert sorted(p.name for p in (tmp_path / "to").iterdir()) == ["a", "fetched.json"]


def test_only_what_is_missing_is_asked_for_again(publisher, tmp_path):
    for name in "ab":
        publisher.put(name, name.encode())
    recipe = recipe_of(tmp_path, publisher, a="", b="")
    bring(recipe, tmp_path / "to")
    (tmp_path / "to" / "b").unlink()
    publisher.asked.clear()
    again = bring(recipe, tmp_path / "to")
    assert publisher.asked == ["/b"]
    assert (again["a"].status, again["b"].status) == ("kept", "fetched")


def test_a_connection_that_is_cut_is_gone_on_with(publisher, tmp_path):
    publisher.put("a", BIG)
    publisher.cut["/a"] = CUT
    done = bring(recipe_of(tmp_path, publisher, a=""), tmp_path / "to")["a"]
    assert (tmp_path / "to" / "a").read_bytes() == BIG
    assert publisher.sent["/a"] == [CUT, len(BIG) - CUT]
    assert done.received == len(BIG)


def test_an_interrupted_command_goes_on_where_it_stopped(publisher, tmp_path):
    publisher.put("a", b"small")
    publisher.put("b", BIG)
    recipe = recipe_of(tmp_path, publisher, a="", b="")

    def stop(name, have, _total):
        if name.endswith(" b") and have > 200_000:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedFetchError, match="the same command goes on from there") as caught:
        bring(recipe, tmp_path / "to", tell=stop)
    assert caught.value.exit_code == ExitCode.INTERRUPTED
    there = (tmp_path / "to" / "b.part").stat().st_size
    assert 200_000 < there < len(BIG)
    assert not (tmp_path / "to" / "b").exists()
    publisher.sent.clear()
    done = bring(recipe, tmp_path / "to")
    assert publisher.sent == {"/b": [len(BIG) - there]}
    assert (done["b"].status, done["b"].received) == ("resumed", len(BIG) - there)
    assert (tmp_path / "to" / "b").read_bytes() == BIG
    assert sorted(p.name for p in (tmp_path / "to").iterdir()) == ["a", "b", "fetched.json"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_file_that_changed_meanwhile_or_a_server_without_parts_starts_anew(publisher, tmp_path, ranges):
    publisher.put("a", BIG)
    publisher.ranges = ranges
    publisher.cut["/a"] = CUT
    publisher.status["/a"] = None
    recipe = recipe_of(tmp_path, publisher, a="")
    with pytest.raises(InputError, match="what arrived is kept"):
        fetch(recipe, tmp_path / "to", patience=Patience(tries=1, wait=0.01))
    new = BIG[::-1]
    publisher.put("a", new)
    bring(recipe, tmp_path / "to")
    assert (tmp_path / "to" / "a").read_bytes() == new
    assert publisher.sent["/a"] == [CUT, len(new)]


def test_a_part_that_is_whole_already_is_taken(publisher, tmp_path):
    publisher.put("a", BIG)
    recipe = recipe_of(tmp_path, publisher, a="")
    folder = tmp_path / "to"

    def stop(_name, have, total):
        if have == total:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedFetchError):
        bring(recipe, folder, tell=stop)
    publisher.status["/a"] = 416
    bring(recipe, folder)
    assert (folder / "a").read_bytes() == BIG


def test_wrong_bytes_are_set_aside_and_the_other_files_come(publisher, tmp_path):
    publisher.put("a", b"not what was promised")
    publisher.put("b", b"fine")
    recipe = recipe_of(tmp_path, publisher, a=f', sha256 = "{"0" * 64}"', b="", c=", bytes = 7")
    publisher.put("c", b"short")
    with pytest.raises(InputError) as caught:
        bring(recipe, tmp_path / "to")
    said = str(caught.value)
    assert caught.value.exit_code == ExitCode.INPUT
    assert "a: from " in said
    assert "has the checksum" in said
    assert "set aside as a.bad" in said
    assert "has 5 bytes, the recipe says 7" in said
    assert len(caught.value.faults) == 2
    assert (tmp_path / "to" / "a.bad").read_bytes() == b"not what was promised"
    assert not (tmp_path / "to" / "a").exists()
    assert (tmp_path / "to" / "b").read_bytes() == b"fine"


def test_a_stated_checksum_is_verified(publisher, tmp_path):
    digest = publisher.put("a", b"right")
    bring(recipe_of(tmp_path, publisher, a=f', sha256 = "{digest}"'), tmp_path / "to")
    assert json.loads((tmp_path / "to" / "fetched.json").read_text())["files"]["a"]["verified"]
    (tmp_path / "to" / "a").write_bytes(b"spoiled on the disk")
    bring(recipe_of(tmp_path, publisher, a=f', sha256 = "{digest}"'), tmp_path / "to")
    assert (tmp_path / "to" / "a").read_bytes() == b"right"
    assert (tmp_path / "to" / "a.bad").read_bytes() == b"spoiled on the disk"


def test_a_server_that_is_busy_once_is_asked_again(publisher, tmp_path):
    publisher.put("a", b"abc")
    publisher.status["/a"] = 503
    publisher.once.add("/a")
    assert bring(recipe_of(tmp_path, publisher, a=""), tmp_path / "to")["a"].status == "fetched"
    assert len(publisher.asked) == 2


@pytest.mark.parametrize(
    ("status", "asked", "words"),
    [(503, 3, "is not available (HTTP 503)"), (404, 1, "does not have it (HTTP 404)"), (403, 1, "refuses access")],
)
def test_a_publisher_that_is_down_is_named_with_address_and_what_to_do(publisher, tmp_path, status, asked, words):
    publisher.put("b", b"fine")
    publisher.status["/a"] = status
    recipe = recipe_of(tmp_path, publisher, a=', page = "https://example.org/a"', b="")
    with pytest.raises(InputError) as caught:
        bring(recipe, tmp_path / "to")
    (fault,) = caught.value.faults
    assert f"Ufficio Mappe does not deliver it from {publisher.url}/a" in fault.what
    assert words in fault.what
    assert "try again later" in fault.mend
    assert "by hand from https://example.org/a" in fault.mend
    assert publisher.asked.count("/a") == asked
    assert (tmp_path / "to" / "b").is_file()


def test_nobody_listens(publisher, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listened on
        publisher.url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(InputError, match="the connection is refused → try again later"):
            bring(recipe_of(tmp_path, publisher, a=""), tmp_path / "to")


def test_a_web_page_is_not_the_file(publisher, tmp_path):
    publisher.put("a", b"<html>please log in</html>")
    publisher.types["/a"] = "text/html; charset=utf-8"
    with pytest.raises(InputError, match="sends a web page instead of the file"):
        bring(recipe_of(tmp_path, publisher, a=""), tmp_path / "to")


def test_files_that_only_people_can_get(publisher, tmp_path):
    text = ', page = "https://example.org/form"'
    recipe = recipe_of(tmp_path, publisher, a=text, b=text + ", required = false")
    files = {key: file.model_copy(update={"url": ""}) for key, file in recipe.files.items()}
    recipe = recipe.model_copy(update={"files": files})
    with pytest.raises(InputError, match=r"download it by hand from https:.*form to ") as caught:
        bring(recipe, tmp_path / "to")
    assert len(caught.value.faults) == 1
    (tmp_path / "to").mkdir(exist_ok=True)
    (tmp_path / "to" / "a").write_bytes(b"got by hand")
    done = bring(recipe, tmp_path / "to")
    assert (done["a"].status, done["b"].status) == ("kept", "by hand")
    assert "https://example.org/form" in done["b"].note


def test_a_path_out_of_the_folder_and_a_strange_address_are_refused(publisher, tmp_path):
    recipe = recipe_of(tmp_path, publisher, a="")
    for change, words in (
        ({"path": "../a"}, "leads out of the folder"),
        ({"url": "ftp://example.org/a"}, "no address"),
    ):
        files = {"a": recipe.files["a"].model_copy(update=change)}
        with pytest.raises(InputError, match=words):
            bring(recipe.model_copy(update={"files": files}), tmp_path / "to")
    assert not (tmp_path / "a").exists()


def test_a_mirror_is_asked_instead_of_all_publishers(publisher, tmp_path):
    recipe = recipe_of(tmp_path, publisher, a=', via = "overpass"', b=', via = "pvgis"')
    for name in "ab":
        publisher.put(f"copy/{name}", name.encode())
    bring(recipe, tmp_path / "to", mirror=f"{publisher.url}/copy/")
    assert publisher.asked == ["/copy/a", "/copy/b"]
    assert (tmp_path / "to" / "b").read_bytes() == b"b"


def test_a_map_is_asked_for_by_its_box(publisher, tmp_path):
    publisher.put("a", TOWN.read_bytes())
    bring(recipe_of(tmp_path, publisher, a=', via = "overpass", bbox = [9.49, 45.19, 9.52, 45.21]'), tmp_path / "to")
    assert (tmp_path / "to" / "a").read_bytes() == TOWN.read_bytes()
    (form,) = publisher.forms
    assert "bbox%3A45.19%2C9.49%2C45.21%2C9.52" in form
    query = overpass_query((9.49, 45.19, 9.52, 45.21))
    assert query.startswith("[out:xml][timeout:300][bbox:45.19,9.49,45.21,9.52];(")
    assert 'nwr["building"];' in query
    assert query.endswith("(._;>;);out body;")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b'<osm version="0.6"><remark>runtime error: Query timed out</remark></osm>', "runtime error: Query timed out"),
        (b"busy", "the answer is no map"),
    ],
)
def test_a_server_of_maps_that_breaks_off(publisher, tmp_path, answer, words):
    publisher.put("a", answer)
    recipe = recipe_of(tmp_path, publisher, a=', via = "overpass", bbox = [9.49, 45.19, 9.52, 45.21]')
    with pytest.raises(InputError, match=words):
        bring(recipe, tmp_path / "to")
    assert list((tmp_path / "to").iterdir()) == []


def pvgis_answer():
    """A clear year in UTC, in the form of PVGIS's answer."""
    index = pd.date_range("2007-01-01", periods=8760, freq="h", tz="UTC")
    sun = pvlib.solarposition.get_solarposition(index + pd.Timedelta("30min"), 45.44, 9.2)
    high = np.sin(np.radians(sun["apparent_elevation"].to_numpy())).clip(0)
    air = 13 - 11 * np.cos(2 * np.pi * index.day_of_year / 365)
    rows = [
        {
            "time(UTC)": f"{t:%Y%m%d:%H%M}", "T2m": round(float(a), 2), "RH": 60.0, "G(h)": round(900 * s, 1),
            "Gb(n)": round(700.0 * (s > 0.02), 1), "Gd(h)": round(100 * s, 1), "IR(h)": 300.0, "WS10m": 1.5,
            "WD10m": 180.0, "SP": 100000.0,
        }
        for t, a, s in zip(index, air, high, strict=True)
    ]  # fmt: skip
    inputs = {
        "location": {"latitude": 45.44, "longitude": 9.2, "elevation": 120.0}, "meteo_data": {"radiation_db": "DB"},
    }  # fmt: skip
    outputs = {"months_selected": [{"month": m, "year": 2007} for m in range(1, 13)], "tmy_hourly": rows}
    return json.dumps({"inputs": inputs, "outputs": outputs, "meta": {"inputs": {}}})


def test_typical_weather_becomes_an_epw_file_that_the_twin_reads(publisher, tmp_path):
    publisher.put("api/tmy", pvgis_answer())
    recipe = recipe_of(tmp_path, publisher, a=', via = "pvgis", place = [9.2, 45.44]')
    file = recipe.files["a"].model_copy(update={"url": f"{publisher.url}/api", "path": "weather.epw"})
    bring(recipe.model_copy(update={"files": {"a": file}}), tmp_path / "to")
    assert publisher.asked == ["/api/tmy?lat=45.44&lon=9.2&outputformat=json"]
    weather, notes = read_epw(tmp_path / "to" / "weather.epw", (9.2, 45.44))
    assert notes == []
    assert weather.t_out[0] == pytest.approx(2.0, abs=0.1)
    answer = json.loads(publisher.files["/api/tmy"])["outputs"]["tmy_hourly"]
    assert weather.ghi[1:] == pytest.approx(
        [row["G(h)"] for row in answer][:-1]
    )  # an hour later by the clock of the place
    assert not (tmp_path / "to" / "weather.epw.part").exists()


def test_weather_that_is_none(publisher, tmp_path):
    publisher.put("a/tmy", b'{"message": "Location over the sea. Please, select another location"}')
    recipe = recipe_of(tmp_path, publisher, a=', via = "pvgis", place = [9.2, 45.44]')
    with pytest.raises(InputError, match="it is no typical year of PVGIS"):
        bring(recipe, tmp_path / "to")


def test_a_folder_keeps_its_recipe(publisher, tmp_path):
    recipe_of(tmp_path, publisher, a="")
    place_recipe(tmp_path / "given.toml", tmp_path / "to")
    place_recipe(tmp_path / "given.toml", tmp_path / "to")
    assert load_recipe(tmp_path / "to" / "recipe.toml").name == "X"
    (tmp_path / "to" / "recipe.toml").write_text("name = 'Y'")
    with pytest.raises(InputError, match="another recipe than given"):
        place_recipe(tmp_path / "given.toml", tmp_path / "to")


def test_shipped_recipe_of_maps_needs_nothing_by_hand():
    from twin.geo import default_recipe

    recipe = load_recipe(default_recipe().with_name("porta_romana_osm.toml"))
    assert all(file.url for file in recipe.files.values() if file.required)
    assert all(file.page for file in recipe.files.values())
    shipped = load_recipe(default_recipe())
    assert all(file.url or file.page for file in shipped.files.values())
    assert recipe.stock == shipped.stock
