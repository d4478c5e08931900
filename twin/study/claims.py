"""Do the project's headlines hold in the twin, and what would have to be true? The claims, and their check."""

from __future__ import annotations

import math
import tomllib
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.core.errors import Fault, InputError
from twin.ledger import load_ledger
from twin.observe.privacy import BADGE
from twin.study.case import Case, NotComputableError
from twin.study.claim_conditions import CONDITIONS, Condition
from twin.study.claim_counterparts import COUNTERPARTS
from twin.study.executors import Serial
from twin.study.metrics import METRICS
from twin.study.notes import NO_NUMBER, note_in
from twin.study.protocol import load_protocol
from twin.study.validation import Job, interval, run_job

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from twin.ledger import Figure, Row
    from twin.study.executors import Executor
    from twin.study.protocol import Target
    from twin.study.sensitivity import Sensitivity

FILE = Path(__file__).with_name("claims.toml")
Verdict = Literal["consistent", "only if", "not reproduced", "cannot be tested"]
VERDICTS: tuple[Verdict, ...] = ("consistent", "only if", "not reproduced", "cannot be tested")
LUCK, LUCK_AND_PARAMETERS = "luck only", "luck and parameters, each alone"


class Claim(BaseModel):
    """One headline.

    Parameters
    ----------
    id : Stable name.
    title, title_it : The headline in English and Italian.
    row, stage, year : Where the ledger has its figure; the last figure of the stage if no year is given.
    per : Row of the ledger that the figure is divided by, "" for none.
    target : Target of the protocol that tells what is compared and what counts as agreeing.
    counterpart, low, high, basis, basis_it : The same for claims that the protocol does not have.
    counterpart_unit, counterpart_unit_it : Unit of the counterpart where it is not the figure's.
    families : Row of the ledger with the number of families that it is about.
    building : Building that it is about.
    condition : What is solved for where twin and headline disagree.
    reason, reason_it : Why it cannot be tested here, "" if it can.
    people : Whether the twin's figure is made of personal attributes or votes, which are simulated.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str = Field(min_length=1)
    title_it: str = Field(min_length=1)
    row: str
    stage: Literal["planned", "delivered", "observed"]
    year: int = 0
    per: str = ""
    target: str = ""
    counterpart: str = ""
    counterpart_unit: str = ""
    counterpart_unit_it: str = ""
    low: float | None = None
    high: float | None = None
    basis: str = ""
    basis_it: str = ""
    families: str = ""
    building: str = ""
    condition: str = ""
    reason: str = ""
    reason_it: str = ""
    people: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.target and self.counterpart:
            raise ValueError("a claim is compared by the protocol's target or by a counterpart; give one of them")
        if not (self.target or self.counterpart or self.reason):
            raise ValueError("a claim that is not compared says why; give reason and reason_it")
        if bool(self.reason) != bool(self.reason_it) or bool(self.basis) != bool(self.basis_it):
            raise ValueError("words stand in one language only; give reason_it with reason, basis_it with basis")
        if self.counterpart and not self.basis:
            raise ValueError("a counterpart says what is compared; give basis and basis_it")
        if self.counterpart and not self.reason and (self.low is None or self.high is None):
            raise ValueError("a counterpart that is judged needs low and high; give both")
        return self

    def label(self, language: str) -> str:
        """The headline in "en" or "it"."""
        return self.title_it if language == "it" else self.title

    @property
    def ledger_row(self) -> Row:
        """Its row of the ledger."""
        return load_ledger().row(self.row)

    @property
    def figure(self) -> Figure:
        """The published figure."""
        told = [each for each in self.ledger_row.told(self.stage) if self.year in (0, each.year)]
        return told[-1]

    @property
    def published(self) -> float:
        """The published figure, over that of another row where there is one; in its row's unit or as a share."""
        return self.figure.value / (_last(self.per) if self.per else 1.0)

    @property
    def protocol(self) -> Target | None:
        """Its target of the protocol."""
        return load_protocol().target(self.target) if self.target else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """What counts as agreeing, None where nothing is judged."""
        low, high = (self.protocol.low, self.protocol.high) if self.protocol else (self.low, self.high)
        return None if low is None or high is None else (low, high)


