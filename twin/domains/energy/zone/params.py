"""What are buildings made of, and how do rooms exchange heat? Parameters of the thermal zones."""

from __future__ import annotations

from twin.core.params import param
from twin.domains.energy.sources import OWN, TABULA, ByEpoch, ByUse, assumed
from twin.domains.energy.zone.layer_params import LayerParams


class ZoneParams(LayerParams):
    """Parameters of the thermal zones."""

    u_wall: ByEpoch = param(
        (1.19, 1.48, 1.14, 1.15, 1.10, 0.76, 0.60, 0.34),
        unit="W/m2/K",
        doc="U-value of the main outer wall by epoch",
        source=f"{TABULA}, U_Actual_Wall_1",
        year=2011,
        status="published",
    )
    u_roof: ByEpoch = param(
        (1.54, 1.46, 1.42, 1.10, 1.10, 0.75, 0.57, 0.28),
        unit="W/m2/K",
        doc="U-value of the top ceiling below the unheated attic by epoch, attic counted",
        source=f"{TABULA}, H_Transmission_Roof_2 per area (the rafters of Roof_1 have no area there)",
        year=2011,
        status="derived",
    )
    u_floor: ByEpoch = param(
        (0.54, 0.60, 0.59, 0.47, 1.16, 0.38, 0.31, 0.15),
        unit="W/m2/K",
        doc="U-value of the lowest floor by epoch, cellar or ground counted",
        source=f"{TABULA}, H_Transmission_Floor per area (U_Actual times b_Transmission)",
        year=2011,
        status="derived",
    )
    u_window: ByEpoch = param(
        (4.9, 4.9, 5.7, 4.9, 4.9, 3.7, 3.4, 2.2),
        unit="W/m2/K",
        doc="U-value of windows by epoch",
        source=f"{TABULA}, U_Actual_Window_1",
        year=2011,
        status="published",
    )
    g_window: ByEpoch = param(
        (0.85, 0.85, 0.85, 0.85, 0.85, 0.75, 0.75, 0.67),
        unit="1",
        doc="solar factor g of the glazing at normal incidence by epoch",
        source=f"{TABULA}, g_gl_n",
        year=2011,
        status="published",
    )
    thermal_bridges: ByEpoch = param(
        (0.05, 0.05, 0.10, 0.10, 0.10, 0.10, 0.10, 0.00),
        unit="W/m2/K",
        doc="surcharge for thermal bridges on all outer surfaces by epoch",
        source=f"{TABULA}, delta_U_ThermalBridging",
        year=2011,
        status="published",
    )
    infiltration: ByEpoch = param(
        (0.4, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1),
        unit="1/h",
        doc="air change by leaks by epoch",
        source=f"{TABULA}, n_air_infiltration",
        year=2011,
        status="published",
    )
    airing: float = param(
        0.4,
        unit="1/h",
        doc="air change by use of windows",
        source=f"{TABULA}, n_air_use",
        year=2011,
        status="published",
        ge=0.0,
    )
    office_u: tuple[tuple[float, float, float, float], ...] = param(
        ((1.67, 1.26, 3.59, 0.74), (1.24, 1.18, 3.09, 0.69), (1.21, 1.02, 3.21, 0.82)),
        unit="W/m2/K",
        doc="roof, wall, window U-value and g of offices to 1930 (epochs 0-1), 1931-70 (2-4), 1971-90 (5)",
        source="URBEM regional archetypes for Lombardy, OFF_*_E_LOM (in EUReCA, MIT)",
        year=2023,
        status="published",
    )
    school_u: tuple[float, float, float, float] = param(
        (1.46, 1.26, 3.36, 0.60),
        unit="W/m2/K",
        doc="roof, wall, window U-value and g of schools of 1950-90 (taken for epochs 3-5)",
        source="URBEM regional archetypes for Lombardy, EDUC_1950-1990_E_LOM (in EUReCA, MIT)",
        year=2023,
        status="published",
    )
    window_share: ByUse = param(
        (0.18, 0.30, 0.25, 0.25, 0.22, 0.10, 0.15, 0.0),
        unit="1",
        doc="share of exposed facade that is glazed by use",
        source=f"{OWN}: homes about an eighth of the floor area, as Italian daylight rules ask; TABULA has 9-16 %",
        year=2011,
        status="assumed",
    )
    net_floor_share: float = param(
        0.85,
        unit="1",
        doc="heated reference area per gross floor area",
        source=f"{TABULA}, A_C_Ref / A_C_ExtDim",
        year=2011,
        status="published",
        gt=0.0,
        le=1.0,
    )
    room_height: float = param(
        2.5,
        unit="m",
        doc="air volume per heated reference area",
        source=f"{TABULA}, h_room",
        year=2011,
        status="published",
        gt=0.0,
    )
    rho_c_air: float = param(
        0.34 * 3600.0,
        unit="J/m3/K",
        doc="volumetric heat capacity of air",
        source="TABULA calculation method, 0.34 Wh/m3/K",
        year=2013,
        status="published",
    )
    summer_airing: float = assumed(
        1.5,
        unit="1/h",
        doc="air change when windows are opened against heat",
        ge=0.0,
    )
    airing_above: float = assumed(
        24.0,
        unit="degC",
        doc="air temperature above which windows are opened while it is cooler outside",
    )
