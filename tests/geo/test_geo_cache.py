"""Made districts are kept within bounds, and what a killed writer leaves does not stay."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests import fake_run
from twin.core.config import Settings, current, use
from twin.geo import cache

DIE = """
import os, sys
from tests import fake_run
from twin.geo import cache
cache.pq.write_table = lambda *a, **k: os._exit(9)
from pathlib import Path
cache.save(fake_run.district(), Path(sys.argv[1]) / "b")
"""


@pytest.fixture
def district():
    return fake_run.district()


def aged(folder, seconds):
    """Let a district have been used that long ago."""
    marker = folder / "district.json"
    then = marker.stat().st_mtime - seconds
    os.utime(marker, (then, then))


def test_what_a_killed_writer_left_goes_with_the_next(district, tmp_path):
    command = [sys.executable, "-c", DIE, str(tmp_path)]
    died = subprocess.run(command, cwd=Path(fake_run.__file__).parent.parent, check=False)
    assert died.returncode == 9
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".new-")]
    assert cache.load(tmp_path / "b") is None
    cache.save(district, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert cache.load(tmp_path / "a") is not None


def test_a_district_is_not_kept_while_others_write_for_long(district, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(cache, "_WAIT_S", 0.1)
    caplog.set_level("WARNING", logger="twin")
    with cache.locked(tmp_path / ".lock"):
        cache.save(district, tmp_path / "a")
    assert not (tmp_path / "a").exists()
    assert "is not kept" in caplog.text


def test_those_used_last_stay(district, tmp_path):
    for age, name in enumerate("abcd"):
        cache.save(replace(district, key=name), tmp_path / name)
        aged(tmp_path / name, 100 * (4 - age))
    assert cache.load(tmp_path / "a") is not None  # used just now
    assert [path.name for path in cache.prune(tmp_path, most=2)] == ["c", "b"]
    size = sum(file.stat().st_size for file in (tmp_path / "a").iterdir())
    assert cache.prune(tmp_path, most_bytes=size + 1)[0].name == "d"
    assert cache.prune(tmp_path, most_bytes=1) == []  # the one used last stays, whatever it takes


def test_the_bounds_are_settings(district, tmp_path):
    before = current()
    use(Settings(cache_districts=1))
    try:
        for name in "ab":
            cache.save(district, tmp_path / name)
    finally:
        use(before)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
