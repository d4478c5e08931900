"""Does the repository keep its own rules? Those that no off-the-shelf checker knows."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from benchmarks.balances import without_balance

TOP = Path(__file__).resolve().parent.parent
MODULES = sorted((TOP / "twin").rglob("*.py"))
NAMES = [str(path.relative_to(TOP)) for path in MODULES]

MAX_MODULE_LINES = 500
MAX_FUNCTION_LINES = 100

# Mesa's AgentSet promises a generator to those who shuffle their own agents; no process of the twin uses it.
MESA_FACE = TOP / "twin" / "model" / "agent_set.py"


@pytest.fixture(params=MODULES, ids=NAMES)
def module(request):
    return request.param


def test_modules_are_short(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES, "split it by phenomenon"


def test_functions_are_short(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    long = {f.name: n for f in functions if (n := lines_of_code(f)) > MAX_FUNCTION_LINES}
    assert not long


def lines_of_code(function):
    """Lines of a function without its docstring: a kernel with twelve arguments has much to say about them."""
    first = function.body[0]
    text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if text else 0)


def test_nothing_draws_from_mesas_generators(module):
    """Draws come from declared streams: `model.random` and `model.rng` depend on the order of calls."""
    if module == MESA_FACE:
        return
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"random", "rng"}
        and ast.unparse(node.value).split(".")[-1] in {"self", "model", "_model"}
    ]
    assert not found


def test_scenarios_holds_scenario_files_only():
    odd = [p.name for p in (TOP / "scenarios").rglob("*") if p.is_file() and p.suffix not in {".toml", ".md"}]
    assert not odd


def requirement_names(requirements):
    found = {re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0] for line in requirements}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


@pytest.mark.parametrize("version", ["311", "312"])
def test_constraints_pin_every_requirement_to_one_version(version):
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = requirement_names(sum(project["optional-dependencies"].values(), project["dependencies"]))
    text = (TOP / "constraints" / f"py{version}.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    loose = [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin)]
    assert not loose, "exact versions only, no addresses"
    assert wanted <= requirement_names(pins)


def test_no_file_names_a_registry_or_a_folder_of_one_machine():
    """Sources must work elsewhere: installers find their registry in the user's own configuration."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    # Spelt so that this file does not find itself.
    banned = re.compile("file:[/]{2}|pypi[.]org|pythonhosted[.]org|--(extra-)?index[-]url")
    texts = {".py", ".toml", ".txt", ".sh", ".md", ".json", ".js", ""}
    found = []
    for name in listed.stdout.decode().split("\0"):
        path = TOP / name
        if path.suffix in texts and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {hit.group()}" for hit in banned.finditer(text)]
    assert not found


def test_the_benchmark_of_the_balances_still_finds_them():
    assert callable(without_balance().demand_tick)
