"""Whatever text a scenario file holds, it is a scenario or one error that names the file."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twin.core.errors import InputError
from twin.core.resources import resource_dir
from twin.scenario import Scenario, dumps, loads, upgrade
from twin.scenario.write import _key, _value

SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(resource_dir("scenarios").glob("*.toml"))]
V1 = 'schema_version = 1\nname = "x"\ndescription = "x"\nbaseline_year = 2019\n[weather]\nprices = "flat"\n'
KEYS = st.sampled_from(
    [
        *("schema_version", "extends", "name", "name_it", "description", "baseline_year", "time", "forcing", "weather"),
        *(
            "params",
            "measures",
            "measure",
            "levers",
            "where",
            "zones",
            "date",
            "source",
            "status",
            "tick",
            "from",
            "to",
        ),
        *("carbon", "prices", "energy", "mobility", "lighting", "file", "provenance", "quantity", "dim_level", "x", ""),
    ]
)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.sampled_from([dt.datetime(2019, 1, 1), dt.date(2019, 2, 1)]),  # noqa: DTZ001 — as TOML has them
    st.sampled_from(
        [2, 2019, "1 h", "typical", "flat", "baseline.toml", "baseline", "27", "60 %", "23:00", "lamppost_dimming"]
    ),
    st.sampled_from(
        ["assumed", "all", "../x.toml", "\0", "10 %", "1e999 m2", "nan EUR", "-1 flat", "condominium_retrofit"]
    ),
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4),
        max_leaves=12,
    ),
    max_size=9,
)
GOOD = {"schema_version": 2, "name": "x", "description": "x", "baseline_year": 2019}


def written(tree):
    """A tree as TOML."""
    return "".join(f"{_key(key) or repr('')} = {_toml(value)}\n" for key, value in tree.items())


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_toml(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _value(value)


def scenario_or_fault(text):
    """Read a text; nothing but a scenario or an InputError may come of it."""
    try:
        scenario = loads(text, "fuzz.toml")
    except InputError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.faults
        assert ".toml" in str(refused).splitlines()[0]
        return None
    assert isinstance(scenario, Scenario)
    assert loads(dumps(scenario)).canonical() == scenario.canonical()
    return scenario


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
def test_random_trees(tree):
    scenario_or_fault(written(tree))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
def test_random_trees_beside_what_is_needed(tree):
    scenario_or_fault(written(GOOD | tree))


@settings(max_examples=100)
@given(st.sampled_from([*SHIPPED, V1]), st.data())
def test_shipped_files_with_a_piece_changed(text, data):
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 30)))
    put = data.draw(
        st.one_of(st.text(max_size=10), st.sampled_from(["[", "]", '"', "=", "\n", "{", "1e400", "[[measures]]\n"]))
    )
    scenario_or_fault(text[:begin] + put + text[end:])


@settings(max_examples=100)
@given(st.sampled_from(SHIPPED), st.data())
def test_shipped_files_with_lines_moved_doubled_or_lost(text, data):
    lines = text.splitlines(keepends=True)
    chosen = data.draw(st.lists(st.sampled_from(range(len(lines))), max_size=len(lines) + 3))
    scenario_or_fault("".join(lines[k] for k in chosen))


@settings(max_examples=100)
@given(st.one_of(st.text(max_size=80), TREES.map(written)))
def test_any_text_is_upgraded_or_told(text):
    try:
        new = upgrade(text, "fuzz.toml")
    except InputError:
        return
    assert upgrade(new) == new
