"""What does ASHRAE 140-2020 prescribe for each single-zone case? Geometry, layers, glass, surfaces and control.

Sources of the figures, none of which is the standard itself: the published models of the library Modelica Buildings,
`ThermalZones/Detailed/Validation/BESTEST` (constructions, panes, infiltration, gains: read there), and a public digest
of the standard's tables for the solver NANDRAD (surface coefficients, glazing by angle, interior distribution of sun,
all that differs between the cases: read there; where both give a figure they agree). The shades of cases 630 and 930
follow EnergyPlus's published report on Standard 140: overhang over the width of the window at roof level, fins from
roof to ground; the digest has them half a metre wider and lower. Outer absorptance of case 250 and the kinship of 800
to 430 are quoted from memory of earlier editions. Nothing differs between cases but what the standard lets differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

LENGTH, DEPTH, HEIGHT = 8.0, 6.0, 2.7  # m, east-west, north-south, floor to ceiling
VOLUME = LENGTH * DEPTH * HEIGHT  # m3
AREAS = {"north": 21.6, "east": 16.2, "south": 21.6, "west": 16.2, "roof": 48.0, "floor": 48.0}  # gross, m2
AZIMUTH = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}  # degrees
FACES = tuple(AZIMUTH)
AIR_DENSITY, AIR_HEAT = 1.0156, 1015.0  # kg/m3 at 1,650 m, J/kgK
INFILTRATION = 0.5  # 1/h of air at the altitude's density; 0.414 at that of sea level
VENTILATION = 1700.0  # m3/h of the night fan, of air at the altitude's density
GAINS, CONVECTIVE = 200.0, 0.4  # W, share of them that warms the air at once
ALBEDO = 0.2


@dataclass(frozen=True)
class Layer:
    """One homogeneous layer.

    Parameters
    ----------
    thickness, conductivity, density, heat : [m], [W/mK], [kg/m3], [J/kgK]
    """

    thickness: float
    conductivity: float
    density: float
    heat: float


@dataclass(frozen=True)
class Film:
    """How a surface exchanges heat with what it faces.

    Parameters
    ----------
    inside, outside : Convective coefficients. [W/m2K]
    emittance_inside, emittance_outside : In the infrared. [1]
    """

    inside: float
    outside: float
    emittance_inside: float = 0.9
    emittance_outside: float = 0.9


# Constant convective coefficients that the standard offers to programs that do not compute them (tables 5-7 and 5-9).
FILMS = {
    "wall": Film(2.2, 11.9),
    "roof": Film(1.8, 14.4),
    "floor": Film(2.2, 0.8),
    "window": Film(2.4, 8.0, 0.84, 0.84),
}
# Combined coefficients of the cases 450 to 470 (table 5-46), without further exchange of radiation: inside, outside.
COMBINED = {"wall": (1.8, 21.6), "roof": (1.7, 21.8), "floor": (3.7, 5.2), "window": (4.5, 17.8)}

PLASTERBOARD = Layer(0.012, 0.16, 950.0, 840.0)
FIBREGLASS = Layer(0.066, 0.04, 12.0, 840.0)
FOAM = Layer(0.0615, 0.04, 10.0, 1400.0)
SIDING = Layer(0.009, 0.14, 530.0, 900.0)
UNDERFLOOR = Layer(1.003, 0.04, 0.0, 0.0)


@dataclass(frozen=True)
class Fabric:
    """Layers of walls, roof and floor, from inside to outside."""

    wall: tuple[Layer, ...]
    roof: tuple[Layer, ...]
    floor: tuple[Layer, ...]


ROOF = (replace(PLASTERBOARD, thickness=0.010), replace(FIBREGLASS, thickness=0.1118), replace(SIDING, thickness=0.019))
THICK_ROOF = (ROOF[0], replace(FIBREGLASS, thickness=0.400), ROOF[2])
TIMBER_FLOOR = (Layer(0.025, 0.14, 650.0, 1200.0), UNDERFLOOR)
SLAB = (Layer(0.080, 1.13, 1400.0, 1000.0), replace(UNDERFLOOR, thickness=1.007))
BLOCK = Layer(0.100, 0.51, 1400.0, 1000.0)
LIGHT = Fabric((PLASTERBOARD, FIBREGLASS, SIDING), ROOF, TIMBER_FLOOR)
HEAVY = Fabric((BLOCK, FOAM, SIDING), ROOF, SLAB)
LIGHT_THICK = Fabric((PLASTERBOARD, replace(FOAM, thickness=0.250), SIDING), THICK_ROOF, TIMBER_FLOOR)
HEAVY_THICK = Fabric((BLOCK, replace(FOAM, thickness=0.2452), SIDING), THICK_ROOF, SLAB)


@dataclass(frozen=True)
class Glass:
    """A glazing system: optics by angle of incidence (0, 10, ... 90 degrees) and over the hemisphere (last).

    Parameters
    ----------
    conductance : From the outer surface of the outer pane to the inner surface of the inner pane. [W/m2K]
    transmitted : Part let through. (11,) [1]
    absorbed : Part that stays in each pane, the outer one first. (panes, 11) [1]
    inward : Resistance from outside to the middle of each pane over that of all panes, without films. (panes,) [1]
    """

    conductance: float
    transmitted: tuple[float, ...]
    absorbed: tuple[tuple[float, ...], ...]
    inward: tuple[float, ...]


_PANE = 0.003048 / 1.00  # m2K/W
_AIR_GAP, _ARGON_GAP = 1.0 / 5.208, 1.0 / 1.792  # m2K/W
DOUBLE = Glass(
    1.0 / (2.0 * _PANE + _AIR_GAP),
    (0.703, 0.702, 0.699, 0.692, 0.678, 0.646, 0.577, 0.438, 0.208, 0.0, 0.601),
    (
        (0.096, 0.097, 0.099, 0.102, 0.106, 0.112, 0.119, 0.127, 0.130, 0.0, 0.110),
        (0.072, 0.073, 0.074, 0.075, 0.077, 0.078, 0.077, 0.070, 0.050, 0.0, 0.073),
    ),
    (0.0, 1.0),
)
LOW_E = Glass(
    1.0 / (2.0 * _PANE + _ARGON_GAP),
    (0.394, 0.397, 0.391, 0.383, 0.373, 0.353, 0.310, 0.228, 0.108, 0.0, 0.329),
    (
        (0.195, 0.197, 0.204, 0.209, 0.211, 0.215, 0.230, 0.247, 0.213, 0.001, 0.215),
        (0.031, 0.031, 0.031, 0.032, 0.032, 0.033, 0.032, 0.029, 0.021, 0.0, 0.031),
    ),
    (0.0, 1.0),
)
SINGLE = Glass(
    1.0 / _PANE,
    (0.834, 0.833, 0.831, 0.827, 0.818, 0.797, 0.749, 0.637, 0.389, 0.0, 0.753),
    ((0.091, 0.092, 0.094, 0.096, 0.100, 0.104, 0.108, 0.110, 0.105, 0.0, 0.101),),
    (0.5,),
)

# Where transmitted sun ends after all reflections inside; the rest leaves through the windows again (table 5-13 and its
# like for windows to east and west, for other glass and for an inner absorptance of 0.1).
DISTRIBUTION = {
    "double": {"floor": 0.642, "roof": 0.167, "east": 0.038, "west": 0.038, "north": 0.053, "south": 0.027},
    "east_west": {"floor": 0.642, "roof": 0.167, "east": 0.025, "west": 0.025, "north": 0.053, "south": 0.053},
    "low_e": {"floor": 0.645, "roof": 0.170, "east": 0.039, "west": 0.039, "north": 0.054, "south": 0.026},
    "single": {"floor": 0.641, "roof": 0.166, "east": 0.038, "west": 0.038, "north": 0.052, "south": 0.025},
    "pale": {"floor": 0.243, "roof": 0.191, "east": 0.057, "west": 0.057, "north": 0.077, "south": 0.063},
}


@dataclass(frozen=True)
class Window:
    """One window and the shades around it.

    Parameters
    ----------
    face : Wall in which it sits.
    left, bottom, width, height : From the wall's left edge seen from outside, and from the floor. [m]
    overhang : (depth, height above the window's top, reach beyond its left and beyond its right edge), or None. [m]
    fins : (depth, reach above the window's top, reach below its foot) of a fin at each side, or None. [m]
    """

    face: str
    left: float
    bottom: float
    width: float
    height: float
    overhang: tuple[float, float, float, float] | None = None
    fins: tuple[float, float, float] | None = None

    @property
    def area(self) -> float:
        """[m2]"""
        return self.width * self.height


_LEFT, _RIGHT = (Window("south", left, 0.2, 3.0, 2.0) for left in (0.5, 4.5))
SOUTH = (_LEFT, _RIGHT)
OVERHUNG = (
    replace(_LEFT, overhang=(1.0, 0.5, 0.5, 4.5)),
    replace(_RIGHT, overhang=(1.0, 0.5, 4.5, 0.5)),
)
EAST_WEST = tuple(Window(face, 1.5, 0.2, 3.0, 2.0) for face in ("east", "west"))
FINNED = tuple(replace(window, overhang=(1.0, 0.5, 0.0, 0.0), fins=(1.0, 0.5, 0.2)) for window in EAST_WEST)


@dataclass(frozen=True)
class Control:
    """Set points of heating and cooling by clock hour; None where the plant is off.

    Parameters
    ----------
    heating, cooling : Set points. [degC]
    setback : Heating is set to this from 23 to 7 h and rises evenly to `heating` from 7 to 8 h. [degC]
    night_fan : Cooling runs from 7 to 18 h only, the fan of `VENTILATION` from 18 to 7 h.
    """

    heating: float | None = 20.0
    cooling: float | None = 27.0
    setback: float | None = None
    night_fan: bool = False


@dataclass(frozen=True)
class Case:
    """One case as the standard prescribes it."""

    name: str
    what: str
    fabric: Fabric = LIGHT
    windows: tuple[Window, ...] = SOUTH
    glass: Glass = DOUBLE
    opaque_windows: bool = False
    """The windows are replaced by elements that conduct alike and let no sun through."""
    distribution: dict[str, float] = field(default_factory=lambda: DISTRIBUTION["double"])
    control: Control = field(default_factory=Control)
    infiltration: float = INFILTRATION
    gains: float = GAINS
    absorptance: float = 0.6
    """Of the sun, on the outer surfaces of walls and roof."""
    emittances: tuple[float, float] | None = None
    """In the infrared, inside and outside, of all surfaces; those of `FILMS` if None."""
    combined: tuple[bool, bool] = (False, False)
    """Whether the combined coefficients of `COMBINED` replace convection and radiation: inside, outside."""


_600 = Case("600", "light, windows south")
_610 = replace(_600, name="610", what="and an overhang", windows=OVERHUNG)
_620 = replace(
    _600, name="620", what="light, windows east and west", windows=EAST_WEST, distribution=DISTRIBUTION["east_west"]
)
_630 = replace(_620, name="630", what="and overhangs and fins", windows=FINNED)
_SETBACK, _NIGHT = Control(setback=10.0), Control(heating=None, night_fan=True)
_FREE, _FREE_NIGHT = Control(None, None), Control(None, None, night_fan=True)
_SINGLE_POINT = Control(20.0, 20.0)
_220 = Case(
    "220", "in-depth base case: no sun, air or gains", opaque_windows=True, control=_SINGLE_POINT, infiltration=0.0,
    gains=0.0, absorptance=0.1,
)  # fmt: skip
_400 = replace(_220, name="400", what="as 220, two set points", control=Control())
_410 = replace(_400, name="410", what="and air at 0.5 1/h", infiltration=INFILTRATION)
_420 = replace(_410, name="420", what="and gains", gains=GAINS)
_430 = replace(_420, name="430", what="and dark outside", absorptance=0.6)


def _heavy(case: Case, name: str, what: str) -> Case:
    return replace(case, name=name, what=what, fabric=HEAVY)


_CASES = (
    _600,
    _610,
    _620,
    _630,
    replace(_600, name="640", what="light, setback by night", control=_SETBACK),
    replace(_600, name="650", what="light, fan by night", control=_NIGHT),
    replace(_600, name="660", what="light, low-e glass", glass=LOW_E, distribution=DISTRIBUTION["low_e"]),
    replace(_600, name="670", what="light, single glass", glass=SINGLE, distribution=DISTRIBUTION["single"]),
    replace(_600, name="680", what="light, thick insulation", fabric=LIGHT_THICK),
    replace(_600, name="685", what="light, one set point", control=_SINGLE_POINT),
    replace(_600, name="695", what="light, thick insulation, one set point", fabric=LIGHT_THICK, control=_SINGLE_POINT),
    _heavy(_600, "900", "heavy, windows south"),
    _heavy(_610, "910", "and an overhang"),
    _heavy(_620, "920", "heavy, windows east and west"),
    _heavy(_630, "930", "and overhangs and fins"),
    replace(_600, name="940", what="heavy, setback by night", fabric=HEAVY, control=_SETBACK),
    replace(_600, name="950", what="heavy, fan by night", fabric=HEAVY, control=_NIGHT),
    replace(_600, name="980", what="heavy, thick insulation", fabric=HEAVY_THICK),
    replace(_600, name="985", what="heavy, one set point", fabric=HEAVY, control=_SINGLE_POINT),
    replace(_600, name="995", what="heavy, thick insulation, one set point", fabric=HEAVY_THICK, control=_SINGLE_POINT),
    replace(_600, name="600FF", what="light, no plant", control=_FREE),
    replace(_600, name="650FF", what="light, no plant, fan by night", control=_FREE_NIGHT),
    replace(_600, name="680FF", what="light, thick insulation, no plant", fabric=LIGHT_THICK, control=_FREE),
    replace(_600, name="900FF", what="heavy, no plant", fabric=HEAVY, control=_FREE),
    replace(_600, name="950FF", what="heavy, no plant, fan by night", fabric=HEAVY, control=_FREE_NIGHT),
    replace(_600, name="980FF", what="heavy, thick insulation, no plant", fabric=HEAVY_THICK, control=_FREE),
)
"""The series 600 and 900 and free float. Case 960 has two zones and is left out by that."""

_IN_DEPTH = (
    _220,
    replace(_220, name="230", what="and air at 1 1/h", infiltration=1.0),
    replace(_220, name="240", what="220 and gains", gains=GAINS),
    replace(_220, name="250", what="220 and dark outside", absorptance=0.9),
    replace(_400, name="395", what="solid walls", windows=()),
    _400,
    _410,
    _420,
    _430,
    replace(_600, name="440", what="600 and pale inside", distribution=DISTRIBUTION["pale"]),
    replace(_600, name="450", what="600, constant combined coefficients", combined=(True, True)),
    replace(_600, name="460", what="600, constant combined coefficients inside", combined=(True, False)),
    replace(_600, name="470", what="600, constant combined coefficients outside", combined=(False, True)),
    _heavy(_430, "800", "430, heavy"),
    _heavy(replace(_600, distribution=DISTRIBUTION["pale"]), "810", "900 and pale inside"),
)
"""In-depth cases, for diagnosis. Of these the standard has more, with surface coefficients of their own."""

CASES = {case.name: case for case in _CASES}
IN_DEPTH = {case.name: case for case in _IN_DEPTH}
LEFT_OUT = {"960": "two zones: the twin's buildings are one zone each"}
