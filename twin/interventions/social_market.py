"""What happens when residents can earn points for green deeds, if they like?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.streams import declare
from twin.decisions.market import Outcome, Scheme, outcome, taking_part
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.observe.privacy import LEAST
from twin.state.codes import Payer, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.world import World

NAME = "social_market"
OFFERED = declare("interventions.social_market", "whether a resident hears of the social market")
_UNKNOWN = "assumed; no budget of SharingMi was found"


class MarketLevers(Levers):
    """Levers of the digital social market."""

    quantity: Amount = lever(
        ...,
        unit="1",
        label="residents it is offered to",
        label_it="residenti a cui è offerto",
        doc="Share of the residents, drawn by lot, who hear of it; whether they join is theirs to say",
        slider=(0.0, 1.0, 0.05),
    )
    message: Literal["information", "norm", "health", "reward", "norm_reward"] = lever(
        "information",
        unit="-",
        label="message",
        label_it="messaggio",
        doc="What people are told: what they use, what neighbours do, what is healthy, what they earn, or the second "
        "and the last together",
        source="choice; effects after field experiments",
        options={
            "information": ("what you use", "quanto consumi"),
            "norm": ("what neighbours do", "che cosa fanno i vicini"),
            "health": ("what is healthy", "che cosa fa bene alla salute"),
            "reward": ("what you earn", "che cosa guadagni"),
            "norm_reward": ("neighbours and reward", "vicini e premio"),
        },
    )
    desk: Literal["yes", "no"] = lever(
        "yes",
        unit="-",
        label="on paper and at a desk too",
        label_it="anche su carta e allo sportello",
        doc="Whether one can take part without a phone",
        source="choice",
        options={"yes": ("yes", "sì"), "no": ("app alone", "solo app")},
    )
    joining: float = lever(
        0.03,
        unit="1",
        label="chance to join in a year",
        label_it="probabilità di aderire in un anno",
        doc="Of somebody of middle age and income with a phone; others follow from it",
        source="assumed; number of users of SharingMi not found",
        ge=0.0,
        le=1.0,
        slider=(0.0, 0.3, 0.01),
    )
    half_life_least: float = lever(
        6.0,
        unit="month",
        label="half have left after, at least",
        label_it="metà ha smesso dopo, almeno",
        doc="Shortest half-life of taking part",
        source="6 to 12 months, from memory",
        gt=0.0,
        slider=(1.0, 36.0, 1.0),
    )
    half_life_most: float = lever(
        12.0,
        unit="month",
        label="half have left after, at most",
        label_it="metà ha smesso dopo, al più",
        doc="Longest half-life of taking part; each has one of their own between the two",
        source="6 to 12 months, from memory",
        gt=0.0,
        slider=(1.0, 36.0, 1.0),
    )
    point_value: float = lever(
        0.02,
        unit="EUR",
        label="value of a point",
        label_it="valore di un punto",
        doc="What a point buys in vouchers and discounts that the city pays for",
        source=_UNKNOWN,
        ge=0.0,
        slider=(0.0, 0.2, 0.01),
    )
    reward_budget: float = lever(
        30_000.0,
        unit="EUR",
        label="rewards a year, at most",
        label_it="premi all'anno, al più",
        doc="Most that rewards cost in a year; if points are worth more, each buys less",
        source=f"{_UNKNOWN}; prizes of Sharing Lisboa were 30,000 EUR in a school year (sharingcities.eu)",
        ge=0.0,
        slider=(0.0, 200_000.0, 5_000.0),
    )
    gaming: float = lever(
        0.1,
        unit="1",
        label="points without a deed",
        label_it="punti senza azione",
        doc="Share of the points claimed for deeds that were not done: they cost, and do nothing",
        source="assumed",
        ge=0.0,
        le=0.9,
        slider=(0.0, 0.9, 0.05),
    )
    cost_setup: float = lever(
        150_000.0,
        unit="EUR",
        label="setting up",
        label_it="avvio",
        doc="App, certification of deeds, contracts with shops",
        source=_UNKNOWN,
        ge=0.0,
        slider=(0.0, 1_000_000.0, 10_000.0),
    )
    cost_year: float = lever(
        60_000.0,
        unit="EUR",
        label="running it for a year",
        label_it="gestione per un anno",
        doc="Operation and community work of the simulated year",
        source=_UNKNOWN,
        ge=0.0,
        slider=(0.0, 500_000.0, 10_000.0),
    )
    cost_desk: float = lever(
        25_000.0,
        unit="EUR",
        label="desk and paper for a year",
        label_it="sportello e carta per un anno",
        doc="Part-time staff of a desk in the simulated year",
        source="assumed",
        ge=0.0,
        slider=(0.0, 200_000.0, 5_000.0),
    )


def edits(world: World, levers: MarketLevers, where: Where, start: date) -> list[Edit]:
    """Edits of what participants do of their own will, with what the city pays.

    Parameters
    ----------
    world : World before any edit.
    levers : What is offered, to how many, and for how much.
    where : Zones or addresses whose residents it is offered to.
    start : Day from which one can join.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    citizens, zones = world.table("citizens"), world.table("zones")
    offered, rows, outside = _offered(world, levers, where)
    if np.unique(citizens["household"][offered]).size < LEAST:
        note = "; ".join([f"fewer than {LEAST} households: not held, as it would tell on them", *outside])
        none = np.zeros(0)
        return [Edit(NAME, "zones", "points", np.zeros(0, dtype=np.int64), none, tick, none, Payer.CITY, note)]
    scheme = Scheme(
        levers.joining, levers.desk == "yes", (levers.half_life_least, levers.half_life_most), levers.message,
        levers.point_value, levers.reward_budget, levers.gaming,
    )  # fmt: skip
    found = outcome(world, scheme, taking_part(world, scheme, offered, start))
    year = world.clock.year
    kinds = {
        f"setting up in {start.year}": levers.cost_setup,
        f"running it in {year}": levers.cost_year,
        "desk and paper": levers.cost_desk if scheme.desk else 0.0,
        "rewards": found.rewards,
    }
    points = np.bincount(citizens["zone"], weights=found.points, minlength=len(zones))[rows]
    share = points / points.sum() if points.sum() > 0.0 else np.full(rows.size, 1.0 / max(rows.size, 1))
    words = "; ".join([_words(found, offered, citizens["household"]), _bill(kinds), *outside])
    after = zones["points"][rows] + points
    done = [Edit(NAME, "zones", "points", rows, after, tick, (sum(kinds.values()) - levers.cost_setup) * share,
                 Payer.CITY, words)]  # fmt: skip
    if levers.cost_setup > 0.0:  # once, all else in every year; by people offered, which no later year changes
        heard = np.bincount(citizens["zone"][offered], minlength=len(zones))[rows]
        paid = levers.cost_setup * heard / heard.sum()
        done.append(Edit(NAME, "zones", "points", rows, after, tick, paid, Payer.CITY, asset="paper"))
    for table, column, values in (
        ("citizens", "takes_part", found.part),
        ("citizens", "green_pull", found.pull),
        ("buildings", "appliance_effort", found.appliances),
        ("buildings", "setpoint_effort", found.setpoint),
    ):
        some = np.flatnonzero(values > 0.0)
        if some.size:
            done.append(Edit(NAME, table, column, some, values[some], tick, np.zeros(some.size), Payer.CITY))
    return done


