"""What happens when condominiums insulate walls, roof and cellar ceiling and change windows?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from twin.core.streams import declare
from twin.interventions.choosing import take, target_of
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Found, Where
from twin.state.codes import Payer, Thermal, Use
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "condominium_retrofit"
CHOICE = declare("interventions.condominium_retrofit", "rank of a building in a retrofit drawn by lot")

TABULA = (
    "TABULA/EPISCOPE Italy (CC BY 4.0), IT.MidClim.AB.01-08: U_Actual of variants .002 (standard) and .003 (advanced), "
    "ceiling under the unheated attic, wall 1, window 1; floors as H per area, b_Transmission counted; g_gl_n; "
    "n_air_infiltration; delta_U_ThermalBridging"
)


class Envelope(NamedTuple):
    """Envelope of an apartment block after refurbishment."""

    wall: float  # W/m2/K
    roof: float  # W/m2/K, ceiling under the unheated attic
    floor: float  # W/m2/K, ground effect counted
    window: float  # W/m2/K
    g: float  # 1
    infiltration: float  # 1/h
    bridges: float  # W/m2/K, surcharge for thermal bridges on all outer parts


# By epoch of construction, in the order of state.codes.Epoch. Source: TABULA, above; year 2011.
STANDARD = (
    Envelope(0.324, 0.274, 0.136, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.315, 0.271, 0.140, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.320, 0.270, 0.139, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.321, 0.274, 0.131, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.317, 0.274, 0.259, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.326, 0.261, 0.131, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.316, 0.267, 0.139, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.270, 0.224, 0.138, 1.8, 0.50, 0.10, 0.05),
)
ADVANCED = (
    Envelope(0.244, 0.215, 0.107, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.255, 0.213, 0.109, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.242, 0.213, 0.103, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.243, 0.215, 0.104, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.240, 0.215, 0.202, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.246, 0.207, 0.103, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.255, 0.211, 0.103, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.130, 0.125, 0.099, 1.1, 0.50, 0.05, 0.00),
)
LEVELS = {"standard": STANDARD, "advanced": ADVANCED}
COLUMNS = {
    "u_wall": "wall",
    "u_window": "window",
    "u_roof": "roof",
    "u_floor": "floor",
    "g_window": "g",
    "infiltration": "infiltration",
    "thermal_bridges": "bridges",
}


class RetrofitLevers(Levers):
    """Levers of the condominium retrofit."""

    quantity: Amount = lever(
        ...,
        unit="1|m2|flat",
        label="quantity",
        label_it="quantità",
        doc="Share of the eligible floor area, gross floor area, or number of flats",
        slider=(0.0, 1.0, 0.01),
    )
    level: Literal["standard", "advanced"] = lever(
        "standard",
        unit="-",
        label="level of the works",
        label_it="livello dei lavori",
        doc="Refurbishment level of TABULA: standard or advanced",
        source=TABULA,
        options={"standard": ("standard", "ordinario"), "advanced": ("advanced", "avanzato")},
    )
    choice: Literal["worst_first", "lot"] = lever(
        "worst_first",
        unit="-",
        label="who comes first",
        label_it="chi viene prima",
        doc="Most heat loss through the envelope per floor area first, or drawn by lot",
        source="assumed; the audits of the Milan co-design chose neither way",
        options={
            "worst_first": ("those that lose most heat", "chi disperde più calore"),
            "lot": ("drawn by lot", "estratto a sorte"),
        },
    )
    least_flats: float = lever(
        4.0,
        unit="flat",
        label="smallest condominium",
        label_it="condominio più piccolo",
        doc="Buildings with fewer flats are no condominiums here",
        source="assumed; TABULA's apartment blocks have 16 flats and more",
        ge=0.0,
        slider=(1.0, 20.0, 1.0),
    )
    cost_per_flat: float = lever(
        14_600.0,
        unit="EUR/flat",
        label="cost per flat",
        label_it="costo per appartamento",
        doc="Investment before any deduction",
        source="via Verro 78 B/C: 350,000 EUR for 24 families, rounded (sharingcities.eu, 2018)",
        ge=0.0,
        slider=(5_000.0, 40_000.0, 100.0),
    )
    cost_total: float = lever(
        0.0,
        unit="EUR",
        label="cost of the whole work",
        label_it="costo di tutta l'opera",
        doc="Investment of all chosen buildings together, shared out by their flats; 0 counts the cost per flat",
        source="where a project tells one sum",
        ge=0.0,
        slider=(0.0, 2_000_000.0, 10_000.0),
    )
    state_share: float = lever(
        0.70,
        unit="1",
        label="share paid by the state",
        label_it="quota pagata dallo Stato",
        doc="Tax deduction on the cost; the households pay the rest",
        source="70 % if at least 25 % of the envelope is treated, 2017-2021 (edilportale.com, 2017)",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
    )


def edits(world: World, levers: RetrofitLevers, where: Where, start: date) -> list[Edit]:
    """Edits of the chosen buildings' envelopes, with what households and state pay.

    Parameters
    ----------
    world : World before any edit; U-values as the energy domain read them from the construction period.
    levers : What is done, how much of it, and for how much.
    where : Zones whose buildings are eligible, or addresses.
    start : Day from which the works are finished.
    """
    tick = start_tick(world.clock, start)
    if levers.quantity.value == 0.0 or tick is None:
        return []
    buildings = world.table("buildings")
    eligible, outside = find(world, levers, where)
    sizes = {"m2": buildings["floor_area"][eligible], "flat": buildings["flats"][eligible]}
    target, unit, note = target_of(levers.quantity, {name: float(size.sum()) for name, size in sizes.items()})
    uids = buildings["uid"][eligible]
    rank = -heat_loss(world, eligible) if levers.choice == "worst_first" else CHOICE.at(world.seed).uniform(uids)
    rows = take(eligible, rank, uids, sizes[unit], target)
    flats, area = buildings["flats"][rows], buildings["floor_area"][rows]
    words = "; ".join([
        f"{len(rows)} buildings, {flats.sum():.0f} flats, {area.sum():.0f} m2 of {sizes['m2'].sum():.0f} m2 eligible",
        *([note] if note else []),
        *outside,
    ])  # fmt: skip
    cost = flats * (levers.cost_total / flats.sum() if levers.cost_total and len(rows) else levers.cost_per_flat)
    # What each payer pays stands once, with the edit of one column; the other edits of the work cost nothing.
    paid = {
        "u_wall": (cost * (1.0 - levers.state_share), Payer.HOUSEHOLDS, words),
        "u_window": (cost * levers.state_share, Payer.STATE, "tax deduction on the whole work, booked at once"),
    }
    after = np.array(LEVELS[levers.level])[buildings["epoch"][rows]]
    none = np.zeros(len(rows))
    return [
        Edit(
            NAME,
            "buildings",
            column,
            rows,
            after[:, Envelope._fields.index(part)],
            tick,
            *paid.get(column, (none, Payer.HOUSEHOLDS, "")),
        )
        for column, part in COLUMNS.items()
        if len(rows) or column == "u_wall"  # a work that reaches nothing still says why
    ]


def find(world: World, levers: RetrofitLevers, where: Where) -> Found:
    """Heated residential buildings with enough flats in the places; of an address, the nearest of them."""
    buildings = world.table("buildings")
    wanted = (
        (buildings["use"] == Use.RESIDENTIAL)
        & (buildings["thermal"] == Thermal.HEATED)
        & (buildings["flats"] >= max(levers.least_flats, 1.0))
        & (buildings["floor_area"] > 0.0)
    )
    return where.find(world, "buildings", wanted)


def heat_loss(world: World, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Transmission through the envelope per gross floor area, sum of U·A over floor area. (K,) [W/m2/K]"""
    b = {name: column[rows] for name, column in world.table("buildings").data.items() if name != "source_id"}
    facade = b["facade"].sum(axis=1)
    glass = facade * b["window_share"]
    loss = b["u_wall"] * (facade - glass) + b["u_window"] * glass + (b["u_roof"] + b["u_floor"]) * b["footprint"]
    return np.asarray(loss / b["floor_area"], dtype=np.float64)


