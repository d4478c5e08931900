"""Which numbers drive the street lighting beside those of the lamps themselves?"""

from __future__ import annotations

from twin.core.params import ParamSet, param


class Params(ParamSet):
    """Lamps that answer to people; power, spacing and dimming stand with the lamps, the twilight with the forcing."""

    presence_reach: float = param(
        40.0,
        unit="m",
        doc="length of street that the sensor of a lamp watches, neighbours that light up along with it included",
        source="own assumption: its own span and half of those beside it",
        year=2019,
        status="assumed",
        gt=0.0,
    )
    presence_pace: float = param(
        1.5,
        unit="m/s",
        doc="speed of people on foot and by bicycle, as they pass lamps",
        source="own assumption: walkers at 1.3 m/s, some riders",
        year=2019,
        status="assumed",
        gt=0.0,
    )
