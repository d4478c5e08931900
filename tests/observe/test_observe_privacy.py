"""Is nothing told of fewer than ten households, not even by what is left over?"""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.model.build import all_kpis
from twin.observe.privacy import BADGE, LEAST, badge, below, cell_means, hidden, marked, mean_of
from twin.study.distribution import _SOURCE


def test_small_cells_are_hidden_and_the_rest_shown():
    assert hidden([100, 10, 0]).tolist() == [False, False, False]
    assert hidden([100, 9, 8, 50]).tolist() == [False, True, True, False]


def test_a_lonely_small_cell_hides_the_next_smallest_too():
    """Else the total less the others would tell what its three households have."""
    assert hidden([100, 3, 40]).tolist() == [False, True, True]
    assert hidden([100, 3, 4, 40]).tolist() == [False, True, True, True]


@given(st.lists(st.integers(0, 60), max_size=12))
def test_what_is_hidden_holds_enough_households_together(counts):
    shut = hidden(counts)
    numbers = np.array(counts, dtype=int)
    assert shut[(numbers > 0) & (numbers < LEAST)].all()
    assert not shut[numbers == 0].any()
    if shut.any() and not shut[numbers > 0].all():
        assert numbers[shut].sum() >= LEAST
        assert shut.sum() > 1


@given(st.lists(st.tuples(st.integers(-1, 3), st.floats(0.0, 100.0)), max_size=80))
def test_means_by_cell_are_plain_means_or_nothing(rows):
    cell, values = np.array([r[0] for r in rows], dtype=np.int64), np.array([r[1] for r in rows], dtype=float)
    told = cell_means(values, cell, 4)
    for each in range(4):
        own = values[cell == each]
        if len(own) < LEAST:
            assert np.isnan(told[each])
        elif not np.isnan(told[each]):
            assert np.isclose(told[each], own.mean())


def test_the_mean_of_a_few_is_not_told():
    values = np.arange(20.0)
    assert np.isnan(mean_of(values, values < 9))
    assert mean_of(values, values < 10) == 4.5


def test_indicators_of_people_carry_the_badge_and_those_of_things_do_not():
    people = re.compile(
        r"income fifth|[Tt]enants|own their flat|Fuel poverty|Participants|Points of the|[Oo]wners|Approved retrofits"
    )
    for kpi in all_kpis():
        wanted = bool(people.search(kpi.label))
        assert badge(kpi.source, "en") == (BADGE["en"] if wanted else ""), kpi.name
        assert bool(badge(kpi.source, "it")) == bool(badge(kpi.source, "en"))
    assert badge(_SOURCE, "it") == "simulati, non i tuoi vicini"  # who wins and who loses


def test_the_line_below_a_table_explains_its_marks_and_stands_only_where_there_are_some():
    people = ["", badge(_SOURCE, "it")]
    assert [marked("voti", each) for each in people] == ["voti", "voti *"]
    assert below(people, "it") == "* simulati, non i tuoi vicini."
    assert below(people[:1], "it") == below([], "en") == ""
