"""Which cells of synthetic people may be shown? Only those of enough households; the others are left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

LEAST = 10  # households; votes, income, arrears and fuel poverty of fewer leave the model nowhere
BADGE = {"en": "simulated, not your neighbours", "it": "simulati, non i tuoi vicini"}


def badge(source: str, language: str) -> str:
    """Words to stand beside an indicator of people in "en" or "it": of one whose source has them; "" for others."""
    return BADGE[language] if BADGE["en"] in source else ""


def marked(label: str, people: object) -> str:
    """A label with the mark that `below` explains if it is of people; for tables that have no room for the badge."""
    return f"{label} *" if people else label


def below(people: Iterable[object], language: str) -> str:
    """Line below a table in "en" or "it" if any of its rows is of people, else ""."""
    return f"* {BADGE[language]}." if any(people) else ""


def hidden(counts: ArrayLike) -> NDArray[np.bool_]:
    """Cells of a partition that must not be shown. (C,)

    Parameters
    ----------
    counts : Households of each cell; the total over all cells is taken to be known. (C,)

    Notes
    -----
    Cells of fewer than `LEAST` households, but for empty ones. Where they hold fewer than that together, the total
    would give them away, so the smallest cells beside them are hidden too (complementary suppression).
    """
    numbers = np.asarray(counts)
    few = (numbers > 0) & (numbers < LEAST)
    for cell in np.argsort(numbers, kind="stable"):
        if not few.any() or (numbers[few].sum() >= LEAST and few.sum() > 1):
            break
        few[cell] |= numbers[cell] > 0
    return few


def cell_means(values: ArrayLike, cell: NDArray[np.int64], cells: int) -> NDArray[np.float64]:
    """Mean of each cell, not a number where it may not be shown. (C,)

    Parameters
    ----------
    values : One value a household; shares as 0 and 1. (H,)
    cell : Cell of each household, -1 where it belongs to none. (H,)
    cells : Number of cells.
    """
    there = cell >= 0
    counts = np.bincount(cell[there], minlength=cells)
    sums = np.bincount(cell[there], weights=np.asarray(values, dtype=np.float64)[there], minlength=cells)
    shown = (counts > 0) & ~hidden(counts)
    means: NDArray[np.float64] = np.divide(sums, counts, out=np.full(cells, np.nan), where=shown)
    return means


def mean_of(values: ArrayLike, rows: NDArray[Any]) -> float:
    """Mean over the chosen households; not a number where they are fewer than `LEAST`.

    Parameters
    ----------
    values : One value a household. (H,)
    rows : Which households, as a mask or as rows. (H,) or (K,)
    """
    some = np.asarray(values, dtype=np.float64)[rows]
    return float(some.mean()) if len(some) >= LEAST else float("nan")
