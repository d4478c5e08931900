"""Who wins and who loses by the measures? Household by household in memory, told only for ten households or more."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin import population
from twin.core.clock import Clock
from twin.domains.finance.fairness import FIFTHS, income_fifth, params_of, yearly_cost
from twin.domains.finance.params import Params
from twin.observe.privacy import BADGE, cell_means
from twin.state.codes import Tenure
from twin.state.world import World
from twin.study.books import parameter
from twin.study.comparison import Row
from twin.study.paired import paired

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from twin.observe import Results
    from twin.population import Params as People
    from twin.state.district import District

_COLUMNS = ("bill_year", "bill_own_year", "final_heat_year", "space_final_year", "works_cost", "works_deducted")
_SOURCE = f"{BADGE['en']}; rents, heat saved by not heating, and health are not in it"
# Figures with their words in English and Italian, unit, direction and formula.
_FIGURES: dict[str, tuple[str, str, str, str, str]] = {
    "yearly_change": (
        "Change of the yearly cost of energy and works", "Variazione del costo annuo di energia e lavori",
        "EUR", "less",
        "mean change of the energy bill and of the yearly cost of own works, deductions taken off where there is tax",
    ),
    "worse_off": (
        "Households worse off", "Famiglie che ci rimettono", "%", "less",
        "households whose yearly cost of energy and own works rises by more than a euro a month",
    ),
    "better_off": (
        "Households better off", "Famiglie che ci guadagnano", "%", "more",
        "households whose yearly cost of energy and own works falls by more than a euro a month",
    ),
}  # fmt: skip
_TENURES = {
    Tenure.OWNER: ("households that own their flat", "famiglie proprietarie"),
    Tenure.TENANT: ("private tenants", "famiglie in affitto privato"),
    Tenure.PUBLIC_TENANT: ("tenants of public homes", "famiglie in alloggi pubblici"),
}


def distribution_rows(
    pairs: Sequence[tuple[Results, Results]], districts: Callable[[int], District], people: People
) -> list[Row]:
    """Winners and losers of each pair of runs by tenure and income fifth, with their interval over the seeds.

    Parameters
    ----------
    pairs : Runs of whole years without and with the measures, one pair a seed. (S,)
    districts : District of a seed. The run folders keep no households, so the same people are made again from it.
    people : Parameters of the population, the same in both runs.
    """
    found: dict[str, list[float]] = {}
    groups: Mapping[str, tuple[str, str]] = {}
    for a, b in pairs:
        seed = int(b.manifest["seed"])
        world = _people(districts(seed), seed, people, Clock(int(b.manifest["year"])))
        given: dict[str, Any] = {name: parameter(b, name) for name in ("discount_rate", "noticed")}
        world.params["finance"] = Params(**given, case_years=int(parameter(b, "case_years")))
        change = _cost(world, b) - _cost(world, a)
        groups, partitions = _groups(world)
        for name, values in _figures(change, params_of(world).noticed).items():
            for names, cell in partitions:
                for group, mean in zip(names, cell_means(values, cell, len(names)), strict=True):
                    found.setdefault(f"{name}{group}", []).append(float(mean))
    return [
        _row(f"{name}{group}", name, words, found[f"{name}{group}"])
        for name in _FIGURES
        for group, words in groups.items()
        if not all(map(math.isnan, found[f"{name}{group}"]))
    ]


def told_apart(results: Results) -> bool:
    """Whether a run tells a whole year's bills and works building by building."""
    if not results.manifest["whole_year"] or not results.has("buildings"):
        return False
    return set(_COLUMNS) <= set(results.entities("buildings").columns)


def _people(district: District, seed: int, params: People, clock: Clock) -> World:
    """The households of a run, and the buildings that they live in."""
    tables = {name: table.copy() for name, table in district.tables.items()}
    tables |= population.synthesise(tables, seed, params)
    return World(district, tables, clock, seed)


def _cost(world: World, results: Results) -> NDArray[np.float64]:
    """Yearly cost of each household in a run. (H,) [EUR/a]"""
    kept, buildings = results.entities("buildings"), world.table("buildings")
    for column in _COLUMNS:
        buildings[column][:] = kept[column].to_numpy()
    years = [row["value"] for row in results.manifest["parameters"]
             if (row["room"], row["name"]) == ("terms", "deduction_years")]  # fmt: skip
    return yearly_cost(world, params_of(world).case_years, int(years[0]))


def _figures(change: NDArray[np.float64], noticed: float) -> dict[str, NDArray[np.float64]]:
    worse, better = (100.0 * some.astype(np.float64) for some in (change > noticed, change < -noticed))
    return {"yearly_change": change, "worse_off": worse, "better_off": better}


def _groups(world: World) -> tuple[dict[str, tuple[str, str]], list[tuple[list[str], NDArray[np.int64]]]]:
    """Words of each group; and each partition into groups: their names, and the group of each household. (H,)"""
    tenure, fifth = np.asarray(world.table("households")["tenure"]), income_fifth(world)
    by_tenure = {f"_{each.name.lower()}": (f": {_TENURES[each][0]}", f": {_TENURES[each][1]}") for each in Tenure}
    by_fifth = {f"_fifth_{k + 1}": (f": income fifth {k + 1}", f": quinto di reddito {k + 1}") for k in range(FIFTHS)}
    partitions = [([""], np.zeros_like(fifth)), (list(by_tenure), tenure), (list(by_fifth), fifth)]
    return {"": ("", ""), **by_tenure, **by_fifth}, partitions


def _row(name: str, figure: str, words: tuple[str, str], values: Sequence[float]) -> Row:
    label, label_it, unit, better, formula = _FIGURES[figure]
    # A change belongs to the step from a to b: there is no value of a.
    result = replace(paired([0.0] * len(values), values, better), a=None, relative=None)  # type: ignore[arg-type]
    return Row(
        f"finance.{name}",
        f"{label}{words[0]}",
        f"{label_it}{words[1]}",
        unit,
        better,
        "finance",
        formula,
        _SOURCE,
        tuple(None for _ in values),
        tuple(None if math.isnan(value) else value for value in values),
        result,
        "" if not any(map(math.isnan, values)) else "fewer than ten households in at least one seed",
    )
