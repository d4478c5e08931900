"""Do controls keep the law, learn from the past alone, and lose no electricity?"""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world
from tests import naive_energy_control as naive
from twin.core.clock import Clock
from twin.core.streams import declare, uids_of
from twin.domains import energy
from twin.domains.energy.control import kernels, kpis
from twin.domains.energy.control import kernels_balance as balance
from twin.domains.energy.control import kernels_managed as managed
from twin.domains.energy.control.equip import equip
from twin.domains.energy.control.forecast import HORIZON, Ahead, Outlook
from twin.domains.energy.control.hours import Hours
from twin.domains.energy.control.process import Balance, Control
from twin.domains.energy.plants.equip import valves_share
from twin.state import codes, schemas
from twin.state.table import Table

PARAMS = energy.Params()
DRAW = declare("tests.energy_control", "random inputs of the tests of control")
LAW = kernels.Law(20.0, 22.0, 16.0, 25.0, -5.0, 0.15, 30.0, 60.0, 1.0)
RULES = managed.Rules(1.0, 0.1, 50.0, 4, False, 3.0)


def ahead(clock, series, **params):
    return Ahead(clock, *series, energy.Params(**params))


def random_series(clock, seed=0):
    ticks = uids_of(f"tick {tick}" for tick in range(clock.n_ticks))
    draw = [DRAW.at(seed).uniform(ticks, lane=lane) for lane in range(3)]
    bounds = ((-5.0, 20.0), (3e-8, 9e-8), (5e-8, 1e-7))
    return [low + (high - low) * each for each, (low, high) in zip(draw, bounds, strict=True)]


# ---- what is known ahead


@pytest.mark.parametrize("kind", ["none", "imperfect"])
@pytest.mark.parametrize("ticks_per_hour", [1, 4])
def test_forecasts_never_see_the_future(kind, ticks_per_hour):
    clock = Clock(2019, ticks_per_hour=ticks_per_hour)
    series = random_series(clock)
    for tick in (
        30,
        100,
        400,
        401,
        89 * clock.ticks_per_day + 5,
    ):  # the last is the last day of March, civil time moves
        probe = ahead(clock, series)
        other = [values.copy() for values in series]
        for values in (other[0], other[2]):
            values[tick + 1 :] = 1e3
        other[1][probe.known_until[tick] + 1 :] = 1e3
        one, two = ahead(clock, series, forecast=kind), ahead(clock, other, forecast=kind)
        for now in range(max(tick - 60, 0), tick + 1):
            a, b = one.look(now), two.look(now)
            assert np.array_equal(a.t_out, b.t_out)
            assert np.array_equal(a.cost, b.cost)
            assert np.isfinite(a.t_out).all()


def test_prices_are_known_to_the_end_of_the_day_and_from_one_o_clock_to_that_of_the_next():
    clock = Clock(2019)
    known = ahead(clock, random_series(clock)).known_until
    at = {hour: int(known[14 * 24 + hour]) for hour in (0, 12, 13, 23)}
    assert at == {0: 15 * 24 - 1, 12: 15 * 24 - 1, 13: 16 * 24 - 1, 23: 16 * 24 - 1}
    summer = 180 * 24
    assert clock.civil_hour[known[summer + 3]] == 23
    assert known[-1] == clock.n_ticks - 1
    assert np.all(known >= np.arange(clock.n_ticks))


def test_a_perfect_forecast_reads_the_year_and_none_stays_as_it_is():
    clock = Clock(2019)
    series = random_series(clock)
    seen = ahead(clock, series, forecast="perfect").look(50)
    assert np.array_equal(seen.t_out, series[0][50 : 51 + HORIZON])
    still = ahead(clock, series, forecast="none").look(50)
    assert np.all(still.t_out == series[0][50])
    ends = ahead(clock, series, forecast="perfect").look(clock.n_ticks - 1)
    assert ends.t_out.size == HORIZON + 1


def test_an_imperfect_forecast_knows_a_day_that_repeats():
    clock = Clock(2019)
    wave = np.sin(2.0 * np.pi * np.arange(clock.n_ticks) / 24.0)
    look = ahead(clock, [wave, 1.0 + 0.1 * wave, 1.0 + wave])
    for tick in range(24 * 5):
        outlook = look.look(tick)
    assert outlook.t_out == pytest.approx(wave[tick : tick + HORIZON + 1], abs=1e-12)


# ---- hours and classes


