"""Bars of heat and electricity add up, left out where there are none; indicators of nothing are told in words."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from twin.domains.energy import KPIS
from twin.report import account, balances, tables
from twin.report.topics import GROUPS, TOPICS
from twin.report.words import WORDS
from twin.study.comparison import Row
from twin.study.paired import paired

HOURS = 48
LOSSES = {"walls": 40.0, "windows": 30.0, "roof": 10.0, "floor": 8.0, "bridges": 2.0, "air": 10.0}


def results(pv=0.0, export=0.0, shared=0.0, gains=25.0):
    values = {
        "energy.electricity_residential": 10.0,
        "lighting.electricity": 2.0,
        "energy.pv": pv,
        "energy.export": export,
        "energy.shared": shared,
    }
    kpis = {f"energy.loss_{part}": value for part, value in LOSSES.items()} | {"energy.gains_share": gains}
    return SimpleNamespace(
        series=pd.DataFrame(dict.fromkeys(values, 0.0) | values, index=range(HOURS)),
        series_about={name: {"unit": "kWh"} for name in values},
        kpis=pd.DataFrame({"value": kpis}),
        kpi=kpis.__getitem__,
    )


def sums(bars):
    return [sum(amount for _, amount, _ in parts) for _, parts in bars]


def test_heat_that_is_lost_is_covered():
    lost, covered = balances._heat(results())
    assert sums([lost, covered]) == pytest.approx([100.0, 100.0])
    assert [amount for _, amount, _ in covered[1]] == pytest.approx([75.0, 25.0])
    assert balances._heat(results(gains=float("nan"))) == []


def test_electricity_of_the_sun_goes_where_it_is_used():
    needed, sun = balances._power(results(pv=5.0, export=2.0, shared=0.5))
    assert sums([needed, sun]) == pytest.approx([HOURS * 15e-3, HOURS * 5e-3])
    assert [amount for _, amount, _ in sun[1]] == pytest.approx([HOURS * x for x in (3e-3, 0.5e-3, 1.5e-3)])


def test_no_bars_of_the_sun_without_any():
    sides = {"a": (results(), "a"), "b": (results(), "b")}
    assert balances.power_balance(sides) is None
    assert balances.heat_balance(sides, "it") is not None
    sides["b"] = (results(pv=5.0, export=1.0), "b")
    assert balances.power_balance(sides, "it") is not None
    sides["b"][0].kpis = sides["b"][0].kpis.drop(index="energy.loss_air")
    assert balances.heat_balance(sides) is None


@pytest.mark.parametrize("language", ["en", "it"])
def test_an_indicator_of_nothing_is_told_in_words(language):
    nothing = float("nan")
    about = {"unit": "kWh/kW", "formula": "", "source": "", "label": "yield", "label_it": "resa"}
    words = WORDS[language]["not_applicable"]
    assert tables.run_row("energy.pv_yield", about | {"value": nothing}, language)["b"] == words

    def told(a, b):
        got = paired(a, b, "more")
        seeds = [tuple(x if np.isfinite(x) else None for x in side) for side in (a, b)]
        row = Row("energy.pv_yield", topic="energy", better="more", result=got,
                  per_seed_a=seeds[0], per_seed_b=seeds[1], **about)  # fmt: skip
        return tables.comparison_row(row, language)

    new = told([nothing] * 2, [1000.0, 1010.0])
    assert (new["a"], new["changed"]) == (words, True)
    assert "nan" not in "".join(str(value) for value in new.values())
    assert told([nothing] * 2, [nothing] * 2)["changed"] is False


def test_indicators_stand_under_their_questions():
    assert set(GROUPS) <= set(TOPICS)
    assert all(group in WORDS[language]["topics"] for group in GROUPS for language in ("en", "it"))
    names = [name for group in GROUPS.values() for name in group]
    assert len(names) == len(set(names))
    rows = [("energy", {"name": name}) for name in ("energy.pv_yield", "energy.other", "energy.pv_production")]
    groups = tables.by_topic(rows, "en")
    assert [group["id"] for group in groups] == ["energy", "electricity"]
    assert [row["name"] for row in groups[1]["rows"]] == ["energy.pv_production", "energy.pv_yield"]


def test_indicators_of_money_stand_under_who_pays_and_who_gains():
    names = ("npv", "npv_city", "bill_per_household", "bill_fifth_1", "paid_fares", "worse_off", "capex")
    groups = tables.by_topic([("finance", {"name": f"finance.{name}"}) for name in names], "en")
    assert {group["id"]: [row["name"] for row in group["rows"]] for group in groups} == {
        "finance": ["finance.capex", "finance.npv", "finance.bill_per_household"],
        "fairness": ["finance.worse_off", "finance.bill_fifth_1"],
        "payers": ["finance.npv_city"],
        "fares": ["finance.paid_fares"],
    }


def test_what_a_measure_changes_is_told_once_and_in_units_that_fit():
    step = {"doc": "battery", "unit": "J", "old_mean": 0.0, "new_mean": 3.6e7}
    steps = [
        {"doc": "plant", "unit": "1", "old_mean": None, "new_mean": None},
        {"doc": "wall", "unit": "W/m2/K", "old_mean": 1.12, "new_mean": 1.12},
        {"doc": "wall", "unit": "W/m2/K", "old_mean": 1.12, "new_mean": 0.32},
        {"doc": "plant", "unit": "1", "old_mean": None, "new_mean": None},
        step,
        step,
    ]
    assert account._changes(steps, "it") == ["plant", "wall: 1,12 → 0,32 W/m²/K", "battery: 0 → 10,0 kWh"]


def test_every_indicator_of_energy_has_its_question():
    assert {kpi.name for kpi in KPIS} <= {name for group in GROUPS.values() for name in group}
