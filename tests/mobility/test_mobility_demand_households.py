"""Households: persons and cars are conserved, children are never alone, and plans meet slow twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_mobility_demand as naive
from twin.core.clock import DayType
from twin.core.streams import declare
from twin.domains.mobility.demand.calendar import usual
from twin.domains.mobility.demand.groups import draft_for
from twin.domains.mobility.demand.params import DemandParams
from twin.domains.mobility.demand.totals import conserved, totals
from twin.domains.mobility.demand.tours import fits, may_drive, schedule
from twin.state.codes import Activity, Mode

LATE = declare("test.late", "how long a ride takes in a test")
# Everybody who can takes the car: many quarrels about it.
DRIVERS = (-3.0, -9.0, -3.0, 3.0, -2.0, -9.0, -9.0, -9.0, -2.0, -9.0)


@pytest.fixture(scope="module")
def town():
    return naive.little_town()


@pytest.fixture(scope="module")
def motown():
    return naive.little_town(constants=DRIVERS)


def along(plans):
    at = plans.trail.at[: plans.trail.n[0]]
    out = np.zeros(plans.diary.mode.shape, dtype=bool)
    out[at[:, 0], at[:, 1]] = True
    return out


@pytest.mark.parametrize("kind", list(DayType))
def test_nobody_is_in_two_places_and_everybody_comes_home(town, motown, kind):
    for place in (town, motown):
        plans = naive.a_day(place, kind)
        assert conserved(plans.diary, plans.trail).all()
        made = np.arange(naive.TRIPS) < plans.diary.trips[:, None]
        assert (plans.diary.mode[~made] == Mode.NONE).all()
        assert (plans.trail.site[~made] == -1).all()
        assert plans.diary.departure[made].min() > 4 * 3600


def test_children_never_travel_alone_and_share_mode_and_place(town, motown):
    for place, kind in ((town, DayType.WORKDAY), (motown, DayType.WORKDAY), (motown, DayType.HOLIDAY)):
        plans = naive.a_day(place, kind)
        diary, trail = plans.diary, plans.trail
        made = np.arange(naive.TRIPS) < diary.trips[:, None]
        young = place.people.age < place.params.escort_age
        assert (along(plans)[young] == made[young]).all()
        at = trail.at[: trail.n[0]]
        one, led = (at[:, 0], at[:, 1]), (at[:, 2], at[:, 3])
        assert at.shape[0] > 20
        assert (place.people.age[at[:, 2]] >= place.params.adult_age).all()
        assert (trail.site[one] == trail.site[led]).all()
        assert (diary.departure[one] == diary.departure[led]).all()
        assert (diary.arrival[one] == diary.arrival[led]).all()
        by_car = np.isin(diary.mode[led], (Mode.CAR, Mode.CAR_SHARING))
        assert (diary.mode[one][by_car] == Mode.PASSENGER).all()
        assert (diary.mode[one][~by_car] == diary.mode[led][~by_car]).all()
        assert np.isin(diary.mode[led], (Mode.WALK, Mode.TRANSIT, Mode.CAR, Mode.CAR_SHARING)).all()
        # Whoever goes along starts where the other does.
        before = np.where(at[:, 1] > 0, trail.site[at[:, 0], at[:, 1] - 1], place.people.home[at[:, 0]])
        leads = np.where(at[:, 3] > 0, trail.site[at[:, 2], at[:, 3] - 1], place.people.home[at[:, 2]])
        assert (before == leads).all()


def test_school_children_are_brought_and_fetched(town):
    plans = naive.a_day(town)
    young = (town.people.age < town.params.escort_age) & (town.people.work >= 0)
    goes = (plans.diary.activity == Activity.STUDY).any(axis=1)
    assert 0.6 < goes[young].mean() < 1.0
    row = int(np.flatnonzero(young & goes)[0])
    k = int(np.argmax(plans.diary.activity[row] == Activity.STUDY))
    assert plans.trail.site[row, k] == town.people.work[row]
    assert plans.diary.departure[row, k + 1] - plans.diary.arrival[row, k] > 4 * 3600


def test_a_car_is_at_one_place_and_its_drivers_live_there(motown):
    plans = naive.a_day(motown)
    rides, citizens, vehicles = plans.rides, motown.tables["citizens"], motown.tables["vehicles"]
    assert rides.rider.size > 200
    seen: dict[int, int] = {}
    shared = 0
    for row in range(rides.kind.size):
        span = slice(int(rides.first[row]), int(rides.first[row + 1]))
        riders = rides.rider[span]
        place = motown.people.home[riders[0]]
        blocks = [r for k, r in enumerate(riders) if k == 0 or riders[k - 1] != r]
        assert len(blocks) == len(set(blocks))
        shared += len(blocks) > 1
        for n in range(span.start, span.stop):
            i, k = int(rides.rider[n]), int(rides.leg[n])
            assert seen.setdefault(i, row) == row  # one vehicle a person and day
            start = motown.people.home[i] if k == 0 else plans.trail.site[i, k - 1]
            assert start == place
            place = plans.trail.site[i, k]
            if rides.vehicle[row] >= 0:
                assert vehicles["household"][rides.vehicle[row]] == citizens["household"][i]
            if plans.diary.mode[i, k] != Mode.MOTORCYCLE:
                assert citizens["licence"][i]
        assert place == motown.people.home[riders[0]]
    assert shared > 5
    driven = np.isin(plans.diary.mode, (Mode.CAR, Mode.MOTORCYCLE, Mode.CAR_SHARING)).sum()
    assert driven == rides.rider.size


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), late=st.sampled_from([1.0, 600.0, 5000.0]))
def test_late_vehicles_put_nobody_in_two_places(motown, seed, late):
    plans = naive.a_day(motown, number=seed % 7)
    u = LATE.at(seed).uniform(np.arange(plans.rides.rider.size, dtype=np.uint64))
    seconds = -late * np.log1p(-u)
    garage, sums, _ = naive.settled(motown, plans, seconds)
    good = conserved(plans.diary, plans.trail)
    assert (~good).sum() <= plans.trail.n[3]
    if late < 1000.0:
        assert plans.trail.n[3] == 0
    assert sums.by_zone[0].sum() == plans.diary.trips.sum()
    used = garage.distance > 0
    assert used.sum() == (plans.rides.vehicle >= 0).sum()
    assert (garage.last_home[used] > garage.first_out[used]).all()


def test_where_all_goes_as_planned_the_streets_change_nothing(motown):
    plans = naive.a_day(motown)
    departure = plans.diary.departure.copy()
    rides = plans.rides
    spent = (plans.diary.arrival - departure)[rides.rider, rides.leg]
    naive.settled(motown, plans, np.maximum(spent - rides.tail, 0.0))
    np.testing.assert_allclose(plans.diary.departure, departure, atol=0.1)


@pytest.mark.nojit
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 20), st.integers(1, 6)), max_size=6),
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 20), st.integers(1, 6)),
)
def test_who_can_have_a_car_is_the_naive_one(asked, last):
    draft, bookings = draft_for(naive.TRIPS), []
    for car, member, start, length in [*asked, last]:
        a, b = 3600.0 * start, 3600.0 * (start + length)
        wanted = naive.can_have(bookings, car, member, a, b)
        assert fits(car, member, a, b, len(bookings), draft) == wanted
        if wanted:
            n = len(bookings)
            draft.house[0].book[n] = (car, member, 0)
            draft.house[0].span[n] = (a, b)
            bookings.append((car, member, a, b))


@pytest.mark.nojit
@given(st.floats(0.0, 24.0), st.floats(0.0, 12.0), st.integers(0, 23), st.integers(0, 24), st.booleans())
def test_who_may_drive_is_the_naive_one(motown, start, length, since, until, workday):
    today = usual(DayType.WORKDAY, 1, motown.params)._replace(bans=workday)
    people = motown.people._replace(barred=3600.0 * np.array([[since, until]], dtype=np.float64))
    end = start + length
    leaves, comes = since <= start < until, since < end <= until
    assert may_drive(0, 3600.0 * start, 3600.0 * end, today, people) == (not workday or not (leaves or comes))


@st.composite
def households(draw):
    out, n = [], draw(st.integers(1, 4))
    for leader in range(n):
        start = 5.0
        for _ in range(draw(st.integers(0, 2))):
            start += draw(st.floats(0.1, 5.0))
            party = [m for m in range(n) if m != leader and draw(st.booleans())]
            legs = [
                (start * 3600.0 if k == 0 else draw(st.sampled_from([0.0, 60000.0])), draw(st.floats(0, 9000)),
                 draw(st.floats(60, 9000)), party)
                for k in range(draw(st.integers(2, 3)))
            ]  # fmt: skip
            out.append((start * 3600.0, leader, draw(st.booleans()), legs))
    return n, out


@pytest.mark.nojit
@given(households())
def test_the_timetable_is_the_naive_one(house):
    n, tours = house
    draft = draft_for(naive.TRIPS)
    where = {}
    for m in range(n):
        member, k, t = draft.member[m], 0, 0
        for index, (start, leader, errand, legs) in enumerate(tours):
            if leader != m:
                continue
            member.first_leg[t] = k
            member.begin[t] = start
            member.tour[t] = 3 if errand else 0
            for j, (earliest, stay, duration, party) in enumerate(legs):
                member.clock[k] = (earliest, stay)
                member.time[k] = duration
                member.party[k] = sum(1 << p for p in party)
                where[index, j] = (m, k)
                k += 1
            t += 1
        member.first_leg[t] = k
        draft.member[m].n_tours = t
    if any(draft.member[m].first_leg[draft.member[m].n_tours] > naive.TRIPS for m in range(n)):
        return
    legs_of = [sum(1 for t in tours for leg in t[3] if t[1] == m or m in leg[3]) for m in range(n)]
    if max(legs_of, default=0) > naive.TRIPS:
        return
    schedule(n, draft)
    for key, wanted in naive.timetable(tours).items():
        m, k = where[key]
        assert draft.member[m].times[k].tolist() == pytest.approx(wanted)
    assert [int(draft.member[m].trips) for m in range(n)] == legs_of


def test_those_who_are_away_stay_away_and_change_nobody_else(town):
    today = usual(DayType.WORKDAY, len(town.tables["households"]), town.params)
    plans = naive.a_day(town, today=today)
    away = today.away.copy()
    away[::3] = True
    gone = naive.a_day(town, today=today._replace(away=away))
    mine = away[town.tables["citizens"]["household"]]
    assert (gone.diary.trips[mine] == 0).all()
    assert gone.diary.away[mine].all()
    for one, two in zip(plans.diary[2:], gone.diary[2:], strict=True):
        assert (one[~mine] == two[~mine]).all()


def test_with_less_room_for_trips_days_still_close(town):
    today = usual(DayType.SATURDAY, len(town.tables["households"]), town.params)
    town = naive.little_town(params=DemandParams(chain_share=1.0))
    plans = naive.a_day(town, today=today)
    assert plans.diary.trips.max() <= naive.TRIPS
    assert conserved(plans.diary, plans.trail).all()


def test_totals_are_near_the_published_ones(town):
    plans = naive.a_day(town)
    found = {t.name: t for t in totals(plans.diary, plans.trail, town.people.home, town.sites.xy)}
    assert found["trips per resident"].achieved == pytest.approx(2.1, abs=0.4)
    assert found["work among trips not homewards"].achieved == pytest.approx(39.9, abs=8.0)
    assert found["occasional among trips not homewards"].achieved == pytest.approx(45.5, abs=10.0)
    assert found["trips that start from 7 to 8 h"].achieved == pytest.approx(15.0, abs=4.0)
