"""Intervals by hand, pairs that share their draw, and measures that overlap."""

import datetime as dt
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from tests import fake_run, known_runs
from tests.grid_district import district_of_flats
from twin.cli.compare import _announce
from twin.cli.console import Console
from twin.core.errors import InputError
from twin.interventions import Budget, Entry, catalogue
from twin.report import write_comparison
from twin.report.spread import each_tables
from twin.report.tables import comparison_row, tally
from twin.report.words import WORDS, covers
from twin.scenario import TimeSpec
from twin.study import Asked, compare, compare_planned, open_comparison, open_each, outlook, plan, structure
from twin.study.comparison import write
from twin.study.each import Each, Values, each_row, write_each
from twin.study.plans import Outlook
from twin.study.spread import Band, Spread, central, reach
from twin.study.structure import load_alternatives, switches

A = known_runs.scenario()
MIX = known_runs.scenario("energy_management", "heat_pump", "condominium_retrofit")
ENERGY = "energy.final_total"
WINTER = TimeSpec(first=dt.date(2019, 1, 8), last=dt.date(2019, 1, 10))


def test_the_middle_95_percent_of_draws_by_hand():
    band = central([float(k) for k in range(100, -1, -1)])
    assert (band.low, band.mid, band.high) == pytest.approx((2.5, 50.0, 97.5))
    assert band.each[:2] == (100.0, 99.0)
    assert (central([3.0]).low, central([3.0]).high) == (3.0, 3.0)
    gone = central([1.0, math.nan, 2.0])
    assert (gone.low, gone.high, gone.each) == (None, None, (1.0, None, 2.0))


def test_the_range_of_alternatives_holds_the_reference():
    assert reach(-5.0, [-4.0, -3.0]) == Band(-5.0, -3.0, -5.0, (-4.0, -3.0))
    assert reach(-5.0, [-9.0]).low == -9.0
    assert reach(math.nan, [1.0]).low is None


def test_draws_and_alternatives_of_a_pair_by_hand(tmp_path):
    """The made-up saving is 40 per 20 degC of set point, one more by seed, and 5 more where prices have bands."""
    b = known_runs.scenario("condominium_retrofit")
    planned = plan(A, b, [3, 4], Asked(draws=40, structure=True, form="full"))
    got = open_comparison(compare_planned(planned, tmp_path, runner=known_runs.run))
    row = got.row(ENERGY)
    assert row.result.difference == pytest.approx(-43.5)
    warm = [each[1].params["behaviour"]["day_setpoint"] / 20.0 for each in planned.trials.drawn]
    assert row.parameters.each == pytest.approx([-40.0 * each - 3.0 for each in warm])
    assert row.parameters.low == pytest.approx(np.quantile(row.parameters.each, 0.025))
    assert row.parameters.low < row.result.difference + 0.5 < row.parameters.high
    assert (row.structure.low, row.structure.mid, row.structure.high) == (-48.0, -43.0, -43.0)
    assert got.row("emissions.co2").parameters == Band(0.0, 0.0, 0.0, (0.0,) * 40)
    assert (got.spread.seed, got.spread.draws, got.spread.form) == (3, 40, "full")
    said = got.spread.sentences()
    assert "run 40 more times" in said[0]
    assert said[1].startswith("Fewer than 64 draws")
    assert "Electricity priced by three bands" in said[2]
    assert all(each.values() for each in got.spread.left_out)


@pytest.mark.parametrize(("language", "words"), [("en", "better, but not surely"), ("it", "meglio, ma non è sicuro")])
def test_better_by_luck_alone_is_not_called_better(tmp_path, language, words):
    b = known_runs.scenario("condominium_retrofit")
    row = open_comparison(compare(A, b, [1, 2, 3], tmp_path, runner=known_runs.run)).row(ENERGY)

    def told(parameters, other):
        return comparison_row(replace(row, parameters=parameters, structure=other), language)

    sure, turns, open_ended = Band(-50.0, -30.0, -40.0, ()), Band(-50.0, 0.1, -40.0, ()), Band(None, None, None, ())
    clear = [told(None, None), told(sure, None), told(sure, sure), told(open_ended, sure)]
    assert {each["verdict"] for each in clear} == {"better"}
    rows = [told(turns, None), told(sure, turns), told(turns, turns)]
    assert {(each["verdict"], each["verdict_words"]) for each in rows} == {("unsure", words)}
    said = tally([*rows, clear[0]], language, seeds=3)
    assert WORDS[language]["tally_unsure"].format(n=3) in said
    assert [int(each) for each in re.findall(r"\d+", said)] == [4, 1, 0, 3, 0, 0]


