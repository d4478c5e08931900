"""What do OpenStreetMap's tags say in the words of the canonical layers? Tables and small readers of values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


HIGHWAYS = {
    "motorway": "motorway", "motorway_link": "motorway",
    "trunk": "trunk", "trunk_link": "trunk",
    "primary": "primary", "primary_link": "primary",
    "secondary": "secondary", "secondary_link": "secondary",
    "tertiary": "tertiary", "tertiary_link": "tertiary",
    "unclassified": "minor", "residential": "minor", "living_street": "minor", "road": "minor",
    "service": "service",
    "pedestrian": "pedestrian",
    "footway": "path",
    # A path of no kind is open to cyclists too, like a track.
    "path": "track", "bridleway": "track", "track": "track",
    "cycleway": "cycleway",
    "steps": "steps",
}  # fmt: skip

BUILDINGS = {
    "residential": "apartments residential house detached semidetached_house terrace bungalow dormitory villa",
    "office": "office government public civic commercial bank",
    "retail": "retail supermarket kiosk shop mall department_store",
    "education": "school university kindergarten college",
    "health": "hospital clinic",
    "industrial": "industrial warehouse manufacture factory storage_tank silo hangar",
    "other": "hotel church cathedral chapel mosque synagogue temple religious monastery train_station transportation "
    "sports_hall stadium museum theatre fire_station castle grandstand farm_auxiliary barn",
    "ancillary": "garage garages carport shed roof hut cabin service transformer_tower greenhouse parking ruins canopy",
}
NO_BUILDING = frozenset(("no", "construction", "proposed", "demolished", "razed", "collapsed"))

# First entry that a feature has wins; "key" alone stands for any value of it.
USES = {
    "amenity=school": "education", "amenity=kindergarten": "education",
    "amenity=university": "education", "amenity=college": "education",
    "amenity=hospital": "health", "amenity=clinic": "health",
    "amenity=place_of_worship": "other", "amenity=theatre": "other", "amenity=cinema": "other",
    "tourism=hotel": "other", "tourism=hostel": "other", "tourism=motel": "other", "tourism=museum": "other",
    "leisure=sports_centre": "other",
    "amenity=police": "office", "amenity=townhall": "office", "amenity=courthouse": "office",
    "shop=supermarket": "retail", "shop=department_store": "retail", "shop=mall": "retail",
    "amenity=marketplace": "retail",
}  # fmt: skip
# Of a single point only what fills a whole building: a nursery on the ground floor does not.
POINT_USES = {tag: use for tag, use in USES.items() if tag not in ("amenity=kindergarten", "amenity=clinic")}

LAND_USES = {
    "amenity=school": "education", "amenity=kindergarten": "education",
    "amenity=university": "education", "amenity=college": "education",
    "amenity=hospital": "health",
    "landuse=education": "education",
    "landuse=military": "military", "military": "military",
    "landuse=railway": "railway",
    "landuse=industrial": "industrial",
    "landuse=retail": "retail",
    "landuse=commercial": "commercial",
    "landuse=residential": "residential",
    "landuse=recreation_ground": "leisure", "leisure=pitch": "leisure", "leisure=playground": "leisure",
    "leisure=sports_centre": "leisure",
    "landuse=cemetery": "other", "landuse=religious": "other",
}  # fmt: skip

PLACES = {
    "highway=bus_stop": "surface_stop", "railway=tram_stop": "surface_stop",
    "railway=station": "railway_station", "railway=halt": "railway_station",
    "amenity=bicycle_rental": "bike_dock",
    "amenity=charging_station": "charger",
    "amenity=kindergarten": "kindergarten", "amenity=childcare": "kindergarten",
    "amenity=school": "school",
    "amenity=university": "university", "amenity=college": "university",
    "amenity=pharmacy": "health", "amenity=doctors": "health", "amenity=dentist": "health",
    "amenity=clinic": "health", "amenity=hospital": "health",
    "amenity=bank": "shop", "amenity=post_office": "shop", "amenity=marketplace": "shop",
    "amenity=restaurant": "leisure", "amenity=fast_food": "leisure", "amenity=cafe": "leisure",
    "amenity=bar": "leisure", "amenity=pub": "leisure", "amenity=ice_cream": "leisure",
    "amenity=cinema": "leisure", "amenity=theatre": "leisure", "amenity=library": "leisure",
    "amenity=place_of_worship": "leisure", "amenity=community_centre": "leisure",
    "tourism=museum": "leisure", "tourism=gallery": "leisure",
    "leisure=park": "leisure", "leisure=playground": "leisure", "leisure=sports_centre": "leisure",
    "leisure=fitness_centre": "leisure",
    "amenity=parking": "car_park",
    "shop": "shop",
}  # fmt: skip

KEYS = (
    "highway", "building", "landuse", "amenity", "shop", "leisure", "tourism", "railway", "military", "natural",
    "waterway",
)  # fmt: skip
"""Keys without one of which a node, way or area says nothing here; restrictions are found by their type."""

_USE_OF_BUILDING = {word: use for use, words in BUILDINGS.items() for word in words.split()}
_FORBIDDEN = frozenset(("no", "private", "emergency"))
_LIMITS = {"urban": 50.0, "rural": 90.0, "trunk": 110.0, "motorway": 130.0, "living_street": 20.0, "walk": 7.0}
_MILE = 1.609344
_FOOT = 0.3048
_NUMBER = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(.*)", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_LAST_YEARS = (1900, 1920, 1945, 1960, 1975, 1990, 2005)  # of the classes of state.codes.Epoch


def first_of(tags: Mapping[str, str], table: Mapping[str, str]) -> str | None:
    """Word of the first entry of a table that the tags have."""
    for entry, word in table.items():
        key, _, value = entry.partition("=")
        if key in tags and (not value or tags[key] == value):
            return word
    return None


def quantity(text: str | None) -> tuple[float, str] | None:
    """Number and unit of a value such as "12.5 m"; None where it does not start with a number."""
    found = _NUMBER.fullmatch(text) if text else None
    return (float(found[1].replace(",", ".")), found[2].strip()) if found else None


def number(text: str | None, low: float, high: float) -> float | None:
    """A plain number, None if it has a unit or lies outside the range."""
    found = quantity(text)
    return found[0] if found and not found[1] and low <= found[0] <= high else None


def metres(text: str | None, low: float, high: float) -> float | None:
    """Height in metres, from metres or feet."""
    found = quantity(text)
    if found is None:
        return None
    factor = {"": 1.0, "m": 1.0, "ft": _FOOT, "'": _FOOT}.get(found[1])
    return found[0] * factor if factor and low <= found[0] * factor <= high else None


def speed(text: str | None) -> float | None:
    """Speed limit in km/h, from a number, miles per hour or a country's default ("IT:urban")."""
    found = quantity(text)
    if found is None:
        return _LIMITS.get((text or "").rpartition(":")[2])
    value = found[0] * {"": 1.0, "km/h": 1.0, "kmh": 1.0, "mph": _MILE}.get(found[1], 0.0)
    return value if 5 <= value <= 150 else None  # noqa: PLR2004 — the range of the layer's field


