"""What stands behind the page: mixes and their levers, the queue, colours of maps, curves, words."""

import dataclasses
import json
import re
import shutil
import time
from typing import get_args

import numpy as np
import pytest

from tests import fake_page, fake_run
from twin import scenario, study
from twin.core.errors import InputError
from twin.interventions import catalogue
from twin.interventions.measure import Topic
from twin.interventions.registry import BUILT_IN
from twin.observe.day import FILMED
from twin.observe.privacy import BADGE
from twin.report.tables import comparison_row
from twin.report.words import WORDS
from twin.state import schemas

pytest.importorskip("solara")

from twin.ui import curves, mix, panel, table, words
from twin.ui.levers import controls
from twin.ui.queue import Queue
from twin.ui.shades import Shades
from twin.ui.topics import BY_KEY
from twin.ui.worker import Task

BASE = scenario.loads('schema_version = 2\nextends = "baseline.toml"\nname = "base"\ndescription = "d"\n')
FIRST = scenario.loads('schema_version = 2\nextends = "first_mix.toml"\nname = "first"\ndescription = "d"\n')


@pytest.mark.parametrize("name", list(catalogue))
def test_every_lever_of_the_catalogue_has_a_control_that_gives_back_what_it_was_given(name):
    for control in controls(catalogue[name]):
        assert control.label["it"]
        if control.kind in ("number", "amount"):
            number, unit = control.number(control.start)
            assert control.low <= number <= control.high
            assert control.number(control.text(number, unit)) == (number, unit)
        if control.kind in ("choice", "many"):
            assert all(said["it"] for said in control.options.values())


@pytest.mark.parametrize("name", list(catalogue))
def test_every_measure_that_is_switched_on_makes_a_valid_scenario(name):
    begun = mix.begin(BASE)
    place = next(k for k, part in enumerate(begun.parts) if part.measure == name)
    made = mix.scenario_of(begun.with_part(place, on=True))
    assert [entry.measure for entry in made.measures] == [name]
    assert made.canonical() != BASE.canonical()


def test_a_copy_is_its_scenario_and_a_change_is_another():
    copy = mix.begin(FIRST, [BASE, FIRST])
    assert mix.scenario_of(copy) is FIRST
    moved = copy.with_lever(0, "quantity", "12 %")
    assert mix.changed(moved)
    assert mix.scenario_of(moved).measures[0].levers.quantity.value == 0.12
    assert mix.scenario_of(moved).measures[0].source == mix.SOURCE
    assert mix.scenario_of(moved).measures[1].source == FIRST.measures[1].source
    assert not mix.changed(moved.with_lever(0, "quantity", "10 %"))
    history = mix.History(copy).to(moved)
    assert history.undone().now == copy
    assert history.undone().redone().now == moved


def test_faults_go_to_their_levers():
    begun = mix.begin(FIRST)
    dimming = [part.measure for part in begun.parts].index("lamppost_dimming")
    wrong = begun.with_lever(0, "state_share", "140 %").with_lever(dimming, "to", "23:00")
    with pytest.raises(InputError) as caught:
        mix.scenario_of(wrong)
    found, others = mix.beside(wrong, caught.value)
    assert set(found) == {(0, "state_share"), (dimming, "")}
    assert others == []


@pytest.mark.parametrize("name", ["people_first.toml", "lisbon_budget.toml", "trends.toml"])
def test_a_loaded_scenario_keeps_budget_horizon_trends_and_votes_when_it_is_changed_and_exported(name):
    base = mix.loaded(f'schema_version = 2\nextends = "{name}"\nname = "base"\ndescription = "d"\n', "mine.toml")
    begun = mix.begin(base, [FIRST])
    at = next(k for k, part in enumerate(begun.parts) if part.measure == "lamppost_dimming")
    made = scenario.loads(mix.text_of(begun.with_part(at, on=True)))
    assert made.budget == base.budget
    assert made.horizon == base.horizon
    assert base.horizon is not None
    # A budget is given out in the order of the file: what the page adds comes last.
    assert [entry.canonical() for entry in made.measures[:-1]] == [entry.canonical() for entry in base.measures]
    kept = [(entry.trend, entry.by_vote, entry.date, entry.source) for entry in made.measures[:-1]]
    assert kept == [(entry.trend, entry.by_vote, entry.date, entry.source) for entry in base.measures]
    assert any(trend for trend, *_ in kept)
    assert any(vote for _, vote, *_ in kept) == (name != "trends.toml")
    assert (made.measures[-1].measure, made.measures[-1].trend) == ("lamppost_dimming", False)


