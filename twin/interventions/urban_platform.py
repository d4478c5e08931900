"""What happens when the district's sources of data are brought together on one platform? Nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.interventions.choosing import take
from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever, start_tick
from twin.state.codes import Payer, PlaceKind
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "urban_platform"
CHOICE = declare("interventions.urban_platform", "rank of a source of data that joins the urban platform")
KINDS = {
    PlaceKind.BIKE_DOCK: "docks",
    PlaceKind.CHARGER: "charge points",
    PlaceKind.CAR_SHARING: "stalls of shared cars",
}
_UNKNOWN = "assumed; no cost of the platform was found"


class PlatformLevers(Levers):
    """Levers of the urban sharing platform."""

    sources: float = lever(
        ...,
        unit=COUNT,
        label="sources of data",
        label_it="fonti di dati",
        doc="Docks, charge points and stalls of shared cars whose data come together on it",
        ge=0.0,
        slider=(0.0, 300.0, 1.0),
    )
    open_share: float = lever(
        0.5,
        unit="1",
        label="of them open",
        label_it="di cui aperte",
        doc="Share of the sources whose data anybody may use",
        source="assumed; the city's platform exchanges data under rules (council resolution 620/2020)",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    cost_setup: float = lever(
        300_000.0,
        unit="EUR",
        label="setting up",
        label_it="avvio",
        doc="Platform and its interfaces",
        source=_UNKNOWN,
        ge=0.0,
        slider=(0.0, 3_000_000.0, 50_000.0),
    )
    cost_per_source: float = lever(
        500.0,
        unit="EUR",
        label="cost per source",
        label_it="costo per fonte",
        doc="Adapter and agreement for one source",
        source=_UNKNOWN,
        ge=0.0,
        slider=(0.0, 5_000.0, 100.0),
    )
    cost_year: float = lever(
        80_000.0,
        unit="EUR",
        label="running it for a year",
        label_it="gestione per un anno",
        doc="Operation in the simulated year",
        source=_UNKNOWN,
        ge=0.0,
        slider=(0.0, 1_000_000.0, 10_000.0),
    )


def edits(world: World, levers: PlatformLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the count of sources by zone, with what the city pays; no column that physics reads.

    Parameters
    ----------
    world : World before any edit; sources that measures of the same mix bring are not among them.
    levers : How many, how many of them open, and for how much.
    where : Zones, or addresses within reach of which sources stand.
    start : Day from which it runs.
    """
    tick = start_tick(world.clock, start)
    if levers.sources == 0.0 or tick is None:
        return []
    places, zones = world.table("places"), world.table("zones")
    stands = np.isin(places["kind"], list(KINDS)) & (places["capacity"] > 0.0) & (places["zone"] >= 0)
    found = where.find(world, "places", stands)
    uids = places["uid"][found.rows]
    asked = min(levers.sources, float(found.rows.size))
    taken = take(found.rows, CHOICE.at(world.seed).uniform(uids), uids, np.ones(uids.size), asked)
    many = np.bincount(places["zone"][taken], minlength=len(zones)).astype(np.float64)
    rows = np.flatnonzero(many > 0.0)
    opened = levers.open_share * many[rows]
    clipped = "" if levers.sources <= found.rows.size else (
        f"{levers.sources:g} asked for, clipped to the {found.rows.size} that exist before any measure"
    )  # fmt: skip
    words = "; ".join([_words(places["kind"][taken], found.rows.size), *([clipped] if clipped else []), *found.notes])
    share = many[rows] / max(many.sum(), 1.0)
    cost = levers.cost_per_source * many[rows] + levers.cost_setup * share
    new = zones["data_sources"][rows] + many[rows]
    done = [Edit(NAME, "zones", "data_sources", rows, new, tick, cost, Payer.CITY, words)]
    if levers.cost_year > 0.0 and rows.size:
        done.append(Edit(NAME, "zones", "data_sources", rows, new, tick, levers.cost_year * share, Payer.CITY,
                         asset="service"))  # fmt: skip
    if opened.any():
        new = zones["open_data"][rows] + opened
        done.append(Edit(NAME, "zones", "open_data", rows, new, tick, np.zeros(rows.size), Payer.CITY))
    return done


def _words(kinds: NDArray[np.int64], exist: int) -> str:
    each = ", ".join(f"{int((kinds == kind).sum())} {name}" for kind, name in KINDS.items() if (kinds == kind).any())
    return f"{kinds.size} of {exist} sources: {each}" if kinds.size else "no source of data here: nothing to pay for"


MEASURE = Measure(
    name=NAME,
    label="Urban sharing platform",
    label_it="Piattaforma urbana di condivisione",
    order=670,
    topic="data",
    levers=PlatformLevers,
    touches=("zones.data_sources", "zones.open_data"),
    mechanism=(
        "Data of docks, charge points and shared cars come together on one platform under one set of rules, and some "
        "of them are open. By itself it moves nothing: no figure was found for what real-time information on one "
        "platform changes in trips, loads or emissions, and so it changes none here. It costs, and it is counted: "
        "sources brought together, and open ones for the indicator of CITYkeys. What it enables stands with the "
        "measures that use its data: guidance to free places (parking_guidance), energy management, the social market "
        "(certified deeds). Interoperability is for those who use it to judge, and is asked, never computed. Sources "
        "that other measures of the same mix bring, and lampposts with sensors, are not counted."
    ),
    evidence=(
        Evidence("reference model of the platform and its sharing: deliverables D4.2 (2016) and D4.5 (2018)",
                 "vdocuments.site; docslib.org", "published"),
        Evidence("Milan's follow-on is in effect a manager of interfaces: Ecosistema Digitale Urbano, 620/2020",
                 "dati.comune.milano.it", "published"),
        Evidence("3 data platforms in the project", "e-redes.pt, 30 March 2022", "published"),
        Evidence("effect on anything physical, and cost: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
