"""Which uncertain parameters move each energy target, and by how much? One at a time, same people, same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.streams import declare
from twin.state.codes import Thermal, Use
from twin.state.table import Table
from twin.study import retrofit_arms
from twin.study.case import Case
from twin.study.evidence import Evidence, degree_days, winter_hours
from twin.study.metrics import METRICS
from twin.study.priors import load_priors, vary
from twin.study.protocol import load_protocol
from twin.study.retrofit_arms import ARMS, BEFORE, OIL
from twin.study.small_world import Watch, Year, copies, simulate
from twin.study.validation import scenario_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.core.params import ParamSet
    from twin.model import DistrictModel
    from twin.study.priors import Prior
    from twin.study.protocol import Target
    from twin.study.retrofit_arms import Work
    from twin.study.small_world import Copies, Shift

SAMPLE = declare("study.sensitivity", "which homes stand for all homes")
_NOTHING_MOVED = 1e-3  # rounding: sums of many copies differ in their last bits
HOMES = 100  # homes that stand for all; their own mean is compared with itself, so sampling hardly matters
METRIC_NAMES = (
    "retrofit_bill_saving", "retrofit_final_saving", "retrofit_co2_saving_gas", "retrofit_co2_saving_oil",
    "retrofit_temperature_rise", "heat_per_resident",
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """How far one prior moves one target.

    Parameters
    ----------
    prior : Id of the prior.
    target : Id of the target.
    low, high : Target at the prior's low and high value less the target at its mid value, in the target's unit.
    """

    prior: str
    target: str
    low: float
    high: float

    @property
    def swing(self) -> float:
        """The larger of both, without sign."""
        return max(abs(self.low), abs(self.high))


@dataclass(frozen=True)
class Sensitivity:
    """All movements.

    Parameters
    ----------
    district : Name of the district.
    mid : Each target with all priors at their mid value.
    moved : How far each prior moves each target.
    skipped : Priors with nothing to act on in this version of the model.
    """

    district: str
    mid: Mapping[str, float]
    moved: tuple[Moved, ...]
    skipped: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        rows = [{"prior": m.prior, "target": m.target, "low": m.low, "high": m.high} for m in self.moved]
        return {"district": self.district, "mid": dict(self.mid), "moved": rows, "skipped": list(self.skipped)}

    def table(self) -> list[tuple[str, ...]]:
        """A row for each prior, the strongest first, and a column for each target: movement at low / at high."""
        by = {(each.prior, each.target): each for each in self.moved}
        spread = {t: max((by[p, t].swing for p, u in by if u == t), default=0.0) or 1.0 for t in self.mid}
        names = {each.prior for each in self.moved}
        order = sorted(names, key=lambda p: (-max(by[p, t].swing / spread[t] for t in self.mid), p))
        return [(p, *(f"{_said(by[p, t].low)} / {_said(by[p, t].high)}" for t in self.mid)) for p in order]

    def markdown(self) -> str:
        """The table as Markdown, with the mid values on top."""
        units = {each.id: each.unit for each in targets()}
        head = ["parameter", *(f"{name} [{units[name]}]" for name in self.mid)]
        first = ["*all at mid*", *(f"{value:.3g}" for value in self.mid.values())]
        lines = [head, ["---"] * len(head), first, *self.table()]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _said(value: float) -> str:
    return "0" if abs(value) < _NOTHING_MOVED else f"{value:+.2g}"


def targets() -> list[Target]:
    """The targets on energy that priors are varied for."""
    return [each for each in load_protocol().targets if each.metric in METRIC_NAMES]


def sensitivity(gis: Path | None, seed: int = 0, progress: Callable[[int, int], None] | None = None) -> Sensitivity:
    """Vary each prior alone to its low and high value and look at the energy targets.

    Parameters
    ----------
    gis : Folder of layers, or None for the embedded district.
    seed : Seed of the people and the luck, the same for all.
    progress : Called with (years done, years to do).

    Notes
    -----
    People's days come from one run of mobility on typical days; then only the retrofitted buildings, before and after,
    and a sample of homes are walked through the year, with copies of their own for each value.
    """
    from twin import geo  # noqa: PLC0415
    from twin.model import build_model  # noqa: PLC0415

    district = geo.load_district(gis)
    model, inputs = build_model(scenario_of("base").quick(), district, seed)
    done = retrofit_arms.works(model.world, scenario_of("retrofits"))
    homes = _sample(model)
    watch = Watch(model.world, np.union1d(np.concatenate([np.zeros(0, np.int64), *(w.rows for w in done)]), homes))
    _people(model, watch)
    numbers = {"winter_hours": winter_hours(model), "degree_days": degree_days(model)}
    trial = _Trial(watch, done, homes, inputs.params, numbers)
    priors = load_priors()
    ends: list[tuple[Prior, float | str]] = [
        (prior, value) for prior in priors for value in dict.fromkeys((prior.low, prior.high)) if value != prior.mid
    ]
    # What acts on columns is tried at once, each value on copies of its own; parameters hold for all copies of a year.
    alone = [each for each in ends if each[0].acts.startswith("params.")]
    together = [each for each in ends if each not in alone]
    total = len(alone) + 1
    mid, *found = trial.run([None, *together])
    assert mid is not None  # noqa: S101 — only a prior can be missing
    by = {(prior.id, value): each for (prior, value), each in zip(together, found, strict=True)}
    for count, (prior, value) in enumerate(alone, start=1):
        if progress is not None:
            progress(count, total)
        by[prior.id, value] = trial.run([(prior, value)])[0]
    moved: list[Moved] = []
    skipped: list[str] = []
    for prior in priors:
        low, high = (mid if value == prior.mid else by[prior.id, value] for value in (prior.low, prior.high))
        if low is None or high is None:
            skipped.append(prior.id)
        else:
            moved += [Moved(prior.id, t, low[t] - mid[t], high[t] - mid[t]) for t in mid]
    if progress is not None:
        progress(total, total)
    return Sensitivity(district.name, mid, tuple(moved), tuple(skipped))


def _sample(model: DistrictModel) -> NDArray[np.int64]:
    buildings = model.world.table("buildings")
    home = (buildings["use"] == Use.RESIDENTIAL) & (buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0)
    rows = np.flatnonzero(home & (buildings["residents"] > 0))
    luck = SAMPLE.at(model.world.seed).uniform(buildings["uid"][rows])
    return np.sort(rows[np.argsort(luck, kind="stable")[:HOMES]])


def _people(model: DistrictModel, watch: Watch) -> None:
    """Walk the people alone through the year."""
    clock = model.world.clock
    wanted = [p for p in model.plan.processes if p.name in ("mobility.day", "behaviour.presence")]
    for tick in range(clock.first_tick, clock.end_tick, clock.ticks_per_day):
        for process in wanted:
            process.step(tick)
        watch.day()


@dataclass(frozen=True)
class _Trial:
    """One year of the copies for each value of each prior."""

    watch: Watch
    done: list[Work]
    homes: NDArray[np.int64]
    params: Mapping[str, ParamSet]
    numbers: Mapping[str, float]

    def run(self, tried: list[tuple[Prior, float | str] | None]) -> list[dict[str, float] | None]:
        """Targets with one prior off its mid value, for each of `tried`; None where a prior acts on nothing.

        Each of them gets copies of its own in one year, so what changes parameters has to be tried alone.
        """
        homes = np.searchsorted(self.watch.rows, self.homes)
        blocks = [self._works(each) for each in tried]
        works, arm = blocks[0]
        size = works.source.size + homes.size
        made = copies(self.watch, np.tile(np.concatenate([works.source, homes]), len(tried)))
        table = made.world.table("buildings")
        group = np.concatenate([arm, np.full(homes.size, len(ARMS))])
        params = self.params
        shifts: dict[str, list[Shift]] = {}
        missing: set[int] = set()
        for k, (each, (block, _)) in enumerate(zip(tried, blocks, strict=True)):
            for name, values in block.world.table("buildings").data.items():
                table[name][k * size : k * size + arm.size] = values
            if each is None:
                continue
            prior, value = each
            rows = k * size + np.flatnonzero(np.isin(group, _groups(prior.sides)))
            found = vary(prior, value, self.params, table, rows)
            if found is None:
                missing.add(k)
                continue
            found.apply_once(prior, value, table, rows)
            params = found.params
            for path, these in found.shifts.items():
                shifts.setdefault(path, []).extend(these)
        year = simulate(made, params, np.zeros(len(table), dtype=np.int64), shifts)
        return [None if k in missing else self._targets(year, k * size, arm, homes.size) for k in range(len(tried))]

    def _works(self, each: tuple[Prior, float | str] | None) -> tuple[Copies, NDArray[np.int64]]:
        """Copies of the works' buildings in all arms."""
        package: dict[str, Any] = {}
        if each is not None and each[0].acts.startswith("package."):
            found = vary(*each, self.params, self.watch.buildings, np.zeros(0, np.int64))
            package = {} if found is None else found.package
        return retrofit_arms.build(self.watch, self.done, ARMS, self.params["energy"], package)

    def _targets(self, year: Year, begin: int, arm: NDArray[np.int64], homes: int) -> dict[str, float]:
        """Targets of the copies from row `begin` on."""
        cut = slice(begin, begin + arm.size)
        sums = {name: values[cut] for name, values in year.sums.items()}
        end = Table(year.end.schema, {name: values[cut] for name, values in year.end.data.items()})
        retrofits = retrofit_arms.gather(Year(sums, end, {}), self.done, ARMS, arm)
        rest = slice(begin + arm.size, begin + arm.size + homes)
        stock = {name: year.end[name][rest] for name in _STOCK} | {"home": np.ones(homes, dtype=bool)}
        case = Case(Evidence({}, stock, numbers=self.numbers, retrofits=retrofits), _NOTHING, None)
        return {each.id: METRICS[each.metric](case, each)[0] for each in targets()}


def _groups(sides: str) -> list[int]:
    """Arms that a prior is about; homes at large stand before any works."""
    before = [ARMS.index(BEFORE), ARMS.index(OIL), len(ARMS)]
    after = [k for k in range(len(ARMS)) if k not in before]
    return {"before": before, "after": after, "all": before + after}[sides]


_STOCK = ("heat_need_year", "space_final_year", "final_heat_year", "floor_area", "residents")
_NOTHING = Evidence({}, {})
