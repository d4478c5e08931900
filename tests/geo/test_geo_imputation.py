"""Are imputed values drawn from what they say they are, the same each time, and different in another draw?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tests.tiny_layers import houses, tiny
from twin.core.streams import declare
from twin.geo import build, default_recipe, load_district, load_recipe, redraw
from twin.geo.imputation_model import (
    HIGHEST,
    Predictive,
    distribution,
    field_at,
    fit,
    inverse_propensity,
    krige,
    logistic,
    quantile,
    tilted,
)
from twin.geo.use import use_shares
from twin.state.codes import Thermal, Use
from twin.state.table import Flag

RECIPE = load_recipe(default_recipe())
LUCK = declare("tests.imputation", "synthetic towns")
FIELD = declare("tests.imputation_field", "synthetic townscapes")


def town(n=3000, side=3000.0, bias=0.0, cut=1, share=0.5):
    """Houses with a true law of storeys, and who of them is tagged: by size (seen) and by storeys (unseen)."""
    uid = np.arange(n, dtype=np.uint64)
    at = LUCK.at(1)
    xy = np.column_stack([at.uniform(uid, lane=lane) * side for lane in (0, 1)])
    x = np.column_stack([at.normal(uid, lane=2), at.normal(uid, lane=3)])
    rest = np.sqrt(share) * field_at(xy, 100.0, FIELD.at(1), 1) + np.sqrt(1 - share) * at.normal(uid, lane=4)
    storeys = np.maximum(np.round(np.exp(1.5 + 0.2 * x[:, 0] + 0.35 * rest)), 1.0)
    odds = np.exp(-2.0 + 0.8 * x[:, 0] + bias * np.log(storeys))
    tagged = (at.uniform(uid, lane=20) < odds / (1 + odds)) & (storeys >= cut)
    return xy, x, storeys, tagged


def learned(xy, x, storeys, tagged, lowest=1):
    weight = inverse_propensity(x, tagged)
    made = fit(x[tagged], xy[tagged], storeys[tagged], weight, lowest, (100.0, 0.5))
    return made, made.predict(x[~tagged], xy[~tagged])


@pytest.mark.nojit
def test_the_law_is_recovered_although_large_houses_are_tagged_first():
    xy, x, storeys, tagged = town()
    assert storeys[tagged].mean() > storeys[~tagged].mean() + 0.4  # the naive mean would be wrong
    made, p = learned(xy, x, storeys, tagged)
    assert made.slope[0] - made.slope[1:] / made.scale @ made.centre == pytest.approx(1.5, abs=0.05)
    assert made.slope[1:] / made.scale == pytest.approx([0.2, 0.0], abs=0.05)
    cdf = distribution(p, 1, 0.0, 0.0)
    mean = (np.diff(cdf, axis=1, prepend=0.0) * np.arange(1, HIGHEST + 1)).sum(axis=1)
    assert mean.mean() == pytest.approx(storeys[~tagged].mean(), rel=0.03)


def test_unseen_selection_is_mended_by_the_right_tilt_and_only_by_it():
    xy, x, storeys, tagged = town(n=6000, bias=1.5)
    _, p = learned(xy, x, storeys, tagged)
    truth = storeys[~tagged].mean()

    def mean(tilt):
        cdf = distribution(p, 1, tilt, 0.0)
        return float((np.diff(cdf, axis=1, prepend=0.0) * np.arange(1, HIGHEST + 1)).sum(axis=1).mean())

    # The odds' power is near 1.5 only where few are tagged; here a quarter is, so the truth lies between.
    assert mean(0.0) > truth * 1.05
    assert abs(mean(1.5) / truth - 1) < abs(mean(0.0) / truth - 1) / 2


def test_the_cut_below_two_storeys_does_not_bias_the_law():
    xy, x, storeys, tagged = town(n=6000, cut=3)
    kept, _ = learned(xy, x, storeys, tagged, lowest=3)
    blind, _ = learned(xy, x, storeys, tagged, lowest=1)
    at = [made.slope[0] - made.slope[1:] / made.scale @ made.centre for made in (kept, blind)]
    assert at[0] == pytest.approx(1.5, abs=0.06)
    assert at[1] > at[0] + 0.05


def test_intervals_cover_what_they_say():
    xy, x, storeys, tagged = town(n=6000)
    _, p = learned(xy, x, storeys, tagged)
    truth = storeys[~tagged]
    low, high = (quantile(p, np.full(truth.size, u), 1, 0.0, 0.0) for u in (0.1, 0.9))
    assert 0.78 < ((truth >= low) & (truth <= high)).mean() < 0.93  # whole storeys: the closed interval covers more
    cdf = distribution(p, 1, 0.0, 0.0)
    rows = np.arange(truth.size)
    top = cdf[rows, truth.astype(int) - 1]
    bottom = np.where(truth > 1, cdf[rows, np.maximum(truth.astype(int) - 2, 0)], 0.0)
    pit = bottom + LUCK.at(2).uniform(rows.astype(np.uint64)) * (top - bottom)
    assert ((pit > 0.1) & (pit < 0.9)).mean() == pytest.approx(0.8, abs=0.04)


@settings(max_examples=30)
@given(st.floats(1.2, 20), st.floats(0.05, 1.0), st.floats(0, 0.6), st.integers(1, 3), st.floats(0, 2), st.floats(0, 1))
def test_quantile_is_the_inverse_of_the_distribution(mid, spread, single, lowest, tilt, share):
    u = np.linspace(0.01, 0.99, 25)
    p = Predictive(*(np.full(u.size, value) for value in (mid, spread, 0.0, single)))
    storeys = quantile(p, u, lowest, tilt, share).astype(int)
    cdf = distribution(p, lowest, tilt, share)
    rows = np.arange(u.size)
    assert (np.diff(cdf, axis=1) >= -1e-12).all()
    assert (cdf[rows, storeys - 1] >= u - 1e-6).all()
    below = np.where(storeys > 1, cdf[rows, np.maximum(storeys - 2, 0)], 0.0)
    assert (below <= u + 1e-6).all()
    assert np.isin(storeys, [1, *range(lowest, HIGHEST + 1)]).all()


def test_tilting_is_what_weighting_by_a_power_of_storeys_does():
    p = Predictive(*(np.array([value]) for value in (5.0, 0.4, 0.0, 0.0)))
    grid = np.linspace(np.log(5) - 4, np.log(5) + 4, 20001)
    weight = norm.pdf(grid, np.log(5), 0.4) * np.exp(-0.7 * grid)
    assert tilted(p, 0.7)[0] == pytest.approx(np.average(grid, weights=weight), abs=1e-6)


def test_kriging_is_certain_at_a_surveyed_spot_and_silent_far_away():
    xy, rest = np.array([[0.0, 0.0], [500.0, 0.0], [0.0, 700.0]]), np.array([1.0, -2.0, 0.5])
    value, explained = krige(xy, rest, np.array([[0.0, 0.0], [1e5, 1e5]]), 100.0, 1.0)
    assert value == pytest.approx([1.0, 0.0], abs=1e-9)
    assert explained == pytest.approx([1.0, 0.0], abs=1e-9)


def test_field_is_standard_normal_and_alike_nearby():
    many = np.array([field_at(np.array([[0.0, 0.0], [100.0, 0.0]]), 100.0, FIELD.at(0), k) for k in range(1, 1500)])
    assert many.mean(axis=0) == pytest.approx([0, 0], abs=0.1)
    assert many.std(axis=0) == pytest.approx([1, 1], abs=0.06)
    assert np.corrcoef(many.T)[0, 1] == pytest.approx(np.exp(-1), abs=0.07)


def test_logistic_regression_finds_its_coefficients():
    uid = np.arange(20000, dtype=np.uint64)
    x = np.column_stack([LUCK.at(3).normal(uid, lane=k) for k in (0, 1)]) * [1.0, 5.0] + [3.0, 0.0]
    yes = LUCK.at(3).uniform(uid, lane=9) < 1 / (1 + np.exp(-(-1.0 + 0.5 * x[:, 0] - 0.2 * x[:, 1])))
    assert logistic(x, yes) == pytest.approx([-1.0, 0.5, -0.2], abs=0.1)


def test_neighbours_vote_on_use():
    xy = np.array([[0.0, 0.0], [10.0, 0.0], [1000.0, 0.0], [1010.0, 0.0]])
    use = np.array([Use.RESIDENTIAL, Use.RESIDENTIAL, Use.INDUSTRIAL, Use.INDUSTRIAL])
    at = np.array([[5.0, 0.0], [1005.0, 0.0], [9e6, 9e6]])
    shares = use_shares((xy, np.full(4, 100.0), use), (at, np.full(3, 100.0)), 100.0)
    assert shares.sum(axis=1) == pytest.approx(np.ones(3))
    assert shares.argmax(axis=1).tolist()[:2] == [Use.RESIDENTIAL, Use.INDUSTRIAL]
    none = use_shares((xy[:0], np.empty(0), use[:0]), (at, np.full(3, 100.0)), 100.0)
    assert (none[:, Use.RESIDENTIAL] == 1).all()


@pytest.fixture(scope="module")
def embedded():
    return load_district(None)


def same(a, b):
    return all(np.array_equal(a[n][c.name], b[n][c.name]) for n in a.tables for c in a[n].schema.all_columns())


@pytest.mark.parametrize("made", [build(tiny(), RECIPE), None], ids=["tiny", "embedded"])
def test_draws_are_the_same_each_time_and_differ_from_each_other(made, embedded):
    district = made or embedded
    assert redraw(district, 0) is district
    before = {column: values.copy() for column, values in district["buildings"].data.items()}
    one, again, two = redraw(district, 1), redraw(district, 1), redraw(district, 2)
    assert same(one, again)
    assert all(np.array_equal(before[name], values) for name, values in district["buildings"].data.items())
    assert one.key == again.key != two.key != district.key
    for column in ("storeys", "epoch"):
        assert (one["buildings"][column] != two["buildings"][column]).any()
        assert (one["buildings"][column] != district["buildings"][column]).any()
    assert one["lampposts"]["rated_power"].std() >= 0
    assert (one["lampposts"]["rated_power"] != district["lampposts"]["rated_power"]).any()
    check_derived(one["buildings"], district)


def check_derived(table, district):
    figures, old = district.imputation["figures"], district["buildings"]
    free = table["merged_into"] < 0
    assert table["height"] == pytest.approx(table["storeys"] * figures["storey_height"])
    assert table["floor_area"] == pytest.approx(np.where(free, table["footprint"] * table["storeys"], 0.0))
    walls = table["facade"].sum(axis=1) + table["party_wall"]
    assert walls[free] == pytest.approx((table["perimeter"] * table["height"])[free])
    assert (table["facade"] >= 0).all()
    assert (table["flats"][table["use"] != Use.RESIDENTIAL] == 0).all()
    cold = np.isin(table["use"], [Use.ANCILLARY, Use.INDUSTRIAL])
    assert ((table["thermal"] == Thermal.UNHEATED) == (cold & free)).all()
    sure = old["storeys_spread"] == 0
    assert np.array_equal(table["storeys"][sure], old["storeys"][sure])
    assert np.array_equal(table["use"][old["use_next"] < 0], old["use"][old["use_next"] < 0])


def test_what_follows_from_storeys_is_made_as_the_district_was(embedded, monkeypatch):
    monkeypatch.setattr("twin.geo.imputation._uses", lambda *_: None)
    monkeypatch.setattr("twin.geo.imputation._storeys", lambda *_: None)
    one = redraw(embedded, 3)["buildings"]
    for column in ("height", "floor_area", "flats", "facade", "party_wall"):
        assert one[column] == pytest.approx(embedded["buildings"][column], abs=1e-6), column


def test_draws_keep_to_their_distribution(embedded):
    table = embedded["buildings"]
    rows = (table["storeys_spread"] > 0) & (table["use"] != Use.INDUSTRIAL) & (table["use_next"] < 0)
    many = np.array([redraw(embedded, k)["buildings"]["storeys"][rows] for k in range(1, 13)])
    inside = (many >= table["storeys_low"][rows]) & (many <= table["storeys_high"][rows])
    assert 0.72 < inside.mean() < 0.98
    totals = (many * table["footprint"][rows]).sum(axis=1)
    # Neighbours and assumptions are drawn in common: totals vary more than independent houses would make them.
    alone = np.sqrt(((many.std(axis=0) * table["footprint"][rows]) ** 2).sum())
    assert totals.std() > 1.2 * alone


def test_epochs_follow_the_published_shares_in_every_draw(embedded):
    share = np.array(embedded.imputation["epoch_share"])
    for k in range(3):
        epoch = redraw(embedded, k)["buildings"]["epoch"]
        assert np.bincount(epoch, minlength=8) / epoch.size == pytest.approx(share / share.sum(), abs=0.08)


def test_epochs_that_the_layer_knows_stay_in_every_draw():
    known = build(tiny(footprints=houses().assign(epoch=2.0)), RECIPE)
    assert (redraw(known, 5)["buildings"]["epoch"] == 2).all()


def test_a_draw_needs_a_number_and_a_district_that_tells_its_gaps(embedded):
    with pytest.raises(ValueError, match="draws start at 0"):
        redraw(embedded, -1)


def test_a_town_where_nobody_counted_has_the_default_around():
    none = build(tiny(footprints=houses().assign(storeys=np.nan)), RECIPE)["buildings"]
    assert (none["storeys_flag"] == Flag.IMPUTED).all()
    assert none["storeys_mid"] == pytest.approx(np.full(len(none), RECIPE.stock.storeys_default.value))
    assert np.unique(none["storeys"]).size > 1
