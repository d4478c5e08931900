"""What happens when street lamps burn with less light in the quiet hours?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import field_validator, model_validator

from twin.core.errors import nearest
from twin.core.streams import declare
from twin.interventions.choosing import take, target_of
from twin.interventions.hours import hour_lever
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import ALL, Found, Where
from twin.state.codes import Payer, StreetClass
from twin.state.edits import Edit

if TYPE_CHECKING:
    from typing import Self

    from twin.state.world import World

NAME = "lamppost_dimming"
CHOICE = declare("interventions.lamppost_dimming", "rank of a lamppost where only a share is dimmed")
CLASSES = tuple(member.name.lower() for member in StreetClass if member is not StreetClass.OUTSIDE)
STREET_WORDS = {
    "motorway": ("motorways", "autostrade"),
    "trunk": ("trunk roads", "strade di scorrimento"),
    "primary": ("primary roads", "strade principali"),
    "secondary": ("secondary roads", "strade secondarie"),
    "tertiary": ("district streets", "strade di quartiere"),
    "minor": ("residential streets", "strade residenziali"),
    "service": ("service roads", "strade di servizio"),
    "pedestrian": ("pedestrian areas", "aree pedonali"),
    "cycleway": ("cycle paths", "piste ciclabili"),
    "path": ("paths", "sentieri"),
    "steps": ("steps", "scalinate"),
    "track": ("tracks", "strade sterrate"),
}


class DimmingLevers(Levers):
    """Levers of lamppost dimming."""

    dim_level: float = lever(
        ...,
        unit="1",
        label="light in the dimmed hours",
        label_it="luce nelle ore ridotte",
        doc="Share of full power in the dimmed hours",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    from_hour: int = hour_lever(..., doc="Civil hour at which dimming starts")
    to_hour: int = hour_lever(..., doc="Civil hour at which dimming ends", ends=True, over_night=True)
    street_classes: tuple[str, ...] = lever(
        (ALL,),
        unit="-",
        label="street classes",
        label_it="classi di strada",
        doc='Classes of the streets that the lamps light, or "all"',
        options=STREET_WORDS,
    )
    quantity: Amount = lever(
        Amount(value=1.0, unit="1"),
        unit="1",
        label="share of the lamps",
        label_it="quota dei lampioni",
        doc="Share of the lamps in these places and classes, drawn by lot",
        slider=(0.0, 1.0, 0.05),
    )
    cost_per_point: float = lever(
        60.0,
        unit="EUR",
        label="cost per point",
        label_it="costo per punto luce",
        doc="Telecontrol node or driver setting, with labour",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 500.0, 10.0),
    )

    @field_validator("street_classes", mode="before")
    @classmethod
    def _known_classes(cls, value: Any) -> Any:
        names = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else None
        if not names or not all(isinstance(name, str) for name in names):
            msg = f'{value!r} names no street class; write "all" or a list such as ["minor", "service"]'
            raise ValueError(msg)
        if ALL in names:
            return (ALL,)
        for name in names:
            if name not in CLASSES:
                msg = f"{name!r} is no street class; {nearest(name, CLASSES)}"
                raise ValueError(msg)
        return tuple(sorted(set(names), key=CLASSES.index))

    @model_validator(mode="after")
    def _some_hours(self) -> Self:
        if self.from_hour == self.to_hour:
            msg = f'"from" and "to" are both {self.from_hour:02d}:00, which dims in no hour; give two hours'
            raise ValueError(msg)
        return self


def edits(world: World, levers: DimmingLevers, where: Where, start: date) -> list[Edit]:
    """Edits of level and hours of the chosen lamps, with what the city pays.

    Parameters
    ----------
    world : World before any edit.
    levers : Level, hours, street classes, share and cost.
    where : Zones whose lamps are meant.
    start : Day from which the lamps are dimmed.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    lamps = world.table("lampposts")
    eligible, outside = find(world, levers, where)
    uids = lamps["uid"][eligible]
    target, _unit, note = target_of(levers.quantity, {"1": float(len(eligible))})
    rows = take(eligible, CHOICE.at(world.seed).uniform(uids), uids, np.ones(len(eligible)), target)
    words = "; ".join([f"{len(rows)} of {len(eligible)} lamps", *([note] if note else []), *outside])
    values = {"dim_level": levers.dim_level, "dim_from": levers.from_hour, "dim_to": levers.to_hour}
    cost = np.full(len(rows), levers.cost_per_point)
    return [
        Edit(
            NAME,
            "lampposts",
            column,
            rows,
            np.full(len(rows), value),
            tick,
            cost if column == "dim_level" else np.zeros(len(rows)),
            Payer.CITY,
            words if column == "dim_level" else "",
        )
        for column, value in values.items()
    ]


def find(world: World, levers: DimmingLevers, where: Where) -> Found:
    """Lamps in the places and classes."""
    wanted = np.ones(len(world.table("lampposts")), dtype=bool)
    if levers.street_classes != (ALL,):
        codes = [StreetClass[name.upper()] for name in levers.street_classes]
        wanted = np.isin(world.table("lampposts")["street_class"], codes)
    return where.find(world, "lampposts", wanted)


MEASURE = Measure(
    name=NAME,
    label="Lamppost dimming",
    label_it="Riduzione notturna dei lampioni",
    order=200,
    topic="data",
    levers=DimmingLevers,
    touches=("lampposts.dim_level", "lampposts.dim_from", "lampposts.dim_to"),
    mechanism=(
        "Between two civil hours the chosen lamps draw a share of their full power. Milan's change to LED (2014-15) "
        "came before the project: the lamps of the baseline are LED already. Light, safety and comfort in the street "
        "are not computed: whether a level is allowed is for the street's lighting class to say. The city pays for "
        "the control of each point, once."
    ),
    evidence=(
        Evidence(
            "Milan's LED change: 140,000 points, 114 to 55 GWh a year announced (-52 %), before the project",
            "datamanager.it; tgcom24.mediaset.it; ilgiornaledellarte.com, 2014-17",
            "published",
        ),
        Evidence(
            "measured saving of the Sharing Cities lampposts in Milan: not found; level, hours and cost are choices",
            "no source was reached",
            "assumed",
        ),
    ),
    edits=edits,
)
