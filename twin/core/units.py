"""SI inside; kWh, t and EUR only at the edge. One registry reads and checks quantities with units."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pint

KWH_PER_J = 1.0 / 3.6e6
HOUR_S = 3600.0


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """The pint registry with the currency and the percent sign that scenario files use."""
    ureg: pint.UnitRegistry[float] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, cache_folder=None)
    ureg.define("EUR = [currency] = € = euro")
    ureg.define("flat = [dwelling]")
    ureg.define("car = [vehicle]")
    ureg.define("lamp = [lamppost]")
    return ureg


def parse_quantity(text: str, unit: str) -> float:
    """Read a quantity such as "28000 m2" or "40 %" and return its value in `unit`.

    Raises
    ------
    ValueError
        If the text is no quantity or its unit does not measure the same thing.
    """
    ureg = registry()
    try:
        quantity: Any = ureg.Quantity(text.replace("m2", "m**2").replace("m3", "m**3"))
    except Exception as error:  # pint raises a dozen unrelated classes for unreadable text
        msg = f"{text!r} is not a quantity with a unit"
        raise ValueError(msg) from error
    target = unit.replace("m2", "m**2").replace("m3", "m**3")
    try:
        return float(quantity.to(target).magnitude)
    except pint.DimensionalityError as error:
        msg = f"{text!r} does not measure what is asked for; a unit such as {unit!r} is needed"
        raise ValueError(msg) from error