def test_heating_hours_keep_the_law():
    clock = Clock(2019)
    hours = Hours.make(clock, PARAMS)
    homes = hours.full[:, codes.Use.RESIDENTIAL].reshape(-1, 24)
    assert homes.sum(axis=1).max() <= 14
    civil = clock.civil_hour[np.flatnonzero(homes.ravel())]
    assert civil.min() >= 5
    assert civil.max() < 23
    season = hours.in_season.reshape(-1, 24).any(axis=1)
    assert season[0]
    assert not season[150]
    assert not homes[~season].any()
    assert np.all(hours.until_good[hours.good] == 0)


def test_classes_are_drawn_as_told_and_one_more_building_changes_nobody_else():
    def draw(count):
        table = Table.allocate(schemas.BUILDINGS, count)
        table["uid"][:] = uids_of(f"building {i}" for i in range(count))
        clock = Clock(2019)
        table["valves"][:] = np.arange(count) % 10 < round(10 * valves_share(clock, PARAMS))
        equip(SimpleNamespace(table=lambda _: table, seed=1, clock=clock), PARAMS)
        return table

    table = draw(20_000)
    share = np.bincount(table["control"], minlength=4) / 20_000
    assert share == pytest.approx([*PARAMS.control_share, 0.0], abs=0.015)
    assert np.all(table["valves"][table["control"] == codes.Control.GOOD])
    assert np.array_equal(draw(5_000)["control"], table["control"][:5_000])


building = st.fixed_dictionaries({
    "control": st.integers(0, 2), "has_heating": st.booleans(), "valves": st.booleans(), "electric": st.booleans(),
    "exempt": st.booleans(),
    "design": st.sampled_from([0.0, 35.0, 70.0]), "exponent": st.sampled_from([1.0, 1.3]),
    "half": st.sampled_from([4.0, 10.0]), "air": st.floats(10.0, 25.0), "wanted": st.floats(14.0, 23.0),
    "loss": st.floats(0.002, 0.2), "rise": st.floats(0.1, 5.0), "left": st.sampled_from([0.0, 2.0]),
    "aim": st.floats(15.0, 21.0), "quick": st.floats(0.01, 0.5), "cold": st.sampled_from([0.0, 2.0]),
})  # fmt: skip


def arrays(*found):
    """Plants, rooms, learned and wish of some buildings, as dictionaries."""

    def column(name, kind=float):
        return np.array([each[name] for each in found], dtype=kind)

    plants = kernels.Plants(
        column("control", np.int64), np.zeros(len(found), dtype=np.int64), column("has_heating", bool),
        column("valves", bool), column("exempt", bool), column("design"), column("exponent"), column("half"),
    )  # fmt: skip
    rooms = kernels.Rooms(column("air"), column("wanted"))
    nothing = np.full(len(found), np.nan)
    learned = kernels.Learned(
        column("quick"), column("loss"), column("rise"), nothing, column("cold"), column("left"), column("aim")
    )
    return plants, rooms, learned, kernels.Wish(*(np.full(len(found), np.nan) for _ in range(4)))


@pytest.mark.nojit
@given(
    st.lists(building, min_size=1, max_size=4), st.booleans(), st.booleans(), st.booleans(), st.floats(-10.0, 25.0),
    st.floats(-10.0, 10.0),
)  # fmt: skip
def test_existing_control_agrees_with_its_naive_twin(found, in_season, full, good, t_out, t_hand):
    plants, rooms, learned, wish = arrays(*found)
    until = 0 if good else 3
    kernels.regulate(
        in_season, np.array([full]), np.array([good]), np.array([until]), t_out, t_hand, LAW, plants, rooms, learned,
        wish,
    )  # fmt: skip
    for i, each in enumerate(found):
        want = naive.regulate(each, in_season, full, good, until, t_out, t_hand, LAW)
        assert (wish.least[i], wish.limit[i], wish.supply[i]) == pytest.approx(want)
        assert wish.limit[i] <= (22.0 if each["valves"] else 25.0)
        assert wish.least[i] <= wish.limit[i]


