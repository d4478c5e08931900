"""Plots and maps draw what the run has, and say nothing where it has nothing."""

import numpy as np
import pytest
import shapely

from tests import fake_run
from twin.observe import open_results
from twin.report import maps, plots
from twin.report.figure import png_uri, svg_uri


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    scenario = fake_run.scenario("retrofit", share=0.3, days=10)
    return open_results(fake_run.run(scenario, None, 1, tmp_path_factory.mktemp("runs")))


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    return open_results(fake_run.run(fake_run.scenario(days=10), None, 1, tmp_path_factory.mktemp("runs")))


def test_the_week_is_the_mean_by_hour_of_the_week(results):
    figure = plots.winter_week({"a": (results, "Retrofit")})
    heat = figure.axes[0].lines[0].get_ydata()
    series = results.series["energy.heat_residential"]
    mondays = series[(series.index.day_of_week == 0) & (series.index.hour == 7)]
    assert heat[7] == pytest.approx(mondays.mean() / 1000)
    assert figure.axes[0].get_ylabel() == "mean power, MW"


def test_the_year_has_one_point_a_day(results, baseline):
    figure = plots.year_curve({"a": (baseline, "Baseline"), "b": (results, "Retrofit")})
    a, b = (line.get_ydata() for line in figure.axes[0].lines)
    assert len(a) == len(b) == 10
    assert (b < a).all()


def test_months_and_modes_add_up(results):
    bars = plots.monthly_energy({"a": (results, "Retrofit")}).axes[0].patches
    names = ["energy.gas", "energy.electricity_residential", "lighting.electricity"]
    assert sum(bar.get_height() for bar in bars) == pytest.approx(results.series[names].sum().sum() / 1e6, rel=1e-6)
    modes = plots.modal_split({"a": (results, "Retrofit")}).axes[0].patches
    assert sum(bar.get_width() for bar in modes) == pytest.approx(100.0, abs=0.01)


def test_a_run_without_series_draws_nothing(results, monkeypatch):
    monkeypatch.setitem(results.__dict__, "series_about", {})
    sides = {"a": (results, "Retrofit")}
    assert plots.winter_week(sides) is plots.year_curve(sides) is plots.monthly_energy(sides) is None
    assert plots.relative_differences([], "") is None


def test_maps_say_where_they_come_from(results, baseline):
    saving = maps.saving_shading(baseline, results, "Retrofit")
    buildings = results.entities("buildings")
    moved = np.nan_to_num(saving.values) > 1e-9
    assert moved.sum() == ((buildings["measures"] != "") & (buildings["thermal"] == "heated")).sum()
    for figure in (maps.building_map(results, saving), maps.flow_map(results), maps.lamp_map(results)):
        said = " ".join(text.get_text() for text in figure.axes[0].texts)
        for needed in (maps.OSM, maps.COMUNE, "SYNTHETIC DISTRICT", "N", "100 m"):
            assert needed in said
        assert figure.axes[1].get_ylabel()


def test_holes_of_buildings_stay_open():
    court = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    (path,) = maps.areas(np.array([court], dtype=object)).get_paths()
    assert len(path.vertices) == 10


def test_equal_figures_are_equal_text(results):
    shading = maps.heat_shading(results)
    assert svg_uri(plots.modal_split({"a": (results, "R")})) == svg_uri(plots.modal_split({"a": (results, "R")}))
    assert png_uri(maps.building_map(results, shading), 40) == png_uri(maps.building_map(results, shading), 40)
