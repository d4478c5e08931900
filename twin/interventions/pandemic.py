"""How did people travel in 2020 and 2021? Fewer trips to work, study and everything else, month by month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from twin.interventions.measure import Evidence, Levers, Measure, lever, start_tick
from twin.state.codes import Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "pandemic"
MONTHS = 12
_MEMORY = "from memory of published mobility reports (about +-0.1); no file of them was at hand"
_WORK = (
    (2020, (1.0, 0.95, 0.40, 0.25, 0.50, 0.65, 0.70, 0.70, 0.75, 0.70, 0.55, 0.60)),
    (2021, (0.60, 0.65, 0.55, 0.60, 0.70, 0.75, 0.75, 0.75, 0.85, 0.87, 0.87, 0.82)),
)
_OTHER = (
    (2020, (1.0, 0.95, 0.35, 0.20, 0.55, 0.80, 0.85, 0.85, 0.85, 0.75, 0.45, 0.60)),
    (2021, (0.60, 0.70, 0.50, 0.55, 0.80, 0.90, 0.90, 0.90, 0.92, 0.93, 0.92, 0.85)),
)


class Year(BaseModel):
    """Trips of one year by month, over those of an ordinary one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=1990, le=2100, description="Year")
    work: tuple[float, ...] = Field(description="To work and study, from January to December")
    other: tuple[float, ...] = Field(description="All other trips")

    @field_validator("work", "other")
    @classmethod
    def _twelve_shares(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) != MONTHS or min(value) < 0.0 or max(value) > 1.0:
            msg = "twelve numbers between 0 and 1 are needed, one for each month"
            raise ValueError(msg)
        return value


class PandemicLevers(Levers):
    """Levers of the years of the pandemic."""

    strength: float = lever(
        1.0,
        unit="1",
        label="strength",
        label_it="intensità",
        doc="0 an ordinary year, 1 the drop as told, up to 1.5 times it within the spread of the figures",
        source=f"assumed: {_MEMORY}",
        ge=0.0,
        le=1.5,
        slider=(0.0, 1.5, 0.05),
    )
    years: tuple[Year, ...] = lever(
        tuple(Year(year=y, work=work, other=other) for (y, work), (_, other) in zip(_WORK, _OTHER, strict=True)),
        unit="-",
        label="years and months",
        label_it="anni e mesi",
        doc="Trips by month over those of an ordinary year; years that are not told are ordinary",
        source=f"assumed: {_MEMORY}",
    )

    @field_validator("years")
    @classmethod
    def _once(cls, years: Any) -> Any:
        told = [each.year for each in years]
        if len(set(told)) != len(told):
            msg = "a year is told twice; tell each once"
            raise ValueError(msg)
        return tuple(sorted(years, key=lambda each: each.year))


def edits(world: World, levers: PandemicLevers, where: Where, start: date) -> list[Edit]:
    """Edit of how many trips there are on each day of the simulated year.

    Parameters
    ----------
    world : World before any edit.
    levers : Years and strength.
    where : All zones: people from elsewhere stay at home as well.
    start : Day from which it counts.
    """
    where.rows(world.table("zones"))
    clock = world.clock
    tick = start_tick(clock, start)
    told = [each for each in levers.years if each.year == clock.year]
    if tick is None or not told or levers.strength == 0.0:
        return []
    month = np.repeat(np.asarray(clock.month_of_day), clock.ticks_per_day)
    by_month = np.column_stack([told[0].work, told[0].other])
    out = np.clip(1.0 - levers.strength * (1.0 - by_month), 0.0, 1.0)[month - 1]
    rows = np.flatnonzero((out != 1.0).any(axis=1) & (np.arange(out.shape[0]) >= tick)).astype(np.int64)
    if not rows.size:
        return []
    note = f"{out[rows, 0].mean():.0%} of trips to work and study, {out[rows, 1].mean():.0%} of others on these days"
    # Known in advance: an edit for each month would have people learn what they know from the news.
    return [Edit(NAME, "forcing", "out_of_home", rows, out[rows], 0, np.zeros(rows.size), Payer.HOUSEHOLDS, note)]


MEASURE = Measure(
    name=NAME,
    label="Pandemic of 2020 and 2021",
    label_it="Pandemia del 2020 e 2021",
    order=920,
    levers=PandemicLevers,
    touches=("forcing.out_of_home",),
    mechanism=(
        "In each month people set out to work or study, and on errands and for free time, with a share of the usual "
        "chance; who stays is at home, and heats, cools and lights it. Fewer come from elsewhere, through traffic and "
        "deliveries included, by the share of trips to work. It happens without the project. That people shunned "
        "public transport, took up cycling, and had more parcels delivered is not modelled; nor that speeds rose "
        "beyond what the day's own traffic tells, for routes are settled on a day in the middle of each kind of day. "
        "Places do not matter: it holds everywhere."
    ),
    evidence=(
        Evidence("trips by month of 2020 and 2021 in Milan, over those before", _MEMORY, "assumed"),
        Evidence("days of PM10 above the limit at the worst station: 90 in 2020, 61 in 2021", "leccofm.it, 2022",
                 "published"),
        Evidence("entries into Area C: 81,000 a day in 2021, -38.5 % against 2011, a pandemic year",
                 "ansa.it, 2022", "published"),
    ),
    edits=edits,
    trend=True,
)  # fmt: skip
