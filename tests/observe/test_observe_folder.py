"""A run folder is finished or not there, has one writer, and its result files depend on the results alone."""

import multiprocessing
import os
import shutil

import numpy as np
import pytest

from tests import fake_run
from twin.core.errors import InputError
from twin.observe import RunBusyError, RunFolder, RunKey, open_results

WEEK = fake_run.scenario("week", share=0.3, days=7)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return fake_run.run(WEEK, fake_run.district(), 1, tmp_path_factory.mktemp("runs"))


def key(**other) -> RunKey:
    given = {"scenario": {"b": 1, "a": [1, 2]}, "district": "d", "seed": 1, "name": "Baseline 2019", "code": "c"}
    return RunKey(**(given | other))


def test_the_name_hashes_scenario_layers_seed_and_code():
    assert key().folder_name.startswith("baseline-2019-s1-")
    assert key().hash == key(scenario={"a": [1, 2], "b": 1}, name="other words").hash
    others = [key(seed=2), key(district="e"), key(code="x"), key(scenario={"a": [1, 2], "b": 2})]
    assert len({k.hash for k in [key(), *others]}) == 5


def test_a_finished_run_is_not_run_again_unless_forced(tmp_path):
    folder = RunFolder(tmp_path, key())
    with folder.writing() as part:
        (part / "x").write_text("1")
    assert folder.finished
    with folder.writing() as part:
        assert part is None
    with folder.writing(force=True) as part:
        (part / "x").write_text("2")
    assert (folder.path / "x").read_text() == "2"
    assert sorted(p.name for p in tmp_path.iterdir()) == [folder.path.name]


def test_an_interruption_leaves_nothing_and_keeps_the_finished_run(tmp_path):
    folder = RunFolder(tmp_path, key())
    with pytest.raises(KeyboardInterrupt), folder.writing():
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    with folder.writing() as part:
        (part / "x").write_text("1")
    with pytest.raises(KeyboardInterrupt), folder.writing(force=True):
        raise KeyboardInterrupt
    assert (folder.path / "x").read_text() == "1"


def test_a_failed_run_keeps_its_log_and_is_replaced(tmp_path):
    folder = RunFolder(tmp_path, key())
    with pytest.raises(ValueError, match="boom"), folder.writing():
        raise ValueError("boom")
    assert not folder.finished
    assert "boom" in (tmp_path / f"{folder.path.name}.part" / "run.log").read_text()
    with folder.writing() as part:
        assert list(part.iterdir()) == [part / "run.log"]
    assert folder.finished


def test_one_writer_per_folder_and_a_stale_lock_does_not_block(tmp_path):
    folder = RunFolder(tmp_path, key())
    with folder.writing(), pytest.raises(RunBusyError, match=f"process {os.getpid()} on"), folder.writing():
        pass
    (tmp_path / f".{folder.path.name}.lock").write_text("process 1 on elsewhere")
    with folder.writing(force=True) as part:
        assert part is not None


def _die_writing(out):
    with RunFolder(out, key()).writing():
        os._exit(1)


def test_what_a_killed_process_left_is_replaced(tmp_path):
    child = multiprocessing.get_context("spawn").Process(target=_die_writing, args=(tmp_path,))
    child.start()
    child.join()
    folder = RunFolder(tmp_path, key())
    assert not folder.finished
    with folder.writing() as part:
        assert part is not None
    assert sorted(p.name for p in tmp_path.iterdir()) == [folder.path.name]


def test_equal_results_are_equal_bytes(finished, tmp_path):
    again = fake_run.run(WEEK, None, 1, tmp_path, threads=2)
    for name in ("kpis.parquet", "series.parquet", "buildings.parquet", "scenario.json"):
        assert (finished / name).read_bytes() == (again / name).read_bytes(), name
    other = fake_run.run(WEEK, None, 2, tmp_path)
    assert (finished / "series.parquet").read_bytes() != (other / "series.parquet").read_bytes()


def test_results_are_read_from_wherever_the_folder_lies(finished, tmp_path):
    moved = shutil.copytree(finished, tmp_path / "from another machine")
    results = open_results(moved)
    assert results.kpi("energy.gas_year") == pytest.approx(results.series["energy.gas"].sum() / 1000)
    assert results.series_about["energy.gas"]["unit"] == "kWh"
    assert len(results.series) == 168
    buildings = results.entities("buildings")
    assert buildings.crs.to_epsg() == 32632
    assert set(buildings["storeys_flag"]) == {"measured", "imputed"}
    assert (buildings["measures"] == "retrofit").sum() == (buildings["u_wall"] < 1).sum() > 0
    assert np.isclose(buildings.geometry.area.sum(), buildings["footprint"].sum())
    assert set(results.entities("context")["kind"]) == {"parks", "water", "railways", "metro"}
    assert str(finished) not in (moved / "manifest.json").read_text() + (moved / "scenario.json").read_text()


def test_the_manifest_says_what_made_the_run(finished):
    manifest = open_results(finished).manifest
    assert manifest["hash_inputs"].keys() == {"scenario", "district", "seed", "code"}
    assert {"python", "numba", "llvmlite", "numpy", "mesa", "twin"} <= manifest["versions"].keys()
    assert manifest["year_mismatches"] == [{"name": "buildings", "publisher": "OpenStreetMap", "year": 2022}]
    assert manifest["sources"][0]["licence"] == "ODbL-1.0"
    (measure,) = manifest["measures"]
    assert measure["label"] == "Insulate walls"
    assert measure["changes"][0]["old_mean"] == pytest.approx(1.2)
    assert measure["cost_by_payer_eur"] == {"households": pytest.approx(measure["cost_eur"])}
    storeys = next(q for q in manifest["quality"] if q["column"] == "storeys")
    assert storeys["measured"] + storeys["imputed"] == 96
    assert manifest["conservation"][0]["quantity"] == "energy"


def test_no_run_there_is_told_in_words(tmp_path):
    with pytest.raises(InputError, match="there is none"):
        open_results(tmp_path / "nowhere")
    with pytest.raises(InputError, match="has not finished"):
        open_results(tmp_path)
