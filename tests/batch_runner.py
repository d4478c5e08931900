"""Runs of the made-up district as jobs of a batch; run as a program it does a batch, to be stopped from outside."""

import os
import sys
import time
from pathlib import Path

from tests import fake_run
from twin.core.errors import Fault, InputError
from twin.study import read_study, run_batch

STUDY = """
study_version = 1
name = "three mixes"
scenarios = ["baseline", "first.toml", "second.toml"]
seeds = [3, 5]
"""
SCENARIO = """
extends = "baseline.toml"
schema_version = 2
name = "{name}"
baseline_year = {year}
"""


def write_study(folder, text=STUDY):
    for name, year in (("first", 2020), ("second", 2021)):
        (folder / f"{name}.toml").write_text(SCENARIO.format(name=name, year=year), encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


def run(scenario, _district, seed, out, threads=None, force=False, progress=None):
    """The made-up run of a scenario; notes in a file beside `out` when it begins and when it has ended."""
    share = {"baseline": 0.0, "first": 0.2, "second": 0.4}[scenario.name]
    what = fake_run.scenario(scenario.name, share=share, days=10)
    pause = float(os.environ.get("TEST_BATCH_PAUSE", "0"))
    begun = []

    def told(stage, done, total):
        if not begun:
            begun.append(1)
            note(out, f"begun {scenario.name} {seed}")
        time.sleep(pause)
        progress(stage, done, total)

    folder = fake_run.run(what, None, seed, out, threads=threads, force=force, progress=told)
    if begun:
        note(out, f"ended {scenario.name} {seed}")
    return folder


def fails_once(scenario, district, seed, out, **more):
    """A run whose input is at fault the first time, with one seed of one scenario."""
    marker = Path(out).parent / "failed-before"
    if (scenario.name, seed) == ("first", 5) and not marker.exists():
        marker.touch()
        raise InputError("weather.epw", [Fault("line 9", "cannot be read")])
    return run(scenario, district, seed, out, **more)


def dies(scenario, district, seed, out, **more):
    """A run whose process is killed, as by a system short of memory."""
    if (scenario.name, seed) == ("second", 3):
        print("about to die", flush=True)
        os.kill(os.getpid(), 9)
    return run(scenario, district, seed, out, **more)


def note(out, line):
    with (Path(out).parent / "notes.txt").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


if __name__ == "__main__":
    study, out, processes = sys.argv[1:]
    try:
        run_batch(read_study(study), out, processes=int(processes), runner=run)
    except KeyboardInterrupt:
        sys.exit(130)
