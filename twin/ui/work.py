"""What does the page ask the model for? A district to show, scenarios to choose, and what came of a comparison."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pyproj import Transformer

from twin import ledger
from twin.core.errors import Fault, InputError, TwinError
from twin.core.log import log
from twin.core.resources import resource_dir
from twin.state.table import Flag
from twin.ui.cost import Estimator
from twin.ui.mapwidget import geometry_of
from twin.ui.queue import Queue
from twin.ui.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.ledger import Placed, Spot
    from twin.scenario import Scenario
    from twin.state.district import District
    from twin.study import Comparison
    from twin.ui.curves import Curves
    from twin.ui.mapwidget import MapGeometry
    from twin.ui.settings import Settings
    from twin.ui.shades import Shades
    from twin.ui.worker import Made

T = TypeVar("T")
# First guess of the duration of a run, until one has been made: about what a desktop takes.
_SECONDS, _SECONDS_PER_RESIDENT = 10.0, 1.0e-3
_OPENING = ("baseline", "first_mix")  # what the page opens with
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Failed:
    """What a piece of work ended with instead of a result."""

    error: Exception


def attempt(work: Callable[[], T]) -> T | Failed:
    """Do a piece of work; an error becomes a result, so that the page can tell it. The unexpected goes to the log."""
    try:
        return work()
    except TwinError as error:
        return Failed(error)
    except Exception as error:  # noqa: BLE001 — the outermost frame of a background thread
        log.error("unexpected error behind the page", exc_info=error)
        return Failed(error)


@dataclass(frozen=True, eq=False)
class Place:
    """A district as the page shows it, the same for everybody.

    Parameters
    ----------
    name : Name for people.
    synthetic : Whether the layers are authored rather than surveyed.
    attributions : Words to show beside every map.
    counts : How many there are of what, by key of `words`.
    district : The district itself.
    packed : Its shapes, packed for the map.
    storeys : Storeys of the buildings of the district, NaN for others. (N,)
    imputed : Share of the flagged values of a table that nobody measured, by table.
    zones : Names of the zones of the district.
    ledger : What Sharing Cities planned, delivered and observed, with the zones of its places.
    spots : Its places, none where no place lies in the district.
    spots_at : Where they are, from the origin of the map. (K,2) [m]
    estimator : Estimates of what measures cost.
    """

    name: str
    synthetic: bool
    attributions: tuple[str, ...]
    counts: dict[str, int]
    district: District = field(repr=False)
    packed: MapGeometry = field(repr=False)
    storeys: NDArray[np.float64] = field(repr=False)
    imputed: dict[str, float]
    zones: tuple[str, ...]
    estimator: Estimator = field(repr=False)
    ledger: tuple[Placed, ...] = field(default=(), repr=False)
    spots: tuple[Spot, ...] = field(default=(), repr=False)
    spots_at: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)), repr=False)


@dataclass(frozen=True)
class Opening:
    """What the page opens with; `refused` tells which scenario files cannot be used, and why."""

    place: Place
    scenarios: tuple[Scenario, ...]
    refused: tuple[str, ...] = ()


class Outcome:
    """A finished comparison: its indicators, its report, its maps and its curves, each read when it is asked for."""

    def __init__(self, made: Made, number: int = 0) -> None:
        from twin import study  # noqa: PLC0415 — a second of imports
        from twin.ui.curves import Curves  # noqa: PLC0415
        from twin.ui.shades import Shades  # noqa: PLC0415

        self.number = number
        self.report = made.report
        self.comparison: Comparison = study.open_comparison(made.folder)
        self.shades: Shades = Shades(self.comparison)
        self.curves: Curves = Curves(self.comparison)

    def titles(self, lang: str) -> tuple[str, str]:
        """Names of the two scenarios."""
        it = self.comparison
        return (it.title_a_it, it.title_b_it) if lang == "it" else (it.title_a, it.title_b)


@lru_cache(maxsize=1)
def queue() -> Queue:
    """The queue of this server."""
    return Queue(SETTINGS.make)


def opening(settings: Settings) -> Opening:
    """Read the district and the scenarios that can be chosen; the district is read once for all pages."""
    usable, refused = scenarios(settings)
    with _LOCK:
        found = place(settings.gis)
    line = queue()
    line.open()
    if not line.measured:
        line.seconds_per_run = _SECONDS + _SECONDS_PER_RESIDENT * found.counts["residents"]
    return Opening(found, tuple(usable), tuple(refused))


def scenarios(settings: Settings) -> tuple[list[Scenario], list[str]]:
    """Scenarios that can be chosen, the shipped ones first, and what is wrong with the files that cannot be used."""
    from twin import scenario  # noqa: PLC0415 — reads every domain's parameters

    found = sorted(resource_dir("scenarios").glob("*.toml"), key=lambda path: (path.stem not in _OPENING, path.stem))
    if settings.scenarios is not None:
        found += sorted(settings.scenarios.glob("*.toml"))
    usable, refused = [], []
    for path in found:
        try:
            usable.append(scenario.load(path))
        except InputError as error:
            log.warning("not offered: %s", error)
            refused.append(str(error))
    if not usable:
        raise InputError("scenarios", [Fault("folder", "no scenario can be used", "see the server's log")])
    return usable, refused


@lru_cache(maxsize=1)
def place(gis: Path | None) -> Place:
    """Read the district and pack it for the map."""
    from twin import geo  # noqa: PLC0415 — seconds of imports
    from twin.report.maps import COMUNE, OSM  # noqa: PLC0415 — draws with matplotlib

    district = geo.load_district(gis)
    zones, buildings = district["zones"], district["buildings"]
    inside = zones["in_district"]
    counts = {
        "buildings": len(buildings),
        "residents": round(float(zones["residents"][inside].sum())),
        "streets": len(district["car_links"]),
        "lampposts": len(district["lampposts"]),
    }
    said = [OSM, COMUNE, *(source.attribution for source in district.sources)]
    placed = ledger.place(ledger.load_ledger(), district)
    spots = ledger.spots(placed) if any(any(each.zones) for each in placed) else ()
    project = Transformer.from_crs("EPSG:4326", district.crs, always_xy=True).transform
    there = np.array([project(*spot.at) for spot in spots]).reshape(-1, 2)
    points = tuple(name for name in ("lampposts", "places") if name in district.tables)
    packed = geometry_of(district, points=points, moving=())
    return Place(
        name=district.name,
        synthetic=district.synthetic,
        attributions=tuple(dict.fromkeys(each for each in said if each)),
        counts=counts,
        district=district,
        packed=packed,
        storeys=np.where(buildings["zone"] >= 0, buildings["storeys"], np.nan),
        imputed={name: _imputed(district, name) for name in ("buildings", "car_links", "lampposts")},
        zones=tuple(str(name) for name in zones["name"][inside]),
        estimator=Estimator(district),
        ledger=placed,
        spots=spots,
        spots_at=there - packed.origin,
    )


def _imputed(district: District, table: str) -> float:
    """Share of the flagged static values of a table that were imputed or made up."""
    flags: list[Any] = [
        district[table][f"{column.name}_flag"]
        for column in district[table].schema.columns
        if column.flagged and column.role == "static"
    ]
    values = np.concatenate([flag.ravel() for flag in flags]) if flags else np.zeros(0)
    return float((values >= Flag.IMPUTED).mean()) if len(values) else 0.0