@given(
    each=building, t_out=st.floats(-8.0, 18.0), peak=st.booleans(),
    cost=st.lists(st.floats(0.5, 1.5), min_size=25, max_size=25),
    heated=st.lists(st.booleans(), min_size=25, max_size=25),
    usual=st.lists(st.one_of(st.just(np.nan), st.floats(15.0, 22.0)), min_size=24, max_size=24),
    was_good=st.booleans(), as_before=st.booleans(),
)  # fmt: skip
def test_management_agrees_with_its_naive_twin(each, t_out, peak, cost, heated, usual, was_good, as_before):
    rules = RULES._replace(as_before=as_before)
    plants, rooms, learned, wish = arrays(each | {"control": kernels.MANAGED, "has_heating": True})
    outlook = Outlook(np.full(25, t_out) + np.arange(25) * 0.1, np.array(cost))
    hours = (np.arange(25) + 7) % 24
    schedule = np.array(heated)[:, None]
    now = managed.Now(True, peak, 0.0, hours, np.zeros(25, dtype=np.int64), schedule, schedule)
    site = managed.Site(
        np.array([each["electric"]]),
        np.array([2 if was_good else 1]),
        np.stack([np.array(usual)[:, None], np.zeros((24, 1))]),
    )
    told = [(heated[k], usual[hours[k]]) for k in range(25)]
    want = naive.managed_target(each | {"was_good": was_good}, outlook.t_out, outlook.cost, told, peak, LAW, rules)
    if not (as_before and each["valves"]) and not heated[0] and any(heated[1:5]):  # a break by day: it is seven
        want = max(want, min(each["wanted"], 18.0))
    managed.manage(np.array([0]), outlook, now, LAW, rules, plants, site, rooms, learned, wish)
    assert wish.least[0] == wish.limit[0] == pytest.approx(want)
    assert wish.tank[0] in {50.0, 60.0}
    assert 30.0 <= wish.supply[0] <= 80.0


def test_control_learns_how_rooms_cool_and_warm():
    plants, _, learned, wish = arrays({
        "control": 2, "has_heating": True, "valves": True, "exempt": True, "design": 70.0, "exponent": 1.3,
        "half": 10.0, "air": 18.0, "wanted": 20.0, "quick": 0.1, "loss": 0.02, "rise": 1.0, "cold": 0.0, "left": 0.0,
        "aim": 0.0,
    })  # fmt: skip
    air, most = np.array([20.0]), np.array([1e4])
    for tick in range(3000):
        heat = np.array([1e4 if tick % 3 == 0 else 0.0])
        fall = (0.0, 0.15, 0.0)[tick % 3] + 0.03
        air = air + (2.5 if heat[0] else 0.0) - fall * (air - 0.0)
        wish.supply[:] = 80.0
        kernels.learn(0.0, True, 0.1, LAW, air + 10.0, heat, most, wish.supply, plants, learned)
    assert learned.cold[0] == 2.0
    assert learned.rise[0] > 2.0


def test_the_first_hour_without_heating_is_learned_apart():
    plants, _, learned, wish = arrays({
        "control": 2, "has_heating": True, "valves": True, "exempt": True, "design": 70.0, "exponent": 1.3,
        "half": 10.0, "air": 18.0, "wanted": 20.0, "quick": 0.1, "loss": 0.02, "rise": 1.0, "cold": 0.0, "left": 0.0,
        "aim": 0.0,
    })  # fmt: skip
    most, air = np.array([1e4]), np.array([20.0])
    for tick in range(3000):
        hour = tick % 6
        if hour == 0:
            air = np.array([20.0])
        heat = np.array([5e3 if hour == 0 else 0.0])
        air = air - (0.0, 0.18, 0.03, 0.03, 0.03, 0.03)[hour] * air
        wish.supply[:] = 50.0
        kernels.learn(0.0, True, 0.05, LAW, air, heat, most, wish.supply, plants, learned)
    assert learned.quick[0] == pytest.approx(0.18, rel=1e-6)
    assert learned.loss[0] == pytest.approx(0.03, rel=1e-6)
    assert learned.rise[0] == 1.0  # only the hottest water tells


# ---- the process in a world


def world_with(control, count=6, params=PARAMS):
    world = little_world.world(count)
    energy.initialise(world, params)
    homes = world.table("buildings")
    homes["control"][:] = control
    homes["heating_fuel"][::2] = codes.Fuel.ELECTRICITY
    homes["cost_allocation"][:] = True
    homes["battery_size"][:] = 20.0 * little_world.KWH
    return world, homes


