"""What happens when streets get cycle tracks or lanes?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare, uids_of
from twin.interventions.choosing import take
from twin.interventions.lamppost_dimming import STREET_WORDS
from twin.interventions.measure import Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Where
from twin.state.codes import Payer, StreetClass
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "cycle_lanes"
CHOICE = declare("interventions.cycle_lanes", "rank of a street among those that may get a cycle track")
_LEVEL = {"lane": 1, "track": 2}  # of bike_links.track
_CLASSES = ("primary", "secondary", "tertiary", "minor")


class CycleLevers(Levers):
    """Levers of cycle tracks."""

    length: float = lever(
        ...,
        unit="km",
        label="length",
        label_it="lunghezza",
        doc="Length of street with a cycle track, both directions of a street counted once",
        ge=0.0,
        le=1_000.0,
        slider=(0.0, 50.0, 0.5),
    )
    street_classes: tuple[Literal["primary", "secondary", "tertiary", "minor"], ...] = lever(
        ("secondary", "tertiary"),
        unit="-",
        label="streets",
        label_it="strade",
        doc="Classes of streets that may get a track",
        options={name: STREET_WORDS[name] for name in _CLASSES},
    )
    kind: Literal["track", "lane"] = lever(
        "track",
        unit="-",
        label="kind",
        label_it="tipo",
        doc="Apart from cars, or a painted lane",
        options={"track": ("track, apart from cars", "pista separata"), "lane": ("painted lane", "corsia dipinta")},
    )
    takes: Literal["nothing", "lane", "parking"] = lever(
        "nothing",
        unit="-",
        label="in place of",
        label_it="al posto di",
        doc="What of the street it takes: nothing, a lane where there are two or more, or the parking places along it",
        options={
            "nothing": ("nothing", "niente"),
            "lane": ("a lane", "una corsia"),
            "parking": ("parking places", "posti auto"),
        },
    )
    choice: Literal["gaps", "lot"] = lever(
        "gaps",
        unit="-",
        label="which streets",
        label_it="quali strade",
        doc="Streets that touch a track that is there first, or drawn by lot",
        source="assumed; networks without gaps are what cities aim at",
        options={"gaps": ("those that touch a track first", "prima quelle che toccano una pista"),
                 "lot": ("drawn by lot", "estratte a sorte")},
    )  # fmt: skip
    cost_per_km: float = lever(
        300_000.0,
        unit="EUR",
        label="cost per km",
        label_it="costo al km",
        doc="A kilometre of street with a track; a painted lane costs a tenth, in both directions",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 2_000_000.0, 50_000.0),
    )


_PAINT = 0.1  # cost of a painted lane over that of a track


def candidates(world: World, levers: CycleLevers, where: Where) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Links of the classes in the places whose street is in the network of bicycles and below the wanted level."""
    links, bikes = world.table("car_links"), world.table("bike_links")
    below = np.unique(bikes["source_id"][bikes["track"] < _LEVEL[levers.kind]])
    classes = [StreetClass[name.upper()] for name in levers.street_classes]
    wanted = np.isin(links["street_class"], classes) & np.isin(links["source_id"], below)
    return where.find(world, "car_links", wanted)


