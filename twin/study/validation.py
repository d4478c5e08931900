"""Does the twin agree with figures that had no part in making it? Runs the protocol, target by target."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from twin.core.errors import Fault, InputError
from twin.core.resources import resource_dir
from twin.observe.key import code_hash
from twin.study.case import Case, NotComputableError
from twin.study.evidence import Evidence, gather
from twin.study.executors import Serial
from twin.study.metrics import METRICS
from twin.study.notes import NO_NUMBER
from twin.study.protocol import Target, load_protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twin.scenario import Scenario
    from twin.study.executors import Executor

SIDES = ("base", "ebikes")
LOG = "validation.jsonl"
LEDGER = "delivered_2021.toml"
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Finding:
    """What came of one target.

    Parameters
    ----------
    target : The target.
    verdict : "met" or "missed" for held-out targets; "given" (input), "fitted" and "beside" (scale check) say nothing
        about skill; "not computed" with the reason in `why`.
    value : Mean over the seeds; None if nothing was computed.
    low, high : 95 % interval of the mean over seeds (Student's t), luck only; None with fewer than two seeds.
    per_seed : Value of each seed.
    beside : Further numbers of the first seed, to read the value by.
    why : Why nothing was computed.
    """

    target: Target
    verdict: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    per_seed: tuple[float, ...] = ()
    beside: dict[str, float] = field(default_factory=dict)
    why: str = ""

    def plain(self) -> dict[str, Any]:
        """As plain data, the target's fields beside the outcome's; what is not finite is None."""
        outcome = {key: value for key, value in asdict(self).items() if key != "target"}
        outcome["beside"] = {key: value if math.isfinite(value) else None for key, value in self.beside.items()}
        target = {"target_low": self.target.low, "target_high": self.target.high, "target_value": self.target.value}
        about = self.target.model_dump(exclude={"low", "high", "value", "pending"})
        return {**about, **target, **outcome}


@dataclass(frozen=True)
class Validation:
    """All findings of one run of the protocol, and how often it was run before."""

    district: str
    synthetic: bool
    seeds: tuple[int, ...]
    findings: tuple[Finding, ...]
    earlier: int = 0

    @property
    def score(self) -> tuple[int, int]:
        """Held-out targets met, and held-out targets with a verdict."""
        verdicts = [each.verdict for each in self.findings if each.target.role == "held-out"]
        return verdicts.count("met"), verdicts.count("met") + verdicts.count("missed")


@dataclass(frozen=True)
class Job:
    """One run for the protocol."""

    side: str
    seed: int
    gis: Path | None
    threads: int | None = None
    quick: bool = False


def scenario_of(side: str) -> Scenario:
    """Baseline, the ledger's retrofits, or its e-bike stations alone, as if done before the year."""
    from twin import scenario  # noqa: PLC0415 — only where runs are made

    shipped = resource_dir("scenarios")
    if side == "base":
        return scenario.load(shipped / "baseline.toml")
    ledger = scenario.load(shipped / LEDGER)
    wanted = {"retrofits": "condominium_retrofit", "ebikes": "shared_ebikes"}[side]
    before = dt.date(ledger.baseline_year - 1, 12, 31)
    kept = tuple(
        entry.model_copy(update={"date": min(entry.date, before)})
        for entry in ledger.measures
        if entry.measure == wanted
    )
    return ledger.model_copy(update={"measures": kept, "provenance": ()})


def run_job(job: Job) -> Evidence:
    """Run one side with one seed and keep what metrics need."""
    from twin import geo  # noqa: PLC0415
    from twin.core.jit import set_threads  # noqa: PLC0415
    from twin.model import build_model  # noqa: PLC0415

    set_threads(job.threads or 10_000)
    scenario = scenario_of(job.side)
    if job.quick:
        scenario = scenario.quick()
    model, inputs = build_model(scenario, geo.load_district(job.gis), job.seed)
    return gather(model, inputs.params, scenario_of("retrofits") if job.side == "base" else None)


def validate(
    gis: Path | None,
    seeds: Sequence[int],
    out: Path,
    *,
    data: Path | None = None,
    executor: Executor | None = None,
    threads: int | None = None,
    quick: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Validation:
    """Run the protocol on a district and append what came of it to the log in `out`.

    Parameters
    ----------
    gis : Folder of layers, or None for the embedded district.
    seeds : Seeds; two runs each, and a short one of the retrofitted buildings alone.
    out : Folder of the log `validation.jsonl`.
    data : Folder of published series that some targets need.
    executor, threads : Who does the runs, with how many threads each.
    quick : Whether one day of each type stands for its like in a month.
    progress : Called with (runs done, runs to do).

    Raises
    ------
    InputError
        If no seed is given, or the layers are not usable.
    """
    if not seeds:
        raise InputError("seeds", [Fault("seeds", "none given", "give at least one, better three")])
    by = executor or Serial()
    jobs = [Job(side, seed, gis, threads, quick) for seed in seeds for side in SIDES]
    done: dict[tuple[int, str], Evidence] = {}
    for count, (k, evidence) in enumerate(by.evaluate(run_job, jobs), start=1):
        done[jobs[k].seed, jobs[k].side] = evidence
        if progress is not None:
            progress(count, len(jobs))
    cases = [Case(done[seed, "base"], done[seed, "ebikes"], data) for seed in seeds]
    findings = tuple(judge(target, cases) for target in load_protocol().targets)
    from twin import geo  # noqa: PLC0415

    district = geo.load_district(gis)
    found = Validation(district.name, district.synthetic, tuple(seeds), findings, len(read_log(out)))
    append_log(out, found, district.key)
    return found


def judge(target: Target, cases: Sequence[Case]) -> Finding:
    """Compute one target over all seeds and hold it against its bounds."""
    if target.pending:
        return Finding(target, "not computed", why=target.pending)
    try:
        results = [METRICS[target.metric](case, target) for case in cases]
    except NotComputableError as error:
        return Finding(target, "not computed", why=str(error))
    values = np.array([value for value, _ in results])
    if not np.isfinite(values).all():
        return Finding(target, "not computed", why=NO_NUMBER)
    mean = float(values.mean())
    low, high = interval(values)
    verdict = {"input": "given", "fitted": "fitted", "scale check": "beside"}.get(target.role, "")
    if not verdict:
        assert target.low is not None  # noqa: S101 — the protocol's own check
        assert target.high is not None  # noqa: S101
        verdict = "met" if target.low <= mean <= target.high else "missed"
    return Finding(target, verdict, mean, low, high, tuple(map(float, values)), results[0][1])


def interval(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float | None, float | None]:
    """95 % interval of the mean by Student's t; (None, None) for a single value."""
    n = values.size
    if n < 2:  # noqa: PLR2004
        return None, None
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, n - 1) * values.std(ddof=1) / math.sqrt(n))
    return float(values.mean()) - half, float(values.mean()) + half


def read_log(out: Path) -> list[dict[str, Any]]:
    """Earlier runs of the protocol, oldest first."""
    path = out / LOG
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def append_log(out: Path, found: Validation, district_key: str) -> None:
    """Add one line: when, which code and layers, which seeds, and every verdict. Lines are never changed."""
    out.mkdir(parents=True, exist_ok=True)
    met, judged = found.score
    line = {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "code": code_hash(),
        "district": found.district,
        "district_key": district_key,
        "seeds": list(found.seeds),
        "held_out_met": met,
        "held_out_judged": judged,
        "findings": {each.target.id: [each.verdict, each.value] for each in found.findings},
    }
    with (out / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
