"""Which numbers tell the story? Headline indicators, load curves, carriers and modes, by declared name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.report.figure import BLUE, GREEN, ORANGE, PURPLE, SKY, SOFT, VERMILION, YELLOW
from twin.state.codes import Mode

if TYPE_CHECKING:
    import pandas as pd

    from twin.observe import Results

TOPICS = (
    "energy", "comfort", "heat", "electricity", "plants", "charging",
    "emissions", "mobility", "lighting", "behaviour", "people", "finance", "fairness", "payers", "fares",
)  # fmt: skip

# Energy and money have many indicators: each of these stands under the question that it answers, in this order. Those
# that are not named stay under their topic.
GROUPS: dict[str, tuple[str, ...]] = {
    "energy": (
        "energy.final_total",
        "energy.fuels",
        "energy.electricity",
        "energy.heat_need_per_area",
        "energy.final_heat_per_resident",
        "energy.electricity_per_household",
        "energy.heat_total",
        "energy.floor_area_per_resident",
    ),
    "comfort": ("energy.too_cold", "energy.too_warm", "energy.winter_temperature"),
    "heat": (
        "energy.loss_walls",
        "energy.loss_windows",
        "energy.loss_roof",
        "energy.loss_floor",
        "energy.loss_bridges",
        "energy.loss_air",
        "energy.gains_share",
        "energy.solar_gain_per_area",
        "energy.hot_water_litres",
    ),
    "electricity": (
        "energy.pv_production",
        "energy.self_use",
        "energy.self_supply",
        "energy.shared_total",
        "energy.pv_yield",
        "energy.peak_load",
        "energy.zone_peak",
        "energy.highest_deficit",
        "energy.highest_deficit_ratio",
        "energy.grid_losses",
        "energy.household_peak",
        "energy.household_load_factor",
    ),
    "plants": (
        "energy.peak_heat",
        "energy.boiler_efficiency",
        "energy.seasonal_performance",
        "energy.backup",
        "energy.source_water",
        "energy.managed_area",
    ),
    "charging": (
        "energy.electric_cars",
        "energy.electric_km",
        "energy.charging",
        "energy.charging_public",
        "energy.charging_elsewhere",
        "energy.charging_peak",
        "energy.public_plugs",
        "energy.charging_per_plug",
        "energy.charging_wait",
        "energy.charging_co2",
        "energy.final_with_cars",
    ),
    "finance": (
        "finance.capex",
        "finance.capex_city",
        "finance.subsidy_share",
        "finance.leverage",
        "finance.npv",
    ),
    "fairness": (
        "finance.worse_off",
        "finance.better_off",
        "finance.yearly_change",
        "finance.fuel_poverty",
        "finance.fuel_poverty_italian",
        "finance.deduction_lost",
    ),
}
# Those of money that are told for one payer, one part of the households or one service after another.
_EACH = {
    "finance.npv_": "payers",
    "finance.paid_": "fares",
    "finance.travel_": "fares",
    "finance.bill_": "fairness",
    "finance.burden_": "fairness",
    "finance.own_investment_": "fairness",
    "finance.fuel_poverty_": "fairness",
    "finance.yearly_change_": "fairness",
    "finance.worse_off_": "fairness",
    "finance.better_off_": "fairness",
}
_WHOLE = ("finance.bill_per_household", "finance.bill_lighting")  # of nobody in particular
GROUP = {name: group for group, names in GROUPS.items() for name in names}
PLACE = {name: place for place, name in enumerate(GROUP)}


def group_of(name: str, topic: str) -> str:
    """Question under which an indicator of a topic stands."""
    if name in GROUP or name in _WHOLE:
        return GROUP.get(name, topic)
    return next((group for start, group in _EACH.items() if name.startswith(start)), topic)


# First those that exist, at most eight, in this order.
HEADLINES = (
    "energy.final_total",
    "energy.heat_need_per_area",
    "emissions.co2",
    "finance.bill_per_household",
    "mobility.share_car",
    "finance.capex",
    "finance.worse_off",
    "finance.simple_payback",
    "finance.cost_per_tonne",
    "lighting.electricity",
    "energy.winter_temperature",
    "energy.too_cold",
)
HEADLINES_SHOWN = 8
EACH_SHOWN = 5  # headlines beside each other in the table of single measures


@dataclass(frozen=True)
class Load:
    """A curve over the hours: series that are added, those of them that a run has."""

    name: str
    label: str
    label_it: str
    series: tuple[str, ...]


LOADS = (
    Load(
        "heat",
        "Heat and hot water for buildings",
        "Calore e acqua calda per gli edifici",
        ("energy.heat_residential", "energy.heat_other", "energy.hot_water"),
    ),
    Load(
        "electricity",
        "Electricity of buildings",
        "Elettricità degli edifici",
        ("energy.electricity_residential", "energy.electricity_other"),
    ),
    Load("lighting", "Street lighting", "Illuminazione pubblica", ("lighting.electricity",)),
)


@dataclass(frozen=True)
class Carrier:
    """A carrier of final energy: series that are added, and its colour."""

    label: str
    label_it: str
    series: tuple[str, ...]
    colour: str


CARRIERS = (
    Carrier("Natural gas", "Gas naturale", ("energy.gas",), BLUE),
    Carrier("Gas oil", "Gasolio", ("energy.gas_oil",), ORANGE),
    Carrier("District heat", "Teleriscaldamento", ("energy.district_heat",), PURPLE),
    Carrier(
        "Electricity of buildings",
        "Elettricità degli edifici",
        ("energy.electricity_residential", "energy.electricity_other"),
        GREEN,
    ),
    Carrier("Street lighting", "Illuminazione pubblica", ("lighting.electricity",), SOFT),
)


@dataclass(frozen=True)
class ModeWords:
    """Modes of travel shown together, the indicators that carry their shares, and their colour."""

    label: str
    label_it: str
    names: tuple[str, ...]
    codes: tuple[Mode, ...]
    colour: str

    @property
    def kpis(self) -> tuple[str, ...]:
        """Names of the indicators that are added."""
        return tuple(f"mobility.share_{name}" for name in self.names)


MODES = (
    ModeWords("Walk", "A piedi", ("walk",), (Mode.WALK,), GREEN),
    ModeWords("Own bicycle", "Bici propria", ("bicycle",), (Mode.BICYCLE,), SKY),
    ModeWords("Shared bicycle", "Bici condivisa", ("shared_bicycle", "shared_ebike"),
              (Mode.SHARED_BICYCLE, Mode.SHARED_EBIKE), PURPLE),
    ModeWords("Public transport", "Trasporto pubblico", ("transit", "bike_transit"),
              (Mode.TRANSIT, Mode.BIKE_TRANSIT), BLUE),
    ModeWords("Car, driving", "Auto, al volante", ("car", "car_sharing"), (Mode.CAR, Mode.CAR_SHARING), VERMILION),
    ModeWords("Car, passenger", "Auto, passeggero", ("passenger",), (Mode.PASSENGER,), YELLOW),
    ModeWords("Motorcycle", "Moto", ("motorcycle",), (Mode.MOTORCYCLE,), ORANGE),
)  # fmt: skip

_KWH = {"kWh": 1.0, "MWh": 1e3, "Wh": 1e-3, "GWh": 1e6}


def hourly_kwh(results: Results, names: tuple[str, ...]) -> pd.Series | None:
    """Sum of energy series in kWh in each hour (so kW on average); None if the run has none of them."""
    total = None
    for name in names:
        about = results.series_about.get(name)
        if about is None or about["unit"] not in _KWH:
            continue
        part = results.series[name] * _KWH[about["unit"]]
        total = part if total is None else total + part
    return total
