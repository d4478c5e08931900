"""Where the user's files lie, who may write there, and what other systems than this one need."""

import ast
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from twin.core import paths
from twin.core.lock import HeldError, locked

TOP = Path(__file__).resolve().parents[2]
POSIX_ONLY = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix"}
POSIX_CALLS = {"fork", "forkpty", "killpg", "getuid", "geteuid", "setsid", "wait4"}


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_the_users_folders_follow_xdg(monkeypatch, tmp_path):
    for variable, found in (
        ("XDG_CACHE_HOME", paths.cache_dir),
        ("XDG_CONFIG_HOME", paths.config_dir),
        ("XDG_STATE_HOME", paths.log_dir),
    ):
        monkeypatch.setenv(variable, str(tmp_path))
        assert found().is_relative_to(tmp_path / "twin")
        monkeypatch.setenv(variable, "relative")
        assert found().is_absolute()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert paths.districts_dir() == tmp_path / "twin" / "districts"
    assert paths.numba_dir().parent == tmp_path / "twin" / "numba"
    assert list(tmp_path.iterdir()) == []  # nothing is made by asking


def test_a_lock_has_one_holder_and_leaves_no_file(tmp_path):
    place = tmp_path / ".lock"
    with locked(place), pytest.raises(HeldError), locked(place):
        pass
    assert not place.exists()
    place.write_text("left by somebody")
    with locked(place):
        pass
    assert not place.exists()


def test_threads_wait_for_a_lock_in_turn(tmp_path):
    inside, most = [], []

    def visit():
        for _ in range(20):
            with locked(tmp_path / ".lock", 60.0):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 80
    assert max(most) == 1


def posix_only(path):
    """Lines that import a module of POSIX without a guard, or call what only POSIX has."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(below)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Try, ast.If, ast.FunctionDef))
        for below in ast.walk(node)
        if isinstance(below, (ast.Import, ast.ImportFrom))
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            names = []
        if id(node) not in guarded:
            found += [f"{path.name}:{node.lineno} import {name}" for name in names if name in POSIX_ONLY]
        if isinstance(node, ast.Attribute) and node.attr in POSIX_CALLS and ast.unparse(node.value) == "os":
            found.append(f"{path.name}:{node.lineno} os.{node.attr}")
    return found


def test_nothing_needs_posix():
    files = [path for path in (TOP / "twin").rglob("*.py") if "node_modules" not in path.parts]
    assert [line for path in files for line in posix_only(path)] == []
    # The benchmarks may measure with POSIX, where it is there.
    assert [line for path in (TOP / "benchmarks").rglob("*.py") for line in posix_only(path) if "import" in line] == []


KERNEL = """
import sys
from pathlib import Path
import twin.core.jit as jit
from tests_kernel import double
print(Path(jit.__file__).is_relative_to({copy!r}), double(3.0), sum(double.stats.cache_hits.values()))
print(jit._KEPT, jit.numba.config.CACHE_DIR)
"""


@pytest.fixture
def read_only_copy(tmp_path):
    """A copy of the core that nothing can be written into, with a module that has one kernel."""
    copy = tmp_path / "site"
    (copy / "twin").mkdir(parents=True)
    shutil.copytree(TOP / "twin" / "core", copy / "twin" / "core", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "twin" / "__init__.py").write_text("")
    (copy / "tests_kernel.py").write_text(
        "from twin.core.jit import kernel\n\n\n@kernel\ndef double(x):\n    return 2.0 * x\n"
    )
    for folder in (copy, copy / "twin", copy / "twin" / "core"):
        # A file where the compiled files would go stops a privileged user too, whom rights do not stop.
        (folder / "__pycache__").write_text("")
        folder.chmod(0o555)
    yield copy
    for folder in (copy, copy / "twin", copy / "twin" / "core"):
        folder.chmod(0o755)


def kernel_in(copy, **environ):
    env = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "PYTHONPATH", "NUMBA_DISABLE_JIT")}
    env |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", **environ}
    command = [sys.executable, "-c", KERNEL.format(copy=str(copy))]
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=copy.parent, check=False)
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_kernels_of_a_read_only_installation_are_kept_in_the_cache_folder(read_only_copy, tmp_path):
    cache = tmp_path / "cache"
    first = kernel_in(read_only_copy, XDG_CACHE_HOME=str(cache))
    assert first[0] == ["True", "6.0", "0"]
    assert first[1][0] == "True"
    assert Path(first[1][1]).is_relative_to(cache / "twin" / "numba")
    assert list((cache / "twin" / "numba").rglob("*.nbc"))
    assert kernel_in(read_only_copy, XDG_CACHE_HOME=str(cache))[0] == ["True", "6.0", "1"]  # taken from there


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_a_users_own_folder_of_kernels_is_kept_and_no_folder_at_all_is_no_error(read_only_copy, tmp_path):
    own = tmp_path / "own"
    assert kernel_in(read_only_copy, NUMBA_CACHE_DIR=str(own))[1] == ["True", str(own)]
    (tmp_path / "file").write_text("")
    assert kernel_in(read_only_copy, XDG_CACHE_HOME=str(tmp_path / "file"))[1][0] == "False"
