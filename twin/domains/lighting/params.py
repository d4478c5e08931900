"""Which numbers drive the street lighting beside those of the lamps themselves?"""

from __future__ import annotations

from twin.core.params import ParamSet


class Params(ParamSet):
    """None so far: power, spacing and dimming stand with the lamps, the twilight with the forcing."""
