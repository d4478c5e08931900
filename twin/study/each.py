"""What does each measure of a mix save alone, what all of them together, and how far do they overlap?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.observe.results import readable
from twin.study.comparison import LAYOUT, band
from twin.study.paired import ROUNDING, Difference, paired
from twin.study.parts import Part
from twin.study.spread import Band, central, reach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.observe import Better

FILE = "each.json"


@dataclass(frozen=True)
class Effect:
    """A difference and how far it moves.

    Parameters
    ----------
    luck : Over seeds, with Student's interval.
    parameters, structure : Over draws and over alternatives; None where they were not run.
    """

    luck: Difference
    parameters: Band | None = None
    structure: Band | None = None


@dataclass(frozen=True)
class EachRow:
    """One indicator.

    Parameters
    ----------
    name, label, label_it, unit, better : Its declaration.
    base : Mean over the seeds without any of the parts. [unit]
    parts : Effect of each part alone.
    total : Sum of these effects.
    mix : Effect of all parts together.
    interaction : Mix less sum: what is not to be added up.
    """

    name: str
    label: str
    label_it: str
    unit: str
    better: Better
    base: float
    parts: tuple[Effect, ...]
    total: Effect
    mix: Effect
    interaction: Effect


@dataclass(frozen=True)
class Each:
    """The parts of a mix and the indicators that they change."""

    parts: tuple[Part, ...]
    rows: tuple[EachRow, ...]

    def row(self, name: str) -> EachRow:
        """Row of an indicator; KeyError if there is none."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)


@dataclass(frozen=True)
class Values:
    """Values of one indicator in all runs; V variants: without, mix, then each part alone.

    Parameters
    ----------
    luck : By seed. (S, V)
    reference : With nothing drawn or switched, in the form of draws and alternatives. (V,)
    drawn : By draw. (n, V)
    switched : By alternative. (K, V)
    """

    luck: NDArray[np.float64]
    reference: NDArray[np.float64]
    drawn: NDArray[np.float64]
    switched: NDArray[np.float64]


def each_row(about: Mapping[str, str], values: Values, better: Better) -> EachRow | None:
    """Effects of an indicator; None where nothing changes it or a run has no value of it."""
    every = [values.luck, values.drawn, values.switched, values.reference[None]]
    whole = np.concatenate([some for some in every if some.size])
    if not np.isfinite(whole).all() or not (whole != whole[:, :1]).any():
        return None
    size = ROUNDING * whole.shape[1] * float(np.abs(whole).max())

    def effect(step: NDArray[np.float64]) -> Effect:
        """Effect of a linear combination of the variants. (V,)"""
        luck, drawn, switched, reference = (
            _whole(some @ step, size) for some in (values.luck, values.drawn, values.switched, values.reference[None])
        )
        return Effect(
            replace(paired([0.0] * len(luck), luck.tolist(), better), a=None, b=None),
            central(drawn.tolist()) if drawn.size else None,
            reach(float(reference[0]), switched.tolist()) if switched.size else None,
        )

    steps = np.eye(whole.shape[1])[1:] - np.eye(whole.shape[1])[0]
    mix, parts = steps[0], steps[1:]
    return EachRow(
        about["name"],
        about["label"],
        about["label_it"],
        about["unit"],
        better,
        float(values.luck[:, 0].mean()),
        tuple(effect(step) for step in parts),
        effect(parts.sum(axis=0)),
        effect(mix),
        effect(mix - parts.sum(axis=0)),
    )


def _whole(found: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """Differences with what is only rounding of the sums set to zero."""
    return np.where(np.abs(found) <= size, 0.0, found)


def write_each(each: Each, folder: Path) -> Path:
    """Write `each.json` into the comparison's folder."""
    part = folder / f".{FILE}"
    told = {"layout": LAYOUT, **asdict(each)}
    part.write_text(json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    return part.replace(folder / FILE)


def open_each(folder: Path) -> Each | None:
    """Read `each.json` of a comparison; None where measures were not run one by one."""
    path = folder / FILE
    if not path.is_file():
        return None
    with readable(path):
        found = json.loads(path.read_text(encoding="utf-8"))
    parts = tuple(Part(**{**x, "texts": tuple(x["texts"]), "texts_it": tuple(x["texts_it"])}) for x in found["parts"])
    return Each(parts, tuple(_row(row) for row in found["rows"]))


def _row(row: dict[str, Any]) -> EachRow:
    ends = {name: _effect(row[name]) for name in ("total", "mix", "interaction")}
    return EachRow(**{**row, **ends, "parts": tuple(_effect(each) for each in row["parts"])})


def _effect(value: dict[str, Any]) -> Effect:
    return Effect(Difference(**value["luck"]), band(value["parameters"]), band(value["structure"]))


def shown(each: Each, names: Sequence[str]) -> list[EachRow]:
    """Rows of some indicators, in their order, of those that there are."""
    known = {row.name: row for row in each.rows}
    return [known[name] for name in names if name in known]
