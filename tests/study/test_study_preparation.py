"""Kernels are compiled once before many runs begin, and whoever fails at it leaves that to the runs."""

import pytest

from twin.core import jit
from twin.model.build import ORDER
from twin.study import preparation as preparing
from twin.study.workers import News


@pytest.fixture
def parts(monkeypatch, tmp_path):
    """Parts that were asked for; what becomes of them is in `kinds`."""
    monkeypatch.setattr(jit, "PLACE", tmp_path / "kernels")
    monkeypatch.setattr(jit.numba.config, "DISABLE_JIT", 0)
    asked, kinds = [], ["done", "done"]

    def work(_function, jobs, workers):
        assert workers == len(jobs) == 2
        asked.extend(jobs)
        for place, kind in enumerate(kinds):
            yield News(place, "started")
            yield News(place, kind, ValueError("no such zone") if kind == "failed" else None)

    monkeypatch.setattr(preparing, "work", work)
    return asked, kinds


def test_two_parts_make_up_the_tick_table(parts):
    assert set(map(preparing.of_first, ORDER)) == {True, False}
    said = []
    preparing.prepare("mix", None, lambda *told: said.append(told))
    assert [(part.scenario, part.first) for part in parts[0]] == [("mix", True), ("mix", False)]
    assert said[0][1:] == (0, 2)
    assert said[-1][1:] == (2, 2)


def test_what_was_prepared_is_not_prepared_again(parts):
    assert not preparing.prepared()
    preparing.prepare("mix", None)
    assert preparing.prepared()
    preparing.prepare("mix", None)
    assert len(parts[0]) == 2


def test_a_part_that_fails_is_left_to_the_runs(parts):
    parts[1][1] = "failed"
    preparing.prepare("mix", None)
    assert not preparing.prepared()


def test_nothing_is_prepared_where_kernels_cannot_be_kept(parts, monkeypatch):
    monkeypatch.setattr(jit, "PLACE", None)
    assert preparing.prepared()
    preparing.prepare("mix", None)
    assert parts[0] == []