def _offered(
    world: World, levers: MarketLevers, where: Where
) -> tuple[NDArray[np.bool_], NDArray[np.int64], tuple[str, ...]]:
    """To whom it is offered (N,), the rows of their zones, and what is to be said of the places."""
    citizens, zones, buildings = (world.table(name) for name in ("citizens", "zones", "buildings"))
    heard = OFFERED.at(world.seed).uniform(citizens["uid"]) < levers.quantity.value
    if not where.at:
        rows = where.rows(zones)
        return heard & np.isin(citizens["zone"], rows), rows, ()
    found = where.find(world, "buildings", buildings["use"] == Use.RESIDENTIAL)
    lives = np.isin(citizens["home"], found.rows)
    return heard & lives, np.unique(citizens["zone"][lives]).astype(np.int64), found.notes


def _words(found: Outcome, offered: NDArray[np.bool_], household: NDArray[np.int64]) -> str:
    """How many take part, without a word on anybody; no number where they belong to few households."""
    part = found.part > 0.0
    many = int(part.sum())
    if 0 < np.unique(household[part]).size < LEAST:
        return f"fewer than {LEAST} households of {int(offered.sum())} residents take part in the year"
    short = f", {100.0 * found.paid:.0f} % of their value covered by the budget" if found.paid < 1.0 else ""
    return f"{many} of {int(offered.sum())} residents take part in the year; {found.points.sum():.0f} points{short}"


def _bill(kinds: dict[str, float]) -> str:
    return "cost: " + ", ".join(f"{name} {cost:.0f} EUR" for name, cost in kinds.items() if cost > 0.0)


MEASURE = Measure(
    name=NAME,
    label="Digital social market",
    label_it="Mercato sociale digitale",
    order=660,
    topic="people",
    levers=MarketLevers,
    touches=(
        "zones.points", "citizens.takes_part", "citizens.green_pull", "buildings.appliance_effort",
        "buildings.setpoint_effort",
    ),
    mechanism=(
        "Residents may earn points for deeds: using less electricity, wanting rooms a little cooler, walking and "
        "cycling. It is voluntary, there is no penalty, no rank and no score across domains, and one can take part on "
        "paper or at a desk. Who joins follows from age, income and whether somebody uses a phone; most leave again "
        "within months. Only those who take part do anything: each draws a response between nothing and the most of "
        "the published range, by the message. A norm and a reward together do nothing, as in a field experiment. "
        "Points claimed without a deed cost and do nothing. The year's mean is taken for all of its days, so that "
        "fading within a year is not seen. Buildings have one set point: what some of its people forgo cools "
        "the mean a little. Effects on who stays away, on what people buy, and on public transport are left out."
    ),
    evidence=(
        Evidence("SharingMi: launched on 21 February 2019, points for posted and certified deeds, vouchers and culture",
                 "sharingcities.eu; ancidigitale.it", "published"),
        Evidence("its users, deeds and points: not found", "no source was reached", "assumed"),
        Evidence("home energy reports: -1.9 to -2.0 %, decaying between letters, 80,000 households",
                 "Allcott 2009", "published"),
        Evidence("social norm -6 %, large reward -8 % and lasting; norm with reward online: the effect vanishes",
                 "Dolan and Metcalfe, via toolsofchange.com", "published"),
        Evidence("health frame -8 to -10 % over 100 days, cost frame fades; 118 households",
                 "Asensio and Delmas, J. Econ. Behav. Organ. 126, 2016", "published"),
        Evidence("norms and incentives mostly small; on investments mostly none",
                 "Vesely et al., Frontiers in Psychology, 2022", "published"),
        Evidence("people are moved more by social causes than by personal discounts: Sharing Lisboa, 33 questionnaires",
                 "Rolim and Baptista, Climate 9(2) 34, 2021", "published"),
        Evidence("electricity -2 % (0 to -8), heat -3 % (0 to -10) of those who take part; half have left in 6 to 12 "
                 "months", "prior after the above, from memory", "assumed"),
        Evidence("effect of points on walking and cycling", "no source was reached", "assumed"),
    ),
    edits=edits,
)  # fmt: skip