def test_what_other_scenarios_vote_on_or_let_happen_is_a_plain_measure_where_it_is_switched_on():
    lisbon = scenario.loads('schema_version = 2\nextends = "lisbon_budget.toml"\nname = "l"\ndescription = "d"\n')
    begun = mix.begin(BASE, [lisbon])
    marked = {entry.measure for entry in lisbon.measures if entry.by_vote or entry.trend}
    added = [part for part in begun.parts if part.measure in marked]
    assert len(added) == len(marked)
    assert not any(part.by_vote or part.trend for part in added)


def test_faults_go_to_their_levers_in_the_order_of_the_file():
    lisbon = scenario.loads('schema_version = 2\nextends = "lisbon_budget.toml"\nname = "l"\ndescription = "d"\n')
    begun = mix.begin(lisbon)
    at = [part.measure for part in begun.parts].index("shared_ebikes")
    assert [part.measure for part in begun.parts if part.on] != [entry.measure for entry in lisbon.measures]
    wrong = begun.with_lever(at, "electric_share", "140 %")
    with pytest.raises(InputError) as caught:
        mix.scenario_of(wrong)
    assert set(mix.beside(wrong, caught.value)[0]) == {(at, "electric_share")}


def test_every_measure_of_the_project_stands_under_a_heading_and_trends_apart():
    built_in = {name for name in BUILT_IN if not catalogue[name].trend}
    assert {catalogue[name].topic for name in built_in} == set(get_args(Topic)) - {"other"}
    begun = mix.begin(BASE)
    grouped = panel.topics(begun)
    placed = [at for places in grouped.values() for at in places]
    trends = [at for at, part in enumerate(begun.parts) if part.anyway]
    assert sorted(placed + trends) == list(range(len(begun.parts)))
    assert {begun.parts[at].measure for at in trends} == {name for name in catalogue if catalogue[name].trend}
    for lang in ("en", "it"):
        assert set(get_args(Topic)) == words.WORDS[lang]["topics"].keys()
    # A measure that a scenario marks as happening anyway goes with the trends.
    moved = mix.begin(scenario.loads('schema_version = 2\nextends = "trends.toml"\nname = "t"\ndescription = "d"\n'))
    zone = [part.measure for part in moved.parts].index("low_emission_zone")
    assert zone not in [at for places in panel.topics(moved).values() for at in places]


@pytest.mark.parametrize(
    "text",
    [
        'extends = "../x.toml"',
        'extends = "/x.toml"',
        '[forcing]\nweather = "/etc/passwd"',
        '[forcing]\nweather = "a.epw"',
    ],
)
def test_a_loaded_file_may_not_name_files_of_the_server(text):
    with pytest.raises(InputError, match="names a file or folder of the server"):
        mix.loaded(f'schema_version = 2\nname = "x"\ndescription = "x"\nbaseline_year = 2019\n{text}\n', "x.toml")


