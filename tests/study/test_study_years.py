"""Many years: each a run of its own, gathered by year and summed as by hand; what lies outside is told."""

import json
from dataclasses import asdict

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests import fake_run
from twin import observe
from twin import scenario as scenarios
from twin.core.errors import InputError
from twin.domains.mobility.demand.calendar import easter
from twin.model.build import all_kpis, build_model
from twin.report.years import MAIN, write_years
from twin.study import LocalProcesses, paired
from twin.study import years as studies

HEAD = 'extends = "{base}.toml"\nschema_version = 2\nname = "{name}"\nname_it = "{name} it"\ndescription = "test"\n'
YEARS = "[horizon]\nfrom = 2018\nto = 2020\n"
DIMMED = (
    '[[measures]]\nmeasure = "lamppost_dimming"\ndate = {date}\nsource = "test"\n[measures.levers]\n'
    'dim_level = "60 %"\nfrom = "23:00"\nto = "05:00"\n'
)


def told(name, text="", base="baseline"):
    return scenarios.loads(HEAD.format(name=name, base=base) + text)


def runner(what, _where, seed, out, threads=None, force=False, progress=None):
    """Made-up physics that gets better walls in the years in which a measure holds."""
    held = any(entry.date.year <= what.baseline_year for entry in what.measures)
    made = fake_run.scenario(f"{what.name} {what.baseline_year}", share=0.3 if held else 0.0, days=2)
    return fake_run.run(made, None, seed + what.baseline_year, out, force=force)


@pytest.fixture(scope="module")
def pair():
    return told("without", YEARS), told("with", YEARS + DIMMED.format(date="2019-06-01"))


@pytest.fixture(scope="module")
def found(pair, tmp_path_factory):
    return studies.run_years(pair, [0, 1], tmp_path_factory.mktemp("years"), runner=runner)


def test_each_year_is_a_run_and_sums_are_those_by_hand(found):
    by_run = {
        (side, seed, year): observe.open_results(found.path.parent / folder).kpi("energy.gas_year")
        for side, seed, year, folder in found.runs
    }
    assert len(by_run) == 2 * 2 * 3
    row = next(row for row in found.rows if row.name == "energy.gas_year")
    assert row.over_by == "sum"
    for place, year in enumerate(found.years):
        a, b = ([by_run[side, seed, year] for seed in (0, 1)] for side in (0, 1))
        assert asdict(row.by_year[place]) == asdict(paired(a, b, "less"))
    sums = [[sum(by_run[side, seed, year] for year in found.years) for seed in (0, 1)] for side in (0, 1)]
    assert row.over.a == pytest.approx(np.mean(sums[0]), rel=1e-12)
    assert row.over.difference == pytest.approx(np.mean(sums[1]) - np.mean(sums[0]), rel=1e-12)
    assert row.by_year[0].difference == 0.0  # nothing before the measure
    assert row.by_year[1].difference < 0.0
    cost = next(row for row in found.rows if row.name == "finance.capex")
    assert cost.over.b == cost.by_year[-1].b > 0.0
    share = next(row for row in found.rows if row.name == "mobility.share_car")
    assert share.over_by == "mean"
    assert share.over.a == pytest.approx(np.mean([each.a for each in share.by_year]), rel=1e-12)


def test_the_study_reads_back_with_its_table(found):
    assert asdict(studies.open_years(found.path)) == asdict(found)
    table = pq.read_table(found.path / "kpis.parquet").to_pandas()
    assert set(table["year"]) == {2018, 2019, 2020}
    assert len(table) == len(found.runs) * len(found.rows)
    assert json.loads((found.path / "years.json").read_text())["years"] == [2018, 2019, 2020]
    with pytest.raises(InputError, match=r"years\.json"):
        studies.open_years(found.path.parent)


def test_processes_and_finished_runs_change_nothing(pair, found, tmp_path):
    with LocalProcesses(2) as two:
        other = studies.run_years(pair, [0, 1], tmp_path, executor=two, runner=runner)
    assert (other.path / "kpis.parquet").read_bytes() == (found.path / "kpis.parquet").read_bytes()
    made = {path: (path / "DONE").stat().st_mtime_ns for path in tmp_path.iterdir() if (path / "DONE").is_file()}
    again = studies.run_years(pair, [0, 1], tmp_path, runner=runner)
    assert again.path == other.path
    assert {path: (path / "DONE").stat().st_mtime_ns for path in made} == made


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_report_is_one_file_in_both_languages(found, tmp_path, language):
    text = write_years(found.path, "Little district", tmp_path / "report.html", language).read_text(encoding="utf-8")
    assert "data:image/svg+xml;base64," in text
    assert "http" not in text.replace("http://www.w3.org", "")
    assert ("without it" in text) == (language == "it")
    assert ("Every year has the same weather" in text) == (language == "en")
    assert "{" not in text.partition("</style>")[2]


