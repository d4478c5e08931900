"""Do layers of lines and stops, or a timetable, become courses with calls, headways and zones beyond?"""

from __future__ import annotations

import zipfile

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from tests import tiny_layers as t
from twin.core.errors import InputError
from twin.geo import load_district
from twin.geo.build import build
from twin.geo.gtfs import read_gtfs
from twin.geo.recipe import default_recipe, load_recipe
from twin.geo.transit_courses import calls, chained
from twin.state.codes import LineKind, PlaceKind
from twin.state.table import Flag

RECIPE = load_recipe(default_recipe())
PEAK = dict(RECIPE.transit.peak_headway)["values"]["tram"]
DAY = dict(RECIPE.transit.day_headway)["values"]["tram"]


def stop(i, x, y, lines="7", kind="surface_stop"):
    return {"source_id": f"s{i}", "kind": kind, "name": f"Fermata {i}", "lines": lines}, Point(x, y)


def points(*stops):
    return t.frame([row for row, _ in stops], [shape for _, shape in stops])


def line(i, coords, name="7", vehicle="tram", direction=None, **more):
    row = {"source_id": f"l{i}", "name": name, "vehicle": vehicle, "direction": direction, **more}
    return row, LineString(coords)


def lines(*courses):
    return t.frame([row for row, _ in courses], [shape for _, shape in courses])


EAST = [(0, 200), (2500, 200)]
WEST = [(2500, 200), (0, 200)]
BOTH_SIDES = [stop(1, 50, 190), stop(2, 50, 210), stop(3, 350, 190), stop(4, 350, 210)]


def district(**layers):
    zones = t.frame(
        t.zones().drop(columns="geometry").to_dict("records"),
        [box(0, 0, 400, 400), box(400, 0, 3000, 400)],
    )
    return build(t.tiny(zones=zones, **layers), RECIPE)


def course(made, k=0):
    rows = np.flatnonzero(made["line_stops"]["line"] == k)
    nodes = made["line_stops"]["node"][rows]
    return made["transit_nodes"]["source_id"][nodes].tolist(), made["line_stops"]["along"][rows]


def test_each_direction_calls_at_its_own_side_and_in_the_zone_beyond():
    made = district(
        points=points(*BOTH_SIDES), lines=lines(line(1, EAST, direction="Di"), line(2, WEST, direction="As"))
    )
    names, along = zip(*(course(made, k) for k in range(2)), strict=True)
    assert sorted(names) == [["s1", "s3", "zone/2"], ["zone/2", "s4", "s2"]]
    for metres in along:
        assert (np.diff(metres) > 0).all()
    nodes = made["transit_nodes"]
    far = nodes["source_id"] == "zone/2"
    assert nodes["zone"][far] == 1
    assert nodes["x_flag"][far] == Flag.IMPUTED
    assert (made["lines"]["headway_flag"] == Flag.IMPUTED).all()
    assert made["lines"]["headway"][0, 8] == pytest.approx(60.0 * PEAK)
    assert made["lines"]["headway"][0, 3] == 0.0


def test_a_line_drawn_one_way_runs_back_and_a_part_of_it_counts_with_it():
    made = district(
        points=points(*BOTH_SIDES, stop(5, 600, 190), stop(6, 600, 210)),
        lines=lines(line(1, EAST), line(2, [(0, 200), (500, 200)])),
    )
    assert sorted(made["lines"]["source_id"]) == ["l1", "l1/back"]
    assert any("run back" in note for note in made.notes["transit"])
    assert any("part of a longer one" in note for note in made.notes["transit"])


def test_stops_off_their_line_are_listed():
    made = district(points=points(*BOTH_SIDES, stop(9, 200, 290)), lines=lines(line(1, EAST)))
    assert "s9" not in made["transit_nodes"]["source_id"]
    assert any("Fermata 9" in note and "1 stops" in note for note in made.notes["transit"])


