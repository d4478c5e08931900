"""What else could the district look like? Another draw of everything that nobody surveyed.

Storeys, uses and construction periods that are imputed, and the power of lamps, have predictive distributions.
`redraw` takes another sample of them, so that a study's intervals cover imputation as well as chance in a run.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.streams import declare, uid_of
from twin.geo.imputation_model import Predictive, quantile
from twin.geo.stock import SEED, draw_epoch, draw_storeys, most_storeys
from twin.geo.walls import Walls, derive
from twin.state.codes import Thermal, Use
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.geo.recipe import Stock
    from twin.geo.recipe_figures import Figure
    from twin.state.district import District

WORLD = declare("geo.imputation", "how the survey is biased, and how bright streets of a class are, in another draw")
USE = declare("geo.use", "use of a building that nothing tells of, in another draw")
_COPIED = ("buildings", "lampposts")


def figures_of(stock: Stock, lowest: int) -> dict[str, float]:
    """Figures that another draw needs, with their ranges."""
    figures: dict[str, float] = {"lowest": lowest}
    for name in (
        "storey_height", "dwelling_share", "flat_area", "storeys_range", "storeys_slenderness", "hall_storeys",
        "party_gap", "storeys_tag_bias", "storeys_single_share",
    ):  # fmt: skip
        figure: Figure = getattr(stock, name)
        figures[name] = figure.value
        if figure.low is not None and figure.high is not None:
            figures[f"{name}_low"], figures[f"{name}_high"] = figure.low, figure.high
    return figures


def fill_storeys(
    table: Table, known: NDArray[np.float64], predictive: Predictive, figures: Mapping[str, float]
) -> None:
    """Fill storeys, their flags and their predictive distribution: surveyed ones are certain.

    Parameters
    ----------
    table : Buildings, with use and merged_into.
    known : Surveyed storeys, NaN where unknown. (B,)
    predictive : Distributions. (B,)
    figures : As `figures_of` gives them.
    """
    free, told = table["merged_into"] < 0, ~np.isnan(known)
    # Sheds and garages have one storey where nobody counted, and so have merged footprints.
    sure = told | ~free | (table["use"] == Use.ANCILLARY)
    plain = np.where(told, np.nan_to_num(known, nan=1.0), 1.0)
    table["storeys_mid"][:] = np.where(sure, plain, predictive.mid)
    for name in ("spread", "shared", "single"):
        table[f"storeys_{name}"][:] = np.where(sure, 0.0, getattr(predictive, name))
    table["storeys_flag"][:] = np.where(told, Flag.MEASURED, Flag.IMPUTED)
    table["storeys"][:] = plain
    _storeys(table, figures, 0, (figures["storeys_tag_bias"], figures["storeys_single_share"]))
    table["storeys_low"][:], table["storeys_high"][:] = table["storeys"], table["storeys"]
    rows = _open(table)
    for name, u in (("storeys_low", 0.1), ("storeys_high", 0.9)):
        bias = (figures["storeys_tag_bias"], figures["storeys_single_share"])
        at = quantile(_predictive(table, rows), np.full(rows.size, u), int(figures["lowest"]), *bias)
        table[name][rows] = np.minimum(at, most_storeys(table["footprint"][rows], figures["storeys_slenderness"]))


def redraw(district: District, draw: int) -> District:
    """The district with its imputed values drawn anew; a pure function of the district and the number.

    Storeys, use (between the two most likely), construction period and lamp power are drawn; floor area, height,
    walls, flats and heating follow. Surveyed values, sheds, garages and everything that is derived from land use or
    points stay. What neighbours have in common is drawn in common, and so are the two assumptions on how the survey is
    biased (uniform in their range), so that totals are as uncertain as they are and not only single buildings.
    Heating systems and cooling are drawn by the seed of each run, so seeds cover them.
    Horizons stay those of the district as it was loaded: what stands around grows and shrinks with the building.

    Parameters
    ----------
    district : As it was loaded.
    draw : 0 for the district itself; 1, 2, ... for other draws.

    Raises
    ------
    ValueError
        If `draw` is negative, or the district tells nothing of its imputation.
    """
    if draw < 0 or not district.imputation:
        msg = f"draw {draw} of district {district.name!r}: draws start at 0 and need a district built with imputation"
        raise ValueError(msg)
    if draw == 0:
        return district
    tables = dict(district.tables)
    for name in _COPIED:
        old = district[name]
        tables[name] = Table(old.schema, {column: values.copy() for column, values in old.data.items()})
    made = dataclasses.replace(district, tables=tables, key=f"{district.key}-draw{draw}")
    figures, table = district.imputation["figures"], tables["buildings"]
    _uses(table, figures, draw)
    if not district.imputation.get("epochs_given", False):
        rows = np.flatnonzero(table["epoch_flag"] >= Flag.IMPUTED)
        shares = np.array(district.imputation["epoch_share"])
        table["epoch"][rows] = draw_epoch(table["uid"][rows], np.full(rows.size, np.nan), shares, draw)[0]
    bias = (_anywhere(figures, "storeys_tag_bias", draw), _anywhere(figures, "storeys_single_share", draw))
    _storeys(table, figures, draw, bias)
    shapes = district.geometry["buildings"]
    walls = Walls.of(shapes, table["merged_into"] < 0, figures["party_gap"], np.empty(0, dtype=object))
    derive(table, walls, figures)
    _lamps(tables["lampposts"], figures["power_spread"], draw)
    return made


def _anywhere(figures: Mapping[str, float], name: str, draw: int) -> float:
    """A figure somewhere in its range; its value where it has none."""
    low, high = figures.get(f"{name}_low", figures[name]), figures.get(f"{name}_high", figures[name])
    u = float(WORLD.at(SEED).uniform(np.array([uid_of(name)], dtype=np.uint64), draw)[0])
    return low + u * (high - low)


def _open(table: Table) -> NDArray[np.int64]:
    """Rows whose storeys are drawn: nobody counted them, and they are no halls."""
    return np.flatnonzero((table["storeys_spread"] > 0) & (table["use"] != Use.INDUSTRIAL))


def _predictive(table: Table, rows: NDArray[np.int64]) -> Predictive:
    return Predictive(*(table[f"storeys_{name}"][rows] for name in ("mid", "spread", "shared", "single")))


def _storeys(table: Table, figures: Mapping[str, float], draw: int, bias: tuple[float, float]) -> None:
    """Draw storeys; halls that nobody counted have one."""
    rows = _open(table)
    table["storeys"][(table["storeys_spread"] > 0) & (table["use"] == Use.INDUSTRIAL)] = 1.0
    xy = np.column_stack([table["x"][rows], table["y"][rows]])
    reach, lowest = figures["storeys_range"], int(figures["lowest"])
    drawn = draw_storeys(table["uid"][rows], xy, _predictive(table, rows), lowest, bias, draw=draw, reach=reach)
    most = most_storeys(table["footprint"][rows], figures["storeys_slenderness"])
    table["storeys"][rows] = np.minimum(drawn, most)


def _uses(table: Table, figures: Mapping[str, float], draw: int) -> None:
    """Draw the use of buildings that nothing tells of, and whether they are heated."""
    rows = np.flatnonzero(table["use_next"] >= 0)
    other = USE.at(SEED).uniform(table["uid"][rows], draw) >= table["use_chance"][rows]
    rows = rows[other]
    use = table["use_next"][rows]
    tall = (use == Use.INDUSTRIAL) & (table["storeys_spread"][rows] == 0)
    tall &= table["storeys"][rows] >= figures["hall_storeys"]
    use = np.where(tall, Use.OFFICE, use)
    table["use"][rows] = use
    cold = (use == Use.ANCILLARY) | (use == Use.INDUSTRIAL)
    table["thermal"][rows] = np.where(cold, Thermal.UNHEATED, Thermal.HEATED)


def _lamps(lamps: Table, spread: float, draw: int) -> None:
    """Draw how much power the lamps of each street class have, all of a class alike."""
    names: Any = [uid_of(f"lamp power/{code}") for code in range(int(lamps["street_class"].max(initial=0)) + 1)]
    shift = WORLD.at(SEED).normal(np.array(names, dtype=np.uint64), draw, 1)
    lamps["rated_power"][:] *= np.exp(spread * shift)[lamps["street_class"]]
