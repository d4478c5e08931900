"""Does each computed indicator of cities come out as worked out by hand?"""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.little_results import WITH, WITHOUT, write_run
from tests.ngsi_ld_rules import conforms
from twin.core.errors import InputError
from twin.indicators import judged, load_registry, read_answers
from twin.study import compare_runs
from twin.study.city_indicators import change
from twin.study.city_report import city_report, write_ngsi_ld
from twin.study.notes import NOTHING, PAIR, PART, UNDEFINED, note_in

REGISTRY = load_registry()
# By hand: final energy 800 + (150 + 30 + 20) = 1,000 MWh without and 600 + (120 + 24 + 16) / (1 - 0.2) = 800 MWh with
# the measures; 400 / 2 = 300 / 1.5 = 200 residents.
CHANGES = {
    "project.traffic_accidents": 25.0,  # 4 to 3
    "project.final_energy": 20.0,  # 1,000 to 800
    "project.local_renewables": 100.0,  # 50 to 100
    "project.co2": 25.0,  # 400 to 300
    "project.nox": 25.0,  # 2 to 1.5
    "project.co2_cost_efficiency": 900.0,  # 90,000 EUR for 100 t a year
    "project.end_user_benefit": 300.0,  # 1,200 less 900
    "project.payback": 9.0,  # 90,000 EUR at 10,000 EUR a year
    "project.travel_time": 10.0,  # 5,000 to 4,500
    "project.fuel_poverty": 2.0,  # 12 to 10 %
    "project.npv": 10_000.0 * (1.0 - 1.03**-30) / 0.03 - 90_000.0,  # 10,000 EUR a year over 30 years at 3 %
    "project.irr": 10.565079162,  # at which 30 years of 10,000 EUR are worth 90,000
}
STATES = {
    "project.maximum_hourly_deficit": (100.0, 90.0),
    "city.traffic_accidents": (2000.0, 1500.0),  # 4 and 3 for 200 residents
    "city.final_energy": (5.0, 4.0),  # 1,000 and 800 for 200
    "city.renewable_energy": (5.0, 12.5),  # 50 of 1,000 and 100 of 800
    "city.co2": (2.0, 1.5),
    "city.nox": (10_000.0, 7_500.0),  # 2 t and 1.5 t for 200
    "city.congestion": (20.0, 15.0),
    "city.public_transport_use": (110.0, 122.0),  # 22,000 and 24,400 for 200
    "city.fuel_poverty": (12.0, 10.0),
    "city.expenditure": (0.0, 100.0),  # 20,000 for 200
    "project.local_jobs": (0.0, 1.26),
}
# Shares of an investment, which there is none of without the measures.
ONLY_WITH = {"project.cost_against_subsidies": 40.0}


def told(report):
    return {value.indicator.id: value for value in report.values}


def compared(tmp_path, *pairs, **more):
    """Comparison of pairs of indicators, one pair a seed."""
    a = [write_run(tmp_path, "without", one, seed, **more) for seed, (one, _) in enumerate(pairs)]
    b = [write_run(tmp_path, "with", other, seed, **more) for seed, (_, other) in enumerate(pairs)]
    return compare_runs(a, b, tmp_path).path


def test_each_computed_one_is_as_worked_out_by_hand(tmp_path):
    values = told(city_report([compared(tmp_path, (WITHOUT, WITH))], REGISTRY))
    assert (
        set(values)
        == set(CHANGES) | set(STATES) | set(ONLY_WITH)
        == {each.id for each in REGISTRY.select(kind="computed")}
    )
    for name, expected in ONLY_WITH.items():
        assert values[name].value == values[name].result.b == expected
        assert (values[name].result.a, values[name].result.difference) == (None, None)
    for name, expected in CHANGES.items():
        assert values[name].value == pytest.approx(expected, rel=1e-10), name
        assert values[name].result.a is None
        assert values[name].result.interval == "one seed: no interval"
    for name, (without, with_them) in STATES.items():
        result = values[name].result
        assert (result.a, result.b) == pytest.approx((without, with_them), rel=1e-12), name
        assert result.difference == pytest.approx(with_them - without, rel=1e-12)
        assert values[name].value == result.b


