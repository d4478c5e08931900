"""Where do heat and electricity come from, and where do they go? Two pairs of stacked bars for each scenario."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from twin.report.figure import BLUE, COLUMN, GREEN, GRID, ORANGE, PURPLE, SKY, VERMILION, YELLOW, new_axes, styled
from twin.report.numbers import decimals, number, tick
from twin.report.plots import on
from twin.report.topics import hourly_kwh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from twin.observe import Results
    from twin.report.plots import Sides

# Words in English and Italian, amount [MWh], colour.
Part = tuple[tuple[str, str], float, str]
# Words of a bar, and its parts.
Bar = tuple[tuple[str, str], list[Part]]

_LOSSES = (
    ("walls", ("Walls", "Pareti"), BLUE),
    ("windows", ("Windows", "Finestre"), SKY),
    ("roof", ("Roofs", "Tetti"), GREEN),
    ("floor", ("Lowest floor", "Primo solaio"), ORANGE),
    ("bridges", ("Thermal bridges", "Ponti termici"), PURPLE),
    ("air", ("Air", "Aria"), GRID),
)
_NEEDED = (
    "energy.electricity_residential",
    "energy.electricity_other",
    "energy.charging_home",
    "energy.charging_public",
    "lighting.electricity",
)
_LEAST_TOLD = 0.055  # of the longest bar: narrower parts have no room for their number


def heat_balance(sides: Sides, language: str = "en") -> Figure | None:
    """Heat lost by homes by part, and what covers it; None where a run does not tell."""
    bars = {side: _heat(results) for side, (results, _) in sides.items()}
    return _figure(bars, sides, language)


def power_balance(sides: Sides, language: str = "en") -> Figure | None:
    """Electricity needed by where it comes from, and that of the sun by where it goes; None without photovoltaics."""
    bars = {side: _power(results) for side, (results, _) in sides.items()}
    if all(len(some) < 2 for some in bars.values()):  # noqa: PLR2004 — no bar of the sun
        return None
    return _figure(bars, sides, language)


def _heat(results: Results) -> list[Bar]:
    names = [f"energy.loss_{part}" for part, _, _ in _LOSSES]
    if not all(name in results.kpis.index for name in (*names, "energy.gains_share")):
        return []
    lost: list[Part] = [
        (words, results.kpi(name), colour) for name, (_, words, colour) in zip(names, _LOSSES, strict=True)
    ]
    whole, share = sum(amount for _, amount, _ in lost), results.kpi("energy.gains_share") / 100.0
    if not math.isfinite(share) or not 0.0 <= share <= 1.0:
        return []
    covers: list[Part] = [
        (("Heating", "Riscaldamento"), (1.0 - share) * whole, VERMILION),
        (("Sun, people, appliances", "Sole, persone, apparecchi"), share * whole, YELLOW),
    ]
    return [(("lost by", "disperso da"), lost), (("covered by", "coperto da"), covers)]


def _power(results: Results) -> list[Bar]:
    sums = {name: hourly_kwh(results, (name,)) for name in (*_NEEDED, "energy.pv", "energy.export", "energy.shared")}
    mwh = {name: 0.0 if series is None else float(series.sum()) / 1000.0 for name, series in sums.items()}
    if sums["energy.pv"] is None or sums["energy.export"] is None:
        return []
    grid, sun, export = sum(mwh[name] for name in _NEEDED), mwh["energy.pv"], mwh["energy.export"]
    shared = min(mwh["energy.shared"], export)
    own = max(sun - export, 0.0)
    comes: list[Part] = [(("Own sun", "Sole del quartiere"), own, YELLOW), (("Grid", "Rete"), grid, BLUE)]
    goes: list[Part] = [
        (("Used on site", "Usata sul posto"), own, ORANGE),
        (("Shared in the community", "Condivisa nella comunità"), shared, GREEN),
        (("To the grid", "Immessa in rete"), export - shared, SKY),
    ]
    needed: Bar = (("needed", "necessaria"), comes)
    return [needed, (("of the sun", "dal sole"), goes)] if sun > 0.0 else [needed]


def _figure(bars: dict[str, list[Bar]], sides: Sides, language: str) -> Figure | None:
    if not all(bars.values()):
        return None
    it = int(language == "it")
    rows = [(sides[side][1], words[it], parts) for side, some in bars.items() for words, parts in some]
    longest = max(sum(amount for _, amount, _ in parts) for _, _, parts in rows)
    if longest <= 0.0:
        return None
    factor, unit = (1e-3, "GWh") if longest >= 1e4 else (1.0, "MWh")  # noqa: PLR2004 — 10 GWh
    figure, panel = new_axes(COLUMN, 0.46 * len(rows) + 1.6)
    with styled():
        seen: set[str] = set()
        for at, (_, _, parts) in enumerate(rows):
            _bar(panel, at, [(words[it], factor * amount, colour) for words, amount, colour in parts],
                 factor * longest, seen, language)  # fmt: skip
        panel.set_yticks(range(len(rows)), labels=[f"{title}: {words}" for title, words, _ in rows])
        panel.set_ylim(len(rows) - 0.5, -0.5)
        panel.grid(visible=False, axis="y")
        panel.grid(visible=True, axis="x")
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="y", length=0)
        panel.xaxis.set_major_formatter(lambda value, _: tick(value, language))
        panel.set_xlabel(unit)
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def _bar(
    panel: Axes, at: int, parts: Sequence[tuple[str, float, str]], longest: float, seen: set[str], language: str
) -> None:
    """One stacked bar with the numbers of its wider parts; each part is told once in the key."""
    left = 0.0
    for words, amount, colour in parts:
        if amount <= 0.0:
            continue
        panel.barh(at, amount, 0.72, left, color=colour, ec="white", lw=1.0, label=None if words in seen else words)
        seen.add(words)
        if amount >= _LEAST_TOLD * longest:
            said = number(amount, min(1, decimals([amount])), language)
            panel.text(left + amount / 2, at, said, ha="center", va="center", color=on(colour), weight="bold")
        left += amount
