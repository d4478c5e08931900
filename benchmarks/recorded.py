"""How do today's figures stand beside those recorded earlier? Not paired: only a large difference says anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.timing import plain

FILE = Path(__file__).with_name("recorded.json")


def keep(results: dict[str, Any], file: Path = FILE) -> None:
    """Write the results as the recorded ones; benchmarks that were not run now stay as they are."""
    old = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    same = old.get("machine") == results["machine"]
    merged = (old if same else {}) | results
    file.write_text(json.dumps(merged, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"recorded in {file.name}")


def show(results: dict[str, Any], file: Path = FILE) -> None:
    """Print the ratio of each figure to the recorded one, if the machine is the same."""
    if not file.exists():
        return
    old = json.loads(file.read_text(encoding="utf-8"))
    differ = [key for key, value in results["machine"].items() if old.get("machine", {}).get(key) != value]
    if differ:
        print(f"{file.name} was recorded on another machine ({', '.join(differ)}): not compared")
        return
    print(f"now / {file.name} (not paired: other guests of the machine may have been busier then or now)")
    for name, found in results.items():
        before = old.get(name)
        if name == "machine" or not isinstance(before, dict):
            continue
        for key, now in found.items():
            was = before.get(key)
            if isinstance(now, dict) and isinstance(was, dict) and was.get("median"):
                low, high = now["low"] / was["high"], now["high"] / was["low"]
                ratio = now["median"] / was["median"]
                print(f"  {name}: {key}: {plain(ratio)} ({plain(low)} to {plain(high)})")