def year(text: str | None) -> int | None:
    """First year that is named in a date."""
    found = _YEAR.search(text) if text else None
    return int(found[1]) if found else None


def epoch(tags: Mapping[str, str]) -> float | None:
    """Code of the construction period, from the year of building."""
    built = year(tags.get("start_date") or tags.get("construction_date") or tags.get("year_of_construction"))
    return None if built is None else float(sum(built > last for last in _LAST_YEARS))


def building_use(tags: Mapping[str, str]) -> str | None:
    """Use of a building: what its own tag says, else what is in it."""
    return _USE_OF_BUILDING.get(tags["building"]) or first_of(tags, USES)


def is_building(tags: Mapping[str, str]) -> bool:
    """Whether something stands there, above ground."""
    return "building" in tags and tags["building"] not in NO_BUILDING and tags.get("location") != "underground"


def street(tags: Mapping[str, str]) -> tuple[str, str | None] | None:
    """Class and kind of service way; None for what nobody travels on.

    Where motor vehicles may not go, a street is for pedestrians and cyclists; where only some may, it is a private
    service way.
    """
    kind = HIGHWAYS.get(tags.get("highway", ""))
    if kind is None or (tags.get("area") == "yes" and kind not in ("pedestrian", "path")):
        return None
    if kind in ("pedestrian", "path", "track", "cycleway", "steps"):
        return kind, None
    access = tags.get("access")
    motor = tags.get("motorcar") or tags.get("motor_vehicle") or tags.get("vehicle")
    if access in _FORBIDDEN and motor not in ("yes", "designated", "permissive", "destination"):
        return "service", "private"
    if motor in _FORBIDDEN:
        return "pedestrian", None
    return kind, tags.get("service") if kind == "service" else None


def oneway(tags: Mapping[str, str]) -> int:
    """1 if vehicles may only follow the way's direction, -1 if only the other one, 0 if both are open."""
    said = tags.get("oneway")
    if said in ("-1", "reverse"):
        return -1
    if said in ("yes", "true", "1"):
        return 1
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return int(implied and said is None)


def contraflow(tags: Mapping[str, str]) -> bool:
    """Whether cyclists may ride against a one-way street."""
    sides = (tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both"))
    return tags.get("oneway:bicycle") == "no" or any(side.startswith("opposite") for side in sides)


def brunnel(tags: Mapping[str, str]) -> str | None:
    """Bridge or tunnel; a passage through a building is on the ground."""
    if tags.get("bridge", "no") != "no":
        return "bridge"
    return "tunnel" if tags.get("tunnel", "no") not in ("no", "building_passage") else None


def lanes(tags: Mapping[str, str]) -> float | None:
    """Lanes per direction."""
    total, forward = number(tags.get("lanes"), 1, 16), number(tags.get("lanes:forward"), 1, 8)
    if forward is not None:
        return forward
    if total is None:
        return None
    return min(8.0, total) if oneway(tags) else min(8.0, max(1.0, total // 2))


def place(tags: Mapping[str, str]) -> str | None:
    """Kind of place."""
    kind = first_of(tags, PLACES)
    if kind == "railway_station" and (tags.get("station") == "subway" or tags.get("subway") == "yes"):
        return "metro_station"
    if kind == "school" and tags.get("isced:level") == "3":
        return "secondary_school"
    if kind == "car_park":
        public = tags.get("access", "yes") in ("yes", "public", "permissive", "customers")
        return kind if public and tags.get("parking") in ("multi-storey", "underground", "surface") else None
    if kind == "shop" and tags.get("shop") in ("vacant", "no"):
        return None
    return kind


def restriction(tags: Mapping[str, str]) -> str | None:
    """What a turn restriction says to cars; None where it holds at some hours or for others only."""
    if "motorcar" in tags.get("except", ""):
        return None
    said = tags.get("restriction") or tags.get("restriction:motorcar") or tags.get("restriction:motor_vehicle")
    return said if said and said.startswith(("no_", "only_")) else None
