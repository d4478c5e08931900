"""The recorder sums what is declared, reads only, and its bits depend on nothing but the columns."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.core.clock import Clock
from twin.core.errors import PlanError
from twin.core.jit import set_threads
from twin.core.reduce import BLOCK, block_sum
from twin.observe import Kpi, Recorder, Series
from twin.observe.kernels import sum4, sum4_rows, sum_hours
from twin.state import schemas as s
from twin.state.invariants import Audit
from twin.state.table import Table
from twin.state.world import World


def naive_block_sum(values):
    total = 0.0
    for start in range(0, len(values), BLOCK):
        part = 0.0
        for value in values[start : start + BLOCK]:
            part += float(value)
        total += part
    return total


def rough(n: int, phase: float = 0.0) -> np.ndarray:
    """Numbers whose sum depends on the order of the additions."""
    k = np.arange(n) + phase
    return np.sin(k * 12.9898) * 10.0 ** (k % 7)


def world_of(buildings: int = 50, links: int = 30) -> World:
    tables = {
        "buildings": Table.allocate(s.BUILDINGS, buildings),
        "car_links": Table.allocate(s.CAR_LINKS, links),
        "vehicles": Table.allocate(s.VEHICLES, 20),
        "forcing": Table.allocate(s.FORCING, 8760),
    }
    return World(None, tables, Clock(2019), 1)


@pytest.mark.nojit
@given(st.integers(0, 3 * BLOCK + 5), st.floats(0, 100))
def test_sums_of_four_equal_the_block_sum_bit_for_bit(n, phase):
    columns = [rough(n, phase + 0.1 * k) for k in range(4)]
    out = np.empty(4)
    sum4(*columns, out)
    assert out.tolist() == [naive_block_sum(c) for c in columns] == [block_sum(c) for c in columns]
    rows = np.flatnonzero(np.arange(n) % 3 != 1)
    sum4_rows(rows, *columns, out)
    assert out.tolist() == [naive_block_sum(c[rows]) for c in columns]


@pytest.mark.nojit
@given(st.integers(0, 2 * BLOCK + 3))
def test_sums_by_hour_equal_the_block_sum_of_each_hour(n):
    values = rough(24 * n).reshape(n, 24)
    rows = np.arange(0, n, 2)
    out = np.empty(24)
    sum_hours(values, rows, np.empty(24), out)
    assert out.tolist() == [naive_block_sum(values[rows, h]) for h in range(24)]


def test_each_way_of_reducing():
    world = world_of()
    b = world.tables["buildings"]
    b["gas"][:] = rough(50)
    b["t_air"][:] = np.linspace(18, 22, 50)
    b["bill"][:] = 2.0
    b["people_home"][:, :] = np.arange(24)
    world.tables["vehicles"]["moving"][:7] = True
    world.tables["forcing"]["t_out"][:] = np.arange(8760)
    recorder = Recorder(
        world,
        [
            Series("e.gas", "buildings.gas", "kWh", "second", 1 / 3.6e6, "", ""),
            Series("e.mean", "buildings.t_air", "degC", "mean", 1.0, "", "", rows=lambda w: np.arange(50) < 2),
            Series("e.bill", "buildings.bill", "EUR", "tick", 1.0, "", ""),
            Series("e.home", "buildings.people_home", "1", "hour_of_day", 1.0, "", ""),
            Series("m.moving", "vehicles.moving", "1", "tick", 1.0, "", ""),
            Series("f.t_out", "forcing.t_out", "degC", "mean", 1.0, "", ""),
        ],
        [Kpi("e.total", "", "", "kWh", "less", "", "", lambda o: o.series("e.gas").sum())],
    )
    summer = 24 * 180 + 5  # on the fixed clock; people's clocks show an hour more
    recorder.record(0)
    recorder.record(summer)
    got = recorder.values[summer]
    assert got[0] == block_sum(b["gas"]) * (3600.0 * (1 / 3.6e6))
    assert got[1] == pytest.approx(b["t_air"][:2].mean())
    assert got[2:].tolist() == [100.0, 50 * 6.0, 7.0, summer]
    assert recorder.values[0, 3] == 0.0


def test_bits_do_not_depend_on_the_thread_count():
    world = world_of(3720)
    world.tables["buildings"]["gas"][:] = rough(3720)
    got = []
    for threads in (1, 2):
        set_threads(threads)
        recorder = Recorder(world, [Series("e.gas", "buildings.gas", "kWh", "second", 1 / 3.6e6, "", "")])
        recorder.record(0)
        got.append(recorder.values.tobytes())
    assert got[0] == got[1]


def test_it_cannot_write_and_hands_out_nothing_that_can():
    world = world_of()
    recorder = Recorder(world, [Series("e.gas", "buildings.gas", "kWh", "second", 1.0, "", "")])
    before = {name: values.tobytes() for name, values in world.tables["buildings"].data.items() if name != "source_id"}
    recorder.record(0)
    assert before == {n: v.tobytes() for n, v in world.tables["buildings"].data.items() if n != "source_id"}
    for array in (recorder.series("e.gas"), recorder.values, recorder.table("buildings")["gas"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_all_faults_of_the_declarations_are_told_at_once():
    faulty = [
        Series("a", "buildings.gaz", "kWh", "second", 1.0, "", ""),
        Series("b", "buildings.people_home", "1", "tick", 1.0, "", ""),
        Series("b", "buildings.source_id", "1", "tick", 1.0, "", ""),
    ]
    with pytest.raises(PlanError) as caught:
        Recorder(world_of(), faulty)
    told = str(caught.value)
    assert "'buildings.gas'?" in told
    assert "per='tick' does not fit" in told
    assert "twice" in told
    assert "cannot be summed" in told
    with pytest.raises(PlanError, match=r"did you mean 'e\.gas'"):
        Recorder(world_of(), [Series("e.gas", "buildings.gas", "kWh", "second", 1.0, "", "")]).series("e.gass")


def test_the_worst_residual_of_a_balance_is_kept():
    world = world_of()
    audit = Audit("energy", "buildings", "J")
    world.audits.append(audit)
    recorder = Recorder(world, [])
    for tick, residual in enumerate((0.0, 3.0, 1.0)):
        audit.cell[:] = residual, 4, 1e9
        recorder.record(tick)
    (worst,) = recorder.balances
    assert (worst.tick, worst.residual, worst.relative) == (1, 3.0, 3e-9)


@pytest.mark.slow
def test_a_tick_costs_less_than_150_microseconds():
    world = world_of(3720, 15_000)
    flux = ("gas", "gas_oil", "district_heat", "electricity", "co2", "nox", "pm10", "heat_need", "cool_need", "bill")
    series = [Series(f"b.{c}", f"buildings.{c}", "1", "second", 1.0, "", "") for c in flux]
    some = np.arange(3720) % 2 == 0
    series += [Series(f"r.{c}", f"buildings.{c}", "1", "second", 1.0, "", "", rows=lambda w: some) for c in flux]
    series += [Series(f"l.{c}", f"car_links.{c}", "1", "second", 1.0, "", "") for c in ("co2", "nox", "pm10")]
    series += [Series(f"h.{c}", f"car_links.{c}", "1", "hour_of_day", 1.0, "", "") for c in ("flow", "car_flow")]
    recorder = Recorder(world, series)
    recorder.record(0)
    best = np.inf
    for _ in range(5):
        start = time.perf_counter()
        for tick in range(480):
            recorder.record(tick)
        best = min(best, (time.perf_counter() - start) / 480)
    assert best < 150e-6
