"""What is a comparison? The table of two scenarios over the same seeds, with the runs it rests on."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import twin
from twin.core.errors import Fault, InputError
from twin.observe import open_results
from twin.observe.parquet import write_table
from twin.observe.results import readable
from twin.study.paired import Difference
from twin.study.spread import Band, Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.observe import Results

FILE = "comparison.json"
LAYOUT = 1  # of the file; raised when a reader needs to know
TABLE = "table.parquet"

LUCK_ONLY = {
    "en": (
        "The interval covers luck only: both scenarios ran with the same people and the same luck in each seed, and "
        "the 95 % interval (Student's t over the paired seeds) says how far the mean difference may move if other "
        "people had been drawn. It does not cover uncertain parameters, what the model leaves out, or another year's "
        "weather."
    ),
    "it": (
        "L'intervallo riguarda solo il caso: in ogni seme i due scenari hanno le stesse persone e la stessa sorte, e "
        "l'intervallo al 95 % (t di Student sui semi appaiati) dice di quanto la differenza media può spostarsi se "
        "fossero state estratte altre persone. Non copre i parametri incerti, ciò che il modello tralascia, né il "
        "tempo meteorologico di un altro anno."
    ),
}


LUCK_AND_GAPS = {
    "en": (
        "The interval covers luck and the gaps of the layers: in each seed both scenarios ran with the same people, "
        "the same luck, and the same draw of imputed storeys, uses, periods and lamps. The 95 % interval (Student's t "
        "over the paired seeds) says how far the mean difference may move with others. It does not cover uncertain "
        "parameters, what the model leaves out, or another year's weather."
    ),
    "it": (
        "L'intervallo riguarda il caso e le lacune dei dati: in ogni seme i due scenari hanno le stesse persone, la "
        "stessa sorte e la stessa estrazione di piani, usi, epoche e lampioni stimati, e l'intervallo al 95 % (t di "
        "Student sui semi appaiati) dice di quanto la differenza media può spostarsi con altre. Non copre i parametri "
        "incerti, ciò che il modello tralascia, né il tempo meteorologico di un altro anno."
    ),
}


@dataclass(frozen=True)
class Row:
    """One indicator of a comparison.

    Its declaration, the values per seed, the paired difference with what luck leaves open, and where it lies over draws
    of uncertain parameters and over alternatives of structure.
    """

    name: str
    label: str
    label_it: str
    unit: str
    better: str
    topic: str
    formula: str
    source: str
    per_seed_a: tuple[float | None, ...]
    per_seed_b: tuple[float | None, ...]
    result: Difference
    note: str = ""
    parameters: Band | None = None
    structure: Band | None = None


@dataclass(frozen=True)
class Comparison:
    """Two scenarios over the same seeds.

    Parameters
    ----------
    path : Folder that it is read from or written to.
    title_a, title_b, title_a_it, title_b_it : Names of the scenarios, English and Italian.
    seeds : Seeds, in the order of the runs.
    runs_a, runs_b : Run folders relative to `path`, one per seed.
    rows : One row per indicator, derived ones last.
    difference : How the scenarios differ: kind, what, a, b, sentence and sentence_it of each difference.
    warnings : What makes the pairs less comparable than they look, in words.
    """

    path: Path
    title_a: str
    title_b: str
    title_a_it: str
    title_b_it: str
    seeds: tuple[int, ...]
    runs_a: tuple[str, ...]
    runs_b: tuple[str, ...]
    rows: tuple[Row, ...]
    difference: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()
    # What the intervals cover, in words by language.
    luck_only: dict[str, str] = field(default_factory=lambda: dict(LUCK_ONLY))
    # What the intervals of parameters and structure rest on; None where there are seeds alone.
    spread: Spread | None = None

    @property
    def covers_gaps(self) -> bool:
        """Whether the intervals cover imputed values of the layers as well as luck."""
        return self.luck_only == LUCK_AND_GAPS

    def row(self, name: str) -> Row:
        """Row of an indicator; KeyError if there is none."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def results(self, side: str, place: int = 0) -> Results:
        """Results of the run of side "a" or "b" with the seed at `place`."""
        runs = self.runs_a if side == "a" else self.runs_b
        return open_results(Path(os.path.normpath(self.path / runs[place])))


def write(comparison: Comparison) -> None:
    """Write `comparison.json` and `table.parquet` into the comparison's folder."""
    comparison.path.mkdir(parents=True, exist_ok=True)
    told = {key: item for key, item in asdict(comparison).items() if key != "path"}
    value = {"layout": LAYOUT, "twin": twin.__version__, **told}
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    part = comparison.path / f".{FILE}"
    part.write_text(text, encoding="utf-8")
    write_table(comparison.path / TABLE, _table(comparison.rows))
    part.replace(comparison.path / FILE)


def open_comparison(path: Path | str) -> Comparison:
    """Read a comparison from its folder.

    Raises
    ------
    InputError
        If the folder holds none, or one that is damaged or of another layout.
    """
    folder = Path(path)
    if not (folder / FILE).is_file():
        raise InputError(folder, [Fault(FILE, "no comparison here", "give the folder that `twin compare` printed")])
    with readable(folder / FILE):
        value = json.loads((folder / FILE).read_text(encoding="utf-8"))
    by, layout = value.pop("twin", "another version"), value.pop("layout", LAYOUT)
    if layout != LAYOUT:
        what = f"layout {layout}, written by twin {by}; this version reads layout {LAYOUT}"
        raise InputError(folder, [Fault(FILE, what, "compare again with this version")])
    rows = tuple(
        Row(
            **{
                **row,
                "per_seed_a": tuple(row["per_seed_a"]),
                "per_seed_b": tuple(row["per_seed_b"]),
                "result": Difference(**row["result"]),
                "parameters": band(row.get("parameters")),
                "structure": band(row.get("structure")),
            }
        )
        for row in value.pop("rows")
    )
    spread = _spread(value.pop("spread", None))
    more: dict[str, Any] = {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
    return Comparison(path=folder, rows=rows, spread=spread, **more)


def band(value: dict[str, Any] | None) -> Band | None:
    """A band from plain data."""
    return None if value is None else Band(**{**value, "each": tuple(value["each"])})


def _spread(value: dict[str, Any] | None) -> Spread | None:
    if value is None:
        return None
    told: dict[str, Any] = {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
    return Spread(**told)


def _table(rows: Sequence[Row]) -> pa.Table:
    columns: dict[str, list[Any]] = {}
    apart = ("result", "per_seed_a", "per_seed_b", *_BANDS)
    for row in rows:
        told = asdict(row)
        flat = {key: value for key, value in told.items() if key not in apart} | told["result"]
        for name in _BANDS:
            ends = told[name] or {}
            flat |= {f"{name}_{end}": ends.get(end) for end in _ENDS}
        for key, value in flat.items():
            columns.setdefault(key, []).append(value)
    numbers = ("a", "b", "difference", "low", "high", "relative", *(f"{n}_{end}" for n in _BANDS for end in _ENDS))
    return pa.table(
        {key: pa.array(values, pa.float64() if key in numbers else None) for key, values in columns.items()}
    )


_BANDS, _ENDS = ("parameters", "structure"), ("low", "high")