MEASURE = Measure(
    name=NAME,
    label="Condominium retrofit",
    label_it="Riqualificazione dei condomini",
    order=100,
    levers=RetrofitLevers,
    touches=tuple(f"buildings.{column}" for column in COLUMNS),
    mechanism=(
        "Walls, roof or top ceiling, floor and windows of the chosen buildings get the U-values of TABULA's "
        "refurbished apartment block of their construction period, windows their solar factor, and leaks shrink to the "
        "air change given there; a part that is already better stays. The surcharge for thermal bridges becomes that "
        "of the same block, which for the oldest walls is more than before. Boiler, valves and control stay as they "
        "are, and what people do with the warmth saved is left to the behaviour domain. The "
        "cost is booked when the works are finished, or at the start of the simulated year if that is later; the "
        "deduction, in truth paid back over ten years, is booked at once."
    ),
    evidence=(
        Evidence(
            "walls, top ceiling, floor, windows, leaks and thermal bridges after refurbishment, by epoch",
            TABULA,
            "published",
        ),
        Evidence(
            "Tito Livio 7: condominium energy bill -50 % (50-60 % announced), about 300,000 EUR, 70 % deduction",
            "milanotoday.it; today.it",
            "published",
        ),
        Evidence(
            "Verro 78 B/C: 24 families, 350,000 EUR, expected bill -52 %, 12,000-18,000 EUR per family",
            "sharingcities.eu, Milan adds another energy-efficient building to its ranks, 2018",
            "published",
        ),
        Evidence(
            "Passeroni 6: energy -59 %, emissions -65 %, with a new heat generator and photovoltaics",
            "sharingcities.eu, Retro-fast, 2019",
            "published",
        ),
        Evidence(
            "more than 28,000 m2 retrofitted in five condominiums and a public block; 5 of 20 audited signed",
            "agenzianova.com; sharingcities.eu, Retrofitting with the people",
            "published",
        ),
        Evidence(
            "saving in line with the forecast, and a higher mean indoor temperature afterwards",
            "teicosgroup.com, Il punto su Sharing Cities, 2021",
            "published",
        ),
        Evidence("cost of the advanced level: not found; set cost_per_flat", "no source was reached", "assumed"),
    ),
    edits=edits,
)