def test_a_measure_outside_the_horizon_is_one_clear_error():
    with pytest.raises(InputError, match=r"measures\[0\]\.date: 2021-01-01 of lamppost_dimming is after the last year"):
        told("late", YEARS + DIMMED.format(date="2021-01-01"))
    with pytest.raises(InputError, match="1989-12-31 lies outside 1990 to 2100"):
        told("early", DIMMED.format(date="1989-12-31"))
    with pytest.raises(InputError, match="holds no year"):
        told("turned", "[horizon]\nfrom = 2020\nto = 2018\n")
    # The horizon of the first scenario is also that of a second one that names none.
    late = told("late", DIMMED.format(date="2030-01-01"))
    with pytest.raises(InputError, match="after the last year"):
        studies.run_years([told("without", YEARS), late], [0], "unused", runner=runner)
    with pytest.raises(InputError, match="differs from that of the other"):
        studies.run_years([told("a", YEARS), told("b", "[horizon]\nto = 2034\n")], [0], "unused", runner=runner)
    part = told("part", "[time]\nfrom = 2019-01-01\n")
    with pytest.raises(InputError, match="whole years are run"):
        studies.run_years([part], [0], "unused", runner=runner)


def test_a_measure_of_before_the_horizon_is_told(tmp_path):
    old = told("old", YEARS + DIMMED.format(date="2012-03-01"))
    done = studies.run_years([old], [0], tmp_path, runner=runner)
    assert any("lamppost_dimming (2012-03-01)" in note["en"] and "in vigore" in note["it"] for note in done.notes)


def test_a_year_of_a_horizon_is_the_scenario_of_that_year():
    own = told("own", '[horizon]\nweather = "years"\n[forcing]\ntrends = true\n')
    year = own.in_year(2031)
    assert (year.baseline_year, year.horizon, year.forcing.weather_years) == (2031, None, True)
    alone = told("own", "[forcing]\ntrends = true\nweather_years = true\n").model_copy(update={"baseline_year": 2031})
    assert year.canonical() == alone.canonical()
    assert scenarios.loads(scenarios.dumps(own)).horizon == own.horizon
    plain = told("plain")
    assert plain.in_year(2019).canonical() == plain.canonical()
    assert not {"trends", "weather_years", "weeks"} & {*plain.canonical()["forcing"], *plain.canonical()["time"]}


def test_what_adds_up_over_years():
    kpis = {kpi.name: kpi.unit for kpi in all_kpis()}
    summed = {name for name, unit in kpis.items() if studies.over_by(name, unit) == "sum"}
    assert studies.over_by("finance.capex", "EUR") == "last"
    assert {"emissions.co2", "energy.final_total", "finance.energy_bills", "mobility.trips_car"} <= summed
    assert not summed & {
        "finance.capex", "finance.bill_per_household", "emissions.co2_per_resident", "energy.peak_load",
        "energy.final_heat_per_resident", "mobility.trips_per_day", "energy.winter_temperature", "mobility.share_car",
    }  # fmt: skip
    # What is told of all works so far, or of one household, is no amount of a year.
    so_far = {"capex", "capex_city", "own_investment_fifth_1", "subsidy_share", "leverage", "deduction_lost", "jobs"}
    for name in so_far:
        assert studies.over_by(f"finance.{name}", kpis[f"finance.{name}"]) == "last"
    for name in ("assemblies_held", "assemblies_approved", "approvals_stopped", "owners_yes"):
        assert studies.over_by(f"behaviour.{name}", kpis[f"behaviour.{name}"]) == "last"
    means = ("finance.travel_fifth_1", "finance.bill_owners", "finance.bill_tenants", "finance.bill_fifth_3")
    for name in (*means, "people.market_cost"):
        assert studies.over_by(name, kpis[name]) == "mean"
    assert "finance.bill_lighting" in summed
    assert set(MAIN) <= set(kpis)


@pytest.mark.parametrize("year", range(2016, 2036))
def test_every_year_of_the_horizon_can_be_built(year):
    from twin import geo

    district = geo.load_district(None, ["37"])
    scenario = told("own", '[horizon]\nweather = "years"\n[forcing]\ntrends = true\n').in_year(year)
    model, inputs = build_model(scenario.lean(4), district, 1)
    clock = model.world.clock
    leap = year % 4 == 0
    assert (clock.year, clock.n_days) == (year, 366 if leap else 365)
    day = (easter(year) - clock.start.date()).days + 1
    assert clock.day_type[day] == clock.day_type[0] == 2  # Easter Monday and New Year are holidays
    places = model.world.table("places")
    assert (places["capacity"][places["since"] > year] == 0.0).all()
    assert np.isfinite(model.world.column("forcing.t_out")).all()
    assert any(f"the run is of {year}" in note for note in inputs.notes)
    assert clock.sample.weight.sum() == clock.n_days
    if year in (2016, 2035):
        for _ in range(48):
            model.step()
        assert model.world.column("zones.trips_year").sum() == 0.0  # days that warm up
        assert model.recorder.values.shape[0] > 0
