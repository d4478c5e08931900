"""What would have to be true for a headline to hold? Solved from the twin's numbers, with whether it could be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scipy.optimize import brentq

from twin.domains import emissions
from twin.domains.energy import Params as EnergyParams
from twin.ledger import load_ledger
from twin.study.case import Case, NotComputableError
from twin.study.claim_counterparts import RESIDENTS, bills_of_residents, families_of
from twin.study.energy_metrics import retrofit_co2_saving_oil
from twin.study.management_arms import CLASSES

if TYPE_CHECKING:
    from twin.study.claims import Claim

# The most that a flat of an old Milan block takes: 220 kWh/m2 of primary energy (from memory) on 80 m2 and hot water.
MOST_A_FLAT = 20.0  # MWh/year, assumed


@dataclass(frozen=True)
class Condition:
    """What would have to be true.

    Parameters
    ----------
    en, it : In words.
    possible : Whether it could be, by bounds that are told in the words.
    value : The solved number.
    """

    en: str
    it: str
    possible: bool
    value: float


def another_basis(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """Whether the per cent may be those of another basis: useful or final heat, primary energy, the bill."""
    bases = {
        name.removesuffix(" [%]"): value
        for name, value in beside.items()
        if name.endswith(" [%]") and name.removesuffix(" [%]") in _BASES_IT
    }
    bounds = claim.bounds
    if not bases or bounds is None:
        raise NotComputableError("no other basis was computed")
    name, value = min(bases.items(), key=lambda each: abs(each[1] - claim.published))
    fits = bounds[0] <= value <= bounds[1]
    return Condition(
        f"the basis would have to be {name}, the nearest of five, where the twin has {value:.0f} %"
        if fits
        else f"no basis of five gives it; the nearest is {name} with {value:.0f} %",
        f"la base dovrebbe essere {_BASES_IT[name]}, la più vicina di cinque, dove il gemello ha {value:.0f} %"
        if fits
        else f"nessuna base di cinque la dà; la più vicina è {_BASES_IT[name]} con {value:.0f} %",
        fits,
        value,
    )


_BASES_IT = {
    "useful space heat": "il calore utile", "final space heat": "l'energia finale per il riscaldamento",
    "final heat with hot water": "l'energia finale con l'acqua calda",
    "non-renewable primary energy": "l'energia primaria non rinnovabile",
    "heating bill at one tariff": "la bolletta a tariffa unica",
}  # fmt: skip


def base_consumption(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """Heat that each family would have to take before, for the tonnes to be saved at the twin's per cent."""
    params, share = emissions.Params(), beside["final heat with hot water saved [%]"] / 100.0
    if share <= 0.0:
        raise NotComputableError("nothing is saved in the twin")
    each = 1000.0 * claim.published / families_of(claim)  # kg a family
    gas, oil = (each / factor / share / 1000.0 for factor in (params.co2_gas, params.co2_gas_oil))
    has = beside["final heat with hot water before, a flat [MWh]"]
    flats, whole = beside["flats of the footprints"], beside["CO2 saved by all of them [t]"]
    bounds = claim.bounds
    of_all = bounds is not None and bounds[0] <= whole <= bounds[1]
    return Condition(
        f"each family would have to take {gas:.1f} MWh of gas a year before ({oil:.1f} MWh of gas oil), where the twin "
        f"has {has:.1f} and an old flat of 80 m2 takes at most about {MOST_A_FLAT:.0f} (from memory); or the figure "
        f"would have to be of all {flats:.0f} flats that the footprints hold, which save {whole:.0f} t in the twin",
        f"ogni famiglia dovrebbe consumare prima {gas:.1f} MWh di gas l'anno ({oil:.1f} MWh di gasolio); il gemello ne "
        f"ha {has:.1f} e un vecchio appartamento di 80 m2 al massimo circa {MOST_A_FLAT:.0f} (a memoria); oppure la "
        f"cifra dovrebbe essere di tutti i {flats:.0f} appartamenti che le sagome contengono, che nel gemello "
        f"risparmiano {whole:.0f} t",
        gas <= MOST_A_FLAT or of_all,
        gas,
    )