def test_seeds_alone_are_told_to_be_luck_only(tmp_path):
    got = open_comparison(compare(A, MIX, [1, 2], tmp_path, runner=known_runs.run))
    assert got.spread is None
    assert got.row(ENERGY).parameters is None
    assert got.luck_only["en"].startswith("The interval covers luck only")
    assert [covers(gaps=False, language=each) for each in ("en", "it")] == ["luck only", "solo caso"]
    assert [covers(gaps=False, language=each, beside=True) for each in ("en", "it")] == ["luck", "caso"]


def test_what_is_asked_for_makes_a_folder_of_its_own(tmp_path):
    plain = compare(A, MIX, [1, 2], tmp_path, runner=known_runs.run)
    drawn = compare(A, MIX, [1, 2], tmp_path, asked=Asked(draws=2, form="quick"), runner=known_runs.run)
    each = compare(A, MIX, [1, 2], tmp_path, asked=Asked(each="entry"), runner=known_runs.run)
    assert len({plain, drawn, each}) == 3
    assert open_each(plain) is None
    one, two = open_comparison(plain), open_comparison(each)
    assert (one.runs_a, one.row(ENERGY).result) == (two.runs_a, two.row(ENERGY).result)
    assert two.results("b", 1).manifest["seed"] == 2


def test_interaction_by_hand(tmp_path):
    """40 + 30 + 10 saved alone, 24 less together as each two overlap by 8, and one more by seed and measure."""
    asked = Asked(draws=6, structure=True, form="quick", each="measure")
    planned = plan(A, MIX, [1, 2, 3], asked)
    got = open_each(compare_planned(planned, tmp_path, runner=known_runs.run))
    assert [part.measure for part in got.parts] == ["condominium_retrofit", "energy_management", "heat_pump"]
    row = got.row(ENERGY)
    assert [effect.luck.difference for effect in row.parts] == pytest.approx([-42.0, -12.0, -32.0])
    assert (row.total.luck.difference, row.mix.luck.difference) == pytest.approx((-86.0, -62.0))
    assert row.interaction.luck.difference == pytest.approx(24.0)
    assert row.interaction.luck.interval == "same in all seeds"
    # Student's interval of three differences 3 apart: t(0.975, 2) = 4.3027.
    assert row.total.luck.high - row.total.luck.difference == pytest.approx(4.30265 * 3.0 / 3**0.5, rel=1e-5)
    warm = [each[0].params["behaviour"]["day_setpoint"] / 20.0 for each in planned.trials.drawn]
    assert row.interaction.parameters.each == pytest.approx([24.0 * each for each in warm])
    assert row.mix.structure.low == pytest.approx(-59.0 - 15.0)
    assert row.interaction.structure == Band(24.0, 24.0, 24.0, (24.0,) * len(row.mix.structure.each))
    assert [each.name for each in got.rows] == [ENERGY]
    for language, less in (("en", "24.0 MWh less than the sum"), ("it", "24,0 MWh in meno della somma")):
        table = each_tables(got, [ENERGY], language)[0]
        assert less in table["said"]
        assert [each["kind"] for each in table["rows"]] == ["part"] * 3 + ["sum", "mix", "interaction"]
        assert table["rows"][-1]["difference"].replace(",", ".") == "+24.0"


def test_rounding_of_sums_is_no_interaction():
    values = Values(
        np.array([[0.3, 0.6, 0.4, 0.5]]), np.array([0.3, 0.6, 0.4, 0.5]), np.empty((0, 4)), np.empty((0, 4))
    )
    about = {"name": "x", "label": "x", "label_it": "x", "unit": "MWh"}
    row = each_row(about, values, "less")
    assert (0.6 - 0.3) - ((0.4 - 0.3) + (0.5 - 0.3)) != 0.0
    assert row.interaction.luck.difference == 0.0
    assert (
        each_tables(Each(plan(A, MIX, [1], Asked(each="entry")).parts[:2], (row,)), ["x"], "en")[0]["said"]
        == "The effects add up: no interaction."
    )
    still = Values(np.ones((2, 4)), np.ones(4), np.empty((0, 4)), np.empty((0, 4)))
    assert each_row(about, still, "less") is None