def _last(row: str) -> float:
    return load_ledger().row(row).figures[-1].value


class Claims(BaseModel):
    """All headlines, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    claims: tuple[Claim, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        ids = [each.id for each in self.claims]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stand twice; give each claim an id of its own")
        rows, targets = ({each.id for each in some} for some in (load_ledger().rows, load_protocol().targets))
        for each in self.claims:
            for name, known in ((each.row, rows), (each.per, rows), (each.families, rows), (each.target, targets),
                                (each.counterpart, COUNTERPARTS), (each.condition, CONDITIONS)):  # fmt: skip
                if name and name not in known:
                    raise ValueError(f"{each.id}: {name!r} is not known; mend the name")
        return self


@lru_cache(maxsize=4)
def load_claims(path: Path = FILE) -> Claims:
    """Read the registry of claims.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        return Claims.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is not TOML: {error}", "mend the line")]) from None
    except ValidationError as error:
        faults = [Fault(".".join(map(str, each["loc"])) or "file", each["msg"], "mend it") for each in error.errors()]
        raise InputError(path, faults) from None


@dataclass(frozen=True)
class Checked:
    """What came of one headline.

    Parameters
    ----------
    claim : The headline.
    verdict : "consistent", "only if", "not reproduced" or "cannot be tested".
    middle : Median over the seeds; None if nothing was computed.
    low, high : 95 % interval, None with one seed and no parameters.
    covers : What the interval covers.
    per_seed : Value of each seed.
    beside : Further numbers of the first seed.
    condition : What would have to be true, None where nothing is solved.
    why, why_it : Why it cannot be tested, or was not computed.
    """

    claim: Claim
    verdict: Verdict
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    covers: str = LUCK
    per_seed: tuple[float, ...] = ()
    beside: Mapping[str, float] = field(default_factory=dict)
    condition: Condition | None = None
    why: str = ""
    why_it: str = ""

    def plain(self) -> dict[str, Any]:
        """As plain data, with the figure of the ledger; what is not finite is None."""
        claim, row = self.claim, self.claim.ledger_row
        outcome = {name: value for name, value in asdict(self).items() if name not in ("claim", "condition")}
        outcome["beside"] = {name: value if math.isfinite(value) else None for name, value in self.beside.items()}
        bounds = claim.bounds
        return {
            "id": claim.id, "title": claim.title, "title_it": claim.title_it, "unit": row.unit,
            "published": claim.published, "tag": claim.figure.tag, "source": claim.figure.source,
            "where": row.where, "city": row.city, "badge": BADGE["en"] if claim.people else "",
            "agreeing": None if bounds is None else list(bounds),
            "condition": None if self.condition is None else asdict(self.condition), **outcome,
        }  # fmt: skip


@dataclass(frozen=True)
class Check:
    """All headlines, checked on one district."""

    district: str
    synthetic: bool
    seeds: tuple[int, ...]
    checked: tuple[Checked, ...]

    @property
    def tally(self) -> dict[Verdict, int]:
        """How many headlines got each verdict."""
        found = [each.verdict for each in self.checked]
        return {verdict: found.count(verdict) for verdict in VERDICTS}


