"""What happens when parking on the streets costs more, or there is less of it?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility.parking.params import ParkingParams
from twin.interventions.choosing import take
from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Where
from twin.state.codes import Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "parking_policy"
CHOICE = declare("interventions.parking_policy", "rank of a street among those that lose their parking places")
_USUAL = ParkingParams()
_STREETS = "300,000 places on Milan's streets, 37.2 % paid, 18.2 % for residents (tgcom24, February 2025)"


class ParkingLevers(Levers):
    """Levers of parking on the streets; as they start nothing changes."""

    fee: float = lever(
        _USUAL.street_fee,
        unit="EUR/h",
        label="fee of paid places",
        label_it="tariffa dei posti a pagamento",
        doc="Paid by others than residents",
        source="1.20 EUR/h outside the ring of trolleybuses since May 2017 (corriere.it, 29 December 2016)",
        ge=0.0,
        le=50.0,
        slider=(0.0, 6.0, 0.1),
    )
    paid_share: float = lever(
        _USUAL.paid_places,
        unit="1",
        label="share of paid places",
        label_it="quota di posti a pagamento",
        doc="Of the places that are not kept for residents",
        source=f"derived: {_STREETS}",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    residents_share: float = lever(
        _USUAL.resident_places,
        unit="1",
        label="share kept for residents",
        label_it="quota riservata ai residenti",
        doc="Of the places along streets",
        source=_STREETS,
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    removed: float = lever(
        0.0,
        unit=COUNT,
        label="places removed",
        label_it="posti eliminati",
        doc="Number of places that go, whole streets at a time, drawn by lot",
        ge=0.0,
        le=1_000_000.0,
        slider=(0.0, 5_000.0, 50.0),
    )
    cost_per_place: float = lever(
        1_500.0,
        unit="EUR",
        label="cost per place removed",
        label_it="costo per posto eliminato",
        doc="Kerbs, planting or benches in its stead",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 10_000.0, 100.0),
    )
    cost_per_paid: float = lever(
        50.0,
        unit="EUR",
        label="cost per place newly paid or reserved",
        label_it="costo per posto reso a pagamento o riservato",
        doc="Signs, paint and its share of a meter",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 500.0, 10.0),
    )


def edits(world: World, levers: ParkingLevers, where: Where, start: date) -> list[Edit]:
    """Edits of fees, of residents' shares and of places, with what the city pays.

    Parameters
    ----------
    world : World before any edit.
    levers : Fee, shares, places removed and costs.
    where : Zones whose streets are meant.
    start : Day from which it holds.
    """
    tick = start_tick(world.clock, start)
    if tick is None:
        return []
    links = world.table("car_links")
    rows, outside = where.find(world, "car_links", links["parking"] > 0.0)
    places = links["parking"][rows]
    wanted = {"parking_residents": levers.residents_share, "parking_fee": levers.paid_share * levers.fee}
    done, untold = [], np.ones(rows.size, dtype=bool)
    for column, value in wanted.items():
        other = links[column][rows] != value
        some = rows[other]
        if not some.size:
            continue
        # The work on a place is paid once, whether it becomes paid, reserved or both.
        cost = levers.cost_per_paid * places[other] * untold[other]
        untold &= ~other
        unit = "EUR/h on the mean of open places" if column == "parking_fee" else "of the places kept for residents"
        note = "; ".join([f"{value:.3g} {unit} along {some.size} streets", *outside])
        done.append(Edit(NAME, "car_links", column, some, np.full(some.size, value), tick, cost, Payer.CITY, note))
    return done + _removed(world, levers, rows, places, tick)


def _removed(
    world: World, levers: ParkingLevers, rows: NDArray[np.int64], places: NDArray[np.float64], tick: int
) -> list[Edit]:
    """Places that go."""
    if levers.removed == 0.0:
        return []
    uids = world.table("car_links")["uid"][rows]
    rank = CHOICE.at(world.seed).uniform(uids)
    gone = take(rows, rank, uids, places, min(levers.removed, float(places.sum())))
    number = world.table("car_links")["parking"][gone]
    note = f"{number.sum():.0f} of {places.sum():.0f} places removed along {gone.size} streets"
    if levers.removed > places.sum() * (1.0 + 1e-9):
        note += f"; {levers.removed:g} asked for, clipped to the {places.sum():.0f} that exist"
    return [Edit(NAME, "car_links", "parking", gone, np.zeros(gone.size), tick, number * levers.cost_per_place,
                 Payer.CITY, note)]  # fmt: skip


MEASURE = Measure(
    name=NAME,
    label="Parking policy",
    label_it="Politica della sosta",
    order=645,
    topic="mobility",
    levers=ParkingLevers,
    touches=("car_links.parking_fee", "car_links.parking_residents", "car_links.parking"),
    mechanism=(
        "Whoever does not live in the place pays the fee by the hour, up to some hours, which counts in the choice of "
        "mode, hour and place like every other cost; the fee of a street is its mean over paid and free places. Places "
        "kept for residents are closed to others, and with fewer open places the search takes longer. Residents' cars "
        "for which the street has no room are kept elsewhere: nobody sells a car for it. With road_charge, sharing and "
        "more frequent public transport this is the push beside the pull. What is paid for parking goes to "
        "the city. People from elsewhere come by car as often as before, though they pay and search as others do."
    ),
    evidence=(
        Evidence(_STREETS, "tgcom24.it, February 2025", "published"),
        Evidence("fees in Milan since May 2017: 1.20 EUR/h outside the ring of trolleybuses (0.80 before), 2.00 inside "
                 "it, 3.00 inside the Bastioni", "corriere.it, 29 December 2016; imprese-lavoro.com, 15 March 2017",
                 "published"),
        Evidence("trips fall by about 0.3 % for each per cent that parking costs more, with a wide spread",
                 "reviews of parking price elasticities, quoted from memory; not put in: the mode choice decides",
                 "assumed"),
        Evidence("effect and cost of fewer places in Milan: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
