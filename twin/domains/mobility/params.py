"""Which figures shape trips, modes and traffic, and where do they come from? One set of all parts of mobility."""

from __future__ import annotations

from twin.core.params import param
from twin.domains.mobility.choice.params import ChoiceParams
from twin.domains.mobility.demand.params import DemandParams
from twin.domains.mobility.loading.params import LoadingParams
from twin.domains.mobility.outside.params import OutsideParams
from twin.domains.mobility.parking.params import ParkingParams
from twin.domains.mobility.routes.params import RoutesParams
from twin.domains.mobility.safety import SafetyParams
from twin.domains.mobility.sharing.params import SharingParams
from twin.domains.mobility.transit.params import TransitParams


class Params(
    DemandParams, ChoiceParams, OutsideParams, RoutesParams, LoadingParams, ParkingParams,
    SharingParams, TransitParams, SafetyParams,
):  # fmt: skip
    """Parameters of mobility.

    Every day of the year has its own plans, modes, places and traffic. Routes, hours, modes and places rest on what
    people know of the type of day, which its equilibrium tells.
    """

    every_day: bool = param(
        default=True, unit="-", year=2026, status="assumed", source="a choice of precision against time",
        doc="Whether each day of the year has its own trips; if not, typical days of each month stand for the others",
    )  # fmt: skip