def wait_for(check, seconds=60):
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_queue_keeps_owners_apart_and_ends_jobs_at_once(tmp_path):
    queue = Queue(fake_page.compare, seconds_per_run=10.0)
    slow = Task(BASE, FIRST, fake_page.SLOW, tmp_path)
    one, other = queue.submit("a", slow), queue.submit("b", dataclasses.replace(slow, seeds=1))
    wait_for(lambda: queue.of("a")[0].stage)
    assert [ticket.number for ticket in queue.of("a")] == [one]
    assert [(ticket.state, ticket.ahead) for ticket in queue.of("b")] == [("waiting", 1)]
    assert queue.of("b")[0].seconds_left > queue.of("a")[0].seconds_left
    queue.cancel("b", one)  # not hers
    assert queue.of("a")[0].state == "running"
    gone = queue.submit("c", slow)
    queue.leave("c")
    assert queue.of("c") == ()
    began = time.monotonic()
    queue.cancel("a", one)
    wait_for(lambda: queue.of("a")[0].state == "cancelled")
    assert time.monotonic() - began < 2
    wait_for(lambda: queue.of("b")[0].ended, 120)
    assert (queue.of("b")[0].number, queue.of("b")[0].state) == (other, "done")
    assert study.open_comparison(queue.of("b")[0].result.folder).seeds == (0,)
    assert gone not in [ticket.number for ticket in queue.of("b")]


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    sides = fake_run.scenario(days=10), fake_run.scenario("b", share=0.4, days=10)
    folder = study.compare(*sides, range(3), tmp_path_factory.mktemp("runs"), fake_run.district(), runner=fake_run.run)
    return study.open_comparison(folder)


def test_fields_are_means_and_paired_intervals(comparison):
    shades = Shades(comparison)
    assert {"heat", "lamps", "heat_hour", "lamps_hour"} <= {topic.key for topic in shades.offered()}
    field = shades.field(BY_KEY["heat"])
    per_seed = []
    for place in range(3):
        a, b = (comparison.results(side, place).entities("buildings") for side in "ab")
        per_seed.append((b["final_heat_year"] - a["final_heat_year"]) / a["floor_area"] / 3.6e6)
    row = int(np.flatnonzero(np.isfinite(field.gap[:, 0]) & (field.gap[:, 0] != 0))[0])
    values = [float(gaps[row]) for gaps in per_seed]
    expected = study.paired([0.0] * 3, values)
    assert field.gap[row, 0] == pytest.approx(expected.difference)
    assert field.half[row, 0] == pytest.approx((expected.high - expected.low) / 2)
    colours = shades.colours(BY_KEY["heat_hour"], "gap")
    assert colours.shape == (24, 96, 4)
    assert colours.dtype == np.uint8
    assert (colours[8] != colours[15]).any()


@pytest.mark.parametrize("topic", BY_KEY.values(), ids=list(BY_KEY))
def test_topics_name_columns_that_runs_keep(topic):
    schema = getattr(schemas, topic.layer.upper())
    kept = {column.name for column in schema.columns if column.role in ("static", "state") and not column.shape}
    assert set(topic.columns) <= kept
    assert not any(column.private for column in schema.columns if column.name in topic.columns)
    assert topic.column not in {"works_cost", "works_deducted", "residents"}  # a building shows physics only
    assert not topic.hourly or topic.column in FILMED[topic.layer]
    for lang in ("en", "it"):
        assert words.WORDS[lang][f"topic_{topic.key}"]


def test_curves_are_means_by_hour_with_their_difference(comparison):
    got = curves.Curves(comparison).curve("energy.gas", "over_day")
    series = [comparison.results("a", place).series["energy.gas"].to_numpy() for place in range(3)]
    np.testing.assert_allclose(got.a, np.mean([one.reshape(-1, 24).mean(axis=0) for one in series], axis=0))
    assert got.gap.interval == "interval"
    drawn = curves.svg(got, "over_day", ("<a>", "b"), 'label "x"', "it")
    assert "&lt;a&gt;" in drawn
    assert "http" not in drawn


def test_the_curve_shown_first_is_one_that_differs(comparison):
    name = curves.Curves(comparison).telling
    a, b = (comparison.results(side).series for side in "ab")
    assert not a[name].equals(b[name])
    energy = [each for each in comparison.results("a").series_about if each.startswith("energy.")]
    before = energy[: energy.index(name)]
    assert all(a[each].equals(b[each]) for each in before)


