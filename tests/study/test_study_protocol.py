"""Does the protocol keep what is held out away from what fits, and does it tell misses as misses?"""

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from twin.core.errors import InputError
from twin.study import energy_metrics, validation
from twin.study.case import Case
from twin.study.evidence import Evidence
from twin.study.metrics import METRICS
from twin.study.protocol import FILE, HeldOutError, Target, fitting, load_protocol
from twin.study.retrofit_arms import Retrofits
from twin.study.travel import Travel

TOP = Path(__file__).resolve().parent.parent.parent
HELD_OUT = "mobility/istat2011_commuting_milano_by_mode_time.csv"


def test_every_target_has_a_metric_or_a_reason():
    protocol = load_protocol()
    assert {target.role for target in protocol.targets} == {"input", "fitted", "held-out", "scale check"}
    for target in protocol.targets:
        assert bool(target.metric) != bool(target.pending)
        assert not target.metric or target.metric in METRICS
        assert target.source
        assert target.basis
        assert target.title_it


def test_what_is_held_out_may_not_be_fitted_to():
    protocol = load_protocol()
    assert protocol.for_fitting("V9a.car").value == 16
    for target in protocol.targets:
        if target.role != "fitted":
            with pytest.raises(HeldOutError, match=target.id):
                protocol.for_fitting(target.id)


