"""How does a scenario on a district become a model that can step?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from twin import forcing, interventions, population
from twin.core.clock import Clock
from twin.decisions.rooms import ROOMS as DECISIONS
from twin.domains import behaviour, emissions, energy, finance, lighting, mobility
from twin.interventions import terms
from twin.model import representative
from twin.model.district_model import DistrictModel
from twin.model.plan import Plan
from twin.observe import Recorder, Series
from twin.state import schemas
from twin.state.additions import add
from twin.state.codes import Payer
from twin.state.edits import apply
from twin.state.table import Table
from twin.state.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.clock import Sample
    from twin.core.params import ParamSet
    from twin.core.process import Process
    from twin.interventions import Asked
    from twin.observe.declare import Kpi
    from twin.scenario import Scenario
    from twin.state.district import District, Source

# Initialised in this order, and so are their processes where ORDER says nothing else.
DOMAINS: dict[str, Any] = {
    "mobility": mobility,
    "behaviour": behaviour,
    "energy": energy,
    "lighting": lighting,
    "emissions": emissions,
    "finance": finance,
}
# Rooms below the domains that carry parameters too.
ROOMS: dict[str, Any] = {"population": population, "forcing": forcing, "terms": terms, **DOMAINS}

# The tick table. People move first, then heat, light, emissions and money follow from where they are.
ORDER = (
    "mobility.day",
    "mobility.sharing",
    "mobility.reach",
    "behaviour.presence",
    "mobility.count",
    "behaviour.setpoint",
    "energy.use",
    "energy.sun",
    "energy.photovoltaics",
    "energy.control",
    "energy.supply",
    "energy.demand",
    "energy.plant",
    "energy.charging",
    "energy.balance",
    "lighting.burn",
    "emissions.buildings",
    "emissions.lighting",
    "emissions.traffic",
    "finance.bills",
)


# The weather met, beside the domains' own series: dispersion of emissions and load curves are read against it.
WEATHER = (
    Series("weather.t_out", "forcing.t_out", "degC", "mean", 1.0, "Outdoor temperature", "Temperatura esterna"),
    Series("weather.wind_speed", "forcing.wind_speed", "m/s", "mean", 1.0, "Wind speed", "Velocità del vento"),
)


@dataclass
class Inputs:
    """What a built model rests on, for the manifest and the report.

    Parameters
    ----------
    params : Parameters in force by room.
    forcing_sources : Where weather, prices and carbon intensity come from; the layers' are the district's.
    notes : Plain sentences on inputs, such as years that do not match the baseline year.
    asked : What each measure asks for and what is done of it.
    funding : What became of measures that the budget does not cover, and of votes on them.
    """

    params: dict[str, ParamSet]
    forcing_sources: tuple[Source, ...]
    notes: tuple[str, ...]
    funding: interventions.Funding
    asked: tuple[Asked, ...] = ()


def all_series() -> tuple[Series, ...]:
    """Every declared series of the domains, and the weather."""
    return WEATHER + tuple(series for domain in DOMAINS.values() for series in domain.SERIES)


def all_kpis() -> tuple[Kpi, ...]:
    """Every declared indicator of the domains."""
    return tuple(kpi for domain in DOMAINS.values() for kpi in domain.KPIS)


def parameters(scenario: Scenario) -> dict[str, ParamSet]:
    """Parameters of every room with the scenario's overrides; InputError at an unknown name or unit."""
    return scenario.parameters({**{name: room.Params for name, room in ROOMS.items()}, **DECISIONS})


def build_model(scenario: Scenario, district: District, seed: int) -> tuple[DistrictModel, Inputs]:
    """Make people, forcing and processes for one scenario, district and seed.

    Raises
    ------
    InputError
        If the scenario names places or parameters that do not exist, or the weather file is not usable.
    PlanError
        If the tick table is not consistent.
    """
    scenario.check_places(district)
    params: dict[str, Any] = parameters(scenario)
    time = scenario.time
    span = time.span(scenario.baseline_year)
    clock = Clock(scenario.baseline_year, place=district.time_zone, ticks_per_hour=time.ticks_per_hour, span=span)
    tables = {name: table.copy() for name, table in district.tables.items()}
    tables |= population.synthesise(tables, seed, params["population"])
    tables["forcing"], sources, notes = forcing.build(district.place, clock, scenario.forcing, params["forcing"])
    if time.weeks is not None:
        sample = _weeks(scenario, clock, tables["forcing"], params)
        clock = clock.sampled(sample)
        notes += [representative.words(clock, sample, tables["forcing"]["t_out"]), *_begun(scenario, clock, sample)]
    tables["accounts"] = Table.allocate(schemas.ACCOUNTS, len(Payer))
    tables["day_types"] = Table.allocate(schemas.DAY_TYPES, mobility.DAY_TYPES)
    population.close_places(tables["places"], clock.year, params["population"])
    world = World(district, tables, clock, seed, params=params)
    add(world, interventions.additions(world, scenario.measures))
    for name, domain in DOMAINS.items():
        domain.initialise(world, params[name])
    edits, funding = interventions.funded_edits(world, scenario.measures, scenario.budget)
    asked = interventions.account(world, scenario.measures, edits)
    world.applied += apply(world, [edit for edit in edits if edit.tick <= clock.first_tick])
    processes = ordered([p for name, domain in DOMAINS.items() for p in domain.processes(world, params[name])])
    plan = Plan(world, processes)
    recorder = Recorder(world, all_series(), all_kpis())
    model = DistrictModel(world, plan, recorder, [edit for edit in edits if edit.tick > clock.first_tick])
    if not params["mobility"].every_day and clock.sample is None:
        notes.append("Trips: in each month one day of each type stands for its like; people's days repeat.")
    return model, Inputs(params, tuple(sources), tuple(notes), funding, asked)


def _weeks(scenario: Scenario, clock: Clock, weather: Table, params: dict[str, Any]) -> Sample:
    """Days that stand for the year of a scenario."""
    heated = energy.season(clock, params["energy"].season)
    lessons = mobility.lessons(clock, params["mobility"])
    of = representative.features(clock, weather, heated, lessons)
    assert scenario.time.weeks is not None  # noqa: S101 — asked for sampled years only
    return representative.choose(clock, of, scenario.time.weeks)


def _begun(scenario: Scenario, clock: Clock, sample: Sample) -> list[str]:
    """One sentence for each day within a sampled year on which measures begin."""
    days = sorted(
        {entry.date for entry in scenario.measures if entry.date.year == clock.year} - {date(clock.year, 1, 1)}
    )
    told = [(day, clock.day_of(clock.tick_of(day))) for day in days]
    return [
        f"Lean: measures of {day.isoformat()} hold on {representative.begun(sample, place)} days of the "
        f"year in place of {clock.n_days - place}."
        for day, place in told
    ]


def ordered(processes: Sequence[Process]) -> list[Process]:
    """Processes in the order of the tick table; those it does not name come last, in the order given."""
    place = {name: order for order, name in enumerate(ORDER)}
    return sorted(processes, key=lambda process: place.get(process.name, len(place)))