def test_one_run_tells_how_it_stands_and_no_change(tmp_path):
    report = city_report([write_run(tmp_path, "with", WITH)], REGISTRY)
    values = told(report)
    for name, (_, with_them) in STATES.items():
        assert values[name].value == pytest.approx(with_them, rel=1e-12), name
    for name in CHANGES:
        assert (values[name].value, values[name].note) == (None, PAIR), name
    assert (report.begin.isoformat(), report.end.isoformat()) == ("2019-01-01", "2019-12-31")
    assert report.area == "Little district"


def test_two_runs_are_a_comparison_that_is_not_written(tmp_path):
    a, b = write_run(tmp_path, "without", WITHOUT), write_run(tmp_path, "with", WITH)
    values = told(city_report([a, b], REGISTRY))
    assert values["project.co2"].value == pytest.approx(25.0)
    assert not list(tmp_path.glob("compare-*"))


def test_the_interval_of_a_change_is_students(tmp_path):
    """Reductions of 20, 30 and 40 %: mean 30, standard deviation 10, t(0.975, 2) = 4.302653."""
    pairs = [(WITHOUT, {**WITH, "emissions.co2": 400.0 * (1.0 - cut)}) for cut in (0.2, 0.3, 0.4)]
    value = told(city_report([compared(tmp_path, *pairs)], REGISTRY))["project.co2"]
    half = 4.302652729911275 * 10.0 / math.sqrt(3.0)
    assert value.value == pytest.approx(30.0)
    assert (value.result.low, value.result.high) == pytest.approx((30.0 - half, 30.0 + half), rel=1e-9)
    assert value.result.verdict == "better"
    assert value.per_seed_b == pytest.approx((20.0, 30.0, 40.0))


def test_more_is_worse_where_less_is_wanted(tmp_path):
    worse = [({**WITHOUT, "mobility.lost_in_traffic": 20.0 + k}, {**WITH, "mobility.lost_in_traffic": 30.0 + k})
             for k in range(2)]  # fmt: skip
    assert told(city_report([compared(tmp_path, *worse)], REGISTRY))["city.congestion"].result.verdict == "worse"


def test_part_of_a_year_gives_no_yearly_value(tmp_path):
    values = told(city_report([compared(tmp_path, (WITHOUT, WITH), hours=96)], REGISTRY))
    assert {value.note for value in values.values()} == {PART}
    assert {value.value for value in values.values()} == {None}
    report = city_report([tmp_path / "with-s0"], REGISTRY)
    assert report.end.isoformat() == "2019-01-04"
    assert {value.note for value in report.values} == {PART}


def test_what_a_run_lacks_or_cannot_divide_by_is_told(tmp_path):
    bare = {name: value for name, value in WITHOUT.items() if name != "mobility.lost_in_traffic"}
    bare |= {"energy.pv_production": 0.0, "emissions.co2_per_resident": math.nan}
    more = {**bare, "energy.pv_production": 10.0}
    values = told(city_report([compared(tmp_path, (bare, more))], REGISTRY))
    assert values["city.congestion"].note == "the runs do not have mobility.lost_in_traffic"
    assert note_in(values["city.congestion"].note, "it") == "le simulazioni non hanno mobility.lost_in_traffic"
    assert (values["project.local_renewables"].value, values["project.local_renewables"].note) == (None, NOTHING)
    assert values["city.nox"].note == UNDEFINED
    assert values["project.payback"].note == "no extra investment"
    assert values["project.co2"].value == 0.0
    alone = told(city_report([tmp_path / "without-s0"], REGISTRY))
    assert alone["city.congestion"].note == "the runs do not have mobility.lost_in_traffic"
    assert (alone["city.nox"].value, alone["city.nox"].note) == (None, UNDEFINED)