def test_stops_far_from_the_footways_are_kept_and_listed():
    ways = t.streets(t.street(0, [(-2000, 200), (20, 200), (350, 200)]), t.street(1, [(20, -2000), (20, 200)]))
    near, far = stop(1, 50, 190), stop(9, 350, 390)
    made = district(streets=ways, points=points(near, far), lines=lines(line(1, [(50, 200), (350, 380)])))
    told = [note for note in made.notes["transit"] if "footways" in note]
    assert told == ["1 stops lie more than 150 m from any node of the footways: Fermata 9."]
    assert {"s1", "s9"} <= set(made["transit_nodes"]["source_id"])


def test_lines_without_a_drawing_follow_their_stops():
    made = district(points=points(*BOTH_SIDES))
    assert set(made["lines"]["name"]) == {"7"}
    assert (made["lines"]["length_flag"] == Flag.IMPUTED).all()
    assert any("named by stops only" in note for note in made.notes["transit"])


def test_a_district_without_lines_has_empty_tables():
    bare = points(*BOTH_SIDES).drop(columns="lines")
    made = district(points=bare)
    assert len(made["lines"]) == len(made["line_stops"]) == len(made["transit_nodes"]) == 0


@pytest.mark.parametrize("headway", [0.0, -3.0, 121.0])
def test_an_impossible_headway_is_named(headway):
    with pytest.raises(InputError, match=r"l1.*headway"):
        district(points=points(*BOTH_SIDES), lines=lines(line(1, EAST, headway=headway)))


def test_a_headway_of_the_layer_sets_the_peak_and_scales_the_rest():
    made = district(points=points(*BOTH_SIDES), lines=lines(line(1, EAST, headway=14.0), line(2, WEST, headway=14.0)))
    own = made["lines"]["headway"][0]
    assert own[8] == pytest.approx(14 * 60)
    assert own[12] / own[8] == pytest.approx(DAY / PEAK)
    assert made["lines"]["headway_flag"][0] == Flag.MEASURED


def test_calls_take_the_right_side_and_keep_a_lone_stop_on_the_left():
    course = LineString([(0, 0), (1000, 0)])
    xy = np.array([[100.0, -10.0], [120.0, 10.0], [600.0, 10.0], [900.0, 80.0]])
    rows, along = calls(course, xy, 60.0)
    assert rows.tolist() == [0, 2]
    assert along == pytest.approx([100.0, 600.0])


def test_stops_in_a_row_are_chained_end_to_end():
    xy = np.array([[5.0, 0.0], [0.0, 0.0], [9.0, 1.0], [2.0, 0.0]])
    assert chained(xy).tolist() in ([1, 3, 0, 2], [2, 0, 3, 1])


# --- timetables ---------------------------------------------------------------------------------------------------

FEED = {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na,A,45.0,9.0\nb,B,45.0,9.01\n",
    "routes.txt": "route_id,route_short_name,route_type\nr7,7,0\nr9,9,3\n",
    "trips.txt": "route_id,service_id,trip_id,direction_id\nr7,w,t1,0\nr7,w,t2,0\nr7,w,t3,1\nr7,s,t4,0\nr9,w,f1,0\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t1,08:00:00,08:00:00,a,1\nt1,08:05:00,08:05:00,b,2\n"
        "t2,08:30:00,08:30:00,a,1\nt2,08:35:00,08:35:00,b,2\n"
        "t3,08:10:00,08:10:00,b,1\nt3,08:15:00,08:15:00,a,2\nt4,09:00:00,09:00:00,a,1\nt4,09:05:00,09:05:00,b,2\n"
        "f1,00:00:00,00:00:00,a,1\nf1,00:04:00,00:04:00,b,2\n"
    ),
    "frequencies.txt": (
        "trip_id,start_time,end_time,headway_secs\nf1,07:00:00,08:30:00,600\nf1,25:00:00,26:00:00,1200\n"
    ),
}


