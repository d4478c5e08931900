"""Run benchmarks, or compare two versions on this machine.

    python -m benchmarks [NAME …] [--days N] [--json FILE] [--record]
    python -m benchmarks against REV|FOLDER|FILE [NAME …] [--days N] [--rounds N] [--json FILE]

Without NAME: those of the default suite, `scale` up to 300,000 citizens. `repaint` needs Chromium, `verification` needs
data that `TWIN_DATA` names; `agree`, which compares environments, runs by itself (`python -m benchmarks.agree`).
"""

from __future__ import annotations

import argparse
import inspect
import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import against, recorded
from benchmarks.timing import Figure, machine

DEFAULT = ("kernels", "build", "year", "memory", "report", "balances", "scale", "zones", "peers")
NAMES = (*DEFAULT, "energyplus", "lean", "loading", "repaint", "sioux", "sumo", "verification", "years")
PAIRED = ("kernels", "year")
PAIRED_DAYS = 9


def main() -> int:
    """Run what the command line asks for."""
    words = sys.argv[1:]
    if words[:1] == ["against"]:
        return _against(words[1:])
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--days", type=int, help="simulate some days where a benchmark takes days; scaled where told")
    parser.add_argument("--json", type=Path, help="file for the results with the facts of the machine")
    parser.add_argument("--record", action="store_true", help="keep the results as the recorded ones of this commit")
    asked = parser.parse_args(words)
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; there are {', '.join(NAMES)}")
    results = measure(asked.names or DEFAULT, asked.days, quick=not asked.names)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if asked.record:
        recorded.keep(results)
    else:
        recorded.show(results)
    return 0


def measure(names: Any, days: int | None = None, *, quick: bool = False) -> dict[str, Any]:
    """Run benchmarks by name, print what they find, and return it in plain numbers."""
    results: dict[str, Any] = {"machine": machine()}
    for name in names:
        module = import_module(f"benchmarks.{name}")
        takes = inspect.signature(module.run).parameters
        start = time.perf_counter()
        settings = {name: value for name, value in (("days", days), ("quick", quick)) if value and name in takes}
        found = module.run(**settings)
        print(f"{name} — {(module.__doc__ or '').partition(chr(10))[0]} ({time.perf_counter() - start:.0f} s)")
        for key, value in found.items():
            print(f"  {key}: {value}", flush=True)
        results[name] = {key: v.as_json() if isinstance(v, Figure) else v for key, v in found.items()}
    return results


def _against(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks against", description=against.__doc__)
    parser.add_argument("other", help="revision of the repository, folder of a checkout, or recorded JSON")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: {' '.join(PAIRED)}")
    parser.add_argument("--days", type=int, default=PAIRED_DAYS)
    parser.add_argument("--rounds", type=int, default=5, help="times that each side runs, in turn")
    parser.add_argument("--json", type=Path, help="file for the figures of both sides and the ratios")
    asked = parser.parse_args(words)
    names = asked.names or list(PAIRED)
    if Path(asked.other).is_file():
        results = measure(names, asked.days)
        recorded.show(results, Path(asked.other))
        return 0
    found = against.compare(asked.other, names, asked.days, asked.rounds)
    if asked.json:
        told = {"machine": machine(), "against": asked.other, **found}
        asked.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
