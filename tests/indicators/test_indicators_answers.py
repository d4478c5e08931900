"""Are people's answers taken as they are, and refused by name where they are on no scale?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.core.errors import InputError
from twin.indicators import judged, load_registry, read_answers

REGISTRY = load_registry()
HEAD = "id,value,who,date\n"


def read(tmp_path, text, name="answers.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_answers(file, REGISTRY)


def test_toml_and_csv_say_the_same(tmp_path):
    toml = '[[answers]]\nid = "project.leadership"\nvalue = 4\nwho = "mayor"\ndate = 2026-03-31\n'
    csv = "\ufeffdate, who ,id,value\r\n2026-03-31,mayor,project.leadership,4\r\n"
    (one,), (other,) = read(tmp_path, toml, "answers.toml"), read(tmp_path, csv)
    assert one == other
    assert (one.value, one.who, one.date) == (4.0, "mayor", date(2026, 3, 31))
    assert read(tmp_path, toml.replace("2026-03-31", "2026-03-31T10:00:00"), "later.toml") == (one,)


def test_judgements_of_several_people_give_their_median(tmp_path):
    lines = "".join(f"project.leadership,{value},{who},2026-01-0{k + 1}\n" for k, (who, value) in enumerate(
        [("a", 1), ("b", 5), ("c", 4)]))  # fmt: skip
    answers = read(tmp_path, HEAD + "city.gdp,41000.5,office,2026-02-01\n" + lines)
    found = {each.indicator.id: each for each in judged(answers, REGISTRY)}
    assert list(found) == ["project.leadership", "city.gdp"]  # in the order of the registry
    assert found["project.leadership"].value == 4.0
    assert len(found["project.leadership"].answers) == 3
    assert found["city.gdp"].value == 41000.5


def test_what_the_twin_could_compute_one_day_may_be_entered(tmp_path):
    (answer,) = read(tmp_path, HEAD + "city.noise,12.5,office,2026-02-01\n")
    assert REGISTRY.indicator(answer.id).kind == "not_computed"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("project.leadershp,4,a,2026-01-01", ("line 2", "no indicator 'project.leadershp'", "'project.leadership'?")),
        ("zzzzzzzzzz,4,a,2026-01-01", ("no indicator 'zzzzzzzzzz'", "twin indicators --kind elicited")),
        (",4,a,2026-01-01", ("no indicator ''",)),
        ("project.co2,30,a,2026-01-01", ("line 2 (project.co2)", "computed by the twin and never entered")),
        ("project.leadership,6,a,2026-01-01", ("'6' is off the scale", "whole number from 1 to 5")),
        ("project.leadership,0,a,2026-01-01", ("off the scale",)),
        ("project.leadership,3.5,a,2026-01-01", ("'3.5' is off the scale",)),
        ("project.leadership,nan,a,2026-01-01", ("off the scale",)),
        ("project.leadership,good,a,2026-01-01", ("'good' is off the scale",)),
        ("city.voters,101,a,2026-01-01", ("off the scale", "from 0 to 100 [%]")),
        ("project.crime,101,a,2026-01-01", ("off the scale", "up to 100 [%]")),
        ("city.gdp,-1,a,2026-01-01", ("off the scale", "of at least 0")),
        ("city.gdp,inf,a,2026-01-01", ("is no number",)),
        ('city.gdp,"41,5",a,2026-01-01', ("is no number", "with a point before the decimals")),
        ("project.leadership,4,,2026-01-01", (".who: is missing",)),
        ("project.leadership,4,a,yesterday", ("'yesterday' is no day", "2026-03-31")),
        ("project.leadership,4,a,", ("is no day",)),
        ("project.leadership,4,a,2026-01-01,more", ("more cells than columns",)),
        ("project.leadership,4", (".who: is missing", "is no day")),
        ("city.gdp,1,a,2026-01-01\ncity.gdp,2,b,2026-01-01", ("city.gdp: a and b give a number",)),
        ("project.leadership,4,a,2026-01-01\nproject.leadership,5,a,2026-01-02", ("a answers twice",)),
    ],
)
def test_what_is_no_answer_is_refused_by_name(tmp_path, line, words):
    with pytest.raises(InputError) as told:
        read(tmp_path, f"{HEAD}{line}\n")
    for word in ("answers.csv", *words):
        assert word in str(told.value)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("answers.csv", "", ("line 1", "id, value, who, date")),
        ("answers.csv", HEAD, ("there are none",)),
        ("answers.csv", "id,value,who\n", ("columns id, value, who",)),
        ("answers.csv", HEAD + 'project.leadership,"4"x,a,2026-01-01\n', ("after line 1", "mend the quotes")),
        ("answers.toml", "answers = 3\n", ("is no list of tables", "[[answers]]")),
        ("answers.toml", "answers = [3]\n", ("is no list of tables",)),
        ("answers.toml", "[[answer]]\nid = 'x'\n", ("answer: no such key", "did you mean 'answers'?")),
        ("answers.toml", "[[answers\n", ("is not TOML",)),
        ("answers.toml", "", ("there are none",)),
        ("answers.toml", "[[answers]]\nid = 'project.leadership'\nvalue = true\nwho = 'a'\ndate = 2026-01-01\n",
         ("True is off the scale",)),
        ("answers.toml", "[[answers]]\nid = 'project.leadership'\nvalue = 4\nwho = 'a'\nwhen = 2026-01-01\n",
         ("answers[0]", "no key 'when'")),
        ("answers.txt", HEAD, ("'.txt' is not read", ".toml or .csv")),
    ],
)  # fmt: skip
def test_a_malformed_file_is_told(tmp_path, name, text, words):
    with pytest.raises(InputError) as told:
        read(tmp_path, text, name)
    for word in (name, *words):
        assert word in str(told.value)


def test_a_file_that_is_absent_or_in_another_encoding_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_answers(tmp_path / "absent.csv", REGISTRY)
    (tmp_path / "latin.csv").write_bytes((HEAD + "project.leadership,4,Città,2026-01-01\n").encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_answers(tmp_path / "latin.csv", REGISTRY)


@given(value=st.floats() | st.integers(), name=st.sampled_from([each.id for each in REGISTRY.indicators if each.scale]))
def test_a_number_is_taken_exactly_where_it_is_on_the_scale(tmp_path_factory, value, name):
    indicator = REGISTRY.indicator(name)
    low, high = indicator.bounds
    finite = value == value and abs(value) < float("inf")  # noqa: PLR0124 — not a number differs from itself
    fits = finite and (low is None or value >= low) and (high is None or value <= high)
    fits = fits and (indicator.scale != "likert" or value in (1, 2, 3, 4, 5))
    file = tmp_path_factory.getbasetemp() / "one.csv"
    file.write_text(f"{HEAD}{name},{value!r},a,2026-01-01\n", encoding="utf-8")
    if fits:
        assert read_answers(file, REGISTRY)[0].value == value
    else:
        with pytest.raises(InputError, match=r"off the scale|no number"):
            read_answers(file, REGISTRY)
