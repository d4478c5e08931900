"""Has every sentence in which a measure tells what was done an Italian form?"""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from tests import catalogue_world
from tests.catalogue_world import entry
from twin.core.phrases import quantities
from twin.interventions import catalogue
from twin.interventions.limits import minds
from twin.interventions.measure import rounded_text
from twin.interventions.notes import NOTES, note_in
from twin.interventions.retrofit_vote import history
from twin.model import build_model

# Ways of deciding that the examples do not take, and more than there is.
MORE = [
    ("condominium_retrofit", {"decided_by": "assembly", "workshops": 2.0}),
    ("condominium_retrofit", {"quantity": "1e7 m2"}),
    ("rooftop_pv", {"adoption": "diffusion"}),
    ("heat_pump", {"adoption": "diffusion", "heat_source": "air"}),
    ("heat_pump", {"heat_source": "groundwater"}),
    ("e_cars", {"adoption": "diffusion"}),
    ("smart_lampposts", {"quantity": "300000 lamps", "wifi": "50 %", "traffic": "50 %", "environment": "50 %"}),
    ("parking_policy", {"removed": 1e6}),
    ("parking_guidance", {"sensors": 9e4}),
    ("urban_platform", {"sources": 1e4}),
]


# Words that no Italian sentence has.
ENGLISH = {
    "the", "of", "to", "with", "and", "from", "by", "out", "left", "each", "their", "buildings", "flats", "offered",
    "places", "charge", "points", "stations", "bicycles", "sources", "sensors", "streets", "tickets", "works", "lamps",
    "cars", "asked", "clipped", "exist",
}  # fmt: skip


def notes(one):
    """What the edits and additions of an entry tell."""
    scenario = catalogue_world.base().model_copy(update={"measures": (one,)})
    _, inputs = build_model(scenario, catalogue_world.district(), 1)
    return [note for row in inputs.asked for note in row.done]


def check(one):
    found = notes(one)
    assert found
    for note in found:
        told = note_in(note, "it")
        known = told != note or NOTES.italian(note)
        assert known, f"say it in Italian in twin/interventions/notes.py: {note}"
        english = ENGLISH & set(re.findall(r"[a-z]+", told))
        assert not english, f"{english} of {note!r} is left in {told!r}"
        assert note_in(note, "en") == note


@pytest.mark.parametrize("name", tuple(catalogue))
def test_what_each_measure_tells_has_an_italian_form(name):
    check(entry(name))


@pytest.mark.parametrize(("name", "levers"), MORE)
def test_what_measures_tell_where_people_decide_or_too_much_is_asked_has_an_italian_form(name, levers):
    check(entry(name, **levers))


def test_the_assemblies_of_a_year_have_an_italian_form():
    (sentence,) = history(SimpleNamespace(years=lambda *_: {1: (4, 1, 2)}), 24, date(2018, 3, 1))
    assert note_in(sentence, "it") == "assemblee del 2019: 4 tenute, 1 mai valide, 2 hanno approvato i lavori"


def test_sentences_keep_their_numbers_and_limits_their_own_form():
    note = "2 of 9 lamps; 300 lamps asked for, clipped to the 9 lamps that exist; a plug-in's own words"
    assert minds(note)[0].en == "300 lamps asked for, clipped to the 9 lamps that exist"
    told = note_in(note, "it").split("; ")
    assert told[0] == "2 lampioni su 9"
    assert "ridotta a ciò che esiste: 9 lampioni" in note_in(note, "it")
    assert told[-1] == "a plug-in's own words"


def test_a_sentence_to_be_minded_keeps_its_semicolon_and_its_place():
    note = "1 buildings, 2 flats, 7 kW; 34 buildings have their plant from another measure already; left out; grant"
    assert note_in(note, "it").endswith("7 kW; 34 edifici hanno già l'impianto da un'altra misura; esclusi; contributo")


def test_measures_that_a_trend_yields_to_are_called_as_people_call_them():
    told = note_in("113 of the buildings are left to condominium_retrofit, public_retrofit; of_another_package", "it")
    names = ", ".join(catalogue[name].label_it for name in ("condominium_retrofit", "public_retrofit"))
    assert told == f"per 113 edifici provvede: {names}; of_another_package"


@pytest.mark.parametrize(("text", "en", "it"), [
    ("300 lamp", "300 lamps", "300 lampioni"),
    ("1 lamp", "1 lamp", "1 lampione"),
    ("1 flats", "1 flat", "1 alloggio"),
    ("0.5 flat", "0.5 flats", "0,5 alloggi"),
    ("0.2 kW/flat", "0.2 kW per flat", "0,2 kW per alloggio"),
    ("1500 EUR/flat", "1500 EUR per flat", "1500 EUR per alloggio"),
    ("12 month", "12 months", "12 mesi"),
    ("30 %", "30 %", "30 %"),
    ("8 cars of 21 flat", "8 cars of 21 flats", "8 auto of 21 alloggi"),
    ("2 stations of 3 carriages", "2 stations of 3 carriages", "2 stations of 3 carriages"),
])  # fmt: skip
def test_quantities_are_said_in_the_singular_or_the_plural_of_the_language(text, en, it):
    assert (quantities(text), quantities(text, "it")) == (en, it)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0.0361328125, "1", "3.61 %"), (0.07, "1", "7 %"), (1.0, "1", "100 %"), (28449.61, "m2", "28450 m2"),
     (24, "flat", "24 flats"), (0.000123456, "1", "0.0123 %"), (0.0, "1", "0 %"), (1.0, "flat", "1 flat")],
)  # fmt: skip
def test_amounts_in_sentences_have_three_digits_and_lose_no_whole_one(value, unit, words):
    assert rounded_text(value, unit) == words
