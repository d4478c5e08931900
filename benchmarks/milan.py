"""What do the three Milan buildings of the cross-check consist of? One description for every program that runs them.

Transmittances, g and air change: TABULA/EPISCOPE typology for Italy, IT.MidClim (CC BY 4.0), existing state and
standard refurbishment. Materials give these values with plausible thickness and mass; the remaining thickness of the
layer marked `free` is what the transmittance leaves. Sizes are our own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

FACES = ("north", "east", "south", "west")
AZIMUTH = dict(zip(FACES, (0.0, 90.0, 180.0, 270.0), strict=True))
# Surface resistances of EN ISO 6946 [m2K/W]: the transmittances are meant with these.
R_OUTSIDE = 0.04
R_INSIDE = {"wall": 0.13, "roof": 0.10, "floor": 0.17}
FRAME = 0.3  # share of a window that is frame; TABULA calculation method
GAINS = (2.0,) * 7 + (4.0,) * 2 + (2.5,) * 9 + (5.0,) * 5 + (2.5,)  # W/m2 by hour of the day; 3 on average as in TABULA
GAINS_RADIANT = 0.6  # EN ISO 52016-1: 40 % of internal gains go to the air; quoted from memory
GROUND = (11.2, 10.5, 10.9, 12.1, 13.9, 15.8, 17.4, 18.2, 17.9, 16.6, 14.8, 12.8)  # degC below the floor by month
GROUND_REFLECTANCE = 0.2
ABSORPTANCE = 0.6  # outer walls and roofs, solar; EN ISO 52016-1, intermediate colour; quoted from memory
EMISSIVITY = 0.9
SET_POINT = 20.0  # degC
NIGHT = 16.0  # degC, in the variant with set-back
NIGHT_HOURS = (*range(6), 22, 23)  # hours of the day with the lower set point
SEASON = ((10, 15), (4, 15))  # first and last day of heating, zone E


@dataclass(frozen=True)
class Material:
    """Homogeneous material: conductivity [W/m/K], density [kg/m3], specific heat [J/kg/K]."""

    name: str
    conductivity: float
    density: float
    specific_heat: float


@dataclass(frozen=True)
class Layer:
    """Layer of a construction. Thickness [m]."""

    material: Material
    thickness: float


# Usual design values (as in EN ISO 10456 and UNI 10351), quoted from memory.
PLASTER = Material("plaster", 0.70, 1400.0, 1000.0)
BRICK = Material("solid brick", 0.72, 1800.0, 840.0)
HOLLOW = Material("hollow brick", 0.40, 1000.0, 840.0)
SLAB = Material("slab of hollow blocks", 0.60, 1300.0, 840.0)
SCREED = Material("screed", 1.40, 2000.0, 1000.0)
CONCRETE = Material("light concrete", 0.50, 1200.0, 1000.0)
INSULATION = Material("insulation", 0.036, 30.0, 1450.0)


@dataclass(frozen=True)
class Quality:
    """Transmittances as TABULA has them [W/m2/K], g at normal incidence, air change by leaks and by use [1/h]."""

    roof: float
    wall: float
    floor: float
    window: float
    g: float
    panes: int
    leaks: float
    airing: float = 0.4


@dataclass(frozen=True)
class Building:
    """A rectangular building: sizes [m], share of windows in the outer walls, party walls no heat crosses."""

    name: str
    code: str
    masonry: Material
    across: float  # along the walls that face north and south
    deep: float
    storey: float
    storeys: int
    windows: dict[str, float]
    party: tuple[str, ...]
    before: Quality
    after: Quality

    @property
    def footprint(self) -> float:
        """[m2]"""
        return self.across * self.deep

    @property
    def floor_area(self) -> float:
        """Of all storeys. [m2]"""
        return self.footprint * self.storeys

    @property
    def height(self) -> float:
        """[m]"""
        return self.storey * self.storeys

    @property
    def volume(self) -> float:
        """[m3]"""
        return self.footprint * self.height

    def width(self, face: str) -> float:
        """Length of a wall. [m]"""
        return self.across if face in ("north", "south") else self.deep

    def wall_area(self, face: str) -> float:
        """Wall with its windows. [m2]"""
        return self.width(face) * self.height


def _old(roof: float, wall: float, floor: float, window: float) -> Quality:
    return Quality(roof, wall, floor, window, g=0.85, panes=1, leaks=0.4)


def _new(roof: float, wall: float, floor: float) -> Quality:
    return Quality(roof, wall, floor, window=2.0, g=0.67, panes=2, leaks=0.1)


HOUSE = Building(
    "detached house", "IT.MidClim.SFH.05 (1961-75)", HOLLOW, 10.0, 8.0, 2.9, 2,
    {"north": 0.08, "east": 0.12, "south": 0.18, "west": 0.12}, (),
    _old(2.20, 1.26, 2.00, 4.9), _new(0.289, 0.329, 2.00),
)  # fmt: skip
COURTYARD = Building(
    "courtyard block", "IT.MidClim.AB.03 (1921-45)", BRICK, 24.0, 12.0, 3.3, 5,
    {"north": 0.20, "east": 0.0, "south": 0.20, "west": 0.0}, ("east", "west"),
    _old(2.20, 1.14, 1.17, 5.7), _new(0.83, 0.320, 1.17),
)  # fmt: skip
TOWER = Building(
    "tower", "IT.MidClim.AB.05 (1961-75)", HOLLOW, 20.0, 16.0, 3.0, 12,
    dict.fromkeys(FACES, 0.25), (),
    _old(2.20, 1.10, 1.30, 4.9), _new(0.83, 0.317, 1.30),
)  # fmt: skip
BUILDINGS = (HOUSE, COURTYARD, TOWER)


def states(building: Building) -> dict[str, Quality]:
    """Before and after the refurbishment: external insulation, roof, windows; the lowest floor stays."""
    return {"before": building.before, "after": building.after}


def wall(building: Building, quality: Quality) -> tuple[Layer, ...]:
    """Outer wall, outside first: masonry as thick as the existing transmittance asks, insulated outside."""
    plaster = Layer(PLASTER, 0.015)
    return _insulated("wall", building.before.wall, quality.wall, [plaster], building.masonry, [plaster])


def roof(building: Building, quality: Quality) -> tuple[Layer, ...]:
    """Roof slab, outside first, insulated on top."""
    return _insulated("roof", building.before.roof, quality.roof, [Layer(SCREED, 0.04)], SLAB, [Layer(PLASTER, 0.015)])


def floor(building: Building, quality: Quality) -> tuple[Layer, ...]:
    """Lowest floor, ground first; its transmittance counts no resistance below."""
    del quality
    free = 1.0 / building.before.floor - R_INSIDE["floor"] - 0.05 / SCREED.conductivity
    return Layer(CONCRETE, free * CONCRETE.conductivity), Layer(SCREED, 0.05)


def _insulated(
    role: str, existing: float, wanted: float, outer: list[Layer], core: Material, inner: list[Layer]
) -> tuple[Layer, ...]:
    free = (
        1.0 / existing
        - R_OUTSIDE
        - R_INSIDE[role]
        - sum(each.thickness / each.material.conductivity for each in outer + inner)
    )
    added = 1.0 / wanted - 1.0 / existing
    insulation = [Layer(INSULATION, added * INSULATION.conductivity)] if added > 0.0 else []
    return (*insulation, *outer, Layer(core, free * core.conductivity), *inner)


def ceiling() -> tuple[Layer, ...]:
    """Half of a slab between two storeys, from its middle to the room: no heat crosses the middle."""
    return Layer(SLAB, 0.12), Layer(SCREED, 0.025)


def partition() -> tuple[Layer, ...]:
    """Half of an inner wall, from its middle to the room."""
    return Layer(HOLLOW, 0.04), Layer(PLASTER, 0.015)


def party_wall() -> tuple[Layer, ...]:
    """Half of a wall between two buildings, from its middle to the room."""
    return Layer(BRICK, 0.125), Layer(PLASTER, 0.015)


def ceiling_area(building: Building) -> float:
    """Both sides of the slabs between storeys. [m2]"""
    return 2.0 * building.footprint * (building.storeys - 1)


def partition_area(building: Building) -> float:
    """Both sides of inner walls: 1.5 m2 of wall per m2 of floor. [m2]"""
    return 2.0 * 1.5 * building.floor_area
