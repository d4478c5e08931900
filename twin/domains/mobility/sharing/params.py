"""Which figures shape the use of shared bicycles, and where do they come from?"""

from __future__ import annotations

from typing import Any

from twin.core.params import ParamSet, param


def assumed(default: Any, *, unit: str, doc: str, source: str, year: int = 2018, **limits: float) -> Any:
    """Declare a parameter that no source tells."""
    return param(default, unit=unit, doc=doc, source=f"assumed: {source}", year=year, status="assumed", **limits)


class SharingParams(ParamSet):
    """Shared bicycles, electric ones among them: docks, bicycles, batteries and the operator's van.

    Those who ride are subscribers among the district's residents. Visitors and people who work here would ride too; no
    count of them by station is public, and none is guessed. Docks beyond the layers are not in the twin: trips by
    shared bicycle join docks of the layers, in zones outside at a mean distance from where one wants to be.
    """

    dock_reach: float = assumed(
        300.0, unit="m", year=2016, ge=0, doc="Straight distance within which a dock is walked to",
        source="stations of such schemes lie about 300 m apart",
    )  # fmt: skip
    member_share: float = param(
        0.10, unit="1", year=2015, status="assumed", ge=0, le=1,
        doc="Residents of 16 years and more who subscribe to the shared bicycles, those near a dock may ride",
        source="assumed: 43,000 subscribers (metronews.it, 2015) over about 430,000 such residents near stations "
        "(40 km2 of the inner city with 12,500 residents a km2, a guess). Never fitted to trips per bicycle (V11)",
    )  # fmt: skip
    subscription: float = param(
        36.0, unit="EUR/a", year=2015, status="published", ge=0,
        doc="Price of a year's subscription, paid by subscribers with a dock within reach of home; in no choice",
        source="BikeMi tariffs 2015, 36 EUR a year, via lifegate and omnimoto",
    )  # fmt: skip
    bikes_per_dock: float = param(
        0.61, unit="1", year=2018, status="derived", ge=0, le=1,
        doc="Shared bicycles per dock where the layers tell docks only",
        source="4,650 bicycles of BikeMi (7giorni.info, 2018) over 280 stations (mobilitypress.it) of 27.4 docks, the "
        "mean of Comune di Milano, BikeMi stations 2020",
    )  # fmt: skip
    electric_share: float = param(
        0.0, unit="1", year=2018, status="assumed", ge=0, le=1,
        doc="Share of bicycles with a motor where the layers tell docks only",
        source="assumed: 1,000 of the 4,650 had one (7giorni.info, 2018), at central stations first (metronews.it, "
        "2015); those of the layers count as having none, so that a measure brings the first ones",
    )  # fmt: skip
    chance_at_first: float = assumed(
        0.8, unit="1", gt=0, le=1, doc="Chance of a bicycle and of a free place that people believe in at first",
        source="forgotten once chances are learned from days of the docks",
    )  # fmt: skip
    ebike_battery: float = assumed(
        0.40, unit="kWh", gt=0, doc="Energy of a full battery of a shared e-bike", source="36 V with 11 Ah, usual"
    )
    ebike_use: float = assumed(
        8.0, unit="Wh/km", ge=0, doc="Energy that an e-bike takes from its battery per distance",
        source="5 to 10 Wh/km are usual with assistance to 25 km/h, from memory",
    )  # fmt: skip
    ebike_least: float = assumed(
        0.20, unit="1", ge=0, le=1, doc="Charge below which an e-bike is not let out", source="a choice of operators"
    )
    ebike_change: float = assumed(
        0.40, unit="1", ge=0, le=1, doc="Charge below which the battery is changed at night",
        source="enough for a day of trips that is left with what is above; docks do not charge",
    )  # fmt: skip
    ebike_charging_efficiency: float = assumed(
        0.85, unit="1", gt=0, le=1, doc="Energy stored per electricity drawn by the operator's chargers", source="usual"
    )
    rebalance_band: tuple[float, float] = assumed(
        (0.15, 0.85), unit="1", doc="Shares of its places below and above which a dock is put right at night",
        source="near empty and near full; no rule of the operator is public",
    )  # fmt: skip
    van_room: int = assumed(
        20, unit="1", ge=1, doc="Bicycles that fit into the operator's van", source="vans with racks"
    )
    van_moves: int = assumed(
        150, unit="1", ge=0, doc="Bicycles that are moved in a night at most", source="one van, 3 min a bicycle, 8 h"
    )
    van_approach: float = assumed(
        2000.0, unit="m", ge=0, doc="Way of the van to the first dock, from its work in other parts of the city",
        source="the van serves the whole city, its depot is not charged to the district",
    )  # fmt: skip
    stall_reach: float = assumed(
        300.0, unit="m", ge=0, doc="Straight distance from home within which a condominium's shared car is used",
        source="the condominium and its neighbours",
    )  # fmt: skip
    van_co2: float = assumed(
        0.25, unit="kg/km", ge=0, doc="Carbon dioxide of the operator's van",
        source="diesel van of 3.5 t, about 9.5 l per 100 km of 2.64 kg/l; a Sprinter of Capital Bikeshare took 16 mpg "
        "(streetsblog.net, 2014), 14.7 l per 100 km of petrol",
    )  # fmt: skip
