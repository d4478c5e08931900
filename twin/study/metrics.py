"""How is each target of the protocol computed from runs? One small function per metric."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.domains import emissions
from twin.interventions import catalogue
from twin.study.evidence import CONVENTIONAL_DEGREE_DAYS, TIME_EDGES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.study.evidence import Evidence
    from twin.study.protocol import Target

OIL_EFFICIENCY = 0.85  # seasonal, of a gas-oil boiler before its exchange; assumed
GAS_EFFICIENCY = 0.95  # of the gas boiler that replaces it; assumed


@dataclass(frozen=True)
class Case:
    """Runs of one seed.

    Parameters
    ----------
    base, delivered, ebikes : Baseline; the retrofits of the ledger from the first day; its e-bike stations alone.
    data : Folder of published series, None if there is none at hand.
    """

    base: Evidence
    delivered: Evidence
    ebikes: Evidence
    data: Path | None


Beside = dict[str, float]
Metric = Callable[[Case, "Target"], tuple[float, Beside]]


class NotComputableError(Exception):
    """The runs or the data at hand do not tell; the message says why."""


def _rows(case: Case, building: str) -> NDArray[np.int64]:
    groups = case.delivered.groups
    wanted = building.casefold().split("/")[0].rstrip(" bc")
    found = [rows for place, rows in groups.items() if building == "all" or wanted in place.casefold()]
    rows = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))
    if not rows.size:  # an entry outside the zones is in force too, and reaches nothing
        missing = "no retrofitted condominium lies" if building == "all" else f"{building} does not lie"
        raise NotComputableError(f"{missing} in the zones of this district")
    return rows


def _sum(evidence: Evidence, column: str, rows: NDArray[np.int64]) -> float:
    return float(evidence.buildings[column][rows].sum())


def _space(evidence: Evidence, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Final energy of space heating. (K,) [J]"""
    columns = evidence.buildings
    return np.asarray(columns["heat_need_year"][rows] / np.maximum(columns["heating_efficiency"][rows], 1e-9))


def _saving(before: float, after: float) -> float:
    return 100.0 * (1.0 - after / before) if before > 0 else float("nan")


def _all_savings(case: Case, rows: NDArray[np.int64]) -> Beside:
    base, after = case.base, case.delivered
    return {
        "useful space heat [%]": _saving(_sum(base, "heat_need_year", rows), _sum(after, "heat_need_year", rows)),
        "final space heat [%]": _saving(_space(base, rows).sum(), _space(after, rows).sum()),
        "final heat with hot water, and its bill at one tariff [%]": _saving(
            _sum(base, "final_heat_year", rows), _sum(after, "final_heat_year", rows)
        ),
        "floor area [m2]": _sum(base, "floor_area", rows),
        "useful space heat before [kWh/m2]": _sum(base, "heat_need_year", rows)
        * KWH_PER_J
        / max(_sum(base, "floor_area", rows), 1.0),
    }


