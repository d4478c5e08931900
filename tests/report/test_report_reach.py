"""Maps of reach show what the columns hold, on one scale a kind, and say in words where nothing changes."""

import numpy as np
import pytest

from tests import fake_run
from twin.domains.mobility.transit import access
from twin.observe import open_results
from twin.report import figures, maps, reach
from twin.report.words import LANGUAGES

TITLES = {"a": "Baseline", "b": "Trams"}


class Told:
    """A run whose buildings carry jobs and services in reach."""

    def __init__(self, results, jobs, services):
        self.manifest, self.has, self._results = results.manifest, results.has, results
        self._buildings = results.entities("buildings").copy()
        self._buildings["residents"] = np.where(np.arange(len(self._buildings)) % 7 == 3, 0.0, 5.0)
        self._buildings["jobs_reached"] = list(jobs)
        self._buildings["services_reached"] = list(services)

    def entities(self, name):
        return self._buildings if name == "buildings" else self._results.entities(name)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return open_results(fake_run.run(fake_run.scenario(days=2), None, 1, tmp_path_factory.mktemp("runs")))


@pytest.fixture(scope="module")
def before(plain):
    row = np.arange(len(plain.entities("buildings")), dtype=np.float64)[:, np.newaxis]
    return 1000.0 * (row + 1.0) * (3.0, 5.0, 1.0), (row + 1.0) * (1.0, 2.0, 1.0)


@pytest.fixture
def a(plain, before):
    return Told(plain, *before)


@pytest.fixture
def b(plain, before):
    jobs, services = (each.copy() for each in before)
    jobs[::2, 0] += 500.0
    jobs[1::4, 0] -= 200.0
    services[5, 2] += 9.0
    return Told(plain, jobs, services)


def test_modes_stand_in_the_order_of_the_columns():
    assert reach.MODES == access.MODES


def test_a_run_without_reach_has_no_maps(plain, a):
    assert reach.reach_maps(plain) is None
    assert figures.reach_maps(plain, "Baseline", "en") is None
    assert figures.reach_change(plain, a, TITLES, "en") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_maps_with_one_scale_a_kind(a, before, language):
    values = reach.reached(a)
    lived = (a.entities("buildings")["residents"] > 0).to_numpy()
    for kind, counts in zip(reach.KINDS, before, strict=True):
        for at, mode in enumerate(reach.MODES):
            assert values[kind, mode][lived] == pytest.approx(counts[lived, at])
            assert np.isnan(values[kind, mode][~lived]).all()
    figure = reach.reach_maps(a, language)
    drawn = _coloured(figure)
    assert len(drawn) == 6
    for row, kind in zip((drawn[:3], drawn[3:]), reach.KINDS, strict=True):
        assert len({id(each.norm) for each in row}) == 1
        highest = max(np.nanmax(values[kind, mode]) for mode in reach.MODES)
        assert 0.9 * highest < row[0].norm.vmax <= highest
        assert row[0].norm.vmin == 0.0
    titles = [axes.get_title("left") for axes in figure.axes if axes.get_title("left")]
    assert len(set(titles)) == 6
    said = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
    assert said.count(maps.OSM) == said.count(maps.COMUNE) == 2
    assert said.count(maps.WORDS[language]["synthetic"]) == 6


def test_only_what_changes_is_drawn_and_the_rest_is_told(a, b):
    gaps = reach.changes(a, b)
    assert list(gaps) == [("jobs", "transit"), ("services", "walk")]
    known = gaps["jobs", "transit"][np.isfinite(gaps["jobs", "transit"])]
    assert set(known.tolist()) == {500.0, -200.0, 0.0}
    drawn = _coloured(reach.change_maps(a, b))
    assert len(drawn) == 2
    assert drawn[0].norm.vmin == -drawn[0].norm.vmax == -500.0
    assert len(drawn[0].get_array()) == (known != 0.0).sum()
    found = figures.reach_change(a, b, TITLES, "en")
    assert len(found["figures"]) == 2
    assert found["said"] == (
        "Unchanged in “Trams”: jobs by bicycle and on foot; services by public transport and by bicycle."
    )
    for figure in found["figures"]:
        assert "jobs by public transport" in figure["alt"]
        assert figure["inches"] > 0


def test_nothing_changed_is_a_sentence_and_no_map(a):
    assert reach.change_maps(a, a) is None
    found = figures.reach_change(a, a, TITLES, "it")
    assert len(found["figures"]) == 1
    assert found["said"].startswith("«Trams» non cambia nulla")


def _coloured(figure):
    """Buildings drawn by value, map by map."""
    shown = [each for axes in figure.axes if axes.get_title("left") for each in axes.collections]
    return [each for each in shown if each.get_array() is not None]
