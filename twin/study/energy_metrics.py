"""How are the targets on heat, retrofit and energy management computed? One small function per metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.domains import emissions
from twin.domains.energy import Params as EnergyParams
from twin.interventions import catalogue
from twin.study.case import Beside, Case, Metric, NotComputableError
from twin.study.evidence import CONVENTIONAL_DEGREE_DAYS
from twin.study.management_arms import CLASSES, FORECASTS
from twin.study.retrofit_arms import AFTER, BEFORE, BEHAVIOUR, CONTROL, ENVELOPE, OIL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.study.protocol import Target
    from twin.study.retrofit_arms import Retrofits

Sums = dict[str, float]


def retrofits_of(case: Case) -> Retrofits:
    """The retrofits of the base run; NotComputableError if there are none."""
    found = case.base.retrofits
    if found is None or not found.places:
        raise NotComputableError("no retrofitted condominium, nor one to stand in for it, lies in this district")
    return found


def rows_of(found: Retrofits, building: str) -> NDArray[np.int64]:
    """Buildings of one address, or of "all"."""
    wanted = building.casefold().split("/")[0].rstrip(" bc")
    rows = [rows for place, rows in found.places.items() if building == "all" or wanted in place.casefold()]
    if not rows:
        raise NotComputableError(f"{building} does not lie in the zones of this district, and none stands in for it")
    return np.concatenate(rows)


def numbers(arm: Mapping[str, NDArray[np.float64]], rows: NDArray[np.int64]) -> Sums:
    """The bases on which a saving may be meant, summed over some buildings.

    Returns
    -------
    Useful space heat and final energies in kWh, non-renewable primary energy in kWh, bill in EUR, CO2 in kg. Primary
    energy, bill and CO2 are those of fuels and of the plants' electricity; photovoltaics stand apart.
    """
    params = emissions.Params()
    total = {name: float(values[rows].sum()) * KWH_PER_J for name, values in arm.items()}
    fuels = {name: total[name] for name in ("gas", "gas_oil", "district_heat")}
    factor = {
        "gas": (params.primary_gas, params.co2_gas),
        "gas_oil": (params.primary_gas_oil, params.co2_gas_oil),
        "district_heat": (params.primary_district_heat, params.co2_district_heat),
    }
    co2 = {name: float(arm[name][rows].sum()) for name in ("electricity_co2", "own_use_co2")}
    return {
        "useful space heat": total["heat_need"],
        "final space heat": total["space_final_year"],
        "final heat with hot water": total["final_heat_year"],
        "non-renewable primary energy": sum(value * factor[name][0] for name, value in fuels.items())
        + params.primary_electricity * total["plant_electricity"],
        "heating bill at one tariff": float(arm["heat_cost"][rows].sum()),
        "CO2": sum(value * factor[name][1] for name, value in fuels.items()) + co2["electricity_co2"],
        "CO2 of own use": co2["own_use_co2"],
        "photovoltaics": total["pv_power"],
        "exported": total["export"],
    }


def saving(before: float, after: float) -> float:
    """Saving in per cent of what was before."""
    return 100.0 * (1.0 - after / before) if before > 0 else float("nan")


_BASES = (
    "useful space heat", "final space heat", "final heat with hot water", "non-renewable primary energy",
    "heating bill at one tariff",
)  # fmt: skip


def _bases(case: Case, building: str) -> tuple[Sums, Beside]:
    found = retrofits_of(case)
    rows = rows_of(found, building)
    before, after = numbers(found.arms[BEFORE], rows), numbers(found.arms[AFTER], rows)
    area = max(float(found.arms[BEFORE]["floor_area"][rows].sum()), 1.0)
    beside = {f"{name} [%]": saving(before[name], after[name]) for name in _BASES}
    beside |= {
        "floor area [m2]": area,
        "useful space heat before [kWh/m2]": before["useful space heat"] / area,
        "useful space heat after [kWh/m2]": after["useful space heat"] / area,
        "photovoltaics [kWh], counted in no saving": after["photovoltaics"],
        "of it exported [kWh]": after["exported"],
        "buildings that stand in for others": float(
            sum(found.places[p].size for p in found.stand_ins if _same(p, building))
        ),
    }
    return {name: saving(before[name], after[name]) for name in _BASES}, beside


def _same(place: str, building: str) -> bool:
    return building == "all" or building.casefold().split("/")[0].rstrip(" bc") in place.casefold()


def retrofit_bill_saving(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of the heating bill at one tariff: heat and hot water of one boiler. [%]"""
    values, beside = _bases(case, target.building)
    return values["heating bill at one tariff"], beside