def feed(folder, **changed):
    folder.mkdir(exist_ok=True)
    for name, text in (FEED | {f"{k}.txt": v for k, v in changed.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_timetable_tells_headways_and_speeds(tmp_path):
    found = read_gtfs(feed(tmp_path / "feed"))
    tram = found.of("7", LineKind.TRAM)
    assert tram.headway[8] == pytest.approx(1800.0)  # two a hour in the busier direction of the usual service
    assert tram.headway[9] == 0.0
    metres = np.radians(0.01) * np.cos(np.radians(45.0)) * 6371000.0
    assert tram.speed[8] == pytest.approx(metres / 300.0)
    bus = found.of("9", LineKind.TROLLEYBUS)  # feeds call trolleybuses buses
    assert bus.headway[7] == pytest.approx(600.0)
    assert bus.headway[8] == pytest.approx(1200.0)  # half an hour of it
    assert bus.headway[1] == pytest.approx(1200.0)  # 25:00 is 1 in the night
    assert found.of("8", LineKind.TRAM) is None


def test_a_zipped_timetable_reads_the_same(tmp_path):
    folder = feed(tmp_path / "feed")
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as packed:
        for file in folder.iterdir():
            packed.write(file, file.name)
    ours, same = read_gtfs(folder), read_gtfs(tmp_path / "feed.zip")
    assert ours.runs.keys() == same.runs.keys()
    assert (ours.of("7", LineKind.TRAM).headway == same.of("7", LineKind.TRAM).headway).all()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\nf1,07:00:00,08:00:00,0\n"}, "headway"),
        ({"routes": "route_id,route_type\nr7,0\n"}, "route_short_name"),
        ({"stop_times": FEED["stop_times.txt"].replace("08:05:00", "8 o'clock")}, "no time"),
        ({"routes": FEED["routes.txt"].replace(",0\n", ",77\n")}, "route_type"),
    ],
)
def test_faults_of_a_timetable_are_named(tmp_path, changed, word):
    with pytest.raises(InputError, match=word):
        read_gtfs(feed(tmp_path / "feed", **changed))


def test_what_is_no_timetable_is_said(tmp_path):
    (tmp_path / "feed.zip").write_text("no zip", encoding="utf-8")
    with pytest.raises(InputError, match="feed"):
        read_gtfs(tmp_path / "feed.zip")


def test_a_timetable_replaces_the_assumed_headways(tmp_path):
    found = read_gtfs(feed(tmp_path / "feed"))
    made = district(points=points(*BOTH_SIDES), lines=lines(line(1, EAST), line(2, WEST)), timetable=found)
    assert made["lines"]["headway"][0, 8] == pytest.approx(1800.0)
    assert made["lines"]["headway_flag"][0] == Flag.MEASURED
    assert made["lines"]["speed_flag"][0] == Flag.DERIVED


def test_a_recipe_that_names_no_file_for_its_timetable_is_refused(tmp_path):
    (tmp_path / "own.toml").write_text('extends = "porta_romana.toml"\n[transit]\ngtfs = "feed"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"transit\.gtfs"):
        load_recipe(tmp_path / "own.toml")


# --- whole districts ----------------------------------------------------------------------------------------------


def test_the_embedded_district_has_lines_and_says_that_they_are_invented():
    made = load_district(None)
    assert {LineKind.METRO, LineKind.TRAM, LineKind.BUS} <= set(made["lines"]["vehicle"])
    assert (made["lines"]["headway_flag"] == Flag.SYNTHETIC).all()
    assert (made["transit_nodes"]["zone"] >= 0).sum() > 5
    assert len(made.geometry["lines"]) == len(made["lines"])
    assert any("invented" in note for note in made.notes["transit"])


@pytest.mark.layers
def test_the_real_lines_serve_the_real_stops(real_layers):
    made = load_district(real_layers)
    nodes, calls_ = made["transit_nodes"], made["line_stops"]
    here = (nodes["kind"] == PlaceKind.SURFACE_STOP) & (nodes["zone"] < 0)
    stops = int((made["places"]["kind"] == PlaceKind.SURFACE_STOP).sum())
    assert here.sum() >= stops - 5  # all that the layer maps in the district and its margin, some the recipe adds
    metro = made["lines"]["vehicle"] == LineKind.METRO
    assert set(made["lines"]["name"][metro]) == {"1", "2", "3", "5"}
    third = np.flatnonzero(metro & (made["lines"]["name"] == "3"))
    assert [int((calls_["line"] == k).sum()) for k in third] == [21, 21]
    assert pd.Series(calls_["along"]).groupby(calls_["line"]).apply(lambda a: (a.diff().dropna() >= 0).all()).all()
