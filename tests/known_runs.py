"""Runs whose indicators follow from a scenario by a formula that fits in the head: for tests of intervals."""

import datetime as dt
import json

from twin import scenario as scenarios
from twin.core.resources import resource_dir
from twin.interventions import Entry, catalogue
from twin.observe import RunFolder, RunKey
from twin.observe.declare import Kpi
from twin.observe.folder import DONE
from twin.observe.parquet import write_kpis

SAVED = {"condominium_retrofit": 40.0, "heat_pump": 30.0, "energy_management": 10.0}
OVERLAP = 8.0  # for each two of them together
LEVERS = {
    "condominium_retrofit": {"quantity": "50 %"},
    "heat_pump": {"quantity": "50 %", "heat_source": "air"},
    "energy_management": {"quantity": "50 %"},
    "lamppost_dimming": {"dim_level": "60 %", "from": "23:00", "to": "05:00"},
}
WORDS = ("MWh", "less", "made up", "made up")
KPIS = (
    Kpi("energy.final_total", "Energy", "Energia", *WORDS, lambda _o: 0.0),
    Kpi("emissions.co2", "CO2", "CO2", *WORDS, lambda _o: 0.0),
)


def entry(measure, **levers):
    cls = catalogue[measure].levers
    told = cls.model_validate({**LEVERS[measure], **levers})
    return Entry(measure=measure, levers=told, date=dt.date(2019, 1, 1), source="made up")


def scenario(*measures, **update):
    base = scenarios.load(resource_dir("scenarios") / "baseline.toml")
    entries = tuple(entry(each) if isinstance(each, str) else each for each in measures)
    name = "mix" if entries else "baseline"
    return base.model_copy(update={"measures": entries, "name": name, "name_it": name, **update})


def energy(what, seed):
    """1000 + 10 a seed; measures save what SAVED tells per 20 degC of set point, less what each two overlap."""
    warmth = what.params.get("behaviour", {}).get("day_setpoint", 20.0) / 20.0
    named = [each.measure for each in what.measures if each.measure in SAVED]
    pairs = len(named) * (len(named) - 1) / 2
    bands = 5.0 if what.forcing.prices == "bands" else 0.0
    saved = (sum(SAVED[name] for name in named) - OVERLAP * pairs) * warmth
    return 1000.0 * warmth + 10.0 * seed - saved - (bands + seed) * len(named)


def run(what, where, seed, out, threads=None, force=False, progress=None):
    """A run folder with two indicators and nothing else; same face as `twin.model.run`."""
    key = RunKey(what.canonical(), "known", seed, what.name, code="known")
    folder = RunFolder(out, key)
    if folder.finished and not force:
        return folder.path
    value = energy(what, seed)
    with folder.writing(force=force) as part:
        if part is None:
            return folder.path
        write_kpis(part / "kpis.parquet", KPIS, {"energy.final_total": value, "emissions.co2": 0.2 * 1000.0})
        manifest = {
            "title": what.name, "title_it": what.name, "hash": key.hash, "hash_inputs": key.inputs, "seed": seed,
            "district": {"key": "known"}, "hours": 8760, "first_day": "2019-01-01", "whole_year": True,
            "versions": {}, "baseline_year": 2019, "timings_s": {"year": 2.0},
        }  # fmt: skip
        (part / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (part / "scenario.json").write_text(json.dumps(key.scenario), encoding="utf-8")
    assert (folder.path / DONE).is_file()
    return folder.path
