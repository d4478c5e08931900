"""How does one get there by public transport? Lines, stops, waits, changes and crowding.

`transit_service` makes what a day type needs; `transit_leg` and `bike_transit_leg` are read by the mode choice; `crowd`
turns trips into loads and into how rides are felt; `accessibility` tells what people reach within half an hour.
"""

from __future__ import annotations

from twin.domains.mobility.transit.access import Accessibility, accessibility
from twin.domains.mobility.transit.crowding import Loads, crowd, loads_of
from twin.domains.mobility.transit.groups import Lines, Net, Ways, Weights
from twin.domains.mobility.transit.kernels import bike_transit_leg, transit_leg
from twin.domains.mobility.transit.network import set_others
from twin.domains.mobility.transit.params import TransitParams
from twin.domains.mobility.transit.skims import Service, on_day_type, transit_service

__all__ = [
    "Accessibility", "Lines", "Loads", "Net", "Service", "TransitParams", "Ways", "Weights", "accessibility",
    "bike_transit_leg", "crowd", "loads_of", "on_day_type", "set_others", "transit_leg", "transit_service",
]  # fmt: skip
