"""Who comes from elsewhere: commuters, visitors, through traffic, deliveries?"""

from twin.domains.mobility.outside.groups import Outing, Why
from twin.domains.mobility.outside.params import OutsideParams
from twin.domains.mobility.outside.rides import (
    STREAMS,
    Arrivals,
    Outside,
    outside,
    outside_people,
    outside_rides,
    vans_by_zone,
)

__all__ = [
    "STREAMS",
    "Arrivals",
    "Outing",
    "Outside",
    "OutsideParams",
    "Why",
    "outside",
    "outside_people",
    "outside_rides",
    "vans_by_zone",
]