def test_entries_of_one_measure_are_rows_of_their_own_or_one(tmp_path):
    twice = known_runs.scenario(
        known_runs.entry("lamppost_dimming", dim_level="50 %"), *MIX.measures, known_runs.entry("lamppost_dimming")
    )
    apart = plan(A, twice, [1], Asked(each="entry"))
    grouped = plan(A, twice, [1], Asked(each="measure"))
    assert [part.measure for part in apart.parts].count("lamppost_dimming") == 2
    assert [part.measure for part in grouped.parts].count("lamppost_dimming") == 1
    assert len(grouped.parts[-1].texts) == 2
    assert len(grouped.variants[-1].measures) == 2
    assert apart.parts[-1].label.startswith("Lamppost dimming, ")
    more = known_runs.scenario("lamppost_dimming", *MIX.measures)
    assert [part.measure for part in plan(MIX, more, [1], Asked(each="entry")).parts] == ["lamppost_dimming"]


def test_a_mix_that_is_not_the_first_scenario_and_more_is_refused():
    with pytest.raises(InputError, match="adds nothing"):
        plan(MIX, MIX, [1], Asked(each="entry"))
    with pytest.raises(InputError, match="heat_pump of 'mix' is not in"):
        plan(MIX, known_runs.scenario("condominium_retrofit"), [1], Asked(each="entry"))
    with pytest.raises(InputError, match="params: differs"):
        plan(A, MIX.quick(), [1], Asked(each="entry"))


def test_runs_are_counted_and_timed_beforehand(tmp_path, capsys, monkeypatch):
    from twin.model import runner
    from twin.observe import RunKey

    def key(what, _district, seed):
        return RunKey(what.canonical(), "known", seed, what.name, code="known")

    monkeypatch.setattr(runner, "run_key", key)
    where = fake_run.district()
    where.key = "known"
    planned = plan(A, MIX, [1, 2], Asked(draws=3, form="full", each="measure"))
    assert len(planned.cells) == 5 * (2 + 3)  # the reference is the first seed's round
    assert outlook(planned, tmp_path, where) == Outlook(25, 0, None)
    compare(A, MIX, [1], tmp_path, runner=known_runs.run)
    assert outlook(planned, tmp_path, where) == Outlook(25, 2, 46.0)
    _announce(Console(), outlook(planned, tmp_path, where), 2, force=False)
    assert "25 runs, 2 of them finished before, 23 to be made: about 1 min" in capsys.readouterr().err


def test_alternatives_change_something_and_are_left_out_where_they_do_not(monkeypatch):
    monkeypatch.delenv("TWIN_DATA", raising=False)
    taken, passed = switches([A])
    reasons = {each.alternative.id: each.reason for each in passed}
    assert reasons["weather_file"].startswith("the file milano_linate")
    assert reasons["every_day"] == reasons["by_lot"] == "it is what the scenarios do already"
    assert len(taken) + len(passed) == len(load_alternatives())
    lot = next(each for each in switches([A, MIX])[0] if each.id == "by_lot")
    assert {entry.levers.choice for entry in lot.scenario(MIX).measures} == {"lot"}
    for each in taken:
        assert each.scenario(A).canonical() != A.canonical()


DECISIONS = {"adopt_alone", "contacts_next_door", "owners_apart", "houses_attend_unlike", "owners_calculate"} | {
    "market_alike", "vote_by_taste",
}  # fmt: skip


def test_alternatives_of_decisions_are_switched_where_people_decide():
    given = {
        "condominium_retrofit": {"quantity": "50 %", "decided_by": "assembly"},
        "e_cars": {"quantity": "50 %", "adoption": "diffusion"},
        "social_market": {"quantity": "50 %"},
    }
    asked = [
        Entry(measure=name, levers=catalogue[name].levers.model_validate(levers), date=WINTER.first, source="made up")
        for name, levers in given.items()
    ]
    asked[0] = asked[0].model_copy(update={"by_vote": True})
    decided = known_runs.scenario(*asked, budget=Budget.model_validate({"city": "1 MEUR", "vote": True}))
    taken, _ = switches([A, decided])
    assert {each.id for each in taken} >= DECISIONS
    _, passed = switches([A, MIX])
    idle = {each.alternative.id for each in passed if each.reason == "nobody is asked to decide on it"}
    assert idle == DECISIONS
    assert {
        each.alternative.id for each in passed if each.reason_it == "nessuno è chiamato a decidere su questo"
    } == idle


@pytest.fixture(scope="module")
def grid():
    return district_of_flats()


