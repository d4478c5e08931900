"""Are errors measured on buildings whose whole surroundings were held out, and are they honest?"""

import dataclasses
import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twin.geo.imputation_check as checked
from tests.geo.test_geo_imputation import LUCK, town
from twin.geo import default_recipe, imputations, load_district, load_recipe, redraw
from twin.geo.imputation_check import BLOCK, cross_validate, folds_of, scores
from twin.geo.stock import Survey, single_bound
from twin.state.codes import Use

STOCK = load_recipe(default_recipe()).stock


def survey(**kinds):
    xy, x, storeys, tagged = town(**kinds)
    n = tagged.size
    known = np.where(tagged, storeys, np.nan)
    return Survey(x, xy, np.full(n, 300.0), known, np.ones(n, dtype=bool), np.ones(n, dtype=bool)), storeys


@settings(max_examples=20)
@given(st.integers(0, 1000), st.floats(50, 1000))
def test_a_block_is_never_in_two_folds(seed, block):
    uid = np.arange(400, dtype=np.uint64)
    xy = np.column_stack([LUCK.at(seed).uniform(uid, lane=k) * 5000 for k in (0, 1)])
    fold = folds_of(xy, block)
    square = np.floor(xy / block)
    for one in np.unique(square, axis=0):
        assert np.unique(fold[(square == one).all(axis=1)]).size == 1
    assert np.array_equal(fold[:100], folds_of(xy[:100], block))  # others do not matter


def test_no_training_building_stands_in_a_held_out_block(monkeypatch):
    made, _ = survey()
    seen = []
    learn = checked.learn

    def spy(s, taught, asked, stock):
        seen.append((s.xy[taught], s.xy[asked]))
        return learn(s, taught, asked, stock)

    monkeypatch.setattr(checked, "learn", spy)
    monkeypatch.setattr(checked, "selection", lambda *_: {})
    cross_validate(made, np.zeros(made.area.size, dtype=np.int64), STOCK)
    assert len(seen) == checked.FOLDS
    for train, test in seen:
        a, b = ({tuple(block) for block in np.floor(xy / BLOCK).astype(int).tolist()} for xy in (train, test))
        assert not a & b


def test_errors_and_coverage_are_those_of_buildings_nobody_tagged():
    made, storeys = survey(n=6000)
    report = cross_validate(made, np.zeros(made.area.size, dtype=np.int64), STOCK)
    assert report["error"]["coverage"] == pytest.approx(0.8, abs=0.04)
    assert abs(report["error"]["bias"]) < 0.15
    assert report["error"]["crps"] < 0.97 * report["baselines"]["climatology"]["crps"]
    assert report["error"]["crps"] < report["baselines"]["nearest neighbour"]["crps"]
    assert report["error"]["mae"] < report["baselines"]["nearest neighbour"]["mae"]
    assert storeys.min() >= 1


def test_selection_shows_where_effort_differs_and_tall_ones_are_tagged():
    """Where zeal differs by place and neighbours share nothing, unseen selection makes residuals fall.

    With residuals that neighbours share the slope says nothing, so nothing is concluded from it.
    """
    slopes = []
    for bias in (0.0, 4.0):
        made, storeys = survey(n=6000, share=0.0)
        uid = np.arange(storeys.size, dtype=np.uint64)
        zeal = np.where(np.floor(made.xy[:, 0] / 600) % 2 == 0, 3.0, -2.0)
        centred = np.log(storeys) - 1.5 - 0.2 * made.x[:, 0]
        tagged = LUCK.at(8).uniform(uid) < 1 / (1 + np.exp(-(zeal + bias * centred)))
        told = dataclasses.replace(made, known=np.where(tagged, storeys, np.nan))
        slopes.append(checked.selection(told, told.taught(1e9), STOCK))
    assert abs(slopes[0]["slope"]) < 2 * slopes[0]["standard_error"]
    assert slopes[1]["slope"] < -3 * slopes[1]["standard_error"]


def test_single_storeys_are_bounded_by_gaps_among_the_well_surveyed():
    made, storeys = survey(n=6000, share=0.0)
    uid = np.arange(storeys.size, dtype=np.uint64)
    one = LUCK.at(5).uniform(uid) < 0.08
    known = np.where(one, np.nan, np.maximum(storeys, 2))  # all counted, but one storey looks like none
    assert single_bound(dataclasses.replace(made, known=known)).mean() == pytest.approx(0.08, abs=0.03)
    all_told = dataclasses.replace(made, known=np.where(one, 1.0, storeys))
    assert (single_bound(all_told) == 0).all()


def test_scores_of_a_certain_prophet_are_zero():
    truth = np.array([1.0, 4.0, 7.0])
    cdf = (np.arange(1, 11) >= truth[:, None]).astype(float)
    made = scores(cdf, truth)
    assert made["mae"] == made["bias"] == made["crps"] == 0.0
    late = scores((np.arange(1, 11) >= truth[:, None] + 2).astype(float), truth)
    assert late["mae"] == late["bias"] == late["crps"] == 2.0
    assert late["coverage"] == 0.0


def test_crps_is_that_of_the_textbook():
    """Against E|X - y| - E|X - X'| / 2 (T. Gneiting, A. E. Raftery, 2007, DOI 10.1198/016214506000001437)."""
    p = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
    value = np.arange(1, 6)
    y = 2
    expected = (p * np.abs(value - y)).sum() - 0.5 * (np.outer(p, p) * np.abs(value[:, None] - value)).sum()
    assert scores(np.cumsum(p)[None, :], np.array([float(y)]))["crps"] == pytest.approx(expected)


def test_embedded_district_tells_of_no_error_it_could_not_measure():
    district = load_district(None)
    assert imputations(district) == []
    assert district.imputation["figures"]["lowest"] >= 1


@pytest.fixture(scope="module")
def real(real_layers, tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    yield load_district(real_layers), real_layers
    patch.undo()


def test_real_storeys_beat_every_naive_method(real, capsys):
    district, folder = real
    rows = {row["column"]: row for row in imputations(district)}
    with capsys.disabled():
        print()
        for note in district.notes["imputation"]:
            print(" ", note)
        for name, score in rows["storeys"]["validation"]["baselines"].items():
            print("   ", name, {key: round(value, 2) for key, value in score.items()})
    error = rows["storeys"]["validation"]["error"]
    for base in rows["storeys"]["validation"]["baselines"].values():
        assert error["crps"] < 0.85 * base["crps"]
        assert error["mae"] < 0.85 * base["mae"]
    assert abs(error["bias"]) < 0.4
    assert 0.7 < error["coverage"] < 0.9
    assert rows["use"]["agreement"] > rows["use"]["validation"]["always_residential_agree"]
    assert rows["epoch"]["validation"]["greatest_gap_to_shares"] < 0.03
    json.dumps(imputations(district))
    again = load_district(folder)  # from the cache
    assert again.imputation == district.imputation


def test_real_draws_are_fast_and_vary_the_floor_by_a_few_percent(real):
    district, _ = real
    start = time.process_time()
    floors = []
    for k in range(1, 6):
        table = redraw(district, k)["buildings"]
        floors.append(table["floor_area"][table["use"] == Use.RESIDENTIAL].sum())
    assert (time.process_time() - start) / 5 < 2.0
    assert 0.01 < np.std(floors) / np.mean(floors) < 0.15
    base = district["buildings"]
    best = base["floor_area"][base["use"] == Use.RESIDENTIAL].sum()
    assert np.mean(floors) == pytest.approx(best, rel=0.08)
