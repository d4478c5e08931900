"""What would a few buildings do otherwise, with the people of a run that was made? A world of copies of them alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from twin.domains import behaviour, energy
from twin.domains.behaviour.process import Presence
from twin.model.build import ordered
from twin.state.table import Table
from twin.state.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from twin.core.params import ParamSet

# What the run has done already, and what belongs to cars.
_DONE = ("behaviour.presence", "energy.charging")
# Sums over the year that are kept of each building, [J] where the column is a power.
SUMS = (
    "heat_need", "hot_water_need", "cool_need", "gas", "gas_oil", "district_heat", "plant_electricity", "appliances",
    "electricity", "pv_power", "export", "shared",
)  # fmt: skip


class Shift(NamedTuple):
    """A change of a column that a process writes, made each time it has run: values times `factor` plus `plus`."""

    rows: NDArray[np.int64]
    factor: float = 1.0
    plus: float = 0.0


@dataclass
class Watch:
    """Some buildings of a world with their people, and what those do day by day.

    Parameters
    ----------
    world : A world that was initialised and not stepped yet.
    rows : Buildings to watch, increasing. (R,)
    """

    world: World
    rows: NDArray[np.int64]
    buildings: Table = field(init=False)
    households: Table = field(init=False)
    citizens: Table = field(init=False)
    days: list[dict[str, NDArray[Any]]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.buildings = self.world.table("buildings").take(self.rows)
        households, citizens = self.world.table("households"), self.world.table("citizens")
        mine = np.flatnonzero(np.isin(households["home"], self.rows))
        mine = mine[np.argsort(households["home"][mine], kind="stable")]
        self._who = np.flatnonzero(np.isin(citizens["home"], self.rows))
        self._who = self._who[np.argsort(citizens["home"][self._who], kind="stable")]
        self.households, self.citizens = households.take(mine), citizens.take(self._who)
        place = np.full(len(households), -1, dtype=np.int64)
        place[mine] = np.arange(mine.size)
        self.households["home"][:] = np.searchsorted(self.rows, self.households["home"])
        self.citizens["home"][:] = np.searchsorted(self.rows, self.citizens["home"])
        self.citizens["household"][:] = place[self.citizens["household"]]

    def day(self) -> None:
        """Remember what presence wrote for today; to be called once a day, after it."""
        of = {"buildings": self.rows, "citizens": self._who}
        today = {path: self.world.column(path)[of[path.partition(".")[0]]] for path in Presence.writes}
        if self.days:  # days that repeat are kept once
            last = self.days[-1]
            today = {path: last[path] if np.array_equal(value, last[path]) else value for path, value in today.items()}
        self.days.append(today)


@dataclass
class Copies:
    """A world of copies of watched buildings; copies of one building have the same people and the same luck.

    Parameters
    ----------
    world : Tables of the copies alone; others are empty.
    source : Place among the watched buildings of each copy. (N,)
    people : Place among the watched citizens of each citizen. (C,)
    days : What presence wrote, by day, of the watched.
    """

    world: World
    source: NDArray[np.int64]
    people: NDArray[np.int64]
    days: Sequence[Mapping[str, NDArray[Any]]]

    def replay(self, day: int) -> None:
        """Write what presence wrote on a day."""
        for path, values in self.days[day].items():
            rows = self.source if path.startswith("buildings.") else self.people
            self.world.column(path)[...] = values[rows]


def copies(watch: Watch, source: NDArray[np.int64]) -> Copies:
    """Make a world of the watched buildings `source` (N,), each as often as it stands there."""
    whole = watch.world
    buildings = watch.buildings.take(source)
    home, family, who = _members(watch.households["home"], source)
    households = watch.households.take(family)
    households["home"][:] = home
    first = np.searchsorted(watch.households["home"], source)  # row of the first household of each copy's building
    start = np.searchsorted(home, np.arange(source.size))
    home, who, _ = _members(watch.citizens["home"], source)
    citizens = watch.citizens.take(who)
    citizens["household"][:] = citizens["household"] - first[home] + start[home]
    citizens["home"][:] = home
    kept = {"buildings": buildings, "households": households, "citizens": citizens}
    kept |= {name: whole.table(name) for name in ("zones", "forcing") if name in whole.tables}
    kept["accounts"] = whole.table("accounts").copy()
    tables = {name: kept.get(name, Table.allocate(table.schema, 0)) for name, table in whole.tables.items()}
    return Copies(World(whole.district, tables, whole.clock, whole.seed), source, who, watch.days)


def _members(
    home: NDArray[np.int64], source: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Copies' members: row of the copy and row of the member it copies. (M,) each; the latter twice."""
    first, last = np.searchsorted(home, source), np.searchsorted(home, source, side="right")
    member = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)] or [np.zeros(0, np.int64)])
    member = member.astype(np.int64)
    return np.repeat(np.arange(source.size), last - first), member, member


