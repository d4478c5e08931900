"""Settings as defaults of options, caches, logs, and Ctrl-C, as a user meets them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twin.cli.app import app
from twin.core.config import Settings, use

ZONE = "37"  # with the fewest buildings
DAYS = 'extends = "baseline.toml"\nschema_version = 2\nname = "{name}"\n[time]\nfrom = 2019-01-14\nto = {to}\n'
LONG = "2019-06-30"


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """A working folder and a folder of settings of the test's own; settings do not outlive it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("twin.core.paths.config_dir", lambda: tmp_path / "config")
    monkeypatch.delenv("TWIN_LOG_LEVEL", raising=False)
    yield
    use(Settings())


def twin(*arguments, **environ):
    return CliRunner().invoke(app, [str(each) for each in arguments], env=environ)


def test_config_prints_each_setting_and_its_origin(tmp_path):
    (tmp_path / "twin.toml").write_text('lang = "it"\nout = "results"\n')
    told = json.loads(twin("config", "--json", TWIN_THREADS="2").stdout)
    rows = {row["name"]: row for row in told["settings"]}
    assert (rows["lang"]["value"], rows["lang"]["from"]) == ("it", "twin.toml")
    assert (rows["threads"]["value"], rows["threads"]["from"]) == (2, "TWIN_THREADS")
    assert rows["processes"]["from"] == "default"
    assert "TWIN_THREADS" in twin("config", TWIN_THREADS="2").stdout


def test_an_option_takes_its_default_from_the_settings_and_the_command_line_counts_most(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("twin.cli.cache._show", lambda **given: asked.append(str(given["out"])))
    twin("cache")
    (tmp_path / "twin.toml").write_text('out = "from-file"\n')
    twin("cache")
    twin("cache", TWIN_OUT="from-environment")
    twin("cache", "--out", "from-line", TWIN_OUT="from-environment")
    assert asked == ["runs", "from-file", "from-environment", "from-line"]


def test_an_out_that_is_no_folder_of_results_is_left_alone(tmp_path):
    (tmp_path / "twin.toml").write_text('out = "results"\n')
    (tmp_path / "mine.toml").write_text('schema_version = 1\nname = "x"\ndescription = "x"\nbaseline_year = 2019\n')
    told = json.loads(twin("scenario", "upgrade", "mine.toml", "--json").stdout)
    assert told["out"] is None


def test_cache_shows_sizes_and_clears_what_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("twin.core.paths.cache_dir", lambda: tmp_path / "cache")
    for name in ("districts/a/x", "numba/1/y", "runs/r/z"):
        file = tmp_path / ("" if name.startswith("runs") else "cache") / name
        file.parent.mkdir(parents=True)
        file.write_bytes(b"0" * 1000)
    rows = {row["what"]: row for row in json.loads(twin("cache", "--json").stdout)["places"]}
    assert {name: (row["entries"], row["bytes"]) for name, row in rows.items()} == {
        "districts": (1, 1000),
        "numba": (1, 1000),
        "cache, all": (2, 2000),
        "results": (1, 1000),
    }
    assert twin("cache", "clear").exit_code == 2
    assert twin("cache", "clear", "--districts").exit_code == 0
    assert not (tmp_path / "cache" / "districts" / "a").exists()
    assert (tmp_path / "cache" / "numba" / "1" / "y").is_file()
    assert twin("cache", "clear", "--all").exit_code == 0
    assert list((tmp_path / "cache").iterdir()) == []
    assert (tmp_path / "runs" / "r" / "z").is_file()
    assert twin("cache", "clear", "--all").exit_code == 0  # nothing there is no error


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    "command",
    [
        ["run", "long.toml"],
        pytest.param(["compare", "long.toml", "longer.toml", "--processes", "2"], marks=pytest.mark.slow),
    ],
    ids=lambda command: command[0],
)
def test_an_interrupted_command_ends_with_130_and_leaves_no_half_folder(tmp_path, command):
    for name in ("long", "longer"):
        (tmp_path / f"{name}.toml").write_text(DAYS.format(name=name, to=LONG), encoding="utf-8")
    line = [sys.executable, "-m", "twin", *command, "--out", "out"]
    process = subprocess.Popen(
        line,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": _top(), "TWIN_ZONES": ZONE},
    )
    until = time.monotonic() + 240.0
    while not any("threads" in log.read_text(encoding="utf-8") for log in tmp_path.glob("out/*.part/run.log")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("twin: interrupted")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_log_of_a_run_is_as_talkative_as_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_ZONES", ZONE)
    (tmp_path / "short.toml").write_text(DAYS.format(name="short", to="2019-01-14"), encoding="utf-8")
    logs = {}
    for level in ("info", "error"):
        done = twin("run", "short.toml", "--out", level, "--log-level", level, "--verbose")
        assert done.exit_code == 0, done.stderr
        (log,) = (tmp_path / level).glob("*/run.log")
        logs[level] = log.read_text(encoding="utf-8")
        assert "energy.demand" in done.stderr or level == "error"
    assert "INFO twin: twin 0." in logs["info"]
    assert "scenario short" in logs["info"]
    assert "time: people and plans" in logs["info"]
    assert logs["error"] == ""
    quiet = twin("run", "short.toml", "--out", "quiet", "--quiet")
    assert quiet.stderr == ""


def _top():
    return str(Path(__file__).resolve().parents[2])
