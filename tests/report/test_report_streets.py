"""Maps and bars of mobility say what the run's columns say."""

import numpy as np
import pytest

from tests import fake_run
from twin.observe import open_results
from twin.report import streets
from twin.report.words import LANGUAGES

TITLES = {"a": "Baseline", "b": "Retrofit"}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return tuple(
        open_results(fake_run.run(fake_run.scenario(share=share, days=10), None, 1, tmp_path_factory.mktemp("runs")))
        for share in (0.0, 0.4)
    )


def test_time_lost_is_time_spent_less_the_time_on_empty_streets(pair):
    a, _ = pair
    links = a.entities("car_links")
    per_vehicle = np.arange(len(links)) % 5
    assert streets.lost(a) == pytest.approx(per_vehicle * links["flow_year"].to_numpy() / 10.0)
    figure = streets.delay_map(a)
    assert "seconds" in figure.axes[1].get_ylabel()


@pytest.mark.parametrize("language", LANGUAGES)
def test_change_of_traffic_is_after_less_before(pair, language):
    a, b = pair
    figure = streets.flow_change_map(a, b, TITLES, language)
    assert "Retrofit" in figure.axes[1].get_ylabel()
    assert (streets.flow(b) < streets.flow(a)).all()
    assert streets.flow_change_map(a, a, TITLES, language) is None
    assert streets.delay_change_map(a, a, TITLES, language) is None


def test_modes_of_each_zone_add_up(pair):
    a, b = pair
    figure = streets.split_by_zone({"a": (a, "Baseline"), "b": (b, "Retrofit")})
    bars = figure.axes[0].patches
    rows = {round(bar.get_y(), 3) for bar in bars}
    assert len(rows) == 4
    assert sum(bar.get_width() for bar in bars) == pytest.approx(400.0)
    trips = np.asarray(a.entities("zones")["trips_year"].iloc[1])
    assert trips[:5] == pytest.approx(np.arange(6.0, 11.0))
