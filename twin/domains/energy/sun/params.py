"""How much sun gets through windows? Parameters of glazing, frames and shading."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import TABULA, assumed


class SunParams(ParamSet):
    """Parameters of glazing, frames and shading."""

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
    incidence: float = param(
        0.90,
        unit="1",
        doc="reduction of g by oblique incidence",
        source=f"{TABULA}, F_w",
        year=2011,
        status="published",
        gt=0.0,
        le=1.0,
    )
    shading: float = param(
        0.60,
        unit="1",
        doc="reduction of sun on windows by surroundings",
        source=f"{TABULA}, F_sh_vert",
        year=2011,
        status="published",
        ge=0.0,
        le=1.0,
    )
    shutters: float = assumed(
        0.5,
        unit="1",
        doc="further reduction outside the heating season by shutters",
        ge=0.0,
        le=1.0,
    )
