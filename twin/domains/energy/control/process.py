"""When and how warm do plants run, and where does electricity come from and go to? Binds the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.process import Lagged
from twin.domains.energy.control import kernels as k
from twin.domains.energy.control.equip import reset_curve, share_needed
from twin.domains.energy.control.forecast import HORIZON, Ahead, Daily
from twin.domains.energy.control.hours import Hours
from twin.domains.energy.control.kernels_balance import Grid, Power, Storage, by_zone, dispatch, share
from twin.domains.energy.control.kernels_managed import Now, Rules, Site, keep_back, manage, remember
from twin.domains.energy.schedules import civil
from twin.state.codes import Emitter, Fuel, Use
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.control.forecast import Outlook
    from twin.domains.energy.params import Params
    from twin.state.world import World

_QUICK, _LOSS, _RISE = 0.10, 0.02, 1.0  # before anything is learned [1/h], [1/h], [K/h]
_NIGHT = 20.0  # W/m2, global irradiance below which the sun does not count
_DAYS = 7  # days whose highest load counts as the district's highest


class Control:
    """The process `energy.control`: set points, water temperatures, and what waits for better hours."""

    name = "energy.control"
    every: Every = "tick"
    reads: Sequence[Read] = (
        "buildings.use", "buildings.heating_fuel", "buildings.control", "buildings.valves",
        "buildings.cost_allocation", "buildings.emitter", "buildings.emitter_design",
        "buildings.setpoint_wanted", "buildings.battery_size", "buildings.zone",
        Lagged("buildings.t_air"), Lagged("buildings.heat_need"), Lagged("buildings.heat_available"),
        Lagged("buildings.electricity"), Lagged("buildings.export"), Lagged("buildings.charging_power"),
        Lagged("buildings.battery_power"),
        "forcing.t_out", "forcing.ghi", "forcing.price_electricity", "forcing.carbon_intensity",
    )  # fmt: skip
    writes: Sequence[str] = (
        "buildings.setpoint_least", "buildings.setpoint_limit", "buildings.supply_temperature",
        "buildings.tank_wanted", "buildings.charging_share", "buildings.battery_reserve",
    )  # fmt: skip
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = column = world.bind(self)
        self._params, self._clock, self._world = params, world.clock, world
        self._first = column["buildings.control"].copy()
        self._hours = Hours.make(world.clock, params)
        self._civil, day = civil(world.clock)
        self._kind = np.minimum(world.clock.day_type, 1)[day].astype(np.int64)
        count = column["buildings.use"].size
        self._ahead = Ahead(
            world.clock, column["forcing.t_out"], column["forcing.price_electricity"],
            column["forcing.carbon_intensity"], params,
        )  # fmt: skip
        self._law = k.Law(
            params.comfort, params.comfort + params.tolerance, params.setback, params.bearable,
            params.design_temperature, params.curve_margin, params.curve_foot, params.tank_setpoint,
            1.0 / world.clock.ticks_per_hour,
        )  # fmt: skip
        self._rules = Rules(
            params.preheat, params.shift_margin, params.tank_lowest + params.tank_hysteresis, params.tank_heating_hours,
            params.service == "as_before", params.room_influence,
        )  # fmt: skip
        self._coldest = np.full(params.hand_days, column["forcing.t_out"][world.clock.first_tick])
        start = (_QUICK, _LOSS, _RISE, np.nan, 0.0, 0.0, 0.0)
        self._learned = k.Learned(*(np.full(count, value) for value in start))
        self._usual = np.full((2, 24, count), np.nan)
        self._net = np.full((24, count), np.nan)
        self._wish = k.Wish(*(column[path] for path in self.writes[:4]))
        self._rooms = k.Rooms(column["buildings.t_air"], column["buildings.setpoint_wanted"])
        self._weight = float(-np.expm1(-1.0 / (params.memory * world.clock.ticks_per_hour)))
        self._load = Daily(params.memory, params.anomaly_memory, world.clock.ticks_per_hour)
        self._highest = np.zeros(_DAYS)
        self._inside = column["buildings.zone"] >= 0
        self._last = 0.0
        self._begin_day()

    def step(self, tick: int) -> None:
        """Set one tick."""
        clock, column = self._clock, self._columns
        if tick % clock.ticks_per_day == 0:
            self._begin_day()
            if tick >= clock.first_tick + clock.ticks_per_day:
                self._coldest = np.roll(self._coldest, 1)
                self._coldest[0] = column["forcing.t_out"][tick - clock.ticks_per_day : tick].mean()
        if tick > clock.first_tick:
            self._learn(tick - 1)
        outlook = self._ahead.look(tick)
        at = tick // clock.ticks_per_hour
        k.regulate(
            bool(self._hours.in_season[tick]), self._hours.full[tick], self._hours.good[tick],
            self._hours.until_good[tick], float(outlook.t_out[0]), float(self._coldest.min()), self._law, self._plants,
            self._rooms, self._learned, self._wish,
        )  # fmt: skip
        if not self._managed.size:
            return
        steps = np.minimum(tick + np.arange(HORIZON + 1) * clock.ticks_per_hour, clock.n_ticks - 1)
        peak, expected = self._expect(at % 24)
        hours = self._hours
        now = Now(
            bool(hours.in_season[tick]), peak, float(self._coldest.min()), self._civil[steps],
            self._kind[steps], hours.full[steps], hours.good[steps],
        )  # fmt: skip
        remember(
            self._managed, int(self._kind[tick]), int(self._civil[tick]), self._weight, self._rooms.wanted, self._usual
        )
        manage(
            self._managed, outlook, now, self._law, self._rules, self._plants, self._site, self._rooms, self._learned,
            self._wish,
        )  # fmt: skip
        reserve = column["buildings.battery_reserve"]
        if peak:
            reserve[self._managed] = 0.0
        else:
            keep_back(
                self._managed, outlook, now.hours, self._params.shift_margin, self._efficiency, self._net,
                column["buildings.battery_size"], reserve,
            )  # fmt: skip
        column["buildings.charging_share"][self._managed] = self._charging(outlook, now, expected)

    def _begin_day(self) -> None:
        """Take in what edits have changed."""
        column, params = self._columns, self._params
        control, fuel = column["buildings.control"], column["buildings.heating_fuel"]
        before = self._world.before.get(("buildings", "control"), self._first)
        self._managed = np.flatnonzero(control == k.MANAGED)
        emitter = column["buildings.emitter"]
        # Plants with metering and a programmer in every flat; other uses than homes stay below the 14 hours.
        exempt = column["buildings.cost_allocation"] | (column["buildings.use"] != Use.RESIDENTIAL)
        wide = (fuel != Fuel.ELECTRICITY) & (emitter == Emitter.RADIATOR)
        own = column["buildings.valves"] | (emitter == Emitter.FAN_COIL)
        # Who insulates has the curve set anew: without valves the rooms would take all the heat of before.
        needed = np.where(own, 1.0, share_needed(self._world.table("buildings"), params))
        exponent = np.asarray(params.emitter_exponent)[emitter]
        self._plants = k.Plants(
            control, column["buildings.use"], fuel != Fuel.NONE, own, exempt,
            reset_curve(column["buildings.emitter_design"], exponent, needed), exponent,
            0.5 * np.asarray(params.emitter_spread)[np.where(wide, 0, 1)] * needed,
        )  # fmt: skip
        self._site = Site(fuel == Fuel.ELECTRICITY, before, self._usual)
        self._efficiency = float(np.sqrt(params.battery_efficiency))
        column["buildings.charging_share"][control != k.MANAGED] = 1.0
        column["buildings.battery_reserve"][control != k.MANAGED] = 0.0
        self._highest = np.roll(self._highest, 1)
        self._highest[0] = 0.0

    def _learn(self, last: int) -> None:
        """Take in what the tick before has brought."""
        column = self._columns
        k.learn(
            float(column["forcing.t_out"][last]), bool(column["forcing.ghi"][last] < _NIGHT),
            self._weight, self._law, column["buildings.t_air"], column["buildings.heat_need"],
            column["buildings.heat_available"], self._wish.supply, self._plants, self._learned,
        )  # fmt: skip
        net = column["buildings.electricity"] - column["buildings.export"]
        hour = last // self._clock.ticks_per_hour % 24
        load = float((net + column["buildings.charging_power"])[self._inside].sum())
        self._last = load
        self._load.learn(hour, load)
        self._highest[0] = max(self._highest[0], load)
        if self._managed.size:
            # Without what the battery did: the wish is to know what it will be asked for.
            remember(
                self._managed, 0, int(self._civil[last]), self._weight, net - column["buildings.battery_power"],
                self._net[None],
            )  # fmt: skip

    def _expect(self, hour: int) -> tuple[bool, NDArray[np.float64]]:
        """Whether this hour's district load is near the highest of the last days, and the load expected. (), (25,) [W]

        What was measured last is of the hour before this one.
        """
        expected = self._load.ahead((hour - 1) % 24, self._last)
        expected = np.append(expected[1:], expected[-1])
        return bool(expected[0] > self._params.peak_limit * self._highest.max() > 0.0), expected

    def _charging(self, outlook: Outlook, now: Now, expected: NDArray[np.float64]) -> float:
        """Share of the sockets' power that cars may draw: all in the cheapest hours until they leave, else nothing."""
        leaves = np.flatnonzero(now.hours[1:] == self._params.leaves_home)
        left = int(leaves[0]) + 1 if leaves.size else HORIZON
        # Where all hours cost the same, those of the least load come first.
        weight = expected / max(float(np.abs(expected).max()), 1.0) * float(outlook.cost.mean()) * 1e-3
        score = (outlook.cost + weight)[:left]
        dear = now.peak and left > self._params.charging_hours
        return 0.0 if dear or int((score < score[0]).sum()) >= self._params.charging_hours else 1.0


