"""When may heating run, and how is it controlled? Parameters of control."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import OWN, assumed


class ControlParams(ParamSet):
    """Parameters of control."""

    heating_hours: tuple[tuple[tuple[int, int], ...], ...] = param(
        (
            ((6, 9), (12, 23)),
            ((6, 19),),
            ((6, 20),),
            ((6, 17),),
            ((0, 24),),
            ((6, 18),),
            ((6, 20),),
            (),
        ),
        unit="h",
        doc="civil hours with heating by use, from and to; at most 14 a day, hospitals are exempt",
        source=f"limit of 14 h a day in zone E is published (ilgiorno.it); which hours: {OWN}",
        year=2022,
        status="assumed",
    )
    weekend_heating: tuple[bool, ...] = assumed(
        (True, False, True, False, True, False, True, False),
        unit="-",
        doc="whether a use is heated on Sundays and holidays (and Saturdays)",
    )
