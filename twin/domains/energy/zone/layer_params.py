"""What are the walls, roofs and floors of each epoch built of? Parameters of layers and of surfaces."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import assumed

# Layers, outermost first: thickness [m], conductivity [W/m/K], density [kg/m3], specific heat [J/kg/K].
Layers = tuple[tuple[float, float, float, float], ...]

_UNIT = "m, W/m/K, kg/m3, J/kg/K"
_FABRIC = (
    "building types as in the UNI/TR 11552:2014 abacus and the texts of TABULA Italy, materials as in EN ISO 10456:2007"
    " and UNI 10351, quoted from memory"
)
_FILMS = "EN ISO 13789:2017 surface coefficients, as EN ISO 52016-1:2017 takes them"

_RENDER = (0.02, 0.90, 1800.0, 1000.0)
_PLASTER = (0.015, 0.70, 1400.0, 1000.0)
_SCREED = (0.05, 1.20, 1800.0, 1000.0)
_TILES = (0.015, 1.30, 2300.0, 840.0)
_BOARDS = (0.03, 0.13, 500.0, 1600.0)
_HOLLOW_SLAB = (0.20, 0.60, 1000.0, 880.0)  # hollow bricks between concrete ribs
_CAVITY = (0.10, 0.56, 1.2, 1000.0)  # air gap of 0.18 m2K/W


class LayerParams(ParamSet):
    """Layers of outer and inner parts by building type, and their films."""

    wall_type: tuple[int, ...] = param(
        (0, 0, 0, 1, 1, 2, 2, 2),
        unit="-",
        doc="wall by epoch: 0 solid brick, 1 cavity of hollow brick in concrete frames, 2 the same with insulation",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    floor_type: tuple[int, ...] = param(
        (0, 0, 1, 1, 1, 1, 1, 1),
        unit="-",
        doc="floors and top ceiling by epoch: 0 timber with fill, 1 hollow brick and concrete",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    wall_outer: tuple[Layers, ...] = param(
        (
            (_RENDER, (0.38, 0.72, 1800.0, 840.0)),
            (_RENDER, (0.12, 0.39, 1000.0, 840.0), _CAVITY),
            (_RENDER, (0.12, 0.39, 1000.0, 840.0)),
        ),
        unit=_UNIT,
        doc="layers of outer walls outside of the place of their insulation, by wall type",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    wall_inner: tuple[Layers, ...] = param(
        (
            (_PLASTER,),
            ((0.08, 0.40, 800.0, 840.0), _PLASTER),
            ((0.12, 0.39, 800.0, 840.0), _PLASTER),
        ),
        unit=_UNIT,
        doc="layers of outer walls inside of the place of their insulation, by wall type",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    wall_insulated: tuple[bool, ...] = param(
        (False, False, True),
        unit="-",
        doc="whether resistance that the layers lack as built is insulation; else the layers are scaled, by wall type",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    top_layers: tuple[Layers, ...] = param(
        (
            ((0.05, 0.70, 1500.0, 1000.0), _BOARDS, (0.03, 0.70, 1400.0, 1000.0)),
            ((0.03, 1.20, 1800.0, 1000.0), _HOLLOW_SLAB, _PLASTER),
        ),
        unit=_UNIT,
        doc="layers of the top ceiling by floor type; insulation lies on it",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    ground_layers: tuple[Layers, ...] = param(
        (
            (_HOLLOW_SLAB, _SCREED, _TILES),
            (_HOLLOW_SLAB, _SCREED, _TILES),
        ),
        unit=_UNIT,
        doc="layers of the lowest floor by floor type (over cellars of any age vaults or slabs); insulation below it",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    soil: Layers = param(
        ((0.50, 2.0, 2000.0, 1000.0),),
        unit=_UNIT,
        doc="soil that takes part in the heat of the lowest floor",
        source="EN ISO 52016-1:2017 (0.5 m of soil) with EN ISO 13370:2017 (sand or gravel)",
        year=2017,
        status="published",
    )
    floor_up: tuple[Layers, ...] = param(
        (
            ((0.04, 0.70, 1500.0, 1000.0), (0.02, 0.18, 700.0, 1600.0)),
            ((0.10, 0.60, 1000.0, 880.0), _SCREED, _TILES),
        ),
        unit=_UNIT,
        doc="floors between storeys from their middle to the upper face, by floor type",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    floor_down: tuple[Layers, ...] = param(
        (
            (_BOARDS, (0.03, 0.70, 1400.0, 1000.0)),
            ((0.10, 0.60, 1000.0, 880.0), _PLASTER),
        ),
        unit=_UNIT,
        doc="floors between storeys from their middle to the lower face, by floor type",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    partition: Layers = param(
        ((0.04, 0.40, 800.0, 840.0), _PLASTER),
        unit=_UNIT,
        doc="partitions from their middle to a face: hollow brick of 8 cm",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    party: tuple[Layers, ...] = param(
        (
            ((0.20, 0.72, 1800.0, 840.0), _PLASTER),
            ((0.12, 0.39, 1000.0, 840.0), _PLASTER),
            ((0.12, 0.39, 1000.0, 840.0), _PLASTER),
        ),
        unit=_UNIT,
        doc="party walls from the neighbour's half to the face inside, by wall type",
        source=_FABRIC,
        year=2014,
        status="assumed",
    )
    partition_area: float = assumed(
        1.5,
        unit="m2/m2",
        doc="faces of partitions per heated reference area",
        ge=0.0,
    )
    insulation: tuple[float, float, float] = param(
        (0.036, 30.0, 1450.0),
        unit="W/m/K, kg/m3, J/kg/K",
        doc="insulation, in cavities and outside: expanded polystyrene",
        source="EN ISO 10456:2007, table 3, quoted from memory",
        year=2007,
        status="assumed",
    )
    air_capacity: float = param(
        10_000.0,
        unit="J/m2/K",
        doc="heat capacity of air and furniture per heated reference area",
        source="EN ISO 52016-1:2017, default; quoted from memory",
        year=2017,
        status="assumed",
        gt=0.0,
    )
    h_ci: tuple[float, float, float] = param(
        (2.5, 5.0, 0.7),
        unit="W/m2/K",
        doc="convection at inner surfaces: horizontal flow of heat, upward, downward",
        source=_FILMS,
        year=2017,
        status="published",
    )
    h_ri: float = param(
        5.13,
        unit="W/m2/K",
        doc="radiation between inner surfaces",
        source=_FILMS,
        year=2017,
        status="published",
        gt=0.0,
    )
    h_ce: float = param(
        20.0,
        unit="W/m2/K",
        doc="convection at outer surfaces that U-values are meant with; rooms feel that of `wind_film`",
        source=_FILMS,
        year=2017,
        status="published",
        gt=0.0,
    )
    wind: float = param(
        1.6,
        unit="m/s",
        doc="mean wind of the heating season on the mast of the weather station, 10 m above open ground",
        source="typical year of Milan, Linate (WMO 160800), 15 October to 15 April",
        year=2001,
        status="derived",
        ge=0.0,
    )
    wind_film: tuple[float, float] = param(
        (4.0, 4.0),
        unit="W/m2/K, W/m2/K per m/s",
        doc="convection at outer surfaces in still air, and more of it per wind beside them",
        source="EN ISO 6946:2017, annex C; quoted from memory",
        year=2017,
        status="assumed",
    )
    terrain: tuple[float, float, float, float] = param(
        (270.0, 0.14, 460.0, 0.33),
        unit="m, 1, m, 1",
        doc="boundary layer and exponent of the wind over open ground, and over a city",
        source="ASHRAE Handbook Fundamentals, chapter 24; quoted from memory",
        year=2017,
        status="assumed",
    )
    h_re: float = param(
        4.14,
        unit="W/m2/K",
        doc="radiation at outer surfaces",
        source=_FILMS,
        year=2017,
        status="published",
        gt=0.0,
    )
    absorptance: tuple[float, float] = param(
        (0.6, 0.6),
        unit="1",
        doc="solar absorptance of walls and of roofs",
        source="EN ISO 52016-1:2017: intermediate colour; quoted from memory",
        year=2017,
        status="assumed",
    )
    sky_below: float = param(
        11.0,
        unit="K",
        doc="sky temperature below the air",
        source="EN ISO 52016-1:2017, default of intermediate climates",
        year=2017,
        status="published",
    )
    sun_to_air: float = param(
        0.1,
        unit="1",
        doc="share of the sun inside that warms the air at once; the rest falls on surfaces by area",
        source="EN ISO 52016-1:2017, default",
        year=2017,
        status="published",
        ge=0.0,
        le=1.0,
    )
    gain_convective: float = param(
        0.4,
        unit="1",
        doc="convective share of internal gains",
        source="EN ISO 52016-1:2017, default",
        year=2017,
        status="published",
        ge=0.0,
        le=1.0,
    )
    heat_convective: tuple[float, float, float] = param(
        (0.7, 0.95, 0.3),
        unit="1",
        doc="convective share of the heat of radiators, fan coils and heated floors",
        source="EN 15316-2 and EN 442 orders of size, quoted from memory",
        year=2017,
        status="assumed",
    )
    ground_swing: float = param(
        0.5,
        unit="1",
        doc="swing of the temperature below floors per swing of the monthly air temperature",
        source=(
            "EN ISO 13370:2017: periodic over steady coefficient, 0.37 P lambda ln(delta/d_t + 1) over U A,"
            " for 300 m2 with 70 m of edge: 59 over 124 W/K"
        ),
        year=2017,
        status="derived",
        ge=0.0,
        le=1.0,
    )
    air_mean: float = param(
        14.0,
        unit="degC",
        doc="mean of the year's air temperature, before the run knows better",
        source="Milan, Linate, normals of recent decades, quoted from memory",
        year=2010,
        status="assumed",
    )
    air_swing: float = param(
        11.0,
        unit="K",
        doc="how far the warmest and the coldest days lie from that mean",
        source="Milan, Linate, normals of recent decades, quoted from memory",
        year=2010,
        status="assumed",
        ge=0.0,
    )
    coldest_day: float = param(
        20.0,
        unit="d",
        doc="day of the year that is the coldest on average",
        source="Milan, Linate, normals of recent decades, quoted from memory",
        year=2010,
        status="assumed",
    )
    cold_by: float = param(
        0.5,
        unit="K",
        doc="below the set point wanted by which rooms with people count as too cold, in season",
        source="own assumption: half a step of a dial; EN 16798-1:2019 category II itself ends at 20 degC",
        year=2019,
        status="assumed",
        ge=0.0,
    )
    warm_from: float = param(
        26.0,
        unit="degC",
        doc="air temperature from which rooms with people count as too warm",
        source="EN 16798-1:2019, category II of cooled rooms",
        year=2019,
        status="published",
    )
