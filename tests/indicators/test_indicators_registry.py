"""Is the registry whole, does every entry name what exists, and is a malformed one told in one message?"""

import math
import operator
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twin.core.errors import InputError
from twin.indicators import load_registry, parse
from twin.indicators.registry import BASELINES, FILE
from twin.model.build import all_kpis
from twin.study.payback import FIGURES, RATIOS

GOOD = """schema_version = 1
[[indicators]]
id = "project.nox"
name = "Less NOx"
name_it = "Meno NOx"
level = "project"
theme = "Planet"
subtheme = "Pollution"
unit = "%"
formula = "words"
direction = "increase"
baseline = "reduction"
kind = "computed"
value = "emissions.nox"
vienna = "Smart Environment"
source = "made up"
"""
ASKED = GOOD.replace('kind = "computed"\nvalue = "emissions.nox"', 'kind = "elicited"\nscale = "number"')


def load(tmp_path, text):
    file = tmp_path / "registry.toml"
    file.write_text(text, encoding="utf-8")
    return load_registry(file)


def test_every_computed_one_names_indicators_that_the_twin_has():
    known = {kpi.name for kpi in all_kpis()}
    ratios = {ratio.name for ratio in RATIOS} | {f"finance.{figure.name}" for figure in FIGURES}
    computed = load_registry().select(kind="computed")
    assert len(computed) > 10
    for each in computed:
        wanted = {each.row} if each.row else set(each.arithmetic.names)
        assert wanted, each.id
        assert wanted <= (ratios if each.row else known), each.id


def test_evidence_names_indicators_that_the_twin_has():
    known = {kpi.name for kpi in all_kpis()}
    told = [(each.id, name) for each in load_registry().indicators for name in each.evidence]
    assert told
    assert [pair for pair in told if pair[1] not in known] == []


def test_every_reason_names_indicators_that_the_twin_has():
    """A reason that mentions an indicator in parentheses must not outlive it."""
    known = {kpi.name for kpi in all_kpis()}
    named = [
        word.strip("(),")
        for each in load_registry().indicators
        for word in f"{each.reason} {each.reason_it}".split()
        if word.startswith("(")
    ]
    assert named
    assert set(named) <= known


def test_the_registry_covers_the_themes_dimensions_and_the_covenant():
    registry = load_registry()
    assert {each.theme for each in registry.select(level="project")} == {
        "People", "Planet", "Prosperity", "Governance", "Propagation",
    }  # fmt: skip
    assert {each.theme for each in registry.select(level="city")} == {"People", "Planet", "Prosperity", "Governance"}
    assert len({each.vienna for each in registry.indicators}) == 6
    assert {each.covenant for each in registry.indicators} == {
        "", "final energy consumption", "CO2 emissions", "local electricity production",
    }  # fmt: skip
    assert {each.baseline for each in registry.indicators} == set(BASELINES)
    names = [(each.level, each.name) for each in registry.indicators]
    assert len(names) == len(set(names))


def test_what_people_judge_is_never_computed():
    for each in load_registry().indicators:
        assert (each.kind == "computed") == (each.arithmetic is not None or each.row != "")
        assert (each.kind == "computed") != bool(each.scale)
        assert each.unit != "Likert" or (each.kind, each.bounds) == ("elicited", (1, 5))


def test_every_value_from_memory_says_so():
    assert all("from memory" in each.source for each in load_registry().indicators)


