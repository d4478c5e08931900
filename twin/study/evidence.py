"""What must a run remember to be tested against the protocol? Numbers gathered on the way, before the model goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.clock import DayType
from twin.domains.mobility.year import usual
from twin.sensors.box_model import modelled_daily
from twin.state.codes import Engine, Thermal, Use, VehicleKind
from twin.study import assembly_arms, charge_arms, management_arms, retrofit_arms
from twin.study.management_arms import served
from twin.study.retrofit_arms import works
from twin.study.small_world import Watch
from twin.study.travel import Travel, Trips, sample_days, travel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.core.params import ParamSet
    from twin.model import DistrictModel
    from twin.scenario import Scenario
    from twin.study.assembly_arms import Assemblies
    from twin.study.retrofit_arms import Retrofits

CONVENTIONAL_DEGREE_DAYS = 2404.0  # Milan, DPR 412/1993, base 20 degC
_BUILDING = (
    "heat_need_year", "space_final_year", "final_heat_year", "floor_area", "residents",
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What one run left behind.

    Parameters
    ----------
    kpis : Indicators by name.
    buildings : Columns of buildings at the end. (B,) each
    travel : Trips of residents on an ordinary workday.
    trips : Everybody's trips on days spread over the year.
    numbers : Single numbers by name.
    retrofits : What the ledger's retrofits make of the run's buildings, None where nobody asked.
    management : Totals of the buildings that an energy management serves, by existing control and forecast.
    charge : Entries into the centre without and with a charge, and on the day of its suspension, by name.
    assemblies : What audited condominiums are predicted to do, None where nobody asked.
    """

    kpis: Mapping[str, float]
    buildings: Mapping[str, NDArray[Any]]
    travel: Travel = field(default_factory=Travel)
    trips: Trips = field(default_factory=lambda: _stacked([]))
    numbers: Mapping[str, float] = field(default_factory=dict)
    retrofits: Retrofits | None = None
    management: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    charge: Mapping[str, float] = field(default_factory=dict)
    assemblies: Assemblies | None = None


