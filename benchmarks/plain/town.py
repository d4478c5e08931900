"""Which agents make up the town, and in which order do they act? A `mesa.Model` built from the columns' facts."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.plain.citizens import Citizen
from benchmarks.plain.lamps import Lamp
from benchmarks.plain.streets import Street, Traveller, load
from twin.core.streams import draw_pair
from twin.domains.mobility import day as days
from twin.domains.mobility.calendar import calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin.model import DistrictModel
    from twin.model.build import Inputs

_PERSON = ("home", "work", "car", "motorcycle", "able", "dock", "pace", "shifts", "habit", "haunts", "row")
_LAMP = ("rated_power", "dim_level", "dim_from", "dim_to")


class Town(mesa.Model):
    """One day of the twin's town as plain agents; one step is one hour.

    Parameters
    ----------
    twin, inputs : The columns at midnight of the day, whose facts and temperatures the agents start from.
    own_luck : Whether agents draw from Mesa's generator rather than the twin's streams: faster, other luck.

    Notes
    -----
    People, streets, traffic and lamps. Buildings are left out on both sides: their physics is held against peers of its
    own. Shared bicycles, balances and recorded series are left to the columns alone.
    """

    def __init__(self, twin: DistrictModel, inputs: Inputs, *, own_luck: bool) -> None:
        super().__init__(rng=1)
        self.twin, self.world, self.params = twin, twin.world, inputs.params
        self.tick = twin.tick
        self.processes: dict[str, Any] = {row.process.name: row.process for row in twin.plan.rows}
        frame = self.frame = days.frame(self.world.tables, self.world.seed, self.params["mobility"])
        households = self.world.tables["households"]["uid"]
        year = calendar(self.world.clock, households, self.world.seed, self.params["mobility"])
        self.today = year.today(self.world.clock.day_of(self.tick), self.params["mobility"])
        self._luck(own_luck)
        self._travel(frame)
        self._make_streets(frame)
        self._make_citizens(frame)
        for i in range(len(self.world.tables["lampposts"])):
            Lamp(self, {name: self.world.tables["lampposts"][name][i].item() for name in _LAMP})
        self.totals: dict[str, list[float]] = {"lamps": []}
        self.trips_by_mode = [0] * 5

    def step(self) -> None:
        """One hour: at midnight the day is planned and driven, then everybody does the hour."""
        hour = self.tick % 24
        if hour == 0:
            kinds = self.agents_by_type
            kinds[Street].do("empty")
            kinds[Traveller].do("empty")
            self.people_home = [0] * self.n_buildings
            self.people_work = [0] * self.n_buildings
            kinds[Citizen].do("begin_day")
            load(self)
        self._weather(hour)
        kinds, now = self.agents_by_type, (hour + 0.5) * 3600.0
        kinds[Citizen].do("hour", now)
        kinds[Traveller].do("hour", now)
        kinds[Lamp].do("hour")
        kinds[Street].do("hour", hour)
        self.totals["lamps"].append(sum(lamp.power for lamp in kinds[Lamp]))
        self.tick += 1

    # --- what agents look up ----------------------------------------------------------------------------------

    def _luck(self, own: bool) -> None:
        day, keys, uniform = self.today.day, self.frame.keys, self.random.random

        def of(key: Any) -> Callable[[Any, int], tuple[float, float]]:
            if own:
                return lambda _uid, _lane: (uniform(), uniform())
            return lambda uid, lane: draw_pair(key, day, uid, lane)

        self.plan_luck, self.visit_luck, self.mode_luck = of(keys.plan), of(keys.visit), of(keys.mode)

    def _travel(self, frame: Any) -> None:
        sites, figures, streets = frame.sites, frame.figures, frame.streets
        self.n_buildings, self.n_nodes = int(sites.n_buildings), int(sites.n_nodes)
        self.sites = [(*xy, *near) for xy, near in zip(sites.xy.tolist(), sites.reach.tolist(), strict=True)]
        self.node, self.root_of, self.inside = sites.node.tolist(), sites.root_of.tolist(), sites.inside.tolist()
        self.total, self.next_link = memoryview(sites.total), memoryview(streets.next_link)
        self.roots = streets.roots.tolist()
        self.speed, self.way, self.extra = figures.speed.tolist(), figures.way.tolist(), figures.extra.tolist()
        self.beta, self.constants = figures.beta.tolist(), figures.constants.tolist()
        self.hours, self.stays, self.jitter = figures.hours.tolist(), figures.stays.tolist(), float(figures.jitter)
        self.rates, self.shop = self.today.rates.tolist(), self.today.shop.tolist()
        self.most_trips = 6
        self.search = {3: self.extra[7] + self.extra[9], 4: self.extra[8]}
        self.light, self.patience = frame.load
        self.events: list[Any] = []
        self.travellers: dict[int, Traveller] = {}

    def drive_time(self, a: int, b: int) -> float:
        """Free-flow time over the streets, infinite where no road joins the sites. [s]"""
        start, end = self.node[a], self.node[b]
        if start < 0 or end < 0 or start == end or self.root_of[end] < 0:
            return inf
        return self.total[self.root_of[end], start]

    def way_of(self, a: int, b: int) -> int:
        """Tree that leads from one site to another over the streets, -1 if none does."""
        start, end = self.node[a], self.node[b]
        if start < 0 or end < 0 or start == end or (start >= self.n_nodes and end >= self.n_nodes):
            return -1
        tree = self.root_of[end]
        return tree if tree >= 0 and self.total[tree, start] < inf else -1

    def _weather(self, hour: int) -> None:
        forcing, tick = self.world.tables["forcing"], self.tick
        self.clock_hour = hour
        self.sun_up, self.intensity = float(forcing["sun_up"][tick]), float(forcing["carbon_intensity"][tick])
        self.lamp_price = float(forcing["price_electricity"][tick]) * self.params["finance"].lighting_price

    # --- who lives here ---------------------------------------------------------------------------------------

    def _make_streets(self, frame: Any) -> None:
        from twin.domains.emissions.fleet import by_kmh, fleet_mean

        traffic = self.processes["emissions.traffic"]
        mean = fleet_mean(traffic._vehicles, traffic._factors, traffic._usual_euro)
        self.per_metre = by_kmh(mean, traffic._speeds).tolist()
        self.top_speed = len(self.per_metre) - 1.0
        streets = frame.streets
        figures, heads = streets.figures.tolist(), streets.head.tolist()
        rows = zip(figures, heads, strict=True)
        self.streets = [Street(self, tuple(f), head, k < streets.n_real) for k, (f, head) in enumerate(rows)]

    def _make_citizens(self, frame: Any) -> None:
        people = frame.people
        column = {name: getattr(people, name).tolist() for name in _PERSON}
        column["kind"] = people.occupation.tolist()
        column["uid"] = list(people.uid)  # as the streams take them
        column["away"] = self.today.away[people.household].tolist()
        names = list(column)
        for row in zip(*column.values(), strict=True):
            facts = dict(zip(names, row, strict=True))
            rank = facts.pop("row")
            citizen = Citizen(self, facts)
            if rank >= 0:
                citizen.traveller = Traveller(self, citizen, rank)
