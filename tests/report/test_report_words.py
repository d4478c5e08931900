"""Numbers are said with the digits they deserve, and both languages say the same things."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.report.numbers import decimals, fitting, gap_decimals, number, percent, plain, shown_unit
from twin.report.tables import command
from twin.report.words import WORDS


def test_both_languages_have_the_same_words_and_places():
    assert WORDS["en"].keys() == WORDS["it"].keys()
    for key, english in WORDS["en"].items():
        italian = WORDS["it"][key]
        if isinstance(english, str):
            holes = [{hole.split("}")[0] for hole in text.split("{")[1:]} for text in (english, italian)]
            assert holes[0] == holes[1], key
        elif isinstance(english, dict):
            assert english.keys() == italian.keys(), key
        else:
            assert len(english) == len(italian), key


@pytest.mark.parametrize(
    ("value", "places", "language", "text"),
    [
        (1234567.891, 1, "en", "1,234,567.9"),
        (1234567.891, 1, "it", "1.234.567,9"),
        (-12.3, 0, "en", "−12"),
        (-0.004, 2, "en", "0.00"),
        (None, 2, "en", "–"),
        (float("nan"), 2, "en", "–"),
    ],
)
def test_numbers(value, places, language, text):
    assert number(value, places, language) == text


def test_signs_and_percentages():
    assert number(3.0, 1, sign=True) == "+3.0"
    assert percent(-0.166) == "−16.6\u00a0%"
    assert percent(1.5) == "+150\u00a0%"
    assert percent(0.0) == "0\u00a0%"
    assert percent(None) == "–"


def test_units_fit_the_size():
    factor, unit = fitting([2.5e7, 1.0], "kWh")
    assert (2.5e7 * factor, unit) == (25.0, "GWh")
    assert fitting([500.0], "kWh") == (1.0, "kWh")
    assert fitting([3.0], "kWh/m2") == (1.0, "kWh/m²")
    assert fitting([1.8e7], "trips") == (1e-6, "million trips")
    assert shown_unit("EUR/m2") == "€/m²"


@given(st.floats(1e-3, 1e9), st.floats(1e-6, 1e6))
def test_decimals_show_the_gap_but_no_more_than_four_digits(value, gap):
    places = decimals([value], gap)
    assert 0 <= places <= 4
    digits = len(f"{value:.{places}f}".replace(".", "").lstrip("0"))
    assert places == 0 or digits <= 5


@pytest.mark.parametrize("value", [-0.0392, 0.4, 45.77, 1474.0])
def test_money_has_no_parts_of_cents(value):
    assert decimals([value], value / 1000, most=2) <= 2
    assert gap_decimals(value / 1000, decimals([value], most=2), most=2) <= 2
    assert decimals([value], value / 1000) >= decimals([value], value / 1000, most=2)


def test_parameters_are_plain():
    assert plain([0.5] * 24) == "0.5; 0.5; 0.5; 0.5; 0.5; 0.5; 0.5; 0.5 … (24)"
    assert plain(0.25, "it") == "0,25"
    assert plain(None) == "–"
    assert plain({"a": 1}) == "a: 1"


def test_the_command_makes_the_same_runs():
    def run(file, seed, *, synthetic=True):
        return SimpleNamespace(manifest={"file": file, "name": "x", "seed": seed, "district": {"synthetic": synthetic}})

    a, b = run("baseline.toml", 0), run("first_mix.toml", 0)
    assert command([a], None) == "twin run baseline --seed 0"
    assert command([run("", 3, synthetic=False)], None) == "twin run x --seed 3 --gis LAYERS"
    assert command([a, b], SimpleNamespace(seeds=(0, 1), spread=None)) == "twin compare baseline first_mix --seeds 2"
    assert (
        command([a, b], SimpleNamespace(seeds=(7,), spread=None))
        == "twin run baseline --seed 7\ntwin run first_mix --seed 7"
    )
