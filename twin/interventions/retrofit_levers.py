"""Which parts of a condominium are retrofitted, how well, and for how much? The measure's levers."""

from __future__ import annotations

from typing import Literal

from twin.interventions.choosing import area_or_flats, smallest_condominium
from twin.interventions.measure import COUNT, Amount, Levers, lever
from twin.interventions.refurbishment import PRICES, TABULA

_PARTS = "; ".join(f"{name.replace('_', ' ')} {price.value:g} {price.unit}" for name, price in PRICES.items())


class RetrofitLevers(Levers):
    """Levers of the condominium retrofit."""

    quantity: Amount = area_or_flats()
    level: Literal["standard", "advanced"] = lever(
        "standard",
        unit="-",
        label="level of the works",
        label_it="livello dei lavori",
        doc="Refurbishment level of TABULA: standard or advanced",
        source=TABULA,
        options={"standard": ("standard", "ordinario"), "advanced": ("advanced", "avanzato")},
    )
    walls: bool = lever(
        True,  # noqa: FBT003 — the lever's default
        unit="-",
        label="insulate walls",
        label_it="isolare le pareti",
        doc="Walls get the U-value of the level, and all outer parts its surcharge for thermal bridges",
        source="part of the packages of Sharing Cities in Milan (canaleenergia.com; today.it)",
    )
    roof: bool = lever(
        True,  # noqa: FBT003 — the lever's default
        unit="-",
        label="insulate the top ceiling",
        label_it="isolare l'ultimo solaio",
        doc="The ceiling under the attic gets the U-value of the level",
        source="part of the packages of Sharing Cities in Milan (canaleenergia.com; today.it)",
    )
    floor: bool = lever(
        True,  # noqa: FBT003 — the lever's default
        unit="-",
        label="insulate the lowest floor",
        label_it="isolare il primo solaio",
        doc="The cellar's ceiling or the floor on the ground gets the U-value of the level",
        source="part of TABULA's refurbished block",
    )
    windows: bool = lever(
        True,  # noqa: FBT003 — the lever's default
        unit="-",
        label="change windows",
        label_it="cambiare le finestre",
        doc="Windows get U-value and solar factor of the level, and leaks shrink to its air change",
        source="part of TABULA's refurbished block; windows belong to the flats, an assembly cannot order it",
    )
    window_boxes: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="seal window boxes",
        label_it="sigillare i cassonetti",
        doc="Old windows stay; insulated boxes of roller shutters take half of the leaks above the level's air change",
        source="Passeroni 6 (sharingcities.eu, Retro-fast); that it is half of them is assumed",
        folded=True,
    )
    airing_after: float = lever(
        1.0,
        unit="1",
        label="airing after the works",
        label_it="aerazione dopo i lavori",
        doc="Use of windows after the works relative to before",
        source="assumed unchanged, as TABULA has it",
        ge=0.0,
        slider=(0.5, 2.0, 0.05),
    )
    wall_u_factor: float = lever(
        1.0,
        unit="1",
        label="insulation as done",
        label_it="isolamento come eseguito",
        doc="U-value of the insulated walls over that of the level: balconies, plinths and courts left out",
        source="assumed: as the level says; what is likely is drawn in studies",
        gt=0.0,
        slider=(0.8, 1.5, 0.05),
        folded=True,
    )
    bridges_factor: float = lever(
        1.0,
        unit="1",
        label="thermal bridges as done",
        label_it="ponti termici come eseguiti",
        doc="Surcharge for thermal bridges after the works over that of the level",
        source="assumed: as the level says; what is likely is drawn in studies",
        ge=0.0,
        slider=(0.0, 3.0, 0.1),
        folded=True,
    )
    valves: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="thermostatic valves",
        label_it="valvole termostatiche",
        doc="Rooms keep their own set point instead of the coldest flat's supply for all",
        source="part of the packages of Sharing Cities in Milan (canaleenergia.com; today.it)",
    )
    cost_allocation: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="bill by heat taken",
        label_it="contabilizzazione del calore",
        doc="Heat is billed by what each flat takes, but for the involuntary share",
        source="D.Lgs. 102/2014, art. 9: due in condominiums from 2017",
        folded=True,
    )
    control: Literal["keep", "good"] = lever(
        "keep",
        unit="-",
        label="control of the plant",
        label_it="regolazione dell'impianto",
        doc="Control stays as it is, or becomes good: supply by weather, set-back, remote care",
        source="remote control of the plant is part of the packages of Sharing Cities in Milan (sharingcities.eu)",
        options={"keep": ("as it is", "com'è"), "good": ("good", "buona")},
    )
    generator: Literal["keep", "condensing_gas"] = lever(
        "keep",
        unit="-",
        label="heat generator",
        label_it="generatore di calore",
        doc="Boilers stay, or a condensing gas boiler takes their place; district heat and heat pumps stay in any case",
        source="Passeroni 6: a new efficient heat generator; its kind and the fuel before are not published",
        options={"keep": ("as it is", "com'è"), "condensing_gas": ("condensing gas boiler", "caldaia a condensazione")},
    )
    pv_per_flat: float = lever(
        0.0,
        unit="kW/flat",
        label="photovoltaics",
        label_it="fotovoltaico",
        doc="Peak power of photovoltaics on the roof by flat, for the common parts, surplus to the grid",
        source="photovoltaics of the common parts were built; their power is not published",
        ge=0.0,
        slider=(0.0, 2.0, 0.1),
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
        folded=True,
    )
    least_flats: float = smallest_condominium()
    cost_by: Literal["flat", "parts"] = lever(
        "flat",
        unit="-",
        label="cost counted by",
        label_it="costo calcolato per",
        doc="One price a flat for the whole work, or a price for each of its parts",
        source=f"by parts: {_PARTS}",
        options={"flat": ("flat", "appartamento"), "parts": ("part of the work", "voce di lavoro")},
        folded=True,
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
        doc="Investment of all chosen buildings together, shared out by their flats; 0 counts by flat or by parts",
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
    decided_by: Literal["planner", "assembly"] = lever(
        "planner",
        unit="-",
        label="who decides",
        label_it="chi decide",
        doc="All that is asked for is built, or owners decide on what is offered from the date on",
        source="law 10/1991 art. 26 and Civil Code art. 1136: the assembly decides",
        options={"planner": ("the planner", "chi pianifica"), "assembly": ("the owners", "i proprietari")},
        folded=True,
    )
    begins: Literal["campaign", "own"] = lever(
        "campaign",
        unit="-",
        label="who begins, where owners decide",
        label_it="chi comincia, se decidono i proprietari",
        doc="A campaign contacts the condominiums offered, or they put works to the vote on their own",
        source="Sharing Cities contacted condominiums from November 2016 (sharingcities.eu)",
        options={"campaign": ("a campaign", "una campagna"), "own": ("each on its own", "ciascuno per sé")},
        folded=True,
    )
    campaign_years: float = lever(
        2.0,
        unit=COUNT,
        label="years of the campaign",
        label_it="anni di campagna",
        doc="Years over which the condominiums offered are contacted, or in which they may begin on their own",
        source="contacts from November 2016 to 2018 (sharingcities.eu)",
        ge=1.0,
        le=30.0,
        slider=(1.0, 20.0, 1.0),
        folded=True,
    )
    diagnosis: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="energy diagnosis",
        label_it="diagnosi energetica",
        doc="A diagnosis names works and saving before the vote: owners know more, and a third of the value suffices",
        source="20 participatory energy audits (sharingcities.eu); law 10/1991 art. 26 c. 2",
        folded=True,
    )
    workshops: float = lever(
        0.0,
        unit=COUNT,
        label="workshops with the owners",
        label_it="laboratori con i proprietari",
        doc="Meetings with the owners of each condominium before the vote; a part of them comes",
        source="12 workshops and 20 audits for 20 condominiums; three meetings in CoRen (casacondominio.net)",
        ge=0.0,
        le=12.0,
        slider=(0.0, 6.0, 1.0),
        folded=True,
    )
    loan: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="loan on offer",
        label_it="prestito disponibile",
        doc="Owners may pay by a loan over ten years and weigh its interest; books have terms.loan_share instead",
        source="a subsidised loan was available (sharingcities.eu, Verro)",
        folded=True,
    )
    credit_transfer: bool = lever(
        False,  # noqa: FBT003 — the lever's default
        unit="-",
        label="deduction can be ceded",
        label_it="cessione del credito",
        doc="Owners may cede the deduction for money at once, so that those without tax to deduct have it too",
        source="to firms from 2017 (edilportale.com); opened wide in 2020, closed again: dates are the planner's",
        folded=True,
    )
