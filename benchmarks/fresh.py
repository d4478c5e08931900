"""Measure in a process of its own, so that neither caches nor memory of what ran before have a part in it.

    python -m benchmarks.fresh MODULE FUNCTION [JSON]

calls the function of `benchmarks.MODULE` with the keywords of the JSON and prints what it returns, as JSON, last.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from typing import Any


def fresh(module: str, function: str, timeout: float | None = None, **keywords: Any) -> dict[str, Any]:
    """Call a function of a module of the benchmarks in a fresh process.

    Raises
    ------
    RuntimeError
        If the process fails; with the end of what it said.
    """
    command = [sys.executable, "-m", "benchmarks.fresh", module, function, json.dumps(keywords)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-12:]
        killed = " (killed: out of memory?)" if done.returncode < 0 else ""
        raise RuntimeError(f"{module}.{function}({keywords}) ended with {done.returncode}{killed}\n" + "\n".join(said))
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    """Call and print."""
    module, function, keywords = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
    print(json.dumps(getattr(import_module(f"benchmarks.{module}"), function)(**keywords)))


if __name__ == "__main__":
    main()
