"""What do we look at where power is balanced? Series and indicators of sun, batteries, community and the grid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.domains.energy.params import Params
from twin.observe.declare import Kpi, Series
from twin.state.codes import Control

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World

# What the district draws at its meters; lamps and cars are series of their own.
DRAWN = (
    "energy.electricity_residential",
    "energy.electricity_other",
    "energy.charging_home",
    "energy.charging_public",
    "lighting.electricity",
)
_LOAD = "electricity of buildings, cars and lamps less what buildings give to the grid"


def _inside(world: World) -> NDArray[np.bool_]:
    return np.asarray(world.table("buildings")["zone"] >= 0)


_kwh = partial(Series, unit="kWh", per="second", scale=KWH_PER_J, rows=_inside)

SERIES: tuple[Series, ...] = (
    _kwh("energy.export", "buildings.export", label="Electricity to the grid", label_it="Elettricità immessa in rete"),
    _kwh(
        "energy.shared",
        "buildings.shared",
        label="Electricity shared in the community",
        label_it="Elettricità condivisa nella comunità",
    ),
)


def load(outcome: Outcome) -> NDArray[np.float64]:
    """District load by hour, negative where it gives more than it takes. (H,) [kWh]"""
    drawn = sum((outcome.series(name) for name in DRAWN), np.zeros(1))
    return np.asarray(drawn - outcome.series("energy.export"))


def _peak(outcome: Outcome) -> float:
    return float(load(outcome).max()) / 1000.0


def _own(outcome: Outcome) -> NDArray[np.float64]:
    """Photovoltaics used on site, with what a battery gives back later. (H,) [kWh]"""
    return np.asarray(outcome.series("energy.pv") - outcome.series("energy.export"))


def _needed(outcome: Outcome) -> NDArray[np.float64]:
    """Electricity that the district needs: drawn, and of its own sun. (H,) [kWh]"""
    drawn = sum((outcome.series(name) for name in DRAWN), np.zeros(1))
    return np.asarray(drawn + _own(outcome))


def _deficit(outcome: Outcome) -> float:
    """Highest hourly shortfall of the district's own generation over its need, per need of that hour."""
    needed = _needed(outcome)
    supplied = outcome.series("energy.pv")
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(needed > 0.0, (needed - supplied) / needed, 0.0)
    return 100.0 * float(np.clip(ratio, 0.0, 1.0).max())


def _deficit_energy(outcome: Outcome) -> float:
    return float(np.maximum(_needed(outcome) - outcome.series("energy.pv"), 0.0).max()) / 1000.0


def _share(above: float, below: float) -> float:
    """Per cent; not a number where there is nothing to have a share of."""
    return 100.0 * above / below if below > 0.0 else float("nan")


def _self_supply(outcome: Outcome) -> float:
    return _share(float(_own(outcome).sum()), float(_needed(outcome).sum()))


def _self_use(outcome: Outcome) -> float:
    return _share(float(_own(outcome).sum()), float(outcome.series("energy.pv").sum()))


def _shared(outcome: Outcome) -> float:
    return float(outcome.series("energy.shared").sum()) / 1000.0


def _losses(outcome: Outcome) -> float:
    drawn = sum(float(outcome.series(name).sum()) for name in DRAWN)
    return Params().grid_losses * drawn / 1000.0


def _zone_peak(outcome: Outcome) -> float:
    zones = outcome.table("zones")
    inside = zones["load_peak"][zones["in_district"]]
    return float(inside.max(initial=0.0)) / 1e6


def _managed(outcome: Outcome) -> float:
    buildings = outcome.table("buildings")
    managed = (buildings["control"] == Control.MANAGED) & (buildings["zone"] >= 0)
    return float(buildings["floor_area"][managed].sum())


_CER = "D.Lgs. 199/2021; ARERA 727/2022/R/eel (TIAD): by the hour the least of what members sell and buy"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "energy.peak_load", "Highest hourly load of the district", "Punta oraria di carico del quartiere", "MWh/h",
        "less", f"maximum by hour of the {_LOAD}", "at the meters, losses of the grid apart", _peak,
    ),
    Kpi(
        "energy.highest_deficit", "Highest hourly deficit", "Massimo deficit orario", "MWh/h", "less",
        "maximum by hour of electricity needed less photovoltaics", "CITYkeys, maximum hourly deficit; as a ratio "
        "beside it", _deficit_energy,
    ),
    Kpi(
        "energy.highest_deficit_ratio", "Highest hourly deficit per need", "Massimo deficit orario sul fabbisogno", "%",
        "less", "maximum by hour of (needed less photovoltaics) / needed; 100 % as soon as one hour has no sun",
        "CITYkeys, maximum hourly deficit; name quoted from memory", _deficit,
    ),
    Kpi(
        "energy.self_supply", "Electricity needed that own sun covers", "Autosufficienza elettrica", "%", "more",
        "photovoltaics less electricity to the grid / electricity needed", "within the district's buildings, meter by "
        "meter", _self_supply,
    ),
    Kpi(
        "energy.self_use", "Own use of photovoltaics", "Autoconsumo del fotovoltaico", "%", "more",
        "photovoltaics less electricity to the grid / photovoltaics; none without photovoltaics",
        "meter by meter, through batteries too", _self_use,
    ),
    Kpi(
        "energy.shared_total", "Electricity shared in the energy community", "Energia condivisa nella comunità", "MWh",
        "more", "sum of series energy.shared", _CER, _shared,
    ),
    Kpi(
        "energy.grid_losses", "Losses of the grid", "Perdite di rete", "MWh", "less",
        "electricity drawn by buildings, cars and lamps times the loss factor of low voltage",
        "ARERA 377/2015/R/eel, 10.4 %; figure quoted from memory", _losses,
    ),
    Kpi(
        "energy.zone_peak", "Highest load of a zone", "Punta di carico di una zona", "MW", "less",
        "largest of the zones' highest loads (column load_peak)", "the zone stands for its feeders", _zone_peak,
    ),
    Kpi(
        "energy.managed_area", "Floor area under energy management", "Superficie sotto gestione energetica", "m2",
        "neither", "gross floor area of buildings with control managed at the end", "SEMS", _managed,
    ),
)  # fmt: skip