def check(
    gis: Path | None,
    seeds: Sequence[int],
    *,
    executor: Executor | None = None,
    threads: int | None = None,
    quick: bool = False,
    lean: bool = False,
    parameters: Sensitivity | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Check:
    """Run what the headlines are held against, and judge each.

    Parameters
    ----------
    gis : Folder of layers, or None for the embedded district.
    seeds : Seeds; two runs each, one if `lean`.
    executor, threads : Who does the runs, with how many threads each.
    quick : Whether one day of each type stands for its like in a month.
    lean : Whether the run of the e-bikes is left out, and with it their use.
    parameters : How far uncertain parameters move the targets; widens the intervals of those it has.
    progress : Called with (runs done, runs to do).
    """
    if not seeds:
        raise InputError("seeds", [Fault("seeds", "none given", "give at least one, better three")])
    from twin import geo  # noqa: PLC0415

    sides = ("base",) if lean else ("base", "ebikes")
    jobs = [Job(side, seed, gis, threads, quick) for seed in seeds for side in sides]
    done: dict[tuple[int, str], Any] = {}
    for count, (k, evidence) in enumerate((executor or Serial()).evaluate(run_job, jobs), start=1):
        done[jobs[k].seed, jobs[k].side] = evidence
        if progress is not None:
            progress(count, len(jobs))
    cases = [Case(done[seed, "base"], done[seed, sides[-1]], None) for seed in seeds]
    district = geo.load_district(gis)
    skipped = {"trips_per_ebike"} if lean else set()
    found = tuple(judge(claim, cases, parameters, skipped) for claim in load_claims().claims)
    return Check(district.name, district.synthetic, tuple(seeds), found)


def judge(
    claim: Claim, cases: Sequence[Case], parameters: Sensitivity | None = None, skipped: set[str] | None = None
) -> Checked:
    """Compute a headline's counterpart over all seeds and hold the headline against it.

    Consistent: the median lies within what counts as agreeing, or the interval holds the published figure. Only if: a
    solved condition could be true. Neither: not reproduced. Where a reason tells that it cannot be tested, whatever was
    computed stands beside it.
    """
    try:
        values, beside = _values(claim, cases, skipped or set())
    except NotComputableError as error:
        said = (claim.reason, claim.reason_it) if claim.reason else (str(error), note_in(str(error), "it"))
        condition = _condition(claim, cases, float("nan"), {}) if claim.reason else None
        return Checked(claim, "cannot be tested", condition=condition, why=said[0], why_it=said[1])
    middle = float(median(values))
    low, high, covers = _spread(claim, values, parameters)
    outcome: dict[str, Any] = {"middle": middle, "low": low, "high": high, "covers": covers,
                               "per_seed": tuple(values), "beside": beside}  # fmt: skip
    if claim.reason:
        return Checked(claim, "cannot be tested", why=claim.reason, why_it=claim.reason_it, **outcome)
    bounds = claim.bounds
    assert bounds is not None  # noqa: S101 — the registry's and the protocol's own check
    within = bounds[0] <= middle <= bounds[1]
    if within or (low is not None and high is not None and low <= claim.published <= high):
        return Checked(claim, "consistent", **outcome)
    condition = _condition(claim, cases, middle, beside)
    verdict: Verdict = "only if" if condition is not None and condition.possible else "not reproduced"
    return Checked(claim, verdict, condition=condition, **outcome)


def _values(claim: Claim, cases: Sequence[Case], skipped: set[str]) -> tuple[list[float], Mapping[str, float]]:
    target = claim.protocol
    if target is not None:
        if target.pending:
            raise NotComputableError(target.pending)
        results = [METRICS[target.metric](case, target) for case in cases]
    elif not claim.counterpart or claim.counterpart in skipped:
        raise NotComputableError("the run that tells it was left out (--lean)" if claim.counterpart else claim.reason)
    else:
        results = [COUNTERPARTS[claim.counterpart](case, claim) for case in cases]
    values = [value for value, _ in results]
    if not all(map(math.isfinite, values)):
        raise NotComputableError(NO_NUMBER)
    return values, results[0][1]


def _spread(
    claim: Claim, values: Sequence[float], parameters: Sensitivity | None
) -> tuple[float | None, float | None, str]:
    """Interval over the seeds, widened by each parameter's movement alone (root of the sum of squares)."""
    import numpy as np  # noqa: PLC0415

    low, high = interval(np.array(values))
    moved = [] if parameters is None else [each for each in parameters.moved if each.target == claim.target]
    if not moved:
        return low, high, LUCK
    middle = float(np.mean(values))
    down = [middle - low if low is not None else 0.0, *(min(m.low, m.high, 0.0) for m in moved)]
    up = [high - middle if high is not None else 0.0, *(max(m.low, m.high, 0.0) for m in moved)]
    return middle - math.hypot(*down), middle + math.hypot(*up), LUCK_AND_PARAMETERS


def _condition(claim: Claim, cases: Sequence[Case], middle: float, beside: Mapping[str, float]) -> Condition | None:
    """What would have to be true, by the first seed; None where nothing can be solved."""
    if not claim.condition:
        return None
    try:
        return CONDITIONS[claim.condition](cases[0], claim, middle, beside)
    except NotComputableError:
        return None
