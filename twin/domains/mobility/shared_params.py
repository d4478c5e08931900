"""Which figures shape the use of shared bicycles, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param


class SharedParams(ParamSet):
    """Shared bicycles, electric ones among them."""

    dock_reach: float = param(
        300.0, unit="m", year=2016, status="assumed", ge=0,
        doc="Distance from home within which shared bicycles are at hand", source="assumed",
    )  # fmt: skip
    member_share: float = param(
        0.10, unit="1", year=2015, status="assumed", ge=0, le=1,
        doc="Residents of 16 years and more who subscribe to the shared bicycles, those near a dock may ride",
        source="assumed: 43,000 subscribers (metronews.it, 2015) over about 430,000 such residents near stations "
        "(40 km2 of the inner city with 12,500 residents a km2, a guess). Never fitted to trips per bicycle (V11)",
    )  # fmt: skip
    bikes_per_dock: float = param(
        0.61, unit="1", year=2018, status="derived", ge=0,
        doc="Shared bicycles per dock where the layers tell docks only",
        source="4,650 bicycles of BikeMi (7giorni.info, 2018) over 280 stations (mobilitypress.it) of 27.4 docks, the "
        "mean of Comune di Milano, BikeMi stations 2020",
    )  # fmt: skip
    ebike_speed: float = param(
        18.0, unit="km/h", year=2018, status="assumed", gt=0,
        doc="Speed door to door of a bicycle with a motor", source="assumed: a fifth above the bicycle's 15 km/h",
    )  # fmt: skip
    ebike_beta_per_min: float = param(
        -0.045, unit="1/min", year=2016, status="assumed", lt=0,
        doc="Utility per minute of riding a bicycle with a motor; the gain in effort is counted as time",
        source="assumed: three quarters of the bicycle's, from memory",
    )  # fmt: skip
    bike_bound: float = param(
        10.0, unit="1", year=2018, status="assumed", gt=0,
        doc="Trips per bicycle and day above which a station's trips are more than its bicycles can serve",
        source="assumed: busy schemes reach 6 to 8, from memory",
    )  # fmt: skip
