"""Trips on the bases of published figures, and what an e-bike is ridden instead of."""

from __future__ import annotations

import numpy as np
import pytest

from twin.state.codes import Activity, Mode, Occupation
from twin.state.people_columns import MAX_TRIPS
from twin.study.case import Case
from twin.study.evidence import Evidence
from twin.study.metrics import METRICS
from twin.study.protocol import load_protocol
from twin.study.travel import Travel, Trips, sample_days, substituted, travel

NIL = "mobility/nil_commuting_mode_2011.csv"


class Little:
    """Three people on one day: two work, one of them beyond the city; the third stays at home."""

    def __init__(self):
        def rows(fill, dtype, *trips):
            out = np.full((3, MAX_TRIPS), fill, dtype=dtype)
            for person, values in enumerate(trips):
                out[person, : len(values)] = values
            return out

        self.citizens = {
            "home": np.zeros(3, dtype=np.int64), "zone": np.array([0, 0, 1]),
            "occupation": np.array([Occupation.WORKER, Occupation.WORKER, Occupation.HOME]),
            "mode": rows(Mode.NONE, np.int8, [Mode.TRANSIT, Mode.TRANSIT, Mode.WALK, Mode.WALK], [Mode.CAR] * 2),
            "activity": rows(
                Activity.NONE, np.int8, [Activity.WORK, Activity.HOME, Activity.SHOP, Activity.HOME],
                [Activity.WORK, Activity.HOME],
            ),
            "to_building": rows(-1, np.int32, [1, 0, 2, 0], [-1, 0]),
            "to_zone": rows(-1, np.int32, [1, 0, 0, 0], [-1, 0]),
            "departure": rows(0.0, np.float32, [28800, 61200, 70000, 72000], [27000, 62000]),
            "arrival": rows(0.0, np.float32, [30000, 63000, 70200, 72600], [30600, 66000]),
        }  # fmt: skip
        self.buildings = {"x": np.array([0.0, 3000.0, 200.0]), "y": np.array([0.0, 4000.0, 0.0])}
        self.zones = {
            "x": np.zeros(2), "y": np.zeros(2), "source_id": np.array(["35", "9"]),
            "in_district": np.array([True, True]),
        }  # fmt: skip

    def table(self, name):
        return getattr(self, name)


def test_trips_count_on_the_base_of_each_figure():
    day = travel(Little(), circuity=1.2)
    assert day.work == {"transit": 1.0, "car": 0.0, "motorcycle": 0.0, "active": 0.0}
    assert day.internal == pytest.approx({"transit": 2 / 3, "car": 0.0, "motorcycle": 0.0, "active": 1 / 3})
    assert day.work_times.tolist() == [0.0, 1.0, 1.0]
    assert day.zones["35"] == {"transit": 0.5, "car": 0.5, "motorcycle": 0.0, "active": 0.0}
    assert "36" not in day.zones
    numbers = day.numbers
    assert numbers["trips below 10 km"] == pytest.approx(100 * 4 / 6)
    assert numbers["trips beyond the municipality"] == pytest.approx(100 * 2 / 6)
    assert numbers["length, median"] == pytest.approx((0.24 + 6.0) / 2)
    assert numbers["minutes a day"] == pytest.approx((20 + 30 + 200 / 60 + 10 + 60 + 4000 / 60) / 2)
    assert numbers["trips a resident"] == 2.0


def plan(*people):
    """Trips of one day: for each person pairs of mode and activity."""
    out = [np.full((1, len(people), MAX_TRIPS), none, dtype=np.int8) for none in (Mode.NONE, Activity.NONE)]
    for row, trips in enumerate(people):
        for k, trip in enumerate(trips):
            out[0][0, row, k], out[1][0, row, k] = trip
    return Trips(*out)


W, H, S, L = Activity.WORK, Activity.HOME, Activity.SHOP, Activity.LEISURE
EBIKE = Mode.SHARED_EBIKE


def test_a_ride_by_ebike_is_compared_with_the_same_trip_without():
    without = plan([(Mode.CAR, W), (Mode.CAR, H)], [(Mode.WALK, S), (EBIKE, H)], [(Mode.TRANSIT, W)])
    electric = plan([(EBIKE, W), (Mode.CAR, H)], [(EBIKE, S), (EBIKE, H)], [(EBIKE, W), (EBIKE, S)])
    found, n = substituted(without, electric)
    assert n == 4
    assert found == {"transit": 0.25, "car": 0.25, "bicycle": 0.0, "walk": 0.25, "none": 0.25, "other": 0.0}
    assert substituted(without, without) == ({}, 0)
    runs = (Evidence({}, {}, trips=trips) for trips in (without, electric))
    value, beside = METRICS["ebike_substitutes.car"](Case(*runs, None), load_protocol().target("VE.car"))
    assert value == 25.0
    assert beside["trips that were compared"] == 4.0


@pytest.mark.parametrize("more_without", [True, False])
def test_a_trip_that_appears_or_disappears_shifts_no_other(more_without):
    errand = [(Mode.WALK, L), (Mode.WALK, H)]
    day = [(Mode.CAR, W), (Mode.CAR, H), (Mode.TRANSIT, S), (Mode.WALK, S), (Mode.BICYCLE, H)]
    ridden = [(EBIKE, activity) for _, activity in day]
    without, electric = (errand + day, ridden) if more_without else (day, errand + ridden)
    found, n = substituted(plan(without), plan(electric))
    assert n == 5
    assert found == pytest.approx(
        {"transit": 0.2, "car": 0.4, "bicycle": 0.2, "walk": 0.2, "none": 0.0, "other": 0.0}, abs=1e-12
    )


def test_a_zone_is_held_against_those_whose_mode_is_known(tmp_path):
    (tmp_path / "mobility").mkdir()
    lines = ["nil_id,nil_name,mode,value,percent"]
    for mode, people in (
        ("A piedi o in bicicletta", 20),
        ("Mezzi pubblici", 40),
        ("Auto privata", 30),
        ("Altri mezzi", 10),
    ):
        lines.append(f"35,SOMEWHERE,{mode},{people},0")
    lines += ["35,SOMEWHERE,Non disponibile,100,0", "36,ELSEWHERE,Auto privata,1,0"]
    (tmp_path / NIL).write_text("\n".join(lines), encoding="utf-8")
    day = Travel(zones={"35": {"transit": 0.47, "car": 0.25, "motorcycle": 0.08, "active": 0.2}})
    case = Case(Evidence({}, {}, day), Evidence({}, {}), tmp_path)
    value, beside = METRICS["nil_mode_distance.35"](case, load_protocol().target("V9c.nil35"))
    assert value == pytest.approx(7.0)
    assert beside["car, modelled less published [%]"] == pytest.approx(-5.0)


def test_days_are_spread_over_the_year():
    assert sample_days(365).size == 12
    assert np.diff(sample_days(365)).max() <= 31
    assert sample_days(5).tolist() == [0, 1, 2, 3, 4]
