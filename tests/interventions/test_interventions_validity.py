"""What a law did not have on that day is told, and what it did have is not."""

from datetime import date

import pytest

from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.interventions import Entry, Where, catalogue
from twin.interventions.validity import FILE, anachronisms, load_validity
from twin.ui.levers import controls
from twin.ui.mix import starts


def entry(measure, day, **levers):
    given = {**starts(controls(catalogue[measure])), **levers}
    model = catalogue[measure].levers.model_validate(given)
    return Entry(measure=measure, levers=model, where=Where(), date=day, source="test")


@pytest.mark.parametrize(
    ("measure", "day", "most"),
    [
        ("condominium_retrofit", date(2006, 12, 31), 0.0),
        ("condominium_retrofit", date(2013, 6, 5), 0.55),
        ("condominium_retrofit", date(2016, 12, 31), 0.65),
        ("condominium_retrofit", date(2017, 1, 1), 0.75),
        ("condominium_retrofit", date(2020, 6, 30), 0.75),
        ("condominium_retrofit", date(2020, 7, 1), 1.0),
        ("condominium_retrofit", date(2023, 1, 1), 0.90),
        ("condominium_retrofit", date(2024, 12, 31), 0.75),
        ("condominium_retrofit", date(2025, 1, 1), 0.5),
        ("heat_pump", date(2018, 5, 1), 0.65),
        ("rooftop_pv", date(2018, 5, 1), 0.5),
        ("rooftop_pv", date(2021, 5, 1), 1.0),
        ("lamppost_dimming", date(2018, 5, 1), None),
    ],
)
def test_the_largest_share_that_holds_on_a_day(measure, day, most):
    assert load_validity().most(measure, day) == most


def test_a_deduction_before_its_law_is_told_with_both_shares():
    early = anachronisms(entry("condominium_retrofit", date(2016, 12, 31), state_share="70 %"), Clock(2019))
    assert early[0].en == (
        "anachronism: 70 % from the state asked for, the law gave at most 65 % on 2016-12-31; counted as asked"
    )
    assert "la legge dava al massimo il 65 % il 2016-12-31" in early[0].it
    assert anachronisms(entry("condominium_retrofit", date(2017, 1, 1), state_share="70 %"), Clock(2019)) == ()
    assert anachronisms(entry("condominium_retrofit", date(2016, 12, 31), state_share="65 %"), Clock(2016)) == ()


@pytest.mark.parametrize(
    ("measure", "day", "year", "told"),
    [
        ("energy_community", date(2018, 1, 1), 2019, 2),
        ("energy_community", date(2018, 1, 1), 2021, 1),
        ("energy_community", date(2020, 9, 15), 2020, 2),
        ("energy_community", date(2018, 1, 1), 2025, 0),
        ("road_charge", date(2012, 1, 15), 2012, 1),
        ("road_charge", date(2012, 1, 16), 2012, 0),
        ("calm_streets", date(1990, 1, 1), 1990, 0),
    ],
)
def test_what_opens_later_is_held_against_the_first_simulated_day_it_holds(measure, day, year, told):
    found = anachronisms(entry(measure, day), Clock(year))
    assert len(found) == told
    assert all(mind.en.startswith(f"anachronism on {max(day, date(year, 1, 1))}") for mind in found)
    assert all(mind.it != mind.en for mind in found)


def test_every_measure_of_the_file_with_a_share_has_that_lever():
    for share in load_validity().shares:
        for measure in share.measures:
            assert "state_share" in catalogue[measure].levers.model_fields


def test_defaults_of_the_levers_are_within_the_law_of_2019():
    """Each measure's own default share was the law's in the project's years."""
    for name, measure in catalogue.items():
        most = load_validity().most(name, date(2019, 6, 1))
        if most is not None:
            assert measure.levers.model_fields["state_share"].default <= most


def test_what_is_quoted_from_memory_is_assumed():
    found = load_validity()
    for each in (*found.opens, *found.shares):
        assert ("from memory" not in each.source) or each.status == "assumed", each.id
    ids = [each.id for each in (*found.opens, *found.shares)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("from = 2012-01-16", 'from = "soon"', "opens.0.from"),
        ('status = "published"', 'status = "sure"', "status"),
        ("to = 2013-06-05", "to = 2003-06-05", "ends before it begins"),
        ("schema_version = 1", "schema_version = [", "is not TOML"),
    ],
)
def test_a_malformed_file_is_told(tmp_path, old, new, words):
    path = tmp_path / "validity.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"validity\.toml") as caught:
        load_validity(path)
    assert words in str(caught.value)


def test_a_credit_is_ceded_on_the_day_of_the_works_and_no_later_year_makes_that_unlawful():
    def told(day, year):
        return anachronisms(entry("condominium_retrofit", day, state_share="50 %", credit_transfer=True), Clock(year))

    assert told(date(2018, 5, 1), 2018) == told(date(2018, 5, 1), 2030) == ()
    assert "until 2023-02-16" in told(date(2024, 5, 1), 2024)[0].en
    assert "from 2017-01-01" in told(date(2016, 5, 1), 2016)[0].en