def retrofit_final_saving(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of final energy for space heating. [%]"""
    values, beside = _bases(case, target.building)
    return values["final space heat"], beside


def _co2_saving(case: Case, target: Target, before: str) -> tuple[float, Beside]:
    found = retrofits_of(case)
    rows = rows_of(found, target.building)
    was, now = numbers(found.arms[before], rows), numbers(found.arms[AFTER], rows)
    return saving(was["CO2"], now["CO2"]), {
        "with photovoltaics used at home [%]": saving(was["CO2"], now["CO2"] - now["CO2 of own use"]),
        "final heat with hot water [%]": saving(was["final heat with hot water"], now["final heat with hot water"]),
        "CO2 before [t]": was["CO2"] / 1000.0,
        "exported, not credited [kWh]": now["exported"],
    }


def retrofit_co2_saving_gas(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of CO2 of heat and hot water, gas before and after, photovoltaics apart. [%]"""
    return _co2_saving(case, target, BEFORE)


def retrofit_co2_saving_oil(case: Case, target: Target) -> tuple[float, Beside]:
    """Saving of CO2 of heat and hot water, gas oil before and gas after, photovoltaics apart. [%]"""
    return _co2_saving(case, target, OIL)


def retrofit_temperature_rise(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001 — one signature
    """Rise of the mean winter temperature in the retrofitted buildings, split by switching each part on in turn. [K]"""
    found = retrofits_of(case)
    hours = case.base.numbers["winter_hours"]
    warm = {name: float(found.arms[name]["t_air_winter_sum"].mean()) / hours for name in found.arms}
    return warm[AFTER] - warm[BEFORE], {
        "before [degC]": warm[BEFORE],
        "after [degC]": warm[AFTER],
        "of it slower decay, envelope alone [K]": warm[ENVELOPE] - warm[BEFORE],
        "of it valves and control [K]": warm[CONTROL] - warm[ENVELOPE],
        "of it set points once heat is billed by use [K]": warm[BEHAVIOUR] - warm[CONTROL],
        "of it the plant [K]": warm[AFTER] - warm[BEHAVIOUR],
    }


def retrofit_cost_per_flat(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Default cost of a retrofitted flat. [EUR]"""
    levers = catalogue["condominium_retrofit"].levers.model_fields
    return float(levers["cost_per_flat"].default), {}


def heat_per_resident(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Final heat of homes a resident, space heat brought to conventional degree-days. [MWh]"""
    columns, days = case.base.buildings, case.base.numbers["degree_days"]
    home = np.flatnonzero(columns["home"])
    people = max(float(columns["residents"][home].sum()), 1.0)
    heat, final = columns["heat_need_year"][home], columns["final_heat_year"][home]
    space = float(columns["space_final_year"][home].sum())
    rest = float(final.sum()) - space
    area = float(columns["floor_area"][home].sum())
    value = (space * CONVENTIONAL_DEGREE_DAYS / days + rest) * KWH_PER_J / 1000.0 / people
    return value, {
        "not corrected [MWh]": (space + rest) * KWH_PER_J / 1000.0 / people,
        "degree-days of the weather [K.d]": days,
        "heated gross floor area a resident [m2]": area / people,
        "useful space heat [kWh/m2]": float(heat.sum()) * KWH_PER_J / area,
        "final heat with hot water [kWh/m2]": float(final.sum()) * KWH_PER_J / area,
    }


def gas_share_of_heat(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Gas over gas, gas oil and district heat. [%]"""
    parts = {name: case.base.numbers[f"sum {name}"] for name in ("gas", "gas_oil", "district_heat")}
    total = sum(parts.values())
    return 100.0 * parts["gas"] / total, {"gas oil [%]": 100.0 * parts["gas_oil"] / total}


def management_saving(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Saving of final energy of served buildings, imperfect forecast, the district's mix of existing control. [%]"""
    found = case.base.management
    if not found:
        raise NotComputableError("no condominium that a management could serve lies in this district")
    shares = EnergyParams().control_share
    beside: Beside = {}
    sums = {"before": 0.0, "after": 0.0}
    for name, share in zip(CLASSES, shares, strict=True):
        before = found[f"{name}, unmanaged"]
        sums["before"] += share * before["final energy [kWh]"]
        sums["after"] += share * found[f"{name}, imperfect"]["final energy [kWh]"]
        for forecast in FORECASTS:
            after = found[f"{name}, {forecast}"]
            for quantity, value in before.items():
                what, _, unit = quantity.partition(" [")
                if "while occupied" in what:
                    beside[f"{name} control, {forecast} forecast: {what}, change [{unit}"] = after[quantity] - value
                else:
                    beside[f"{name} control, {forecast} forecast: {what} saved [%]"] = saving(value, after[quantity])
    return saving(sums["before"], sums["after"]), beside


def groundwater(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Mean temperature of the groundwater. [degC]"""
    found = {name: value for name, value in case.base.numbers.items() if name.startswith(("t_groundwater", "t_canal"))}
    if not found:
        raise NotComputableError("no source of heat pumps is among the inputs of these runs")
    return found["t_groundwater, mean"], {f"{name} [degC]": value for name, value in found.items()}


METRICS: dict[str, Metric] = {
    "management_saving": management_saving,
    "groundwater": groundwater,
    "retrofit_bill_saving": retrofit_bill_saving,
    "retrofit_final_saving": retrofit_final_saving,
    "retrofit_co2_saving_gas": retrofit_co2_saving_gas,
    "retrofit_co2_saving_oil": retrofit_co2_saving_oil,
    "retrofit_temperature_rise": retrofit_temperature_rise,
    "retrofit_cost_per_flat": retrofit_cost_per_flat,
    "heat_per_resident": heat_per_resident,
    "gas_share_of_heat": gas_share_of_heat,
}
