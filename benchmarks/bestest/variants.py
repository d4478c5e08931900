"""What would move the results? The same cases with one assumption of ours changed at a time, for all cases alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pvlib

from benchmarks.bestest.cases import CASES
from benchmarks.bestest.drivers import drivers, surfaces
from benchmarks.bestest.sun import WEATHER, sky_temperature, weather
from benchmarks.bestest.zone import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.bestest.cases import Case
    from benchmarks.bestest.drivers import Drivers, Surface
    from benchmarks.bestest.zone import Year

SKY_BELOW = 11.0  # K, EN ISO 52016-1 where nothing is known of the sky


def _films(**factors: float) -> Callable[[Surface], Surface]:
    def changed(part: Surface) -> Surface:
        return replace(part, **{name: getattr(part, name) * factor for name, factor in factors.items()})

    return changed


FILMS = {
    "convection inside 20 % stronger": _films(inside=1.2),
    "convection inside 20 % weaker": _films(inside=0.8),
    "radiation inside 20 % stronger": _films(radiant_inside=1.2),
    "convection outside 20 % stronger": _films(outside=1.2),
    "convection outside 20 % weaker": _films(outside=0.8),
}


def variants(data: Path) -> Iterator[tuple[str, dict[str, Year]]]:
    """Every variant's name and the years of all cases."""
    as_is = {name: (surfaces(case), drivers(case, data, 1)) for name, case in CASES.items()}
    for what, change in FILMS.items():
        yield what, {n: simulate(CASES[n], [change(part) for part in parts], act) for n, (parts, act) in as_is.items()}
    more = {n: (parts, _more_sun(act, 1.03)) for n, (parts, act) in as_is.items()}
    yield "transmitted sun 3 % more", {n: simulate(CASES[n], *given) for n, given in more.items()}
    yield "sun inside spread by area", {n: simulate(_evenly(CASES[n]), *given) for n, given in as_is.items()}
    table, _ = pvlib.iotools.read_epw(data / WEATHER, coerce_year=1995)
    for what, sky in (
        ("the standard's alternative sky, 4 K colder", sky_temperature(table)),
        ("sky 11 K below the air (EN ISO 52016-1)", weather(data).t_out - SKY_BELOW),
    ):
        yield what, {n: simulate(c, surfaces(c), drivers(c, data, 1, sky)) for n, c in CASES.items()}
    yield (
        "walls see less of the sky, as in EnergyPlus",
        {n: simulate(c, surfaces(c), drivers(c, data, 1, power=1.5)) for n, c in CASES.items()},
    )
    yield "ticks of ten minutes", {n: simulate(c, surfaces(c), drivers(c, data, 6)) for n, c in CASES.items()}


def _more_sun(act: Drivers, factor: float) -> Drivers:
    return replace(act, inner={name: heat * factor for name, heat in act.inner.items()})


def _evenly(case: Case) -> Case:
    """Spread the same part of the transmitted sun over the inner surfaces by their area."""
    areas = {part.name: part.area for part in surfaces(case) if part.kind != "window"}
    each = sum(case.distribution.values()) / sum(areas.values())
    return replace(case, distribution={name: each * area for name, area in areas.items()})
