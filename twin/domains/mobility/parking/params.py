"""Which figures shape the search for a place to park, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

_STREET = (
    "300,000 places on the streets of Milan, 37.2 % paid, 18.2 % for residents, 39 % free (tgcom24, February 2025)"
)


class ParkingParams(ParamSet):
    """Parameters of parking. Places by street come from the layers (assumed there from length and class)."""

    parking_cell: float = param(
        200.0, unit="m", year=2019, status="assumed", gt=0,
        doc="Side of the squares that streets are grouped into; within one a driver looks for a place",
        source="assumed: a walk of two or three minutes",
    )  # fmt: skip
    resident_places: float = param(
        0.182, unit="1", year=2025, status="published", ge=0, le=1,
        doc="Share of the places along streets that are kept for residents, where the layers tell none", source=_STREET,
    )  # fmt: skip
    paid_places: float = param(
        0.455, unit="1", year=2025, status="derived", ge=0, le=1,
        doc="Share of the other places that are paid, where the layers tell none",
        source=f"{_STREET}: 37.2 of 81.8 %",
    )  # fmt: skip
    street_fee: float = param(
        1.20, unit="EUR/h", year=2017, status="published", ge=0,
        doc="Fee of paid places on streets, where the layers tell none; residents pay nothing",
        source="Milan outside the ring of trolleybuses since May 2017, 0.80 before; 2.00 inside it, 3.00 inside the "
        "Bastioni (corriere.it, 29 December 2016; imprese-lavoro.com, 15 March 2017)",
    )  # fmt: skip
    garage_share: float = param(
        0.60, unit="1", year=2022, status="assumed", ge=0, le=1,
        doc="Share of residents' cars that are kept in a garage or courtyard",
        source="assumed: 678,839 cars (ACI, 2022) and 300,000 places on streets (tgcom24, 2025) leave at least 56 %; "
        "no count is public",
    )  # fmt: skip
    street_filling: float = param(
        0.92, unit="1", year=2019, status="assumed", gt=0, le=1,
        doc="Most of an area's places that cars of its residents take at night; those beyond it are kept elsewhere",
        source="assumed: who finds no place for years rents one",
    )  # fmt: skip
    clumping: float = param(
        2.0, unit="1", year=2017, status="assumed", ge=1,
        doc="How many times rarer free places are found than their number says, where all are nearly taken",
        source="assumed: R. Arnott and P. Williams, Transp. Res. B 104, 2017, find a very considerable underestimation "
        "by the independent formula at high occupancy, and no single factor",
    )  # fmt: skip
    search_patience: float = param(
        900.0, unit="s", year=2019, status="assumed", gt=0,
        doc="Search after which a driver stops anywhere, and is counted", source="assumed: a quarter of an hour",
    )  # fmt: skip
    led_search: float = param(
        0.57, unit="1", year=2014, status="assumed", ge=0, le=1,
        doc="Search of drivers who are led by sensors, over that of the others",
        source="assumed: search fell by 43 % in SFpark's areas (SFMTA, 19 June 2014), where prices changed as well, so "
        "this is the most that guidance alone can do; A. Millard-Ball, R. Weinberger and R. Hampshire (Access, 2016) "
        "find little change there. No effect was measured in Milan",
    )  # fmt: skip
    led_share: float = param(
        0.30, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of drivers who follow the guidance where sensors are", source="assumed; no count was found",
    )  # fmt: skip