def gather(model: DistrictModel, params: Mapping[str, ParamSet], ledger: Scenario | None = None) -> Evidence:
    """Walk a model to its end and keep what metrics need.

    Parameters
    ----------
    model : A model that was built and not stepped yet.
    params : Parameters in force by room.
    ledger : Scenario whose retrofits are tried on copies of the model's buildings, with the people of its year.
    """
    clock = model.world.clock
    done = [] if ledger is None else works(model.world, ledger)
    managed = np.zeros(0, dtype=np.int64) if ledger is None else served(model.world)
    assemblies = None if ledger is None else assembly_arms.run(model.world)
    watched = np.unique(np.concatenate([managed, *(each.rows for each in done)]))
    watch = Watch(model.world, watched)
    noon = _ordinary_day(model) * clock.ticks_per_day + clock.ticks_per_day // 2
    circuity = float(getattr(params.get("mobility"), "road_circuity", 1.0))
    ordinary, kept = Travel(), []
    noons = set(sample_days(clock.n_days) * clock.ticks_per_day + clock.ticks_per_day // 2)
    while model.running:
        model.step()
        if watched.size and (model.tick - 1) % clock.ticks_per_day == 0:
            watch.day()
        if model.tick == noon:
            ordinary = travel(model.world, circuity)
        if model.tick in noons:
            people = model.world.table("citizens")
            kept.append(Trips(people["mode"].astype(np.int8), people["activity"].astype(np.int8)))
    recorder = model.recorder
    assert recorder is not None  # noqa: S101 — build_model makes one
    world, table = model.world, model.world.table("buildings")
    columns = {name: table[name].copy() for name in _BUILDING}
    columns["home"] = (table["use"] == Use.RESIDENTIAL) & (table["thermal"] == Thermal.HEATED)
    citizens, vehicles = len(world.table("citizens")), world.table("vehicles")["kind"]
    numbers = {
        "cars": 1000.0 * float(np.count_nonzero(vehicles == 0)) / citizens,
        "motorcycles": 1000.0 * float(np.count_nonzero(vehicles == 1)) / citizens,
        **_electric(model),
        "degree_days": degree_days(model),
        "winter_hours": winter_hours(model),
        "local_pm10": _local_share(model),
        **_sources(model),
        **{
            f"sum {name}": float(recorder.series(f"energy.{name}").sum())
            for name in ("gas", "gas_oil", "district_heat")
        },
    }
    retrofits = retrofit_arms.run(watch, done, params) if done else None
    management = management_arms.run(watch, managed, params) if managed.size else {}
    charge: dict[str, float] = {}
    mobility: Any = params.get("mobility")
    if ledger is not None and mobility is not None:
        a_workday = usual(DayType.WORKDAY, len(world.table("households")), mobility, _ordinary_day(model))
        charge = charge_arms.run(world, mobility, a_workday)
    kpis, trips = recorder.finish(), _stacked(kept)
    return Evidence(kpis, columns, ordinary, trips, numbers, retrofits, management, charge, assemblies)


def _electric(model: DistrictModel) -> dict[str, float]:
    """Share of battery-electric cars among the residents' cars; nothing without cars. [%]"""
    vehicles = model.world.table("vehicles")
    cars = vehicles["kind"] == VehicleKind.CAR
    if not cars.any():
        return {}
    return {"electric cars": 100.0 * float((vehicles["engine"][cars] == Engine.ELECTRIC).mean())}


def _stacked(days: list[Trips]) -> Trips:
    """Trips of several days, one day after the other."""
    none = np.zeros((0, 0, 0), dtype=np.int8)
    return Trips(*(np.stack(each) for each in zip(*days, strict=True))) if days else Trips(none, none)


def _ordinary_day(model: DistrictModel) -> int:
    """A Wednesday or so of mid-March: a workday in term, far from any holiday."""
    clock = model.world.clock
    middle = 73
    days = np.flatnonzero(clock.day_type == DayType.WORKDAY)
    return int(days[np.argmin(np.abs(days - middle))])


def degree_days(model: DistrictModel) -> float:
    """Degree-days of the weather, base 20 degC, 15 October to 15 April."""
    clock = model.world.clock
    daily = model.world.column("forcing.t_out").reshape(clock.n_days, -1).mean(axis=1)
    return float(np.maximum(20.0 - daily, 0.0)[_winter(model)].sum())


def _winter(model: DistrictModel) -> NDArray[np.bool_]:
    clock = model.world.clock
    day = np.arange(np.datetime64(f"{clock.year}-01-01"), np.datetime64(f"{clock.year + 1}-01-01"))
    return (day <= np.datetime64(f"{clock.year}-04-15")) | (day >= np.datetime64(f"{clock.year}-10-15"))


def _sources(model: DistrictModel) -> dict[str, float]:
    """Means and extremes of the waters that heat pumps may use. [degC]"""
    forcing = model.world.table("forcing")
    return {
        f"{name}, {word}": float(part(forcing[name]))
        for name in ("t_groundwater", "t_canal")
        for word, part in (("least", np.min), ("mean", np.mean), ("most", np.max))
        if name in forcing
    }


def winter_hours(model: DistrictModel) -> float:
    """Hours of the heating season, 15 October to 15 April."""
    return 24.0 * float(_winter(model).sum())


def _local_share(model: DistrictModel) -> float:
    """Share of PM10 that would vanish without the district's own sources, annual mean. [%]"""
    import pandas as pd  # noqa: PLC0415

    recorder = model.recorder
    assert recorder is not None  # noqa: S101
    frame = pd.DataFrame({item.name: recorder.series(item.name) for item in recorder.declared})
    frame.index = pd.DatetimeIndex(model.world.clock.hourly.tick_index[: len(frame)])
    zones = model.world.table("zones")
    width = float(np.sqrt(np.nansum(np.where(zones["in_district"], zones["area"], 0.0))))
    daily, _ = modelled_daily(frame, width)
    daily = daily[daily["pollutant"] == "PM10"]
    return 100.0 * float(daily["local"].mean() / daily["modelled"].mean()) if len(daily) else float("nan")
