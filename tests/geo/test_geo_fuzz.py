"""Whatever is in the files: layers, or one message that names file, place and mend. Never another exception."""

import json
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.geo.test_geo_osm import PARTS, TOWN, town_folder
from twin.core.errors import InputError
from twin.geo import load_recipe
from twin.geo.layers import SPECS, layer_faults, validate
from twin.geo.osm import COLUMNS, read_osm
from twin.geo.place import middle
from twin.geo.read import read_folder

FEW, MORE = settings(max_examples=20), settings(max_examples=60)
JOIN = 'join = { file = "people", key = "code", on = "code", fields = { residents = "people", households = "homes" } }'
PEOPLE = 'people = { path = "people.csv", publisher = "P", licence = "CC0-1.0", attribution = "P", year = 2020 }\n'
PLOTS = 'plots = { path = "plots.geojson", publisher = "P", licence = "CC0-1.0", attribution = "P", year = 2020 }\n'
CSV = b"code,people,homes\n1,90,50\n2,80,40\n"
RING = [[9.501, 45.2005], [9.5012, 45.2005], [9.5012, 45.2007], [9.501, 45.2007], [9.501, 45.2005]]
GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": "a", "floors": 3, "sure": True},
                "geometry": {"type": "Polygon", "coordinates": [RING]},
            },
            {
                "type": "Feature",
                "properties": {"id": "b", "floors": None, "sure": False},
                "geometry": {"type": "MultiPolygon", "coordinates": [[[[x + 0.001, y] for x, y in RING]]]},
            },
        ],
    }
).encode()
FIELDS = 'fields = { source_id = "id", storeys = "floors" }\nknown_if = { storeys = "sure" }'

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=4),
    st.sampled_from(["Point", "Polygon", "id", "GeometryCollection", 1e308, -1, 0, "27"]),
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "coordinates", "x"]), inner),
    max_leaves=5,
)


@st.composite
def spoiled(draw, content):
    """Bytes with some pieces cut out, doubled or replaced."""
    out = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(out) - 1)))
        end = min(len(out), start + draw(st.integers(0, 12)))
        out[start:end] = draw(st.one_of(st.just(b""), st.binary(max_size=6), st.just(bytes(out[start:end]) * 2)))
    return bytes(out)


@st.composite
def altered(draw, document):
    """A JSON document with some of its values replaced by others."""
    top = json.loads(document)
    for _ in range(draw(st.integers(1, 3))):
        at, path = top, []
        while isinstance(at, dict | list) and at and (not path or draw(st.integers(0, 3))):
            key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            path.append((at, key))
            at = at[key]
        if path:
            path[-1][0][path[-1][1]] = draw(JSON)
    return json.dumps(top).encode()


WORDS = [
    b'lat="', b'lon="', b'ref="', b'k="', b'v="', b"<nd", b"<node", b"<way", b"<relation", b'role="outer"', b"yes",
    b'type="way"', b"highway", b"building", b"oneway", b"multipolygon", b"restriction", b"primary", b"45.2", b"9.5",
    b"1", b"no",
]  # fmt: skip


@st.composite
def retagged(draw, content):
    """A map in which some words stand where others stood."""
    for _ in range(draw(st.integers(1, 5))):
        old, new = draw(st.sampled_from(WORDS)), draw(st.one_of(st.sampled_from(WORDS), st.binary(max_size=5)))
        times = content.count(old)
        if times:
            parts = content.split(old)
            at = draw(st.integers(1, times))
            content = old.join(parts[:at]) + new + old.join(parts[at:])
    return content


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The town with plots and people in files of their own."""
    made = town_folder(tmp_path_factory.mktemp("town"), TOWN)
    text = (made / "recipe.toml").read_text(encoding="utf-8")
    text = text.replace("[files]\n", "[files]\n" + PEOPLE + PLOTS)
    text = text.replace('name = "label" }\n', f'name = "label" }}\n{JOIN}\n')
    text = text.replace('file = "map"\nosm = "buildings"', f'file = "plots"\n{FIELDS}')
    (made / "recipe.toml").write_text(text, encoding="utf-8")
    (made / "people.csv").write_bytes(CSV)
    (made / "plots.geojson").write_bytes(GEOJSON)
    return made


@pytest.fixture(scope="module")
def recipe(folder):
    """What is read from the plots and the people; the map is left aside."""
    whole = load_recipe(folder / "recipe.toml")
    layers = {name: parts for name, parts in whole.layers.items() if name in ("zones", "footprints")}
    return whole.model_copy(update={"layers": layers, "context": {}})


def reads(folder, recipe):
    """Whether the files become layers; if not, they are refused as they should be."""
    try:
        recipe = recipe if recipe is not None else load_recipe(folder / "recipe.toml")
        raw = read_folder(folder, recipe, recipe.zones)
        if raw.zones["in_district"].any():
            if len(recipe.layers) == len(PARTS) + 1:
                validate(raw, middle(raw.zones))
            return not [f for name in recipe.layers for f in layer_faults(SPECS[name], raw.frame(name), (9.5, 45.2))]
    except InputError as error:
        told = error
    else:
        return True
    assert told.faults
    assert all(fault.place and fault.what for fault in told.faults)
    assert str(folder) in told.source or "layer" in told.source
    return False


@contextmanager
def instead(path, content):
    """Another content of a file, for a while."""
    good = path.read_bytes()
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    try:
        yield
    finally:
        path.write_bytes(good)


def test_the_files_are_good_before_they_are_spoiled(folder, recipe):
    assert reads(folder, None)
    assert reads(folder, recipe)


@FEW
@given(content=spoiled(GEOJSON) | altered(GEOJSON))
def test_geojson(folder, recipe, content):
    with instead(folder / "plots.geojson", content):
        reads(folder, recipe)


@FEW
@given(content=spoiled(CSV) | st.binary(max_size=40))
def test_csv(folder, recipe, content):
    with instead(folder / "people.csv", content):
        reads(folder, recipe)


@MORE
@given(content=spoiled(TOWN.read_bytes()) | retagged(TOWN.read_bytes()))
def test_osm(folder, content):
    with instead(folder / "mulino.osm", content):
        try:
            frames = read_osm(folder / "mulino.osm", COLUMNS).frames
        except InputError as error:
            told = str(error)
        else:
            for layer, kind in PARTS.items():  # what a map says is within the ranges of the layers
                faults = layer_faults(SPECS[layer], frames[kind])
                allowed = ("has no feature", "has an invalid geometry", "is a Polygon", "is a MultiPolygon")
                assert all(fault.what.startswith(allowed) for fault in faults)
            return
    assert "mulino.osm: 1 fault" in told


@FEW
@given(data=st.data())
def test_recipes(folder, data):
    lines = (folder / "recipe.toml").read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(
            st.sampled_from([*lines, 'osm = "points"', "values = { 1 = { name = 3 } }", 'layer = "x"', "zones = 3"])
        )
        key = other.partition(" = ")[0]
        lines[at : at + 1] = data.draw(
            st.sampled_from([[], [other], [lines[at], other], [f"{key} = {data.draw(JSON_TOML)}"], [lines[at] + "x"]])
        )
    with instead(folder / "recipe.toml", "\n".join(lines)):
        reads(folder, None)


JSON_TOML = st.one_of(
    st.integers(), st.booleans().map(lambda b: str(b).lower()), st.just('"id"'), st.just("[]"), st.just("{}")
)