def retrofit_bill_saving(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of the heating bill at one tariff: heat and hot water of one boiler. [%]"""
    beside = _all_savings(case, _rows(case, target.building))
    return beside["final heat with hot water, and its bill at one tariff [%]"], beside


def retrofit_final_saving(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of final energy for space heating. [%]"""
    beside = _all_savings(case, _rows(case, target.building))
    return beside["final space heat [%]"], beside


def _co2_saving(case: Case, target: Target, before: float, after: float) -> tuple[float, Beside]:
    rows = _rows(case, target.building)
    need_before, need_after = (_sum(side, "heat_need_year", rows) for side in (case.base, case.delivered))
    return _saving(need_before * before, need_after * after), {
        "useful space heat [%]": _saving(need_before, need_after)
    }


def retrofit_co2_saving_gas(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of CO2 of space heating with the same gas boiler before and after. [%]"""
    return _co2_saving(case, target, 1.0, 1.0)


def retrofit_co2_saving_oil(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of CO2 of space heating, from a gas-oil boiler to a gas boiler. [%]"""
    params = emissions.Params()
    return _co2_saving(case, target, params.co2_gas_oil / OIL_EFFICIENCY, params.co2_gas / GAS_EFFICIENCY)


def retrofit_temperature_rise(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001 — one signature
    """Rise of the mean winter temperature in the retrofitted buildings. [K]"""
    rows = _rows(case, "all")
    hours = case.base.numbers["winter_hours"]
    warm = [_sum(side, "t_air_winter_sum", rows) / hours / len(rows) for side in (case.base, case.delivered)]
    return warm[1] - warm[0], {"before [degC]": warm[0], "after [degC]": warm[1]}


def retrofit_cost_per_flat(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Default cost of a retrofitted flat. [EUR]"""
    levers = catalogue["condominium_retrofit"].levers.model_fields
    name = next(each for each in levers if each.startswith("cost_per_"))
    return float(levers[name].default), {}


def heat_per_resident(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Final heat of homes a resident, space heat brought to conventional degree-days. [MWh]"""
    columns = case.base.buildings
    home = np.flatnonzero(columns["home"])
    people = max(float(columns["residents"][home].sum()), 1.0)
    space = float(_space(case.base, home).sum())
    water = float(columns["final_heat_year"][home].sum()) - space
    days = case.base.numbers["degree_days"]
    area = float(columns["floor_area"][home].sum())
    value = (space * CONVENTIONAL_DEGREE_DAYS / days + water) * KWH_PER_J / 1000.0 / people
    return value, {
        "not corrected [MWh]": (space + water) * KWH_PER_J / 1000.0 / people,
        "degree-days of the weather [K.d]": days,
        "heated gross floor area a resident [m2]": area / people,
        "useful space heat [kWh/m2]": float(columns["heat_need_year"][home].sum()) * KWH_PER_J / area,
    }


def _kpi(name: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        if name not in case.base.kpis:
            raise NotComputableError(f"no indicator {name} in these runs")
        return case.base.kpis[name], {}

    return read


def _number(name: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        return case.base.numbers[name], {}

    return read


def gas_share_of_heat(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Gas over gas, gas oil and district heat. [%]"""
    parts = {name: case.base.numbers[f"sum {name}"] for name in ("gas", "gas_oil", "district_heat")}
    total = sum(parts.values())
    return 100.0 * parts["gas"] / total, {"gas oil [%]": 100.0 * parts["gas_oil"] / total}


def _share(of: str, group: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        shares: Mapping[str, float] = getattr(case.base, of)
        return 100.0 * shares[group], {}

    return read


def work_time_distance(case: Case, target: Target) -> tuple[float, Beside]:
    """Largest distance between cumulative shares of the time classes of trips to work. [1]"""
    if case.data is None or not (case.data / target.data).is_file():
        raise NotComputableError(f"the published table {target.data} is not at hand (TWIN_DATA, or --data)")
    upper = {"<15": 15.0, "15_30": 30.0, "31_60": 60.0, ">60": np.inf}
    people = dict.fromkeys((*TIME_EDGES, np.inf), 0.0)
    with (case.data / target.data).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["travel_reason"] == "work" and row["place_of_destination"] == "same municipality":
                people[upper[row["travel_time"]]] += float(row["individuals"])
    published = np.cumsum([people[edge] for edge in TIME_EDGES]) / sum(people.values())
    apart = case.base.work_times - published
    words = [f"up to {edge:.0f} min, modelled less published [%]" for edge in TIME_EDGES]
    return float(np.abs(apart).max()), {word: 100.0 * float(gap) for word, gap in zip(words, apart, strict=True)}


def trips_per_ebike(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Trips per e-bike and day at the delivered stations. [1]"""
    value = case.ebikes.kpis.get("mobility.ebike_use", float("nan"))
    if not np.isfinite(value):
        raise NotComputableError("no e-bike station lies in the zones of this district")
    return value, {"trips [1/a]": case.ebikes.kpis.get("mobility.ebike_trips", float("nan"))}


def co2_of_ebikes(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Change of the district's CO2 with the delivered e-bike stations. [t]"""
    return case.ebikes.kpis["emissions.co2"] - case.base.kpis["emissions.co2"], {}


METRICS: dict[str, Metric] = {
    "retrofit_bill_saving": retrofit_bill_saving,
    "retrofit_final_saving": retrofit_final_saving,
    "retrofit_co2_saving_gas": retrofit_co2_saving_gas,
    "retrofit_co2_saving_oil": retrofit_co2_saving_oil,
    "retrofit_temperature_rise": retrofit_temperature_rise,
    "retrofit_cost_per_flat": retrofit_cost_per_flat,
    "heat_per_resident": heat_per_resident,
    "co2_per_head": _kpi("emissions.co2_per_resident"),
    "gas_share_of_heat": gas_share_of_heat,
    "lamp_electricity": _kpi("lighting.electricity_per_lamp"),
    "cars_per_thousand": _number("cars"),
    "motorcycles_per_thousand": _number("motorcycles"),
    "local_share_of_pm10": _number("local_pm10"),
    "work_time_distance": work_time_distance,
    "trips_per_ebike": trips_per_ebike,
    "co2_of_ebikes": co2_of_ebikes,
    **{f"mode_share.{group}": _share("internal", group) for group in ("transit", "car", "motorcycle", "active")},
    **{f"work_share.{group}": _share("work", group) for group in ("transit", "car", "motorcycle", "active")},
}