def test_code_that_fits_cannot_open_a_held_out_file(tmp_path):
    file = tmp_path / HELD_OUT
    file.parent.mkdir(parents=True)
    file.write_text("held out", encoding="utf-8")
    with fitting():
        with pytest.raises(HeldOutError, match="held out"):
            file.read_text(encoding="utf-8")
        with pytest.raises(HeldOutError), open(str(file), "rb"):  # noqa: PTH123 — the other way to open
            pass
        (tmp_path / "else.csv").write_text("free", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == "held out"


def test_the_fit_of_the_modes_runs_under_the_guard_and_reads_its_target_from_the_protocol():
    """Everything that fits imports its targets from the protocol, under the guard, and names no other file."""
    fits = [path for path in (TOP / "twin").rglob("fit*.py") if "fit_" in path.name or path.name == "fit.py"]
    assert fits
    study = [path for path in fits if path.parent.name == "study"]
    assert study, "the fit that opens targets stands in twin/study"
    for path in study:
        text = path.read_text(encoding="utf-8")
        names = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
        assert "for_fitting" in names
        assert "with fitting(" in text
    held_out = [t for t in load_protocol().targets if t.role == "held-out" and t.data]
    for path in fits:
        text = path.read_text(encoding="utf-8")
        assert not [target.id for target in held_out if Path(target.data).name in text]


KWH = 3.6e6


def arm(heat, final, warm, **more):
    """Sums of one arm for one building: gas boiler, no hot water, no photovoltaics, unless told otherwise."""
    values = {
        "heat_need": heat * KWH,
        "final_heat_year": final * KWH,
        "space_final_year": final * KWH,
        "gas": final * KWH,
        "t_air_winter_sum": warm * 4392.0,
    }
    values |= {"heat_cost": 0.1 * final, "floor_area": 1000.0, **more}
    names = (
        "hot_water_need", "gas_oil", "district_heat", "plant_electricity", "electricity_co2", "own_use_co2", "pv_power",
        "export",
    )  # fmt: skip
    return {name: np.array([float(value)]) for name, value in {**dict.fromkeys(names, 0.0), **values}.items()}


def retrofits():
    arms = {
        "before": arm(100.0, 125.0, 18.0),
        "before, gas oil": arm(100.0, 130.0, 18.0, gas=0.0, gas_oil=130.0 * KWH),
        "envelope": arm(50.0, 62.0, 18.4),
        "control": arm(47.0, 59.0, 18.3),
        "behaviour": arm(47.0, 59.0, 18.5),
        "after": arm(45.0, 50.0, 18.6, pv_power=20.0 * KWH, export=5.0 * KWH, own_use_co2=4.0),
    }
    return Retrofits(arms, {"via Passeroni 6": np.array([0])}, ())


def management():
    names = (
        "fuels and district heat [kWh]", "electricity from the grid [kWh]", "final energy [kWh]", "peak of fuels [kW]",
        "peak of electricity [kW]", "cost of heat [EUR]", "CO2 of heat [kg]", "too cold while occupied [K.h]",
        "too warm while occupied [K.h]",
    )  # fmt: skip
    rest = {"unmanaged": 100.0, "none": 98.0, "imperfect": 95.0, "perfect": 94.0}
    return {f"{c}, {f}": dict.fromkeys(names, v) for c in ("poor", "average", "good") for f, v in rest.items()}


def evidence(found=None):
    buildings = {
        "heat_need_year": np.array([100.0, 50.0]) * 3.6e9,
        "space_final_year": np.array([130.0, 60.0]) * 3.6e9,
        "final_heat_year": np.array([130.0, 60.0]) * 3.6e9,
        "floor_area": np.array([1000.0, 500.0]),
        "residents": np.array([20.0, 10.0]),
        "home": np.array([True, True]),
    }
    shares = {"transit": 0.47, "car": 0.16, "motorcycle": 0.07, "active": 0.30}
    numbers = {"winter_hours": 4392.0, "degree_days": 2404.0, "cars": 490.0, "motorcycles": 137.0, "local_pm10": 2.0}
    numbers |= {"sum gas": 82.0, "sum gas_oil": 12.0, "sum district_heat": 6.0}
    kpis = {"emissions.co2": 100.0, "emissions.co2_per_resident": 2.0, "lighting.electricity_per_lamp": 370.0}
    numbers |= {f"t_{name}, {word}": 15.0 for name in ("groundwater", "canal") for word in ("least", "mean", "most")}
    day = Travel(shares, shares, np.array([0.2, 0.6, 0.95]))
    return Evidence(kpis, buildings, day, numbers=numbers, retrofits=found, management=management())


def case(data=None):
    return Case(evidence(retrofits()), evidence(), data)


def test_a_miss_is_told_as_a_miss_and_inputs_say_nothing():
    found = {target.id: validation.judge(target, [case()]) for target in load_protocol().targets}
    assert found["V1.passeroni"].verdict == "met"
    assert found["V1.passeroni"].value == pytest.approx(60.0)
    beside = found["V1.passeroni"].beside
    assert beside["useful space heat [%]"] == pytest.approx(55.0)
    assert beside["heating bill at one tariff [%]"] == beside["non-renewable primary energy [%]"] == pytest.approx(60.0)
    assert beside["of it exported [kWh]"] == pytest.approx(5.0)
    assert found["V2.gas_to_gas"].value == pytest.approx(60.0)
    assert found["V2.gas_to_gas"].beside["with photovoltaics used at home [%]"] > 60.0  # export is never credited
    assert found["V2.oil_to_gas"].value > 65.0
    assert found["V3"].verdict == "met"
    parts = [value for name, value in found["V3"].beside.items() if name.startswith("of it")]
    assert sum(parts) == pytest.approx(0.6)
    assert found["V3"].value == pytest.approx(0.6)
    assert found["V6"].value == pytest.approx(5.0)
    assert found["V6"].beside["good control, perfect forecast: final energy saved [%]"] == pytest.approx(6.0)
    assert found["V6"].beside["poor control, none forecast: too cold while occupied, change [K.h]"] == pytest.approx(
        -2.0
    )
    assert found["V13"].verdict == "given"
    assert found["V9a.car"].verdict == "fitted"
    assert found["V12.cars"].verdict == "given"
    assert found["V7b"].verdict == "beside"
    assert found["V9c.transit"].verdict == "missed"  # 47 is outside 36.9 to 46.9
    assert found["V5"].verdict == "not computed"
    assert "condominiums" in found["V5"].why
    assert found["V1.verro"].verdict == "not computed"
    assert "does not lie" in found["V1.verro"].why
    assert found["V9c.time"].verdict == "not computed"
    assert "not at hand" in found["V9c.time"].why


def test_a_district_without_retrofits_is_told_and_no_mean_over_nothing_is_taken():
    for empty in (None, Retrofits({}, {}, ())):
        for name in ("V1.tito_livio", "V1.programme", "V3"):
            found = validation.judge(load_protocol().target(name), [Case(evidence(empty), evidence(), None)])
            assert found.verdict == "not computed"
            assert "lies in this district" in found.why


def test_heat_per_resident_is_brought_to_conventional_degree_days():
    value, beside = energy_metrics.heat_per_resident(case(), load_protocol().target("V7a"))
    assert value == pytest.approx(190.0 / 30.0)
    assert beside["heated gross floor area a resident [m2]"] == pytest.approx(50.0)


def test_times_to_work_are_held_against_the_published_classes(tmp_path):
    rows = [("<15", 20.0), ("15_30", 40.0), ("31_60", 30.0), (">60", 10.0)]
    lines = ["travel_time,travel_reason,place_of_destination,individuals"]
    lines += [f"{name},work,same municipality,{people}" for name, people in rows]
    (tmp_path / "mobility").mkdir()
    (tmp_path / HELD_OUT).write_text("\n".join([*lines, "<15,study,same municipality,1000"]), encoding="utf-8")
    value, _ = METRICS["work_time_distance"](case(tmp_path), load_protocol().target("V9c.time"))
    assert value == pytest.approx(0.05)


def test_the_interval_needs_two_seeds():
    assert validation.interval(np.array([1.0])) == (None, None)
    low, high = validation.interval(np.array([1.0, 3.0]))
    assert low == pytest.approx(2.0 - 12.706, abs=1e-2)
    assert high == pytest.approx(2.0 + 12.706, abs=1e-2)


def test_every_run_of_the_protocol_stays_in_the_log(tmp_path):
    findings = tuple(validation.judge(target, [case()]) for target in load_protocol().targets)
    found = validation.Validation("somewhere", True, (0,), findings)
    validation.append_log(tmp_path, found, "key")
    validation.append_log(tmp_path, found, "key")
    lines = validation.read_log(tmp_path)
    assert len(lines) == 2
    assert lines[0]["findings"]["V1.passeroni"][0] == "met"
    met, judged = found.score
    assert lines[0]["held_out_met"] == met < judged
    json.dumps([each.plain() for each in findings], allow_nan=False)


def test_a_broken_protocol_is_refused_with_every_fault(tmp_path):
    path = tmp_path / "protocol.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace('role = "fitted"', 'role = "tuned"', 1), encoding="utf-8")
    with pytest.raises(InputError, match="role"):
        load_protocol(path)
    with pytest.raises(ValueError, match="metric or the reason"):
        Target(id="x", role="input", title="x", title_it="x", year=2000, unit="1", basis="x", source="x")
