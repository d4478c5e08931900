"""What happens when public transport costs more or less, and its ticket opens shared bicycles?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility.choice.params import ChoiceParams
from twin.interventions.living import households
from twin.interventions.measure import Evidence, Levers, Measure, lever, start_tick
from twin.state.codes import Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "integrated_fares"
PASSES = declare("interventions.integrated_fares", "rank of a resident among those who take a season ticket")
_YOUNGEST = 11  # years; from here on people pay, and are asked for season tickets in the population
_ADULT = 16  # years, as mobility lets people ride shared bicycles


class FareLevers(Levers):
    """Levers of fares; as they start nothing changes."""

    fare: float = lever(
        ChoiceParams().fare,
        unit="EUR",
        label="fare",
        label_it="biglietto",
        doc="Of a ride by public transport without a season ticket",
        source="1.50 EUR until 14 July 2019, 2.00 EUR since (ecodibergamo.it; lecconotizie.com)",
        ge=0.0,
        le=20.0,
        slider=(0.0, 5.0, 0.1),
    )
    season_share: float = lever(
        0.0,
        unit="1",
        label="residents with a season ticket, at least",
        label_it="residenti con abbonamento, almeno",
        doc="Share of residents from 11 years on; where more have one already, nobody gives it back",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    season_price: float = lever(
        ChoiceParams().season_price,
        unit="EUR",
        label="price of a season ticket",
        label_it="prezzo di un abbonamento",
        doc="Of a year; a year in which it begins is paid in proportion",
        source="assumed: 330 EUR a year, from memory",
        ge=0.0,
        slider=(0.0, 1_000.0, 10.0),
    )
    city_share: float = lever(
        0.0,
        unit="1",
        label="share paid by the city",
        label_it="quota pagata dal Comune",
        doc="Of the season tickets that come on top",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    shared_bikes: Literal["apart", "included"] = lever(
        "apart",
        unit="-",
        label="shared bicycles",
        label_it="biciclette condivise",
        doc="Whether a season ticket makes a subscriber of shared bicycles too, who rides them for nothing",
        options={
            "apart": ("a ticket of their own", "abbonamento a parte"),
            "included": ("in the season ticket", "comprese nell'abbonamento"),
        },
    )


def buyers(world: World, people: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Rows of those among some people who take a season ticket until the share has one: by lot. Increasing. (K,)"""
    citizens = world.table("citizens")
    asked = people[citizens["age"][people] >= _YOUNGEST]
    without = asked[~citizens["transit_pass"][asked]]
    wanted = round(share * asked.size) - (asked.size - without.size)
    if wanted <= 0:
        return np.zeros(0, dtype=np.int64)
    uids = citizens["uid"][without]
    order = np.lexsort((uids, PASSES.at(world.seed).uniform(uids)))
    return np.sort(without[order[:wanted]])


def edits(world: World, levers: FareLevers, where: Where, start: date) -> list[Edit]:
    """Edits of fares, season tickets and subscriptions of the residents, with what is paid for new season tickets.

    Parameters
    ----------
    world : World before any edit.
    levers : Fare, share of season tickets and their price, shared bicycles.
    where : Zones or addresses whose residents are meant.
    start : Day from which it holds.
    """
    tick = start_tick(world.clock, start)
    if tick is None:
        return []
    citizens = world.table("citizens")
    found = households(world, where)
    people = np.flatnonzero(np.isin(citizens["household"], found.rows)).astype(np.int64)
    done = []
    other = people[citizens["fare"][people] != levers.fare]
    if other.size:
        note = "; ".join([f"{levers.fare:.2f} EUR a ride", *found.notes])
        done.append(_edit("fare", other, np.full(other.size, levers.fare), tick, np.zeros(other.size), note))
    new = buyers(world, people, levers.season_share)
    if new.size:
        left = (world.clock.n_ticks - tick) / world.clock.n_ticks
        price = np.full(new.size, left * levers.season_price)
        on = np.ones(new.size, dtype=bool)
        note = f"{new.size} season tickets more"
        done.append(_edit("transit_pass", new, on, tick, price * (1.0 - levers.city_share), note))
        if levers.city_share > 0.0:
            done.append(_edit("transit_pass", new, on, tick, price * levers.city_share, "the same tickets", Payer.CITY))
    if levers.shared_bikes == "included":
        holds = np.union1d(people[citizens["transit_pass"][people]], new)
        holds = holds[citizens["age"][holds] >= _ADULT]
        on, free = np.ones(holds.size, dtype=bool), np.zeros(holds.size)
        joins = int((~citizens["member"][holds]).sum())
        note = f"{joins} residents subscribe to the shared bicycles by their season ticket"
        done += [_edit(column, holds, on, tick, free, note) for column in ("member", "bikes_included")]
    return done


def _edit(
    column: str, rows: NDArray[np.int64], values: NDArray[np.generic], tick: int, cost: NDArray[np.float64],
    note: str, payer: Payer = Payer.HOUSEHOLDS,
) -> Edit:  # fmt: skip
    return Edit(NAME, "citizens", column, rows, values, tick, cost, payer, note)


MEASURE = Measure(
    name=NAME,
    label="Fares of public transport",
    label_it="Tariffe integrate",
    order=655,
    topic="mobility",
    levers=FareLevers,
    touches=("citizens.fare", "citizens.transit_pass", "citizens.member", "citizens.bikes_included"),
    mechanism=(
        "A ride by public transport costs the fare unless one has a season ticket, and the fare counts in the choice "
        "of mode by each person's value of money. Season tickets that come on top go to residents by lot; who buys one "
        "of their own accord, because it pays, is not modelled. Where season tickets include shared bicycles their "
        "holders may ride them for nothing, whatever it is called: to the station or all the way, but a tour by shared "
        "bicycle and train in one is not among the modes. Fares and season tickets go to who runs public transport; "
        "for included shared bicycles nobody pays their operator. Fares by distance and of people from elsewhere stay."
    ),
    evidence=(
        Evidence("fare of a ride: 1.50 EUR, from 15 July 2019 2.00 EUR", "ecodibergamo.it; lecconotizie.com",
                 "published"),
        Evidence("shared e-bikes in Tricity took their riders from public transport and from walking to it, none from "
                 "the car", "Bielinski et al., Transportation Research D 96, 2021", "published"),
        Evidence("price of a season ticket, 330 EUR a year", "from memory", "assumed"),
        Evidence("use of BikeMi by holders of season tickets: not found", "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
