"""A comparison pairs seeds, is the same however the runs were made, and refuses what cannot be paired."""

import shutil

import pyarrow.parquet as pq
import pytest

from tests import fake_run
from twin.core.errors import Fault, InputError
from twin.study import LocalProcesses, Serial, compare, compare_runs, local, open_comparison

A = fake_run.scenario("baseline", days=4)
B = fake_run.scenario("retrofit", share=0.3, days=4)


def test_results_do_not_depend_on_the_process_count(tmp_path):
    told = []
    serial = compare(
        A, B, [1, 2], tmp_path / "serial", runner=fake_run.run, progress=lambda done, of: told.append((done, of))
    )
    with LocalProcesses(2) as two:
        parallel = compare(A, B, [1, 2], tmp_path / "two", executor=two, runner=fake_run.run)
    assert serial.name == parallel.name
    for name in ("comparison.json", "table.parquet"):
        assert (serial / name).read_bytes() == (parallel / name).read_bytes()
    assert told == [(k, 4) for k in range(1, 5)]


def test_the_comparison_reads_back_on_another_machine(tmp_path):
    folder = compare(A, B, [3, 4, 5], tmp_path / "here", runner=fake_run.run)
    shutil.move(tmp_path / "here", tmp_path / "there")
    got = open_comparison(tmp_path / "there" / folder.name)
    assert (got.title_a, got.title_b, got.seeds) == ("Baseline", "Retrofit", (3, 4, 5))
    gas = got.row("energy.gas_year").result
    assert gas.interval == "interval"
    assert gas.verdict == "better"
    assert gas.low <= gas.difference <= gas.high < 0
    assert got.row("energy.electricity_year").result.verdict == "same"
    assert got.results("b", 2).manifest["seed"] == 5
    table = pq.read_table(tmp_path / "there" / folder.name / "table.parquet").to_pandas().set_index("name")
    assert table.loc["energy.gas_year", "difference"] == gas.difference
    assert got.warnings == ()


def test_runs_that_cannot_be_paired_are_refused(tmp_path):
    one, two = (fake_run.run(A, None, seed, tmp_path) for seed in (1, 2))
    longer = fake_run.run(fake_run.scenario("longer", days=5), None, 1, tmp_path)
    with pytest.raises(InputError, match="seed 1 against 2"):
        compare_runs([one], [two], tmp_path)
    with pytest.raises(InputError, match="hours 96 against 120"):
        compare_runs([one], [longer], tmp_path)
    with pytest.raises(InputError, match="none given"):
        compare(A, B, [], tmp_path, runner=fake_run.run)
    with pytest.raises(InputError, match="more than once"):
        compare(A, B, [1, 1], tmp_path, runner=fake_run.run)


def test_a_scenario_against_itself_makes_one_run_a_seed(tmp_path):
    folder = compare(A, A, [1, 2], tmp_path, runner=fake_run.run)
    got = open_comparison(folder)
    assert got.runs_a == got.runs_b
    assert {row.result.verdict for row in got.rows if row.result.difference is not None} == {"same"}
    assert len(list(tmp_path.glob("baseline-*"))) == 2


def _refuse(*_args, **_more):
    raise InputError("scenario.toml", [Fault("measures[0]", "no such place")])


def test_an_error_in_a_process_arrives_whole(tmp_path):
    with LocalProcesses(2) as two, pytest.raises(InputError, match=r"measures\[0\]: no such place") as caught:
        compare(A, B, [1], tmp_path, executor=two, runner=_refuse)
    assert caught.value.faults[0].what == "no such place"


def test_one_process_is_serial():
    assert isinstance(local(None), Serial)
    assert isinstance(local(1), Serial)
    assert local(3).workers == 3
    with Serial() as serial:
        assert list(serial.evaluate(abs, [-1, -2])) == [(0, 1), (1, 2)]


def test_gaps_drawn_anew_with_each_seed_widen_what_the_interval_covers(tmp_path):
    """Real runs of three days on one zone: pairs share their draw, seeds do not, and the words say so."""
    import datetime as dt

    from twin import geo
    from twin import scenario as scenarios
    from twin.core.resources import resource_dir
    from twin.study.comparison import LUCK_AND_GAPS, LUCK_ONLY

    district = geo.load_district(None, zones=["27"])
    three = {"from": dt.date(2019, 1, 8), "to": dt.date(2019, 1, 10)}
    pair = [scenarios.load(resource_dir("scenarios") / f"{name}.toml") for name in ("baseline", "first_mix")]
    pair = [each.model_copy(update={"time": type(each.time)(**three)}).quick() for each in pair]
    with_gaps = open_comparison(compare(*pair, [0, 1], tmp_path, district, gaps=True))
    without = open_comparison(compare(*pair, [0, 1], tmp_path, district))
    assert with_gaps.luck_only == LUCK_AND_GAPS
    assert without.luck_only == LUCK_ONLY
    keys = [with_gaps.results(side, k).manifest["district"]["key"] for k in (0, 1) for side in "ab"]
    assert keys == [district.key, district.key, f"{district.key}-draw1", f"{district.key}-draw1"]
    area = "energy.floor_area_per_resident"
    a, b = with_gaps.row(area).per_seed_a
    assert a != b
    assert without.row(area).per_seed_a[0] == a