@dataclass(frozen=True)
class Year:
    """What a year did to each copy.

    Parameters
    ----------
    sums : Sums of the columns `SUMS`, and CO2 [kg] and cost [EUR] as told in `simulate`. (N,) each [J]
    end : Columns of buildings at the end. (N,) each
    hourly : Sums over each group of copies: final heat energy and electricity drawn. (T, G) each [W]
    """

    sums: Mapping[str, NDArray[np.float64]]
    end: Table
    hourly: Mapping[str, NDArray[np.float64]]


def simulate(
    of: Copies,
    params: Mapping[str, ParamSet],
    group: NDArray[np.int64],
    shifts: Mapping[str, Sequence[Shift]] | None = None,
    watch: Callable[[int], None] | None = None,
) -> Year:
    """Walk the copies through the year: set points and energy, with the people of the run that was watched.

    Parameters
    ----------
    of : The copies, edited as wanted.
    params : Parameters by room.
    group : Group that each copy counts in for the hourly sums. (N,)
    shifts : Changes of columns that processes write, by column.
    watch : Called after each tick with the tick.

    Notes
    -----
    `sums` has besides `SUMS`: `electricity_co2` and `own_use_co2`, the plants' electricity and the photovoltaics used
    at home at the carbon intensity of the hour [kg]; `heat_cost`, fuels and the plants' electricity at the prices of
    the hour [EUR].
    """
    world, clock = of.world, of.world.clock
    made = [*behaviour.processes(world, params["behaviour"]), *energy.processes(world, params["energy"])]  # type: ignore[arg-type]
    processes = [each for each in ordered(made) if each.name not in _DONE]
    period = {"tick": 1, "hour": clock.ticks_per_hour, "day": clock.ticks_per_day, "year": clock.n_ticks}
    moved = {path: [(world.column(path), each) for each in these] for path, these in (shifts or {}).items()}
    walk = [(p, period[p.every], [each for path in p.writes for each in moved.get(path, ())]) for p in processes]
    buildings, forcing = world.table("buildings"), world.table("forcing")
    column = {name: buildings[name] for name in SUMS}
    sums = {name: np.zeros(len(buildings)) for name in (*SUMS, "electricity_co2", "own_use_co2", "heat_cost")}
    groups = int(group.max(initial=-1)) + 1
    hourly = {name: np.zeros((clock.n_ticks, groups)) for name in ("heat", "electricity")}
    prices = [forcing[f"price_{name}"] for name in ("gas", "gas_oil", "district_heat", "electricity")]
    carriers = [column[name] for name in ("gas", "gas_oil", "district_heat", "plant_electricity")]
    for tick in range(clock.first_tick, clock.end_tick):
        if (tick - clock.first_tick) % clock.ticks_per_day == 0:
            of.replay((tick - clock.first_tick) // clock.ticks_per_day)
        for process, every, after in walk:
            if tick % every == 0 or tick == clock.first_tick:
                process.step(tick)
                for values, shift in after:
                    values[shift.rows] = values[shift.rows] * shift.factor + shift.plus
        for name, values in column.items():
            sums[name] += values
        own = column["pv_power"] - column["export"]
        sums["electricity_co2"] += forcing["carbon_intensity"][tick] * column["plant_electricity"]
        sums["own_use_co2"] += forcing["carbon_intensity"][tick] * own
        sums["heat_cost"] += sum(
            (price[tick] * carrier for price, carrier in zip(prices, carriers, strict=True)),
            start=np.zeros(len(buildings)),
        )
        hourly["heat"][tick] = np.bincount(group, carriers[0] + carriers[1] + carriers[2], groups)
        hourly["electricity"][tick] = np.bincount(group, column["electricity"], groups)
        if watch is not None:
            watch(tick)
    return Year({name: values * clock.dt_s for name, values in sums.items()}, buildings, hourly)