def touching(world: World, names: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether each of these streets meets a cycle track or lane that is there. (K,)"""
    bikes = world.table("bike_links")
    met = np.zeros(len(world.table("bike_nodes")), dtype=bool)
    there = bikes["track"] > 0
    met[bikes["tail"][there]] = met[bikes["head"][there]] = True
    meets = met[bikes["tail"]] | met[bikes["head"]]
    return np.isin(names, np.unique(bikes["source_id"][meets]))


def edits(world: World, levers: CycleLevers, where: Where, start: date) -> list[Edit]:
    """Edits of tracks, and of what they take from cars.

    Parameters
    ----------
    world : World before any edit.
    levers : Length, streets, kind and cost.
    where : Zones whose streets are meant.
    start : Day from which they are open.
    """
    tick = start_tick(world.clock, start)
    if tick is None or levers.length == 0.0:
        return []
    links = world.table("car_links")
    eligible, outside = candidates(world, levers, where)
    names = links["source_id"][eligible]
    # Both directions of a street have one name in the layer, one lot, and count once.
    streets, street = np.unique(names, return_inverse=True)
    both = _two_way(world, eligible)
    km = links["length"][eligible] / 1000.0 / np.where(both, 2.0, 1.0)
    length = np.asarray(np.bincount(street, weights=km, minlength=streets.size), dtype=np.float64)
    uids = uids_of(f"street/{name}" for name in streets)
    rank = CHOICE.at(world.seed).uniform(uids)
    if levers.choice == "gaps":
        rank = rank - touching(world, streets)
    target = min(levers.length, float(length.sum()))
    chosen = take(np.arange(streets.size), rank, uids, length, target)
    if not chosen.size:
        return []
    rows = eligible[np.isin(street, chosen)]
    words = f"{length[chosen].sum():.2f} of {length.sum():.2f} km of streets"
    if levers.length > length.sum() * (1.0 + 1e-9):
        words += f"; {levers.length:g} km asked for, clipped to the {length.sum():.2f} km without"
    price = levers.cost_per_km * (1.0 if levers.kind == "track" else _PAINT)
    cost = price * km[np.isin(street, chosen)]
    bikes = world.table("bike_links")
    level = _LEVEL[levers.kind]
    on = np.flatnonzero(np.isin(bikes["source_id"], streets[chosen]) & (bikes["track"] < level)).astype(np.int64)
    found = [
        _edit("car_links", "cycle_track", rows, np.full(rows.size, level == _LEVEL["track"]), tick, cost,
              "; ".join([words, *outside])),
        _edit("bike_links", "track", on, np.full(on.size, level), tick, np.zeros(on.size), ""),
    ]  # fmt: skip
    return found + _taken(world, levers, rows, tick)


def _two_way(world: World, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each of these links has one of the same street the other way among them. (K,)"""
    links = world.table("car_links")
    n = np.int64(len(world.table("car_nodes")))
    there, back = links["tail"][rows] * n + links["head"][rows], links["head"][rows] * n + links["tail"][rows]
    return np.isin(there, back)


def _taken(world: World, levers: CycleLevers, rows: NDArray[np.int64], tick: int) -> list[Edit]:
    """What the tracks take from cars."""
    links = world.table("car_links")
    if levers.takes == "parking":
        some = rows[links["parking"][rows] > 0.0]
        note = f"{links['parking'][some].sum():.0f} parking places given up"
        return [_edit("car_links", "parking", some, np.zeros(some.size), tick, np.zeros(some.size), note)]
    if levers.takes == "lane":
        many = rows[links["lanes"][rows] >= 2.0]  # noqa: PLR2004 — the only lane stays
        left = (links["lanes"][many] - 1.0) / links["lanes"][many]
        values = {
            "lanes": links["lanes"][many] - 1.0,
            "capacity": links["capacity"][many] * left,
            "storage": np.maximum(links["storage"][many] * left, 1.0),
        }
        return [_edit("car_links", name, many, value, tick, np.zeros(many.size), "") for name, value in values.items()]
    return []


def _edit(
    table: str, column: str, rows: NDArray[np.int64], values: NDArray[np.generic], tick: int,
    cost: NDArray[np.float64], note: str,
) -> Edit:  # fmt: skip
    return Edit(NAME, table, column, rows, values, tick, cost, Payer.CITY, note)


MEASURE = Measure(
    name=NAME,
    label="Cycle tracks",
    label_it="Piste ciclabili",
    order=620,
    topic="mobility",
    levers=CycleLevers,
    touches=(
        "car_links.cycle_track",
        "bike_links.track",
        "car_links.lanes",
        "car_links.capacity",
        "car_links.storage",
        "car_links.parking",
    ),
    mechanism=(
        "Riding on a track or lane is felt as shorter than in mixed traffic (a parameter of mobility, assumed after "
        "Broach, Dill and Gliebe). What counts is the mean over the ways around home and goal, so that more people "
        "choose the bicycle, their own or a shared one, or ride it to the station; from whom they come follows from "
        "the mode choice. In place of a lane the track takes that lane's share of capacity and of room for queues; in "
        "place of parking the places go and drivers look longer. The risk of travelling changes with how people "
        "travel; that a track is itself safer than mixed traffic is not in it, and routes of single cyclists are not "
        "followed."
    ),
    evidence=(
        Evidence("cyclists of Portland went out of their way for paths away from traffic: 16 % shorter as felt",
                 "J. Broach, J. Dill and J. Gliebe, Transportation Research A 46, 2012, quoted from memory", "assumed"),
        Evidence("walking and cycling were about 30 % of Milan's internal trips before the pandemic",
                 "AMAT, June 2022, via corriere.it", "derived"),
        Evidence("length and cost of cycle tracks of the project: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