class Balance:
    """The process `energy.balance`: sun, battery, grid, the community's shared electricity and the zones' load."""

    name = "energy.balance"
    every: Every = "tick"
    reads: Sequence[Read] = (
        "buildings.appliances", "buildings.plant_electricity", "buildings.pv_power", "buildings.battery_size",
        "buildings.battery_reserve", "buildings.community", "buildings.zone", "buildings.charging_power",
        "places.zone", "places.charging_power", "lampposts.zone", Lagged("lampposts.power"),
    )  # fmt: skip
    writes: Sequence[str] = (
        "buildings.battery", "buildings.battery_power", "buildings.export", "buildings.shared",
        "buildings.electricity", "buildings.electricity_year", "buildings.pv_year", "buildings.export_year",
        "buildings.shared_year", "zones.load", "zones.load_peak",
    )  # fmt: skip
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = column = world.bind(self)
        self._clock = world.clock
        self._efficiency = float(np.sqrt(params.battery_efficiency))
        self._fill_s = params.battery_hours * 3600.0
        b = "buildings."
        self._power = Power(*(column[b + name] for name in ("appliances", "plant_electricity", "pv_power")))
        names = ("battery_size", "battery_reserve", "battery", "battery_power")
        self._storage = Storage(*(column[b + name] for name in names))
        self._grid = Grid(column[b + "electricity"], column[b + "export"])
        self._taken = np.zeros(column[b + "electricity"].size)
        self._hour = np.zeros(3)
        self._audit = Audit("electricity of buildings", "buildings", "J")
        self._audit_shared = Audit("shared electricity", "buildings", "J")
        world.audits += [self._audit, self._audit_shared]

    def step(self, tick: int) -> None:
        """Balance one tick."""
        column, dt_s = self._columns, self._clock.dt_s
        dispatch(self._efficiency, self._fill_s, dt_s, self._power, self._storage, self._grid, self._audit.cell)
        first = tick % self._clock.ticks_per_hour == 0
        member, shared = column["buildings.community"], column["buildings.shared"]
        if member.any():
            share(first, dt_s, member, self._grid, self._taken, self._hour, shared, self._audit_shared.cell)
        else:
            shared[...] = 0.0
        for name in ("electricity", "export", "shared"):
            column[f"buildings.{name}_year"][...] += column[f"buildings.{name}"] * dt_s
        column["buildings.pv_year"][...] += self._power.pv * dt_s
        load = column["zones.load"]
        load[...] = 0.0
        by_zone(column["buildings.zone"], self._grid.bought - self._grid.sold, load)
        by_zone(column["buildings.zone"], column["buildings.charging_power"], load)
        by_zone(column["places.zone"], column["places.charging_power"], load)
        by_zone(column["lampposts.zone"], column["lampposts.power"], load)
        np.maximum(column["zones.load_peak"], load, out=column["zones.load_peak"])
