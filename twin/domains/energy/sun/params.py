"""How much sun gets through windows? Parameters of glazing, frames, shading and shutters."""

from __future__ import annotations

from twin.core.params import param
from twin.domains.energy.sources import TABULA, assumed
from twin.domains.energy.sun.module_params import PhotovoltaicParams


class SunParams(PhotovoltaicParams):
    """Parameters of glazing, frames, shading and shutters."""

    frame_share: float = param(
        0.30,
        unit="1",
        doc="frame area per window area",
        source=f"{TABULA}, F_f",
        year=2011,
        status="published",
        ge=0.0,
        lt=1.0,
    )
    obstacles: float = param(
        0.80,
        unit="1",
        doc="sun left on windows by what no layer shows: balconies, reveals, trees, curtains",
        source=f"the total of 0.60 in {TABULA}, F_sh_vert, over a usual 0.75 for the buildings around",
        year=2011,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    single_above: float = param(
        4.3,
        unit="W/m2/K",
        doc="U-value above which a window has one pane",
        source=f"{TABULA}: single panes 4.9 and 5.7, double ones 3.7 and less",
        year=2011,
        status="derived",
        ge=0.0,
    )
    shutters: float = assumed(
        0.5,
        unit="1",
        doc="sun left on windows where shutters are in use: some closed, some ajar, some forgotten",
        ge=0.0,
        le=1.0,
    )
    shutters_from: float = param(
        300.0,
        unit="W/m2",
        doc="irradiance on a wall from which shutters are used",
        source="ISO 13790:2008 for movable shading, as City Energy Analyst takes it (blinds, set point 300 W/m2)",
        year=2008,
        status="published",
        ge=0.0,
    )
    shutters_above: float = assumed(
        24.0,
        unit="degC",
        doc="air temperature indoors from which people keep the sun out; below it they let it in",
        year=2020,
    )
