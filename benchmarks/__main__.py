"""Run benchmarks: `python -m benchmarks [NAME …] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path

from benchmarks.timing import machine

NAMES = ("year", "balances", "agents")


def main() -> None:
    """Run the named benchmarks, all if none is named; print, and write JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="benchmarks to run")
    parser.add_argument("--json", type=Path, help="file for the results with the facts of the machine")
    asked = parser.parse_args()
    results: dict[str, object] = {"machine": machine()}
    for name in asked.names or NAMES:
        results[name] = found = import_module(f"benchmarks.{name}").run()
        print(f"{name}")
        for key, value in found.items():
            print(f"  {key}: {value}")
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
