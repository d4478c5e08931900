"""Does the package work away from its checkout? From a built wheel, from another folder, read-only."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent

LOCATE = """
import twin
from twin.core.resources import resource_dir
print(twin.__file__)
print(resource_dir("gis"))
print(resource_dir("scenarios"))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """Folder of an unpacked wheel, made read-only, as a system-wide installation is for its users."""
    pytest.importorskip("build", reason="the dev extra is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(TOP)]
    subprocess.run(command, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    paths = [site, *site.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield site
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


def locate(folder, **variables):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    command = [sys.executable, "-c", LOCATE]
    run = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return [Path(line).resolve() for line in run.stdout.split()]


def test_a_wheel_finds_its_own_data_from_another_folder(unpacked, tmp_path):
    package, gis, scenarios = locate(tmp_path, PYTHONPATH=str(unpacked))
    assert package.is_relative_to(unpacked)
    assert gis == unpacked / "twin" / "_data" / "gis"
    assert scenarios == unpacked / "twin" / "_data" / "scenarios"


def test_a_wheel_ships_every_tracked_data_file(unpacked):
    for name in ("gis", "scenarios"):
        here = {p.relative_to(TOP / name) for p in (TOP / name).rglob("*") if p.is_file()}
        shipped = unpacked / "twin" / "_data" / name
        assert here == {p.relative_to(shipped) for p in shipped.rglob("*") if p.is_file()}


def test_a_wheel_ships_every_file_of_the_package(unpacked):
    """The studies' tables, the ledger, the registry of indicators, the page's scripts: whatever git tracks in twin/."""
    git = ["git", "-c", f"safe.directory={TOP}", "-C", str(TOP), "ls-files", "-z", "--", "twin"]
    done = subprocess.run(git, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("no checkout of git")
    tracked = {Path(name) for name in done.stdout.split("\0") if name and (TOP / name).is_file()}
    assert {path.name for path in tracked} >= {"draws.toml", "structure.toml", "protocol.toml", "registry.toml"}
    assert not [str(path) for path in sorted(tracked) if not (unpacked / path).is_file()]


def test_a_checkout_finds_its_own_data_from_another_folder(tmp_path):
    package, gis, scenarios = locate(tmp_path, PYTHONPATH=str(TOP))
    assert package.is_relative_to(TOP)
    assert gis == TOP / "gis"
    assert scenarios == TOP / "scenarios"


SCENARIO = """
schema_version = 2
extends = "baseline.toml"
name = "two days"
description = "Two days of January."
[time]
from = 2019-01-08
to = 2019-01-09
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="users and modes of POSIX")
def test_a_wheel_in_an_empty_environment_runs_read_only_without_the_repository(tmp_path):
    """Installed as a system does it, run by somebody who may not write there, from a folder of their own."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(TOP)],
        check=True, capture_output=True,
    )  # fmt: skip
    [wheel] = tmp_path.glob("*.whl")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pins = TOP / "constraints" / f"py{sys.version_info.major}{sys.version_info.minor}.txt"
    command = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--constraint", pins, wheel]
    subprocess.run(command, check=True, capture_output=True)
    for path in (environment, *environment.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    own = tmp_path / "somewhere else"
    own.mkdir()
    (own / "two_days.toml").write_text(SCENARIO, encoding="utf-8")
    # Root writes anywhere: without the right to override modes it is somebody like everybody else.
    plain = ["setpriv", "--bounding-set", "-dac_override", "--"] if os.geteuid() == 0 else []
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(own), "TWIN_ZONES": "27", "LANG": "C.UTF-8"}
    refused = [*plain, environment / "bin" / "python", "-c", f"open({str(environment / 'x')!r}, 'w')"]
    assert subprocess.run(refused, env=variables, capture_output=True, check=False).returncode != 0
    line = [*plain, environment / "bin" / "twin", "run", "two_days.toml", "--json"]
    done = subprocess.run(line, cwd=own, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"synthetic": true' in done.stdout
    assert list(own.glob("runs/*/report.html"))
