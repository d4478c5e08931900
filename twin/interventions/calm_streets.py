"""What happens when streets get a lower limit of speed, or a lane becomes a cycle track?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare, uids_of
from twin.interventions.choosing import take, target_of
from twin.interventions.lamppost_dimming import STREET_WORDS
from twin.interventions.limits import slow_already
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Where
from twin.state.codes import Payer, StreetClass
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "calm_streets"
CHOICE = declare("interventions.calm_streets", "rank of a street where only a share of the streets is changed")
_KMH = 1.0 / 3.6
_TRACK = 2


class CalmLevers(Levers):
    """Levers of calmer streets."""

    quantity: Amount = lever(
        Amount(value=1.0, unit="1"),
        unit="1",
        label="share of the streets",
        label_it="quota delle strade",
        doc="Share by length of the streets of these classes, drawn by lot",
        slider=(0.0, 1.0, 0.05),
    )
    street_classes: Literal["primary", "secondary", "tertiary", "minor"] = lever(
        "tertiary",
        unit="-",
        label="streets",
        label_it="strade",
        doc="Class of the streets that change; minor ones are no faster than 30 km/h in the layers",
        options={name: STREET_WORDS[name] for name in ("primary", "secondary", "tertiary", "minor")},
    )
    limit: float = lever(
        30.0,
        unit="km/h",
        label="limit of speed",
        label_it="limite di velocità",
        doc="Speed that the empty street allows is at most this; the limit is kept",
        ge=5.0,
        le=130.0,
        slider=(20.0, 70.0, 5.0),
    )
    track: Literal["none", "beside", "lane"] = lever(
        "none",
        unit="-",
        label="cycle track",
        label_it="pista ciclabile",
        doc="Whether a cycle track is built, and whether it takes a lane from cars where there are two or more",
        options={
            "none": ("no cycle track", "nessuna pista"),
            "beside": ("beside the lanes", "accanto alle corsie"),
            "lane": ("in place of a lane", "al posto di una corsia"),
        },
    )
    cost_per_km: float = lever(
        20_000.0,
        unit="EUR",
        label="cost per km",
        label_it="costo al km",
        doc="Signs, markings and humps of a kilometre of street, without a cycle track",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 500_000.0, 10_000.0),
    )
    track_cost_per_km: float = lever(
        300_000.0,
        unit="EUR",
        label="cost of track per km",
        label_it="costo della pista al km",
        doc="A kilometre of cycle track in one direction",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 2_000_000.0, 50_000.0),
    )


def edits(world: World, levers: CalmLevers, where: Where, start: date) -> list[Edit]:
    """Edits of speed, lanes and tracks of the chosen streets.

    Parameters
    ----------
    world : World before any edit.
    levers : Streets, limit and track.
    where : Zones whose streets are meant.
    start : Day from which the streets are changed.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    links = world.table("car_links")
    wanted = links["street_class"] == StreetClass[levers.street_classes.upper()]
    meant, outside = where.find(world, "car_links", wanted)
    # Signs on a street that is no faster anyway cost money and change nothing.
    slow = links["free_speed"][meant] <= levers.limit * _KMH
    left_out = slow & (levers.track == "none")
    eligible = meant[~left_out]
    if left_out.any():
        outside = (slow_already(links["length"][meant[left_out]].sum() / 1000.0), *outside)
    length = links["length"][eligible] / 1000.0
    target, _unit, note = target_of(levers.quantity, {"1": float(length.sum())})
    # Both directions of a street have one name in the layer, and one lot.
    rank = CHOICE.at(world.seed).uniform(_streets(links["source_id"][eligible]))
    rows = take(eligible, rank, links["uid"][eligible], length, target)
    if not rows.size and not outside:
        return []
    km = links["length"][rows] / 1000.0
    words = "; ".join([f"{km.sum():.1f} of {length.sum():.1f} km", *([note] if note else []), *outside])
    slower = np.minimum(links["free_speed"][rows], levers.limit * _KMH)
    found = [_edit("car_links", "free_speed", rows, slower, tick, levers.cost_per_km * km, words)]
    if levers.track != "none":
        found.append(
            _edit("car_links", "cycle_track", rows, np.ones(rows.size), tick, levers.track_cost_per_km * km, "")
        )
        found += _beside(world, rows, tick)
        if levers.track == "lane":
            found += _fewer_lanes(world, rows, tick)
    return found


def _beside(world: World, rows: NDArray[np.int64], tick: int) -> list[Edit]:
    """The same streets in the network of bicycles."""
    ways = np.unique(world.table("car_links")["source_id"][rows])
    bikes = np.flatnonzero(np.isin(world.table("bike_links")["source_id"], ways)).astype(np.int64)
    return [_edit("bike_links", "track", bikes, np.full(bikes.size, _TRACK), tick, np.zeros(bikes.size), "")]


def _fewer_lanes(world: World, rows: NDArray[np.int64], tick: int) -> list[Edit]:
    links = world.table("car_links")
    many = rows[links["lanes"][rows] >= 2.0]  # noqa: PLR2004 — the only lane stays
    left = (links["lanes"][many] - 1.0) / links["lanes"][many]
    values = {
        "lanes": links["lanes"][many] - 1.0,
        "capacity": links["capacity"][many] * left,
        "storage": np.maximum(links["storage"][many] * left, 1.0),
    }
    return [_edit("car_links", name, many, value, tick, np.zeros(many.size), "") for name, value in values.items()]


def _streets(names: NDArray[np.object_]) -> NDArray[np.uint64]:
    return uids_of(f"street/{name}" for name in names)


def _edit(
    table: str, column: str, rows: NDArray[np.int64], values: NDArray[np.float64] | NDArray[np.int64], tick: int,
    cost: NDArray[np.float64], note: str,
) -> Edit:  # fmt: skip
    return Edit(NAME, table, column, rows, values, tick, cost, Payer.CITY, note)


MEASURE = Measure(
    name=NAME,
    label="Calm streets",
    label_it="Strade calme",
    order=610,
    topic="mobility",
    levers=CalmLevers,
    touches=(
        "car_links.free_speed",
        "car_links.cycle_track",
        "car_links.lanes",
        "car_links.capacity",
        "car_links.storage",
        "bike_links.track",
    ),
    mechanism=(
        "The chosen streets allow at most the limit (those that are no faster on the empty street are left out, unless "
        "they get a track), which lengthens ways by car and moves drivers to other streets, "
        "hours and modes. A cycle track makes riding along it more pleasant, which counts in the choice of mode; in "
        "place of a lane it takes that lane's share of capacity and of room for queues. Whether drivers keep the limit "
        "is not modelled: they do."
    ),
    evidence=(
        Evidence(
            "30 km/h streets in Milan: fewer deaths expected in a study of AMAT",
            "cleancitiescampaign.org, 2023",
            "published",
        ),
        Evidence("cost and length of cycle tracks of the project: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)