def test_a_measure_without_quantity_makes_no_difference_in_any_draw_or_alternative(grid, tmp_path, monkeypatch):
    names = {"carbon_marginal", "control_poor", "no_prebound", "modes_independent", "routes_known", "by_lot"}
    some = tuple(each for each in load_alternatives() if each.id in names)
    monkeypatch.setattr(structure, "load_alternatives", lambda: some)
    nothing = known_runs.scenario(known_runs.entry("condominium_retrofit", quantity="0 %"), time=WINTER)
    asked = Asked(draws=3, structure=True, form="quick")
    got = open_comparison(compare(A.model_copy(update={"time": WINTER}), nothing, [0], tmp_path, grid, asked=asked))
    rows = [row for row in got.rows if row.parameters.low is not None]
    assert len(rows) > 60
    for row in rows:
        assert set(row.parameters.each) == {0.0}, row.name
        assert row.structure.each == (0.0,) * len(names), row.name
    # The draws themselves do move the indicators.
    trial = plan(A.model_copy(update={"time": WINTER}), nothing, [0], asked).trials.drawn
    assert len({each[0].params["behaviour"]["day_setpoint"] for each in trial}) == 3


def test_retrofit_heat_pump_and_management_save_less_together_than_added_up(grid, tmp_path):
    pump = known_runs.entry("heat_pump", quantity="50 %", most_load="1000 W/m2")
    mix = known_runs.scenario("condominium_retrofit", pump, "energy_management", time=WINTER)
    asked = Asked(draws=2, form="quick", each="entry")
    without = A.model_copy(update={"time": WINTER}).quick()
    folder = compare(without, mix.quick(), [0, 1], tmp_path, grid, asked=asked)
    got = open_each(folder)
    for name in (ENERGY, "energy.heat_total", "energy.fuels"):
        row = got.row(name)
        assert all(row.parts[k].luck.difference < 0.0 for k in (0, 2)), name
        assert row.total.luck.difference < row.mix.luck.difference < 0.0, name
        assert row.interaction.luck.difference > 0.0, name
        assert all(each > 0.0 for each in row.interaction.parameters.each), name
    capex = got.row("finance.capex")
    assert capex.interaction.luck.difference == 0.0
    assert "less than the sum" in each_tables(got, [ENERGY], "en")[0]["said"]


def test_the_report_tells_three_intervals_and_what_they_cover(tmp_path):
    a, b = fake_run.scenario("baseline", days=10), fake_run.scenario("retrofit", share=0.3, days=10)
    folder = compare(a, b, [0, 1], tmp_path, runner=fake_run.run)
    got = open_comparison(folder)
    spread = Spread(1, "lean", 64, ("set_point",), (), ({"id": "x", "title": "Other", "title_it": "Altro"},), ())
    band = Band(-2000.0, -1000.0, -1500.0, (-2000.0, -1000.0))
    rows = tuple(replace(row, parameters=band, structure=band) for row in got.rows)
    write(replace(got, rows=rows, spread=spread))
    table = np.array([[5.0, 1.0, 3.0, 4.0], [6.0, 1.0, 4.0, 5.0]])
    about = {"name": "emissions.co2", "label": "CO2", "label_it": "CO2", "unit": "t"}
    part = plan(A, known_runs.scenario("condominium_retrofit", "heat_pump"), [1], Asked(each="entry")).parts
    write_each(Each(part, (each_row(about, Values(table, table[0], table, table), "less"),)), folder)
    english = write_comparison(folder).read_text(encoding="utf-8")
    italian = write_comparison(folder, language="it").read_text(encoding="utf-8")
    for words in (
        "95\u00a0% of draws",
        "run 64 more times",
        "Each measure alone",
        "<small>luck</small>",
        "lean runs",
    ):
        assert words in english
    for words in (
        "95\u00a0% delle estrazioni",
        "ipercubo latino",
        "Ogni misura da sola",
        "<small>caso</small>",
        "Altro",
    ):
        assert words in italian
    assert "luck only</small>" not in english
    # What the measures do alone is told at a glance, with the intervals of each, before the single tables.
    glance = english.partition('<table class="glance">')[2].partition("</table>")[0]
    assert glance.count("<tr class=") == 5
    assert glance.count("(parameters)") == glance.count("(structure)") == 5
    assert 'href="#each"' in english.partition("</nav>")[0]
    # The cards tell all three, too, and a band that holds both signs makes no verdict.
    assert english.partition('id="compared"')[0].count("(structure)") > 0
    assert "--draws 64 --structure" in english


def test_a_small_measure_beside_large_ones_is_not_told_to_cost_nothing():
    values = np.array([[0.0, 58.7, 58.6895, 0.0105]])
    about = {"name": "finance.capex", "label": "x", "label_it": "x", "unit": "M€"}
    row = each_row(about, Values(values, values[0], np.empty((0, 4)), np.empty((0, 4))), "less")
    parts = plan(A, MIX, [1], Asked(each="entry")).parts[:2]
    rows = each_tables(Each(parts, (row,)), ["finance.capex"], "en")[0]["rows"]
    assert [each["difference"] for each in rows] == ["+58.7", "+0.01", "+58.7", "+58.7", "0"]
