"""A batch makes every run once, whatever stops it, and its results do not depend on that."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests import batch_runner
from twin.core.errors import InputError
from twin.observe.folder import sweep
from twin.study import BatchBusyError, open_batch, open_comparison, read_study, run_batch

TOP = Path(batch_runner.__file__).parent.parent
HEAD = 'study_version = 1\nname = "x"\nscenarios = ["baseline"]\n'


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return read_study(batch_runner.write_study(tmp_path_factory.mktemp("study")))


@pytest.fixture(scope="module")
def undisturbed(study, tmp_path_factory):
    told = []
    out = tmp_path_factory.mktemp("undisturbed")
    batch = run_batch(study, out, processes=2, runner=batch_runner.run, tell=lambda b: told.append(b.seconds_left()))
    assert told[0] is None
    assert any(left is not None and left > 0 for left in told)
    return batch


def start(study, out, pause="0.3", **more):
    """A batch in a process group of its own."""
    command = [sys.executable, "-m", "tests.batch_runner", str(study.path), str(out), "2"]
    return subprocess.Popen(
        command, cwd=TOP, env={**os.environ, "TEST_BATCH_PAUSE": pause}, start_new_session=True, **more
    )


def notes(batch):
    return Counter((batch / "notes.txt").read_text(encoding="utf-8").splitlines())


def wait_for(out, line, seconds=120.0):
    """Wait until a note of that kind has been made; returns the folder of the batch."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for file in out.glob("batch-*/notes.txt"):
            if line in file.read_text(encoding="utf-8"):
                return file.parent
        time.sleep(0.05)
    raise TimeoutError(line)


def results(batch):
    """Bytes of everything that depends on the results alone."""
    names = ("kpis.parquet", "series.parquet", "buildings.parquet", "scenario.json")
    found = {f"{e.folder}/{n}": (batch.path / e.folder / n).read_bytes() for e in batch.entries for n in names}
    found |= {name: (batch.path / name / "comparison.json").read_bytes() for name in batch.comparisons.values()}
    return found | {"kpis": (batch.path / "kpis.parquet").read_bytes()}


def left_behind(batch):
    return [path.name for path in (batch / "runs").iterdir() if not (path / "DONE").is_file()]


def test_every_scenario_runs_with_every_seed_and_is_compared_with_the_first(study, undisturbed):
    assert [e.status for e in undisturbed.entries] == ["finished"] * 6
    table = pq.read_table(undisturbed.path / "kpis.parquet").to_pandas()
    assert list(table.columns) == ["scenario", "seed", "kpi", "value", "unit"]
    assert set(zip(table["scenario"], table["seed"], strict=True)) == {
        (scenario.name, seed) for scenario in study.scenarios for seed in (3, 5)
    }
    assert list(undisturbed.comparisons) == ["first", "second"]
    compared = open_comparison(undisturbed.path / undisturbed.comparisons["second"])
    assert compared.seeds == (3, 5)
    assert compared.row("energy.gas_year").result.difference < 0
    assert [word["kind"] for word in compared.difference] == ["year"]
    manifest = json.loads((undisturbed.path / "batch.json").read_text(encoding="utf-8"))
    assert manifest["baseline"] == "baseline"
    assert {run["attempts"] for run in manifest["runs"]} == {1}
    again = open_batch(undisturbed.path)
    assert [e.folder for e in again.entries] == [e.folder for e in undisturbed.entries]
    assert len(list((undisturbed.path / "logs").iterdir())) == 6


def test_a_finished_batch_is_not_run_again_unless_started_over(study, undisturbed):
    begun = notes(undisturbed.path)
    again = run_batch(study, undisturbed.path.parent, processes=2, runner=batch_runner.run)
    assert again.path == undisturbed.path
    assert notes(undisturbed.path) == begun
    assert results(again) == results(undisturbed)
    (undisturbed.path / again.entries[2].folder / "DONE").unlink()
    third = run_batch(study, undisturbed.path.parent, processes=1, runner=batch_runner.run)
    assert sum((notes(third.path) - begun).values()) == 2  # one run begun and ended
    assert results(third) == results(undisturbed)


