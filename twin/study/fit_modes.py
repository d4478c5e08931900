"""Which constants of the modes give the published internal split (V9a)? Run again whenever times or plans change.

    python -m twin.study.fit_modes [folder of layers]

Only what the protocol marks as fitted is opened here; everything else is refused while the fit runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from twin.core.resources import resource_dir
from twin.domains.mobility.fit import Fit, fit_constants
from twin.geo import load_district
from twin.model import build_model
from twin.scenario import load
from twin.state.codes import Mode
from twin.study.protocol import fitting

GROUPS = ("transit", "car", "motorcycle", "active")


def fit_modes(folder: Path | None = None, seed: int = 1) -> tuple[Fit, dict[str, float]]:
    """Fit on the layers of a folder, or on the embedded district; returns the fit and its target shares."""
    with fitting() as protocol:
        target = {group: float(protocol.for_fitting(f"V9a.{group}").value or 0.0) / 100.0 for group in GROUPS}
        baseline = load(resource_dir("scenarios") / "baseline.toml")
        model, _ = build_model(baseline, load_district(folder), seed)
        return fit_constants(model.world.tables, seed, tuple(target.values())), target


def main() -> None:
    """Print constants and shares before and after."""
    found, target = fit_modes(Path(sys.argv[1]) if sys.argv[1:] else None)
    sys.stdout.write(f"constants {found.constants}\npersons per car {found.occupancy:.3f}\n")
    for (name, wanted), was, now in zip(target.items(), found.before, found.after, strict=True):
        sys.stdout.write(f"{name:13s} target {wanted:.3f} before {was:.3f} after {now:.3f}\n")
    for mode in Mode:
        if mode != Mode.NONE:
            sys.stdout.write(f"{mode.name.lower():15s} {found.shares[mode]:.4f}\n")


if __name__ == "__main__":
    main()
