"""What happens when lampposts carry sensors, Wi-Fi and charge points, and dim while nobody passes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from pydantic import model_validator

from twin.core.streams import declare
from twin.interventions.choosing import take, target_of
from twin.interventions.hours import hour_lever
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.placing import Spots, closed, opened, sources_of
from twin.interventions.smart_lamppost_levers import hosted, price, watts
from twin.state.codes import Payer, PlaceKind
from twin.state.edits import Edit

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.additions import Addition
    from twin.state.world import World

NAME = "smart_lampposts"
CHOICE = declare("interventions.smart_lampposts", "rank of a lamppost that becomes smart, and what it hosts")
# What a lamp may host: lever of the share that does, and column of lampposts. The place in the list is the draw's lane.
HOSTS = {
    "environment": "environment_sensor",
    "traffic": "traffic_sensor",
    "wifi": "wifi",
    "charger": "charger",
}


class SmartLevers(Levers):
    """Levers of smart lampposts."""

    quantity: Amount = lever(
        ...,
        unit="1|lamp",
        label="smart lampposts",
        label_it="lampioni intelligenti",
        doc="Share of the lamps in these places, or their number",
        slider=(0.0, 1.0, 0.01),
    )
    choice: Literal["main_first", "lot"] = lever(
        "main_first",
        unit="-",
        label="which lamps",
        label_it="quali lampioni",
        doc="Lamps of the greater streets first, or drawn by lot",
        source="assumed; the places of Milan's smart lampposts were not published",
        options={
            "main_first": ("on main streets first", "prima sulle strade principali"),
            "lot": ("drawn by lot", "estratti a sorte"),
        },
        folded=True,
    )
    environment: float = hosted(1.0, "sensors of air and noise", "sensori di aria e rumore", main=True)
    traffic: float = hosted(0.0, "counters of vehicles", "contatori di veicoli")
    wifi: float = hosted(1.0, "public Wi-Fi", "Wi-Fi pubblico", main=True)
    charger: float = hosted(0.0, "charge point for cars", "punto di ricarica per auto")
    adaptive: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="dim while nobody passes",
        label_it="ridurre quando non passa nessuno",
        doc="In the hours of dimming the lamp gives full light while people or vehicles pass, and less otherwise",
        source="no evidence that Milan's lampposts do",
    )
    dim_level: float = lever(
        0.3,
        unit="1",
        label="light while nobody passes",
        label_it="luce quando non passa nessuno",
        doc="Share of full power in the hours of dimming while nobody passes",
        source="assumed; each street's lighting class limits what is allowed",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )
    from_hour: int = hour_lever(22, doc="Civil hour at which dimming starts")
    to_hour: int = hour_lever(6, doc="Civil hour at which dimming ends", ends=True, over_night=True)
    hold: float = lever(
        60.0,
        unit="s",
        label="light held",
        label_it="luce mantenuta",
        doc="Time of full light after the last one who passed",
        source="assumed",
        gt=0.0,
        slider=(10.0, 300.0, 10.0),
    )
    node_power: float = watts(3.0, "radio and controller", "radio e centralina")
    environment_power: float = watts(3.0, "sensors of air and noise", "sensori di aria e rumore")
    traffic_power: float = watts(8.0, "a counter of vehicles", "un contatore di veicoli")
    wifi_power: float = watts(12.0, "a point of Wi-Fi", "un punto Wi-Fi")
    charger_power: float = lever(
        3.7,
        unit="kW",
        label="power of the charge point",
        label_it="potenza del punto di ricarica",
        doc="Power of a plug at a lamp",
        source="one phase of 16 A at 230 V",
        gt=0.0,
        slider=(2.0, 22.0, 0.1),
        folded=True,
    )
    cost_node: float = price(1_000.0, "radio and controller", "radio e centralina")
    cost_environment: float = price(2_000.0, "sensors of air and noise", "sensori di aria e rumore")
    cost_traffic: float = price(1_500.0, "a counter of vehicles", "un contatore di veicoli")
    cost_wifi: float = price(1_000.0, "a point of Wi-Fi", "un punto Wi-Fi")
    cost_charger: float = price(3_000.0, "a charge point", "un punto di ricarica")
    eu_share: float = lever(
        0.70,
        unit="1",
        label="share paid by the EU",
        label_it="quota pagata dall'UE",
        doc="Grant on the whole; the city pays the rest",
        source="usual rate of Horizon 2020 for innovation; from memory, assumed",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )

    @model_validator(mode="after")
    def _some_hours(self) -> Self:
        if self.adaptive and self.from_hour == self.to_hour:
            msg = f'"from" and "to" are both {self.from_hour:02d}:00, which dims in no hour; give two hours'
            raise ValueError(msg)
        return self


class Chosen(NamedTuple):
    """Lamps that become smart, and which of them host what."""

    rows: NDArray[np.int64]  # increasing (K,)
    hosts: dict[str, NDArray[np.bool_]]  # by lever (K,) each
    words: str


def chosen(world: World, levers: SmartLevers, where: Where) -> Chosen:
    """The lamps that become smart; what one hosts depends on nothing but the lamp."""
    lamps = world.table("lampposts")
    eligible, outside = where.find(world, "lampposts", np.ones(len(lamps), dtype=bool))
    uids, draw = lamps["uid"][eligible], CHOICE.at(world.seed)
    target, _, note = target_of(levers.quantity, {"lamp": float(eligible.size)})
    rank = draw.uniform(uids)
    if levers.choice == "main_first":
        rank = rank + lamps["street_class"][eligible]
    rows = take(eligible, rank, uids, np.ones(eligible.size), target)
    hosts = {
        name: draw.uniform(lamps["uid"][rows], lane=lane) < getattr(levers, name)
        for lane, name in enumerate(HOSTS, start=1)
    }
    counts = [f"{int(some.sum())} with {name.replace('wifi', 'Wi-Fi')}" for name, some in hosts.items() if some.any()]
    parts = [f"{rows.size} of {eligible.size} lamps", *counts, *([note] if note else []), *outside]
    return Chosen(rows, hosts, "; ".join(parts))


def _spots(world: World, levers: SmartLevers, where: Where) -> Spots:
    """Where the charge points stand."""
    lamps, found = world.table("lampposts"), chosen(world, levers, where)
    rows = found.rows[found.hosts["charger"]]
    keys = tuple(f"lamp {uid:016x}" for uid in lamps["uid"][rows])
    return Spots(keys, keys, lamps["x"][rows], lamps["y"][rows], lamps["zone"][rows])


def additions(world: World, levers: SmartLevers, where: Where, start: date) -> list[Addition]:
    """The charge points, closed until their date."""
    if start_tick(world.clock, start) is None or levers.quantity.value == 0.0 or levers.charger == 0.0:
        return []
    spots = _spots(world, levers, where)
    if not spots.names:
        return []
    more = {"power": 1e3 * levers.charger_power, "site_power": 1e3 * levers.charger_power}
    note = f"{len(spots.names)} charge points at lampposts"
    return [closed(NAME, spots, sources_of(NAME, spots), PlaceKind.CHARGER, start, more, note)]


def edits(world: World, levers: SmartLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the lamps and their charge points, with what city and EU pay.

    Parameters
    ----------
    world : World before any edit, with the charge points of `additions`.
    levers : How many lamps, what they host, how they dim, and for how much.
    where : Zones or addresses whose lamps are meant.
    start : Day from which they work.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    found, lamps = chosen(world, levers, where), world.table("lampposts")
    rows, none = found.rows, np.zeros(found.rows.size)
    power, cost = np.full(rows.size, levers.node_power), np.full(rows.size, levers.cost_node)
    for name, some in found.hosts.items():
        cost = cost + some * getattr(levers, f"cost_{name}")
        power = power + some * (getattr(levers, f"{name}_power") if name != "charger" else 0.0)  # drawn by the cars
    new = {"extra_power": (rows, lamps["extra_power"][rows] + power)}
    new |= {HOSTS[name]: (rows[some], np.ones(int(some.sum()), dtype=bool)) for name, some in found.hosts.items()}
    if levers.adaptive:
        values = {"dim_level": levers.dim_level, "dim_from": levers.from_hour, "dim_to": levers.to_hour}
        new |= {name: (rows, np.full(rows.size, value)) for name, value in (values | {"hold": levers.hold}).items()}
    # The spacing as it is carries what each pays, once.
    same, grant = lamps["spacing"][rows], levers.eu_share * cost
    done = [Edit(NAME, "lampposts", "spacing", rows, same, tick, cost - grant, Payer.CITY, found.words)]
    if levers.eu_share > 0.0 and rows.size:
        done.append(Edit(NAME, "lampposts", "spacing", rows, same, tick, grant, Payer.EU, "grant of the EU"))
    done += [Edit(NAME, "lampposts", name, some, values, tick, none[: some.size])
             for name, (some, values) in new.items() if some.size]  # fmt: skip
    if found.hosts["charger"].any():
        spots = _spots(world, levers, where)
        one = np.ones(len(spots.names))
        done.append(opened(world, NAME, sources_of(NAME, spots), one, tick, 0.0 * one, Payer.CITY, ""))
    return done


MEASURE = Measure(
    name=NAME,
    label="Smart lampposts",
    label_it="Lampioni intelligenti",
    order=210,
    topic="data",
    levers=SmartLevers,
    touches=(
        *(f"lampposts.{name}" for name in ("spacing", "extra_power", *HOSTS.values())),
        *(f"lampposts.{name}" for name in ("dim_level", "dim_from", "dim_to", "hold")),
        "places.capacity",
    ),
    mechanism=(
        "Sensors, Wi-Fi and radio draw their power day and night, on the lamp's meter: more electricity, not less. "
        "What sensors tell and who uses the Wi-Fi changes nothing in the twin by itself: they are counted, for the "
        "platform and the ledger. A charge point at a lamp serves cars as any other (charging_points), and its "
        "electricity is the cars'. If lamps answer to people they give full light in the hours of dimming for the "
        "share of time in which somebody passes, which follows from walkers and vehicles of the street in that hour; "
        "lamps beside no street for cars, of which nothing is known, do not dim. People from elsewhere on foot are not "
        "in these streets. Lamps are LED before and after: that change came before the project and is in the baseline. "
        "Where lamps are dimmed by lamppost_dimming in the same mix, hours that differ are an error."
    ),
    evidence=(
        Evidence(
            "300 smart lampposts with Wi-Fi and various sensors planned in Milan",
            "joomag.com, City Life 56; etribuna.com",
            "published",
        ),
        Evidence(
            "28 street lamps with environmental sensors told at the end; the sentence is cut off in the copy, they may "
            "be one kind only",
            "globalcitieshub.org, shared by the City of Milan, February 2022",
            "published",
        ),
        Evidence(
            "more than 500 smart lampposts of the whole consortium in 2019, over 2,400 at the end: six cities, not "
            "Milan",
            "teicosgroup.com; e-redes.pt",
            "published",
        ),
        Evidence(
            "Milan's LED change: 140,000 points, 114 to 55 GWh a year announced, before the project",
            "datamanager.it; tgcom24.mediaset.it",
            "published",
        ),
        Evidence(
            "power and price of electronics, measured saving of Milan's lampposts: not found",
            "no source was reached",
            "assumed",
        ),
    ),
    edits=edits,
    additions=additions,
)  # fmt: skip
