"""Do two environments (Python, Mesa, NumPy, numba) compute the same? Write what one computes, compare with another.

    python -m benchmarks.agree write FILE [--days N]
    python -m benchmarks.agree compare FILE FILE

The files hold every series and the state of every table after some days of the shipped mix of measures.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from benchmarks.district import model
from benchmarks.timing import machine

TOLERANCE = 1e-9  # relative to the largest size in a column: other versions may round otherwise


def write(path: Path, days: int) -> None:
    """Run some days and keep every number of them."""
    twin = model("first_mix")
    for _ in range(days * twin.world.clock.ticks_per_day):
        twin.step()
    recorder = twin.recorder
    found = {f"series/{item.name}": recorder.series(item.name) for item in recorder.declared}
    for name, table in twin.world.tables.items():
        found |= {f"{name}/{column}": values for column, values in table.data.items() if values.dtype != object}
    facts = "; ".join(f"{name} {value}" for name, value in machine().items())
    np.savez_compressed(path, facts=np.array(facts), **found)
    print(f"{path.name}: {len(found)} columns after {days} days. {facts}")


def compare(one: Path, other: Path) -> int:
    """Print how far the two files are apart; 1 if further than rounding, 0 if not."""
    with np.load(one) as a, np.load(other) as b:
        print(f"{one.name}: {a['facts']}\n{other.name}: {b['facts']}")
        names = sorted({*a.files, *b.files} - {"facts"})
        missing = [name for name in names if name not in a.files or name not in b.files]
        worst, where, same = 0.0, "", 0
        for name in (n for n in names if n not in missing):
            x, y = a[name], b[name]
            if x.shape == y.shape and x.tobytes() == y.tobytes():
                same += 1
                continue
            apart = _apart(x, y)
            if apart > worst:
                worst, where = apart, name
    print(f"{same} of {len(names)} columns have the same bits; the worst differs by {worst:.3g} of its size {where}")
    for name in missing:
        print(f"only in one of them: {name}")
    return int(bool(missing) or worst > TOLERANCE)


def _apart(x: np.ndarray, y: np.ndarray) -> float:
    if x.shape != y.shape or not np.array_equal(np.isnan(x), np.isnan(y)):
        return float("inf")
    size = max(float(np.nanmax(np.abs(x), initial=0.0)), 1e-30)
    return float(np.nanmax(np.abs(x.astype(float) - y), initial=0.0)) / size


def main() -> int:
    """Write or compare, as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agree", description=__doc__.partition("\n")[0])
    kinds = parser.add_subparsers(dest="what", required=True)
    one = kinds.add_parser("write", help="run some days and keep their numbers")
    one.add_argument("file", type=Path)
    one.add_argument("--days", type=int, default=3)
    two = kinds.add_parser("compare", help="compare what two environments wrote")
    two.add_argument("files", type=Path, nargs=2)
    asked = parser.parse_args()
    if asked.what == "write":
        write(asked.file, asked.days)
        return 0
    return compare(*asked.files)


if __name__ == "__main__":
    sys.exit(main())