def gas_oil_before(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """What the saving is if the boiler burned gas oil before."""
    target, bounds = claim.protocol, claim.bounds
    if target is None or bounds is None:
        raise NotComputableError("no target")
    value, _ = retrofit_co2_saving_oil(case, target)
    fits = bounds[0] <= value
    return Condition(
        f"the boiler would have to have burned gas oil before (the fuel was not published): then the twin has "
        f"{value:.0f} %",
        f"la caldaia avrebbe dovuto bruciare gasolio prima (il combustibile non è pubblicato): allora il gemello ha "
        f"{value:.0f} %",
        fits,
        value,
    )


def poor_control(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """Share of served buildings whose control would have to be poor, the others in their proportions."""
    found, shares = case.base.management, dict(zip(CLASSES, EnergyParams().control_share, strict=True))
    if not found:
        raise NotComputableError("no condominium that a management could serve lies in this district")
    energy = "final energy [kWh]"

    def saved(poor: float) -> float:
        rest = 1.0 - shares["poor"]
        weights = {name: poor if name == "poor" else share / rest * (1.0 - poor) for name, share in shares.items()}
        before = sum(weight * found[f"{name}, unmanaged"][energy] for name, weight in weights.items())
        after = sum(weight * found[f"{name}, imperfect"][energy] for name, weight in weights.items())
        return 100.0 * (1.0 - after / before)

    most = saved(1.0)
    if (saved(0.0) - claim.published) * (most - claim.published) > 0.0:
        return Condition(
            f"even where all control is poor the twin has {most:.1f} %, and {saved(0.0):.1f} % where none is",
            f"anche dove tutta la regolazione è scadente il gemello ha {most:.1f} %, e {saved(0.0):.1f} % dove non lo "
            "è mai",
            possible=False,
            value=most,
        )
    share = float(brentq(lambda poor: saved(poor) - claim.published, 0.0, 1.0))
    return Condition(
        f"{100 * share:.0f} % of the served buildings would have to have poor control before, where the twin assumes "
        f"{100 * shares['poor']:.0f} %; with poor control alone it has {most:.1f} %",
        f"il {100 * share:.0f} % degli edifici serviti dovrebbe avere prima una regolazione scadente, dove il gemello "
        f"suppone il {100 * shares['poor']:.0f} %; con sola regolazione scadente ha {most:.1f} %",
        possible=True,
        value=share,
    )


def retrofitted_flats(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """Share of flats that would have to be retrofitted as those of the project were."""
    _, numbers = bills_of_residents(case, claim)
    each, people = numbers["saved a retrofitted flat [EUR/year]"], numbers["residents of a retrofitted flat"]
    if each <= 0.0 or people <= 0.0:
        raise NotComputableError("the retrofits save nothing")
    flats = claim.published / each
    share = flats / (RESIDENTS / people)
    return Condition(
        f"{flats:.0f} flats would have to be retrofitted as those of the project were ({each:.0f} EUR a flat and "
        f"year), {100 * share:.0f} % of the homes of 15,000 residents",
        f"{flats:.0f} appartamenti dovrebbero essere riqualificati come quelli del progetto ({each:.0f} EUR l'anno "
        f"ciascuno), il {100 * share:.0f} % delle case di 15.000 residenti",
        share <= 1.0,
        flats,
    )


def more_electric_cars(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """Cars of 1,000 residents that would have to become electric."""
    cars = beside["cars of 1,000 residents"]
    more = (claim.published - middle) / 100.0 * cars
    return Condition(
        f"{more:.0f} more of the {cars:.0f} cars of 1,000 residents would have to be electric",
        f"altre {more:.0f} auto su {cars:.0f} ogni 1.000 residenti dovrebbero essere elettriche",
        more <= cars,
        more,
    )


def flats_of_the_investment(case: Case, claim: Claim, middle: float, beside: Mapping[str, float]) -> Condition:  # noqa: ARG001
    """Retrofitted flats, at the published cost of one, that would make up the investment."""
    ledger: Any = load_ledger()
    each = ledger.row("verro_cost").value("delivered") / ledger.row("verro_families").value("delivered")
    public = ledger.row("total_cost").value("planned")
    flats = claim.published / each
    return Condition(
        f"as retrofits it would be {flats:.0f} flats at {each:.0f} EUR each (via Verro), or "
        f"{claim.published / public:.1f} EUR for each of the project's own",
        f"in riqualificazioni sarebbero {flats:.0f} appartamenti a {each:.0f} EUR l'uno (via Verro), o "
        f"{claim.published / public:.1f} EUR per ognuno del progetto",
        possible=False,
        value=flats,
    )


CONDITIONS: dict[str, Callable[[Case, Claim, float, Mapping[str, float]], Condition]] = {
    "another_basis": another_basis,
    "base_consumption": base_consumption,
    "gas_oil_before": gas_oil_before,
    "poor_control": poor_control,
    "retrofitted_flats": retrofitted_flats,
    "more_electric_cars": more_electric_cars,
    "flats_of_the_investment": flats_of_the_investment,
}