@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_a_killed_batch_is_taken_up_and_gives_the_same_bytes(study, undisturbed, tmp_path):
    process = start(study, tmp_path)
    batch = wait_for(tmp_path, "ended")
    wait_for(tmp_path, "begun first 5")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = notes(batch)
    assert left_behind(batch)  # half a run lies there, under a name that no reader takes for one
    assert 0 < sum(line.startswith("ended") for line in before) < 6
    resumed = run_batch(study, tmp_path, processes=2, runner=batch_runner.run)
    assert resumed.path == batch
    assert left_behind(batch) == []
    assert results(resumed) == results(undisturbed)
    after = notes(batch)
    ended = {line: n for line, n in after.items() if line.startswith("ended")}
    assert len(ended) == 6
    assert set(ended.values()) == {1}  # none was made twice
    for line in before:
        if line.startswith("ended"):
            assert after[line.replace("ended", "begun")] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupted_batch_ends_at_once_and_leaves_nothing_half_done(study, tmp_path):
    process = start(study, tmp_path, pause="2")
    batch = wait_for(tmp_path, "begun")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=40) == 130
    assert left_behind(batch) == []
    assert {run["status"] for run in json.loads((batch / "batch.json").read_text())["runs"]} <= {"waiting", "finished"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_workers_end_when_their_batch_is_killed_alone(study, tmp_path):
    process = start(study, tmp_path, pause="1")
    batch = wait_for(tmp_path, "begun")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(2.0)
    size = (batch / "notes.txt").stat().st_size
    begun = list((batch / "runs").glob("*.part"))
    assert begun
    time.sleep(1.5)
    assert (batch / "notes.txt").stat().st_size == size
    # Their locks are free: another batch may go on.
    assert len(sweep(batch / "runs")) == len(begun)


@pytest.mark.slow
def test_failed_runs_are_told_and_tried_again(study, undisturbed, tmp_path):
    batch = run_batch(study, tmp_path, processes=2, runner=batch_runner.fails_once)
    (failed,) = batch.failed
    assert (failed.scenario, failed.seed, failed.exit_code) == ("first", 5, 3)
    assert "weather.epw: 1 fault" in failed.error
    assert list(batch.comparisons) == ["second"]
    again = run_batch(study, tmp_path, processes=2, runner=batch_runner.fails_once)
    assert again.failed == []
    assert [e.attempts for e in again.entries if e.scenario == "first"] == [1, 2]
    assert results(again) == results(undisturbed)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_run_whose_process_dies_fails_alone(study, tmp_path):
    batch = run_batch(study, tmp_path, processes=2, runner=batch_runner.dies)
    (failed,) = batch.failed
    assert "was ended by signal 9" in failed.error
    (log,) = (batch.path / "logs").glob("*-second-s3.log")
    assert "about to die" in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_start_over_uses_a_new_folder_and_one_process_works_on_a_batch(study, tmp_path):
    def intrude(batch):
        with pytest.raises(BatchBusyError, match="another process works on this batch"):
            run_batch(study, tmp_path, runner=batch_runner.run)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(study, tmp_path, processes=1, runner=batch_runner.run, tell=intrude)
    with pytest.raises(KeyboardInterrupt):
        run_batch(study, tmp_path, processes=1, runner=batch_runner.run, tell=intrude, fresh=True)
    first, second = sorted(path.name for path in tmp_path.glob("batch-*"))
    assert second == f"{first}-2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD.replace("baseline", "base_line"), "scenarios[0]: there is no file and no shipped scenario 'base_line' →"),
        (HEAD.replace("scenarios", "scenarois"), "did you mean 'scenarios'?"),
        (HEAD + "seeds = 0\n", "seeds"),
        (HEAD + "seeds = []\n", "none given"),
        (HEAD + "seeds = [1, 1]\n", "1 is given more than once"),
        (HEAD + "seeds = [1, -1]\n", "seeds"),
        (HEAD + "seeds = 1.5\n", "seeds"),
        (HEAD + "seeds = true\n", "seeds"),
        (HEAD + 'baseline = "basline"\n', "did you mean 'baseline'?"),
        (HEAD + 'gis = "nowhere"\n', "there is no folder 'nowhere'"),
        (HEAD.replace('["baseline"]', '["baseline", "baseline"]'), "has the name 'baseline' of scenarios[0]"),
        (HEAD.replace('["baseline"]', '["baseline", "same.toml"]'), "means the same as scenarios[0]"),
        (HEAD.replace('["baseline"]', '["bad.toml"]'), "scenarios[0], bad.toml: baseline_year"),
        (HEAD.replace('["baseline"]', "[3]"), "scenarios[0]"),
        (HEAD.replace('["baseline"]', "[]"), "scenarios"),
        (HEAD.replace("= 1", "= 2"), "study_version"),
        ("a = = 1", "cannot be read as TOML"),
    ],
)
def test_faults_of_a_study_file(tmp_path, text, words):
    (tmp_path / "same.toml").write_text('extends = "baseline.toml"\nname = "same"\n')
    (tmp_path / "bad.toml").write_text('extends = "baseline.toml"\nname = "bad"\nbaseline_year = "soon"\n')
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_study(tmp_path / "study.toml")
    assert words in str(caught.value)
    for sign in ("constrained", "pydantic", "list["):
        assert sign not in str(caught.value)


