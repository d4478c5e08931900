"""Which reluctance of owners gives the yearly rate of renovation without co-design (V5.rate)?

    python -m twin.study.fit_renovation [folder of layers]

Run again whenever owners, costs or calculated savings change. Only what the protocol marks as fitted is opened here;
how many condominiums built after an audit stays closed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from twin.core.resources import resource_dir
from twin.decisions import Params
from twin.geo import load_district
from twin.model import build_model
from twin.scenario import load
from twin.study.assembly_arms import spontaneous
from twin.study.protocol import fitting

SEEDS = 5


def fit_renovation(folder: Path | None = None, seeds: int = SEEDS) -> tuple[float, float, float]:
    """Fit on the layers of a folder, or on the embedded district; mean reluctance, its spread, and the target rate."""
    with fitting() as protocol:
        target = float(protocol.for_fitting("V5.rate").value or 0.0)
        baseline, district = load(resource_dir("scenarios") / "baseline.toml"), load_district(folder)
        found = [
            spontaneous(build_model(baseline, district, seed)[0].world, Params()).reluctance_for(target)
            for seed in range(seeds)
        ]
        kept = np.array([each for each in found if each is not None])
        return float(kept.mean()), float(kept.std()), target


def main() -> None:
    """Print the reluctance."""
    mean, spread, target = fit_renovation(Path(sys.argv[1]) if sys.argv[1:] else None)
    sys.stdout.write(f"reluctance {mean:.3f} (spread over seeds {spread:.3f}) for {100.0 * target:.2f} % a year\n")


if __name__ == "__main__":
    main()
