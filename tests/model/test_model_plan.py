"""The tick table: order, rates, one writer, and the end of a run that breaks a balance."""

import numpy as np
import pytest

from tests.state.test_state import small_world
from twin.core.errors import ConservationError, ExitCode, PlanError
from twin.core.process import Lagged
from twin.model.plan import Plan, table_rows
from twin.state.invariants import Audit


def process(name, every="tick", reads=(), writes=(), step=lambda tick: None):
    class Made:
        streams = ()

    made = Made()
    made.name, made.every, made.reads, made.writes, made.step = name, every, reads, writes, step
    return made


def test_processes_run_at_their_rate_and_in_order():
    calls = []
    plan = Plan(
        small_world(),
        [
            process("y", "year", step=lambda t: calls.append(("y", t))),
            process("d", "day", step=lambda t: calls.append(("d", t))),
            process("t", step=lambda t: calls.append(("t", t))),
        ],
    )
    for tick in range(49):
        plan.step(tick)
    assert calls[:3] == [("y", 0), ("d", 0), ("t", 0)]
    assert [t for name, t in calls if name == "d"] == [0, 24, 48]
    assert sum(name == "t" for name, _ in calls) == 49
    rows = table_rows(plan)
    assert [row["calls"] for row in rows] == [1, 3, 49]


def test_the_plan_refuses_two_writers_unknown_columns_and_early_reads():
    world = small_world()
    writer = process("w", writes=("buildings.co2",))
    with pytest.raises(PlanError, match=r"'w'.*'w2'.*one writer"):
        Plan(world, [writer, process("w2", writes=("buildings.co2",))])
    with pytest.raises(PlanError, match=r"did you mean 'buildings.co2'"):
        Plan(world, [process("w", writes=("buildings.co",))])
    with pytest.raises(PlanError, match=r"'r' reads 'buildings.co2', which 'w' writes later"):
        Plan(world, [process("r", reads=("buildings.co2",)), writer])
    Plan(world, [process("r", reads=(Lagged("buildings.co2"),)), writer])
    with pytest.raises(PlanError, match="two processes are named"):
        Plan(world, [writer, process("w")])


def test_a_broken_balance_ends_the_run_and_names_entity_and_tick():
    world = small_world()
    audit = Audit("energy", "buildings", "J")
    world.audits.append(audit)

    def leak(tick):
        audit.cell[:] = (50.0 if tick == 30 else 0.0, 2, 1e6)

    plan = Plan(world, [process("p", step=leak)])
    for tick in range(30):
        plan.step(tick)
    with pytest.raises(
        ConservationError, match=r"energy is not conserved: buildings row 2 .*tick 30 \(2019-01-02 06:00"
    ):
        plan.step(30)
    assert ConservationError.exit_code == ExitCode.CONSERVATION != 0


def test_a_residual_that_is_not_a_number_is_a_violation():
    world = small_world()
    world.audits.append(Audit("citizens", "citizens", "1"))
    world.audits[0].cell[:] = (np.nan, -1, 10)
    with pytest.raises(ConservationError, match="citizens is not conserved: citizens, tick 0"):
        Plan(world, []).step(0)