def test_folders_that_hold_no_results_are_refused(tmp_path):
    a, b = write_run(tmp_path, "without", WITHOUT), write_run(tmp_path, "with", WITH, seed=1)
    comparison = compared(tmp_path / "there", (WITHOUT, WITH))
    for folders, words in (
        ([tmp_path], "not finished or this is no run"),
        ([tmp_path / "absent"], "there is none"),
        ([a, b], "not the same people and luck"),
        ([a, a, a], "3 given"),
        ([comparison, a], "2 given"),
        ([], "0 given"),
    ):
        with pytest.raises(InputError, match=words):
            city_report(folders, REGISTRY)


MONEY = st.floats(1e-3, 1e9)


@given(MONEY, MONEY)
def test_a_reduction_is_an_increase_the_other_way_round(without, with_them):
    fall = change(REGISTRY.indicator("project.co2"), without, with_them)
    rise = change(REGISTRY.indicator("project.local_renewables"), without, with_them)
    assert fall == -rise
    assert fall <= 100.0
    assert (fall > 0.0) == (without > with_them)
    assert with_them == pytest.approx(without * (1.0 - fall / 100.0), rel=1e-9, abs=1e-9 * without)
    assert change(REGISTRY.indicator("project.end_user_benefit"), without, with_them) == without - with_them
    assert math.isnan(change(REGISTRY.indicator("project.co2"), 0.0, with_them))


def test_the_written_entities_hold_values_intervals_and_no_names(tmp_path):
    pairs = [
        (WITHOUT, {**WITH, "emissions.co2": co2, "emissions.co2_per_resident": co2 / 200.0}) for co2 in (300.0, 310.0)
    ]
    report = city_report([compared(tmp_path, *pairs)], REGISTRY)
    answers = tmp_path / "answers.csv"
    lines = "project.leadership,2,Anna Rossi,2026-01-01\nproject.leadership,4,Bruno Bianchi,2026-01-03\n"
    answers.write_text(f"id,value,who,date\n{lines}city.gdp,40000,Anna Rossi,2026-01-02\n", encoding="utf-8")
    entered = judged(read_answers(answers, REGISTRY), REGISTRY)
    file = tmp_path / "indicators.jsonld"
    assert write_ngsi_ld(file, report, entered, answers, "Comune") == len(CHANGES) + len(STATES) + len(ONLY_WITH) + 2
    text = file.read_text(encoding="utf-8")
    entities = {each["id"].rpartition(":")[2]: each for each in json.loads(text)}
    for each in entities.values():
        conforms(each)
        assert each["organization"]["value"] == "Comune"
    co2 = entities["project.co2"]["kpiValue"]
    assert co2["value"] == pytest.approx((25.0 + 22.5) / 2)
    assert co2["intervalLow"]["value"] < co2["value"] < co2["intervalHigh"]["value"]
    assert co2["seeds"]["value"] == 2.0
    state = entities["city.final_energy"]["kpiValue"]
    assert (state["value"], state["without"]["value"], state["difference"]["value"]) == pytest.approx((4.0, 5.0, -1.0))
    assert "covers luck only" in entities["project.co2"]["description"]["value"]
    assert "not measured" in entities["project.co2"]["description"]["value"]
    assert "synthetic" in entities["project.co2"]["description"]["value"]
    leadership = entities["project.leadership"]
    assert leadership["kpiValue"]["value"] == 3.0
    assert leadership["calculationPeriod"]["value"] == {"from": "2026-01-01", "to": "2026-01-03"}
    assert "Median of 2 answers" in leadership["description"]["value"]
    assert "lowest" not in entities["city.gdp"]["kpiValue"]
    assert "Rossi" not in text


def test_a_file_without_values_is_not_written(tmp_path):
    file = tmp_path / "indicators.jsonld"
    with pytest.raises(InputError, match="no value to write"):
        write_ngsi_ld(file, None, (), None)
    assert not file.exists()
