"""What do the arms of Area C's charge say in a small town whose neighbours all lie in the charged zones?"""

import numpy as np
import pytest

from tests.measures_town import PARAMS as TOWN
from tests.measures_town import WORKDAY, town
from twin.domains.mobility.day_types import DayType
from twin.domains.mobility.frame import frame as frame_of
from twin.domains.mobility.outside import Why
from twin.domains.mobility.year import usual
from twin.state.codes import StreetClass
from twin.study import charge_arms

# A tenth of the traffic between places outside: the town's few streets carry no more.
PARAMS = TOWN.model_copy(update={"internal_trips": 2.5e5, "exchange_trips": 1.85e5})


@pytest.fixture(scope="module")
def arms():
    world = town(street_class=StreetClass.PRIMARY)
    today = usual(DayType.WORKDAY, len(world.table("households")), PARAMS, WORKDAY)
    return world, today, charge_arms.run(world, PARAMS, today)


def test_the_charge_keeps_cars_away_and_its_suspension_brings_them_back(arms):
    _, _, found = arms
    assert found["entries with"] < found["entries without"]
    assert found["entries suspended"] > found["entries with"]
    assert found["charged"] == pytest.approx(100.0 * (found["entries with"] / found["entries without"] - 1.0))
    assert found["suspended"] == pytest.approx(100.0 * (found["entries suspended"] / found["entries with"] - 1.0))


def test_threads_have_no_part_in_the_bits(arms):
    world, today, found = arms
    assert charge_arms.run(world, PARAMS, today, threads=2) == found


def test_without_a_charge_nothing_happens(arms, monkeypatch):
    world, today, _ = arms
    monkeypatch.setattr(charge_arms, "CHARGE", 0.0)
    found = charge_arms.run(world, PARAMS, today)
    assert found["charged"] == 0.0
    assert found["entries without"] == found["entries with"] > 0.0


def test_those_who_pay_are_as_many_as_paid_in_area_c(arms):
    world, _, _ = arms
    outside = frame_of(world.tables, world.seed, PARAMS).outside
    paying = charge_arms.payers(outside)
    passes = outside.fleet.why == Why.THROUGH
    error = np.sqrt(charge_arms.PAID * (1.0 - charge_arms.PAID) / passes.sum())
    assert paying.stakes.pays[passes].mean() == pytest.approx(charge_arms.PAID, abs=4.0 * error)
    assert not paying.stakes.pays[~passes].any()
    assert paying.fleet is outside.fleet
