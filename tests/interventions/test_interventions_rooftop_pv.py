"""What photovoltaics on roofs do to a street, who pays, and what they never do."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.little_street import street_world
from twin.domains import energy
from twin.domains.energy.sun.roofs import equip
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.rooftop_pv import find, sunniness
from twin.state.codes import Payer, Thermal, Use
from twin.state.edits import apply

PARAMS = energy.Params()
DAY = date(2018, 5, 1)


def entry(day=DAY, zones="all", **levers):
    model = catalogue["rooftop_pv"].levers.model_validate(levers)
    return Entry(measure="rooftop_pv", levers=model, where=Where(zones=zones), date=day, source="test")


def street(**some):
    world = street_world(**some)
    equip(world, PARAMS)
    return world


def test_all_roofs_get_what_fits_and_every_owner_pays_once():
    world = street()
    homes = world.table("buildings")
    done = edits(world, [entry(quantity="100 %")])
    apply(world, done)
    fits = (homes["thermal"] != Thermal.MERGED) & (homes["roof_usable"] >= 10.0)
    np.testing.assert_allclose(homes["pv_peak"], np.where(fits, 200.0 * homes["roof_usable"], 0.0))
    paid = {payer: sum(e.cost.sum() for e in done if e.payer == payer) for payer in Payer}
    total = 2.0 * homes["pv_peak"].sum()  # EUR at 2,000 EUR a kW
    assert sum(paid.values()) == pytest.approx(total)
    assert paid[Payer.HOUSEHOLDS] == pytest.approx(paid[Payer.STATE])
    offices = homes["use"] != Use.RESIDENTIAL
    assert paid[Payer.BUSINESSES] == pytest.approx(2.0 * homes["pv_peak"][offices].sum())
    assert not homes["battery_size"].any()


@given(st.integers(0, 100))
def test_shares_take_the_sunniest_roofs_up_to_the_nearest_whole_one(percent):
    world = street()
    homes = world.table("buildings")
    homes["sky_view"][:, -1] = 1.0 - 0.01 * np.arange(len(homes))
    eligible = find(world, entry(quantity="1 %").levers, Where()).rows
    sunny = sunniness(world, eligible)
    room = homes["roof_usable"][eligible]
    apply(world, edits(world, [entry(quantity=f"{percent} %")]))
    got = homes["pv_peak"][eligible] > 0
    assert abs(room[got].sum() - percent / 100 * room.sum()) <= room.max()
    if got.any() and not got.all():
        assert sunny[got].min() >= sunny[~got].max()


def test_levers_bound_and_add():
    world = street()
    homes = world.table("buildings")
    apply(world, edits(world, [entry(quantity="100 %", uses="homes", most_per_flat="0.5 kW/flat", battery="2 kWh/kW")]))
    have = homes["pv_peak"] > 0
    assert (homes["use"][have] == Use.RESIDENTIAL).all()
    assert (homes["pv_peak"][have] <= 500.0 * homes["flats"][have] + 1e-6).all()
    np.testing.assert_allclose(homes["battery_size"], 2.0 * 3600.0 * homes["pv_peak"])


def test_modules_of_another_measure_stay():
    world = street()
    homes = world.table("buildings")
    first = edits(world, [entry(quantity="100 %", fill=0.5)])
    retrofit = catalogue["condominium_retrofit"]
    model = retrofit.levers.model_validate({"quantity": "100 %", "pv_per_flat": "0.2 kW/flat"})
    both = Entry(measure="condominium_retrofit", levers=model, where=Where(zones="all"), date=DAY, source="test")
    apply(world, edits(world, [both, entry(quantity="100 %", fill=0.5)]))
    alone = {int(r): float(v) for e in first if e.column == "pv_peak" for r, v in zip(e.rows, e.new, strict=True)}
    rows = np.array(list(alone))
    flats = np.where(homes["thermal"] == Thermal.HEATED, homes["flats"], 0.0) * (homes["use"] == Use.RESIDENTIAL)
    expected = np.array(list(alone.values())) + 200.0 * np.where(flats >= 4, flats, 0.0)[rows]
    np.testing.assert_allclose(homes["pv_peak"][rows], expected)


def test_nothing_asked_or_too_late_is_nothing():
    world = street()
    assert edits(world, [entry(quantity="0 %")]) == []
    assert edits(world, [entry(day=date(2030, 1, 1), quantity="50 %")]) == []