@pytest.mark.parametrize("lang", ["en", "it"])
def test_a_card_tells_the_difference_and_its_interval_in_their_unit(comparison, lang):
    said, row = WORDS[lang], comparison_row(comparison.row("emissions.co2"), lang)
    told = table.cards(comparison, lang)
    assert row["gap_unit"] in ("t", "kt")
    assert f">{said['difference']} {row['difference']} {row['gap_unit']}<" in told
    assert f">{said['interval']}: {row['interval']} {row['gap_unit']} ({said['luck']})<" in told


def test_both_languages_have_the_same_words():
    english, italian = words.WORDS["en"], words.WORDS["it"]
    assert english.keys() == italian.keys()
    for key, value in english.items():
        if isinstance(value, dict):
            assert value.keys() == italian[key].keys()


@pytest.mark.parametrize("lang", ["en", "it"])
def test_indicators_of_people_are_told_to_be_nobody_s_neighbours(comparison, lang):
    row = comparison.row("finance.energy_bills")
    told = dataclasses.replace(row, source=f"x; {BADGE['en']}")
    assert BADGE[lang] not in table.table(comparison, lang)
    assert ("sono in inglese" in table.table(comparison, lang)) is (lang == "it")  # formulas are
    marked = dataclasses.replace(comparison, rows=tuple(told if each is row else each for each in comparison.rows))
    label = told.label_it if lang == "it" else told.label
    assert f'{label}<span class="twin-people">{BADGE[lang]}</span></th>' in table.table(marked, lang)
    assert [BADGE["en"] in line for line in table.as_csv(marked).splitlines()].count(True) == 1


def test_what_was_not_done_as_asked_is_told_once_for_both_scenarios(comparison, tmp_path):
    runs = [shutil.copytree(comparison.results(side).path, tmp_path / side) for side in "ab"]
    both = {"en": "9 <flat> clipped to 4", "it": "9 alloggi ridotti a 4"}
    lone = {"en": "nothing is done", "it": "non si fa nulla"}
    for run, minds in zip(runs, ([both], [both, lone]), strict=True):
        manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["asked"] == []
        row = {"measure": "x", "label": "Works", "label_it": "Lavori", "asked": "", "asked_it": "", "done": []}
        manifest["asked"] = [{**row, "minds": minds}]
        if run is runs[1]:
            manifest["budget"] = {"sums_eur": {"city": 3e6}, "spent_eur": {"city": 1e6}, "votes": []}
        (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert table.minds(comparison, "en") == ""
    where = {"path": tmp_path / "c", "runs_a": ("../a",), "runs_b": ("../b",), "seeds": (0,)}
    told = table.minds(dataclasses.replace(comparison, **where), "it")
    groups = re.findall("<h3>(.*?)</h3><ul>(.*?)</ul>", told)
    assert [name[:4] for name, _ in groups] == ["A, B", "B: B"]
    assert groups[0][1] == "<li>Lavori: 9 alloggi ridotti a 4</li>"
    assert groups[1][1].startswith("<li>Lavori: non si fa nulla</li><li>Comune: spesi 1")
    assert "9 &lt;flat&gt; clipped" in table.minds(dataclasses.replace(comparison, **where), "en")


def test_scenarios_that_differ_in_more_than_the_project_are_told():
    trends = scenario.loads('schema_version = 2\nextends = "trends.toml"\nname = "t"\ndescription = "d"\n')
    people = scenario.loads('schema_version = 2\nextends = "people_first.toml"\nname = "p"\ndescription = "d"\n')
    assert not mix.unlike(BASE, FIRST)
    assert mix.unlike(BASE, people)
    assert not mix.unlike(trends, people.in_year(trends.baseline_year))
    assert mix.unlike(trends, trends.in_year(trends.baseline_year + 1))
