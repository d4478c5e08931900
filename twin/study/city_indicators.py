"""What comes out for the indicators that cities report? From one run, or from pairs of runs with their interval."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from twin.observe.privacy import BADGE, badge
from twin.study.comparison import Row
from twin.study.notes import ABSENT, NOTHING, PAIR, PART, UNDEFINED
from twin.study.paired import Difference, paired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.indicators import Indicator, Registry
    from twin.observe import Results
    from twin.study.comparison import Comparison


@dataclass(frozen=True)
class CityValue:
    """An indicator that cities report, computed.

    Parameters
    ----------
    indicator : What was computed.
    value : Value of the run; in a comparison the mean over seeds, of the runs with the measures or of the change
        itself. None where there is none.
    note : Why there is none.
    result : In a comparison, the values without and with the measures and the difference, or the change in place of
        the difference; None for one run.
    per_seed_a, per_seed_b : Values per seed; for a change only the latter, which is the change.
    """

    indicator: Indicator
    value: float | None
    note: str = ""
    result: Difference | None = None
    per_seed_a: tuple[float | None, ...] = ()
    per_seed_b: tuple[float | None, ...] = ()

    @property
    def row(self) -> Row:
        """The value as a row of a comparison, for whoever prints those."""
        nothing = Difference(0, None, None, None, None, None, None, "not available", "not available")
        about = self.indicator
        return Row(
            about.id,
            about.name,
            about.name_it,
            about.unit,
            about.better,
            about.theme,
            about.formula,
            f"{about.source}; {BADGE['en']}" if badge(about.covers, "en") else about.source,
            self.per_seed_a,
            self.per_seed_b,
            self.result or nothing,
            self.note,
        )


def of_run(results: Results, registry: Registry) -> tuple[CityValue, ...]:
    """Computed indicators of one run; those that tell a change have no value."""
    values = {str(name): float(value) for name, value in results.kpis["value"].items()}
    whole = bool(results.manifest["whole_year"])
    found = []
    for indicator in registry.select(kind="computed"):
        note = PART if not whole else PAIR if indicator.baseline != "state" else _lacks(indicator, values)
        value = math.nan if note else _values(indicator, [values])[0]
        told = _finite([value])[0]
        found.append(CityValue(indicator, told, note or ("" if told is not None else UNDEFINED)))
    return tuple(found)


def of_comparison(comparison: Comparison, registry: Registry) -> tuple[CityValue, ...]:
    """Computed indicators of a comparison: side a is without, side b with the measures."""
    rows = {row.name: row for row in comparison.rows}
    places = range(len(comparison.seeds))
    whole = all(comparison.results(side, k).manifest["whole_year"] for side in "ab" for k in places)
    a = [{name: _number(row.per_seed_a[k]) for name, row in rows.items()} for k in places]
    b = [{name: _number(row.per_seed_b[k]) for name, row in rows.items()} for k in places]
    found = []
    for indicator in registry.select(kind="computed"):
        note = _lacks(indicator, rows) if whole else PART
        if note:
            found.append(CityValue(indicator, None, note))
        elif indicator.baseline == "row":
            row = rows[indicator.row]
            found.append(
                CityValue(indicator, row.result.b, row.note, row.result, row.per_seed_a, row.per_seed_b),
            )
        else:
            found.append(_compared(indicator, _values(indicator, a), _values(indicator, b)))
    return tuple(found)


def change(indicator: Indicator, without: float, with_them: float) -> float:
    """What the measures change, by the indicator's baseline rule; not a number where there is nothing to compare with.

    Notes
    -----
    CITYkeys, rule for "% in X" indicators: (X_without - X_with) / X_without x 100 (D1.4, from memory).
    """
    if indicator.baseline == "saved":
        return without - with_them
    if without == 0.0:
        return math.nan
    fall = 100.0 * (without - with_them) / without
    return fall if indicator.baseline == "reduction" else -fall


def _compared(indicator: Indicator, a: Sequence[float], b: Sequence[float]) -> CityValue:
    if indicator.baseline == "state":
        result, per_seed_a, per_seed_b = paired(a, b, indicator.better), _finite(a), _finite(b)
    else:
        gaps = [change(indicator, x, y) for x, y in zip(a, b, strict=True)]
        # The change belongs to the step from a to b: there is no value of a.
        result = replace(paired([0.0] * len(gaps), gaps, indicator.better), a=None, relative=None)
        per_seed_a, per_seed_b = (None,) * len(gaps), _finite(gaps)
    relative = indicator.baseline in ("reduction", "increase")
    note = "" if result.b is not None else NOTHING if relative and 0.0 in a else UNDEFINED
    return CityValue(indicator, result.b, note, result, per_seed_a, per_seed_b)


def _values(indicator: Indicator, runs: Sequence[Mapping[str, float]]) -> list[float]:
    """Value of the indicator's arithmetic in each run; none without arithmetic."""
    formula = indicator.arithmetic
    return [] if formula is None else [formula(values) for values in runs]


def _lacks(indicator: Indicator, known: Mapping[str, object]) -> str:
    """Which indicators of the twin the runs do not have, in words; "" if they have all."""
    formula = indicator.arithmetic
    wanted = (indicator.row,) if formula is None else formula.names
    absent = [name for name in wanted if name not in known]
    return ABSENT.format(names=", ".join(absent)) if absent else ""


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _finite(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(value if math.isfinite(value) else None for value in values)