def test_a_well_formed_registry_is_read(tmp_path):
    registry = load(tmp_path, GOOD)
    assert registry.indicator("project.nox").label("it") == "Meno NOx"
    assert registry.select(theme="People") == ()
    with pytest.raises(KeyError):
        registry.indicator("project.no")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema_version = 1\nindicators = [", ("is not TOML",)),
        ("schema_version = 1\nindicators = []\n", ("there are no indicators", "under [[indicators]]")),
        ("schema_version = 2\n" + GOOD.partition("\n")[2], ("schema_version",)),
        ("schema_version = 1\nindicators = [3]\n", ("indicators[0] (no table)",)),
        (GOOD + 'nam = "x"\n', ("indicators[0] (project.nox).nam", "did you mean 'name'?")),
        (GOOD.replace('unit = "%"\n', ""), ("indicators[0] (project.nox).unit", "is missing", "give unit")),
        (GOOD.replace('"Planet"', '"Planets"'), ("(project.nox).theme", "did you mean 'Planet'?")),
        (GOOD.replace('"project.nox"', '"nox"'), ("indicators[0] (nox).id",)),
        (GOOD.replace('level = "project"', 'level = "city"'), ("does not begin with the level", "city.something")),
        (GOOD.replace("project", "city"), ("'reduction' is for projects", "state or none")),
        (GOOD.replace("emissions.nox", "emissions.nox **  2"), ("goes wrong at '*'", "numbers, + - * /")),
        (GOOD.replace('value = "emissions.nox"\n', ""), ("needs arithmetic or a row",)),
        (GOOD + 'row = "finance.simple_payback"\n', ("needs arithmetic or a row",)),
        (GOOD.replace('"reduction"', '"none"'), ("needs a baseline",)),
        (GOOD + 'reason = "x"\n', ("take away reason",)),
        (GOOD + 'scale = "likert"\n', ("give or take away scale",)),
        (GOOD.replace('"computed"', '"elicited"'), ("goes with no arithmetic",)),
        (ASKED.replace('scale = "number"', 'scale = "likert"'), ("go together",)),
        (ASKED.replace('"%"', '"Likert"').replace('"number"', '"likert"') + "low = 1\n", ("bounds are for numbers",)),
        (ASKED + "low = 1\nhigh = 1\n", ("low is not below high",)),
        (ASKED.replace('"elicited"', '"not_computed"') + 'reason = "x"\n', ("reason_it",)),
        (GOOD + GOOD.partition("\n")[2], ("project.nox stand twice",)),
    ],
)
def test_a_malformed_registry_is_told_with_file_entry_and_mending(tmp_path, text, words):
    with pytest.raises(InputError) as told:
        load(tmp_path, text)
    for word in ("registry.toml: 1 fault", *words):
        assert word in str(told.value)


def test_a_registry_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_registry(tmp_path / "absent.toml")


def test_all_faults_of_a_registry_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as told:
        load(tmp_path, GOOD.replace('unit = "%"\n', "").replace('"Planet"', '"Moon"'))
    assert len(told.value.faults) == 2


def test_the_file_says_what_loading_says():
    with FILE.open("rb") as file:
        assert [each["id"] for each in tomllib.load(file)["indicators"]] == [
            each.id for each in load_registry().indicators
        ]


VALUES = {"a.x": 3.0, "b.y_2": -0.5, "c.zero": 0.0}
OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def joined(sign, left, right):
    """Text and value of two formulas joined by a sign, each in parentheses."""
    value = math.nan if sign == "/" and right[1] == 0.0 else OPERATIONS[sign](left[1], right[1])
    return f"({left[0]}) {sign}({right[0]})", value


LEAVES = st.one_of(
    st.integers(0, 99).map(lambda number: (str(number), float(number))),
    st.sampled_from(sorted(VALUES)).map(lambda name: (name, VALUES[name])),
    st.sampled_from([("1e6", 1e6), ("0.25", 0.25)]),
)
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from("+-*/"), inner, inner), inner.map(lambda one: (f"-({one[0]})", -one[1]))
    ),
    max_leaves=12,
)


@given(FORMULAS)
def test_a_formula_gives_what_its_parts_give(formula):
    text, expected = formula
    got = parse(text)(VALUES)
    assert got == expected or (math.isnan(got) and math.isnan(expected))


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 - 2 * 3", -5.0), ("8 / 4 / 2", 1.0), ("8 - 4 - 2", 2.0), ("-2 * -3", 6.0), ("2 / -4", -0.5), ("-a.x", -3.0),
     ("1 / (1 - 20 / 100)", 1.25), ("a.x / c.zero", math.nan)],
)  # fmt: skip
def test_products_come_before_sums_and_the_left_before_the_right(text, value):
    assert parse(text)(VALUES) == pytest.approx(value, nan_ok=True, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["", "1 2", "(1", "1)", "1 +", "* 1", "()", "1 ** 2", "__import__('os')", "a.b.c", "a", "1(2)", "(1)(2)", "-",
     "1) - (2", "a.x b.y", "a.x, b.y", "a.x if 1 else 2", "1e999"],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(text):
    with pytest.raises(ValueError, match="write names, numbers"):
        parse(text)


@given(st.text(st.sampled_from("a.x 12e+-*/()\n_é٣"), max_size=30))
@example("(" * 5000 + "1")
@example("-" * 5000 + "1")
def test_any_text_is_read_or_refused(text):
    try:
        formula = parse(text)
    except ValueError as error:
        assert "write names, numbers" in str(error)  # noqa: PT017 — either way is right
    else:
        assert isinstance(formula(dict.fromkeys(formula.names, 2.0)), float)
