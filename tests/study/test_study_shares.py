"""Runs that several machines made in shares are those of one machine, and damaged ones are told by name."""

import json
import shutil

import pytest

from tests import known_runs
from twin.core.errors import InputError
from twin.core.processors import processors, threads_each
from twin.observe import open_results
from twin.study import Asked, Share, compare, compare_planned, make_runs, open_comparison, outlook, plan
from twin.study.plans import key_of

A, MIX = known_runs.scenario(), known_runs.scenario("condominium_retrofit", "heat_pump")
ASKED = Asked(draws=2, form="quick", each="measure")


def planned():
    return plan(A, MIX, [1, 2], ASKED)


@pytest.mark.parametrize("of", [1, 3, 30])
def test_shares_are_all_runs_each_once(of):
    whole = planned()
    shares = [[key_of(cell) for some in whole.share(k, of) for cell in some] for k in range(1, of + 1)]
    assert sorted(key for some in shares for key in some) == sorted(key_of(cell) for cell in whole.cells)
    if of <= len(whole.rounds):
        assert all(shares)
    # Whatever the processes of a machine, its share is the same.
    four = [key_of(cell) for some in whole.share(1, of, 4) for cell in some]
    assert sorted(four) == sorted(shares[0])


def test_shares_of_three_machines_laid_together_make_the_comparison_of_one(tmp_path):
    whole = planned()
    for k in range(1, 4):
        make_runs(whole, tmp_path / f"node{k}", share=Share(k, 3), runner=known_runs.run)
        shutil.copytree(tmp_path / f"node{k}", tmp_path / "all", dirs_exist_ok=True)
    before = {path.name for path in (tmp_path / "all").iterdir()}
    assert len(before) == len(whole.cells)
    folder = compare_planned(whole, tmp_path / "all", runner=known_runs.run)
    assert {path.name for path in (tmp_path / "all").iterdir()} == before | {folder.name}
    alone = compare(A, MIX, [1, 2], tmp_path / "one", asked=ASKED, runner=known_runs.run)
    for name in ("comparison.json", "each.json", "table.parquet"):
        assert (folder / name).read_bytes() == (alone / name).read_bytes()


def test_scenarios_of_other_days_are_refused_before_any_run(tmp_path):
    later = MIX.model_copy(update={"baseline_year": 2020})
    with pytest.raises(InputError, match="simulates 2020-01-01 to 2020-12-31, 'baseline' 2019-01-01 to 2019-12-31"):
        compare(A, later, [1], tmp_path, runner=known_runs.run)
    assert not list(tmp_path.iterdir())


def test_files_tell_their_layout_and_another_one_is_refused(tmp_path):
    folder = compare(A, MIX, [1], tmp_path, asked=Asked(each="entry"), runner=known_runs.run)
    for name in ("comparison.json", "each.json"):
        assert json.loads((folder / name).read_text(encoding="utf-8"))["layout"] == 1
    told = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    (folder / "comparison.json").write_text(json.dumps({**told, "layout": 9}), encoding="utf-8")
    with pytest.raises(InputError, match=r"layout 9, written by twin .*; this version reads layout 1"):
        open_comparison(folder)
    run = next(tmp_path.glob("mix-*"))
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    (run / "manifest.json").write_text(json.dumps({**manifest, "layout": 2}), encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest.json: layout 2, .* → read it with the version that wrote it"):
        _ = open_results(run).manifest


@pytest.mark.parametrize("name", ["manifest.json", "kpis.parquet"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_run_is_named_with_its_file_and_mending(tmp_path, name, damage):
    compare(A, MIX, [1], tmp_path, runner=known_runs.run)
    run = next(tmp_path.glob("mix-*"))
    whole = (run / name).read_bytes()
    (run / name).unlink()
    if damage == "cut":
        (run / name).write_bytes(whole[: len(whole) // 2])
    what = "damaged" if damage == "cut" else "there is none"
    with pytest.raises(InputError, match=rf"{run.name}: 1 fault\n  {name}: .*{what}.* → copy {run.name} anew, or take"):
        compare(A, MIX, [1], tmp_path, runner=known_runs.run)
    shutil.rmtree(run)
    assert open_comparison(compare(A, MIX, [1], tmp_path, runner=known_runs.run)).seeds == (1,)


def test_a_damaged_run_beside_does_not_keep_others_from_being_counted(tmp_path):
    compare(A, MIX, [1], tmp_path, runner=known_runs.run)
    (next(tmp_path.glob("mix-*")) / "manifest.json").write_text("{", encoding="utf-8")

    class Known:
        key = "known"

    assert outlook(plan(A, MIX, [1]), tmp_path, Known(), gaps=True).runs == 2


def test_processes_share_the_processors_that_the_scheduler_gave(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: {3, 4, 5, 9}, raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert processors() == 4
    assert [threads_each(n) for n in (1, 2, 3, 4, 64)] == [4, 2, 1, 1, 1]
    monkeypatch.delattr("os.sched_getaffinity")
    assert threads_each(2) == 32