def live(world, control, ticks):
    """Actions of each tick while the rooms follow a made-up law of their own."""
    homes, taken = world.table("buildings"), []
    for tick in ticks:
        hour = world.clock.civil_hour[tick]
        homes["setpoint_wanted"][:] = 17.0 if hour >= 23 or hour < 6 else 20.0
        control.step(tick)
        target = np.minimum(np.maximum(homes["setpoint_wanted"], homes["setpoint_least"]), homes["setpoint_limit"])
        short = np.clip(target - homes["t_air"], 0.0, 1.5)
        homes["heat_available"][:] = 1.5e4
        homes["heat_need"][:] = 1e4 * short
        homes["t_air"][:] += short - 0.03 * (homes["t_air"] - world.table("forcing")["t_out"][tick])
        homes["electricity"][:] = 1e3 * (1.0 + 0.5 * np.sin(tick)) + homes["heat_need"] / 3.0
        taken.append([homes[path.partition(".")[2]].copy() for path in Control.writes])
    return taken


@pytest.mark.parametrize("kind", ["none", "imperfect"])
def test_no_action_up_to_an_hour_hangs_on_what_comes_after_it(kind):
    params = energy.Params(forecast=kind, carbon_weight=0.05)
    last = 24 * 12 + 12  # noon: tomorrow's prices are not out yet
    taken = []
    for changed in (False, True):
        world, _ = world_with(codes.Control.MANAGED, params=params)
        forcing = world.table("forcing")
        forcing["price_electricity"][:] *= 1.0 + 0.3 * np.cos(np.arange(world.clock.n_ticks) * 0.7)
        if changed:
            for name, values in forcing.data.items():
                if name not in {"uid", "price_electricity"} and values.dtype.kind == "f":
                    values[last + 1 :] = -7.0
            forcing["price_electricity"][24 * 13 :] = 1e-6
        taken.append(live(world, Control(world, params), range(last + 1)))
    for one, two in zip(*taken, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def test_a_perfect_forecast_does_see_it():
    """The same test with eyes open fails: it would notice a look ahead."""
    params, taken = energy.Params(forecast="perfect"), []
    for changed in (False, True):
        world, _ = world_with(codes.Control.MANAGED, params=params)
        if changed:
            world.table("forcing")["price_electricity"][24 * 13 :] *= 9.0
        taken.append(live(world, Control(world, params), range(24 * 13)))
    assert any(not np.array_equal(a, b) for one, two in zip(*taken, strict=True) for a, b in zip(one, two, strict=True))


def test_without_valves_rooms_take_what_emitters_give_and_water_set_by_hand_follows_the_coldest_day():
    world, homes = world_with(codes.Control.POOR)
    homes["valves"][:], homes["emitter"][:] = False, codes.Emitter.RADIATOR
    outside = world.table("forcing")["t_out"]
    outside[:] = 8.0
    outside[24 * 3 : 24 * 4] = -2.0
    taken = live(world, Control(world, PARAMS), range(24 * 20))
    on = np.array([each[1][1] for each in taken]) == PARAMS.bearable
    assert on.reshape(-1, 24)[:, [7, 13, 20]].all()
    water = np.array([each[2][1] for each in taken])[20::24]  # one hour of each day
    assert water[4] > water[3] + 10.0  # cold days are felt a day later
    assert np.ptp(water[4 : 4 + PARAMS.hand_days]) == 0.0
    assert water[4 + PARAMS.hand_days] == water[3]


def test_a_management_at_the_former_service_begins_no_sooner_and_heats_no_hotter_than_one_that_warms_all_hours():
    rooms, least, water = {}, {}, {}
    for service in ("as_before", "full"):
        params = energy.Params(service=service)
        world, homes = world_with(codes.Control.AVERAGE, params=params)
        process = Control(world, params)
        homes["control"][:], homes["valves"][:] = codes.Control.MANAGED, False
        homes["emitter"][:] = codes.Emitter.RADIATOR
        taken = live(world, process, range(24 * 20))
        rooms[service] = homes["t_air"].copy()
        least[service], water[service] = (np.array([each[j] for each in taken]) for j in (0, 2))
    hours = Hours.make(world.clock, PARAMS).full[: 24 * 20, codes.Use.RESIDENTIAL]
    hour = world.clock.civil_hour[: 24 * 20]
    rest = ~hours & ((hour < 5) | (hour >= 23))
    assert np.all(least["as_before"][rest] <= PARAMS.setback)
    assert np.all(least["as_before"][(hour >= 9) & (hour < 12)] == PARAMS.setback + PARAMS.tolerance)
    assert np.any(least["full"][rest] > PARAMS.setback)
    assert water["as_before"].mean() < water["full"].mean()


def test_managed_rooms_are_warm_when_people_want_it_and_start_as_late_as_they_can():
    world, homes = world_with(codes.Control.MANAGED)
    taken = live(world, Control(world, PARAMS), range(24 * 20))
    limit = np.array([each[1][0] for each in taken]).reshape(-1, 24)
    assert np.all(limit[5:, 6:9] >= 20.0 - 1e-9)
    assert np.all(limit[5:, 0:3] <= 16.0 + 1e-9)
    assert homes["t_air"].min() > 15.0


def test_nothing_is_heated_out_of_season_nor_without_a_plant():
    for control in codes.Control:
        world, homes = world_with(control)
        homes["heating_fuel"][0] = codes.Fuel.NONE
        process = Control(world, PARAMS)
        process.step(0)
        assert homes["setpoint_limit"][0] == kernels.OFF
        process = Control(world, PARAMS)
        process.step(24 * 180)
        assert np.all(homes["setpoint_limit"] == kernels.OFF)


def test_cars_of_managed_buildings_wait_for_the_night_and_are_never_left_empty():
    world, homes = world_with(codes.Control.MANAGED)
    process = Control(world, PARAMS)
    taken = live(world, process, range(24 * 10))
    share = np.array([each[4][0] for each in taken]).reshape(-1, 24)
    assert set(np.unique(share)) <= {0.0, 1.0}
    assert np.all(share[3:, 3:8] == 1.0)  # fewer hours are left than are granted
    assert np.any(share[3:, 18:23] == 0.0)
    homes["control"][:] = codes.Control.GOOD
    process.step(24 * 10)
    assert np.all(homes["charging_share"] == 1.0)


# ---- electricity


row = st.tuples(
    st.floats(0.0, 5e4), st.floats(0.0, 5e4), st.sampled_from([0.0, 1e7, 1e8]), st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)  # fmt: skip


@pytest.mark.nojit
@given(st.lists(row, min_size=1, max_size=5))
def test_batteries_agree_with_their_naive_twin_and_lose_nothing(rows):
    use, pv, size, reserve, held = np.array(rows).T
    reserve, held = reserve * size, held * size
    storage = balance.Storage(size, reserve, held.copy(), np.zeros(len(rows)))
    grid, cell = balance.Grid(np.zeros(len(rows)), np.zeros(len(rows))), np.zeros(3)
    for _ in range(3):
        before = storage.held.copy()
        balance.dispatch(
            0.95, 7200.0, 900.0, balance.Power(0.25 * use, 0.75 * use, pv), storage, grid, cell
        )  # fmt: skip
        assert abs(cell[0]) <= 1e-9 * max(cell[2], 1e-12)
        for i in range(len(rows)):
            want = naive.dispatch(use[i], pv[i], size[i], reserve[i], before[i], 0.95, 7200.0, 900.0)
            got = (storage.power[i], grid.bought[i], grid.sold[i], storage.held[i])
            assert got == pytest.approx(want, rel=1e-9, abs=1e-3)
        assert np.all((storage.held >= 0.0) & (storage.held <= size))
        assert np.all(grid.bought * grid.sold == 0.0)


@given(
    st.lists(st.tuples(st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.booleans()), min_size=1, max_size=6),
    st.sampled_from([1, 4]),
)
def test_the_community_shares_the_least_of_what_it_sells_and_buys_in_the_hour(rows, parts):
    sold, bought, member = (np.array(each) for each in zip(*rows, strict=True))
    taken, hour, cell = np.zeros(len(rows)), np.zeros(3), np.zeros(3)
    got = np.zeros(len(rows))
    dt_s = 3600.0 / parts
    for part in range(parts):  # all that is sold in the first part of the hour, all that is bought in the last
        out = balance.Grid(bought * parts * (part == parts - 1), sold * parts * (part == 0))
        shared = np.zeros(len(rows))
        balance.share(part == 0, dt_s, member, out, taken, hour, shared, cell)
        assert abs(cell[0]) <= 1e-9 * max(cell[2], 1e-12)
        assert np.all(shared >= 0.0)
        got += shared * dt_s
    want = naive.shared(sold * 3600.0, bought * 3600.0, member)
    assert got == pytest.approx(want, rel=1e-9, abs=1e-3)


def test_the_balance_adds_up_over_days_and_zones_carry_it():
    world, homes = world_with(codes.Control.AVERAGE)
    homes["community"][:4] = True
    process = Balance(world, PARAMS)
    clock = world.clock
    bought = sold = shared = 0.0
    for tick in range(48):
        homes["appliances"][:] = 2e3
        homes["plant_electricity"][:] = 500.0
        homes["pv_power"][:2] = 1.5e4 * max(np.sin(np.pi * (tick % 24 - 6.0) / 12.0), 0.0)
        homes["charging_power"][:] = 100.0
        process.step(tick)
        assert not any(audit.violated() for audit in world.audits)
        bought, sold = bought + homes["electricity"].sum(), sold + homes["export"].sum()
        shared += homes["shared"].sum()
        members = homes["electricity"][:4].sum(), homes["export"][:4].sum()
        assert homes["shared"].sum() == pytest.approx(min(members), rel=1e-9, abs=1e-6)
        load = homes["electricity"].sum() - homes["export"].sum() + homes["charging_power"].sum()
        assert world.table("zones")["load"][0] == pytest.approx(load)
    assert homes["electricity_year"].sum() == pytest.approx(bought * clock.dt_s)
    assert homes["shared_year"].sum() == pytest.approx(shared * clock.dt_s)
    assert 0.0 < shared < sold
    assert world.table("zones")["load_peak"][0] > 0.0


def test_indicators_of_the_balance():
    series = {
        "energy.electricity_residential": [3.0, 0.0], "energy.electricity_other": [1.0, 0.0],
        "energy.charging_home": [1.0, 0.0], "energy.charging_public": [0.0, 0.0], "lighting.electricity": [1.0, 0.0],
        "energy.pv": [0.0, 10.0], "energy.export": [0.0, 6.0], "energy.shared": [0.0, 0.0],
    }  # fmt: skip
    zones, homes = Table.allocate(schemas.ZONES, 2), Table.allocate(schemas.BUILDINGS, 2)
    zones["in_district"][:], zones["load_peak"][:] = [True, False], [2e6, 9e6]
    homes["zone"][:], homes["floor_area"][:], homes["control"][:] = 0, 100.0, [codes.Control.MANAGED, 0]
    tables = {"zones": zones, "buildings": homes}
    outcome = SimpleNamespace(series=lambda name: np.array(series[name]), table=tables.__getitem__)
    values = {kpi.name: kpi.compute(outcome) for kpi in kpis.KPIS}
    assert values["energy.peak_load"] == pytest.approx(0.006)
    assert values["energy.self_supply"] == pytest.approx(40.0)
    assert values["energy.self_use"] == pytest.approx(40.0)
    assert values["energy.highest_deficit_ratio"] == 100.0
    assert values["energy.highest_deficit"] == pytest.approx(0.006)
    assert values["energy.zone_peak"] == 2.0
    assert values["energy.managed_area"] == 100.0
    assert values["energy.grid_losses"] == pytest.approx(PARAMS.grid_losses * 0.006)


def test_without_metered_flats_nothing_is_heated_fully_out_of_the_fourteen_hours():
    for control in (codes.Control.GOOD, codes.Control.MANAGED):
        world, homes = world_with(control)
        homes["cost_allocation"][:] = False
        taken = live(world, Control(world, PARAMS), range(24 * 10))
        limit = np.array([each[1] for each in taken])
        full = Hours.make(world.clock, PARAMS).full[: 24 * 10, codes.Use.RESIDENTIAL]
        assert np.all(limit[~full] <= PARAMS.setback + PARAMS.tolerance)
        night = world.clock.civil_hour[: 24 * 10] < 5
        assert np.all(limit[night] <= PARAMS.setback)
        assert np.all(limit[full][24 * 3 :] > PARAMS.setback)


def test_ticks_of_a_quarter_of_an_hour_are_managed_too():
    world, homes = world_with(codes.Control.MANAGED)
    world.clock = Clock(2019, ticks_per_hour=4)
    world.tables["forcing"] = little_world.forcing(world.clock)
    process = Control(world, PARAMS)
    for tick in range(4 * 24 * 3):
        hour = world.clock.civil_hour[tick]
        homes["setpoint_wanted"][:] = 17.0 if hour >= 23 or hour < 6 else 20.0
        process.step(tick)
        assert np.isfinite(homes["setpoint_limit"]).all()
        if hour in {7, 20}:
            assert np.all(homes["setpoint_limit"] >= 20.0)
        assert np.all(homes["setpoint_limit"] <= 22.0)
