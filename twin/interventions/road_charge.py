"""What happens when driving into some zones costs a charge at certain hours?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from twin.interventions.hours import DaytimeLevers, hour_lever
from twin.interventions.kerb import zones_only
from twin.interventions.living import households
from twin.interventions.measure import Evidence, Measure, lever, start_tick
from twin.interventions.where import Where
from twin.state.codes import Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from twin.state.world import World

NAME = "road_charge"


class ChargeLevers(DaytimeLevers):
    """Levers of a road charge."""

    charge: float = lever(
        ...,
        unit="EUR",
        label="charge",
        label_it="tariffa",
        doc="Paid once a day by car, van or truck for driving into the places; motorcycles and bicycles are free",
        ge=0.0,
        le=100.0,
        slider=(0.0, 15.0, 0.5),
    )
    from_hour: int = hour_lever(
        7, doc="Civil hour at which the charge starts, on workdays", source="Area C: 7:30 to 19:30 (ansa.it, 2022)"
    )
    to_hour: int = hour_lever(
        19, doc="Civil hour at which the charge ends", ends=True, source="Area C: 7:30 to 19:30 (ansa.it, 2022)"
    )
    residents_pay: float = lever(
        1.0,
        unit="1",
        label="share paid by residents",
        label_it="quota pagata dai residenti",
        doc="Share of the charge that those who live in the places pay in cars of their own",
        source="1: no discount; Area C: 2 of 5 EUR, 0.4, after 40 free entries a year (liberoquotidiano.it, 2012)",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    exempt_share: float = lever(
        0.0,
        unit="1",
        label="exempt vehicles from elsewhere",
        label_it="veicoli da fuori esenti",
        doc="Share of the vehicles of those from elsewhere that owe nothing: electric, in service, of disabled people",
        source="0: nobody is exempt; Area C in 2012: 0.78 at most, derived from 1.10 of 5 EUR for each entry "
        "(il Giorno, 17 July 2012; ansa.it, 2022), residents and second entries of a day among them",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    cost_per_entry: float = lever(
        60_000.0,
        unit="EUR",
        label="cost per entry point",
        label_it="costo per varco",
        doc="Cameras, signs and works of one entry point",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 200_000.0, 5_000.0),
    )


def entries(world: World, where: Where) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Rows of the streets by which one drives into the places from other streets. (K,)"""
    links = world.table("car_links")
    charged = np.isin(links["zone"], where.rows(world.table("zones")))
    from_elsewhere = np.zeros(len(world.table("car_nodes")), dtype=bool)
    from_elsewhere[links["head"][~charged]] = True
    gates = world.table("car_nodes")["gate"]
    return np.flatnonzero(charged & (from_elsewhere | gates)[links["tail"]]).astype(np.int64)


def edits(world: World, levers: ChargeLevers, where: Where, start: date) -> list[Edit]:
    """Edits of charge and hours on the streets that lead into the places.

    Parameters
    ----------
    world : World before any edit.
    levers : Charge, hours, who is spared, and cost.
    where : Zones that cost a charge.
    start : Day from which it is paid.
    """
    tick = start_tick(world.clock, start)
    if levers.charge == 0.0 or tick is None:
        return []
    rows = entries(world, where)
    if not rows.size:
        return []
    values = {"toll": levers.charge, "toll_from": levers.from_hour, "toll_to": levers.to_hour}
    if levers.exempt_share > 0.0:
        values["toll_exempt"] = levers.exempt_share
    words = f"{rows.size} entries"
    done = [
        Edit(
            NAME,
            "car_links",
            column,
            rows,
            np.full(rows.size, value),
            tick,
            np.full(rows.size, levers.cost_per_entry if column == "toll" else 0.0),
            Payer.CITY,
            words if column == "toll" else "",
        )
        for column, value in values.items()
    ]
    if levers.residents_pay < 1.0:
        citizens = world.table("citizens")
        people = np.flatnonzero(np.isin(citizens["household"], households(world, where).rows)).astype(np.int64)
        share = np.full(people.size, levers.residents_pay)
        note = f"{people.size} residents pay {100.0 * levers.residents_pay:.0f} % of the charge"
        done.append(Edit(NAME, "citizens", "toll_share", people, share, tick, np.zeros(people.size), Payer.CITY, note))
    return done


MEASURE = Measure(
    name=NAME,
    label="Road charge",
    label_it="Pedaggio d'ingresso",
    order=600,
    topic="mobility",
    levers=ChargeLevers,
    touches=(
        "car_links.toll",
        "car_links.toll_from",
        "car_links.toll_to",
        "car_links.toll_exempt",
        "citizens.toll_share",
    ),
    mechanism=(
        "Whoever drives into the places from elsewhere in the hours of the charge pays at the entry. The charge counts "
        "in the choice of way, hour and mode by the same value of money as every other cost; nothing is set for its "
        "effect. All pay once a day, as for Area C, by the entries counted; residents, those of the places too, weigh "
        "it at each entry in their choice. Drivers from elsewhere weigh one payment a day, share it with who rides "
        "along, and leave the car at home by an incremental logit on the published split of modes; through traffic "
        "may go around. Motorcycles are exempt, and vehicles from elsewhere by the share that is set, by lot, the same "
        "every day; residents of the places have their discount, but look for their way as if they paid in full. Both "
        "hold for every charge of a run. Electric cars are not told apart. What is paid goes to the city; hired cars "
        "pay by their operator, once for each rental."
    ),
    evidence=(
        Evidence(
            "Area C: 5 EUR from 7:30 to 19:30 since 16 January 2012, entries -31 % in the first year against the "
            "charge by emission class before it",
            "ansa.it, 2022; citylab.com, 2015",
            "published",
        ),
        Evidence(
            "Area C from its start: 40 free entries a year for residents of the centre and 2 EUR after them, 3 EUR for "
            "registered service vehicles; electric vehicles and motorcycles of Euro 1 or later are free",
            "liberoquotidiano.it, 2012",
            "published",
        ),
        Evidence(
            "suspended in summer 2012: traffic came back at once, also at other hours and on other roads",
            "Gibson and Carnovale, via documentcloud.org; citylab.com, 2015",
            "published",
        ),
    ),
    edits=edits,
    faults=zones_only,
)