def test_all_faults_of_a_study_come_together(tmp_path):
    (tmp_path / "study.toml").write_text('study_version = 1\nnme = "x"\nscenarios = ["a", "b"]\nseeds = [1, 1.5]\n')
    with pytest.raises(InputError) as caught:
        read_study(tmp_path / "study.toml")
    assert {"nme", "name", "scenarios[0]", "scenarios[1]"} <= {fault.place for fault in caught.value.faults}


def test_the_baseline_of_a_study_comes_first(tmp_path):
    text = batch_runner.STUDY + 'baseline = "second.toml"\n'
    study = read_study(batch_runner.write_study(tmp_path, text))
    assert [scenario.name for scenario in study.scenarios] == ["second", "baseline", "first"]


DAYS = """
extends = "{base}.toml"
schema_version = 2
name = "{name}"

[time]
from = 2019-01-14
to = 2019-01-16
"""


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_twenty_runs_of_the_model_killed_twice_give_the_same_bytes(tmp_path):
    for name, base in (("before", "baseline"), ("after", "first_mix")):
        (tmp_path / f"{name}.toml").write_text(DAYS.format(name=name, base=base), encoding="utf-8")
    text = 'study_version = 1\nname = "twenty"\nscenarios = ["before", "after"]\nseeds = 10\nzones = ["27"]\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "twin",
        "batch",
        str(tmp_path / "study.toml"),
        "--processes",
        "2",
        "--json",
        "--out",
    ]
    killed = tmp_path / "killed"
    for enough in (4, 11):
        process = subprocess.Popen([*command, str(killed)], start_new_session=True, stdout=subprocess.DEVNULL)
        while len(list(killed.glob("batch-*/runs/*/DONE"))) < enough:
            assert process.poll() is None
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    told = []
    for out in (killed, tmp_path / "undisturbed"):
        done = subprocess.run([*command, str(out)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told.append(open_batch(Path(json.loads(done.stdout)["folder"])))
    one, other = told
    assert [e.status for e in one.entries] == ["finished"] * 20
    assert left_behind(one.path) == []
    assert results(one) == results(other)
    # A run that was finished when the batch was killed was not begun again.
    attempts = sorted(entry.attempts for entry in one.entries)
    assert attempts[0] == 1
    assert sum(attempts) <= 20 + 2 * 2 + 2
    compared = open_comparison(one.path / one.comparisons["after"])
    assert compared.row("energy.final_total").result.difference < 0
