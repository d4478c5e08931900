"""The air bulletin as it comes: nulls, gaps, repeats, late rows, closed stations, and files that are none."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.core.errors import InputError
from twin.sensors import EventTimeReplay, Quality, Readings, quality_table, read_bulletin, read_stations
from twin.sensors.readings import flagged


def row(station=2, day="2019-01-07", what="PM10", value=30):
    return {"stazione_id": station, "data": f"{day}T00:00:00", "inquinante": what, "valore": value}


def station(name, closed="2099-12-31"):
    about = {
        "id_amat": name,
        "nome": f"via {name}",
        "inizio_operativita": None,
        "fine_operativita": f"{closed}T00:00:00",
    }
    point = {"type": "Point", "coordinates": [9.2, 45.4]}
    return {"type": "Feature", "properties": {**about, "inquinanti": "PM10, NO2"}, "geometry": point}


@pytest.fixture
def feed(tmp_path):
    rows = [
        row(2, "2019-01-07", value=30),
        row("2", "2019-01-08", value="31.5"),  # ids and numbers as text, as in the files of 2016-2018
        row(2, "2019-01-08", value=None),  # a repeat without value corrects nothing
        row(2, "2019-01-09", value=20),
        row(2, "2019-01-09", value=22),  # a correction
        row(3, "2019-01-09", value=None),
        row(3, "2019-01-10", value=-4),
        row(4, "2019-01-10", value=55),  # closed in 2017
        row(9, "2019-01-10", value=44),  # no such station
        row(2, "2019-01-21", value=18),
        row(2, "2019-01-10", value=40),  # late
        row(2, "2019-01-21", "NO2", 80),
    ]
    (tmp_path / "2019.json").write_text(json.dumps(rows))
    stations = {"type": "FeatureCollection", "features": [station("2"), station("3"), station("4", "2017-08-31")]}
    (tmp_path / "stations.geojson").write_text(json.dumps(stations))
    return tmp_path / "2019.json"


def test_every_oddity_is_flagged_and_counted(feed):
    readings = read_bulletin(feed)
    assert len(readings) == 12
    assert {flag.name: readings.count(flag) for flag in Quality} == {
        "NULL": 2, "NEGATIVE": 1, "REPEATED": 2, "LATE": 1, "CLOSED": 1, "UNKNOWN_STATION": 1,
    }  # fmt: skip
    assert readings.value[readings.usable].tolist() == [30.0, 31.5, 22.0, 44.0, 18.0, 40.0, 80.0]
    assert readings.stations["4"].closed == np.datetime64("2017-08-31")


def test_quality_counts_nulls_gaps_and_late_rows(feed):
    table = quality_table(read_bulletin(feed)).set_index(["station", "pollutant"])
    pm = table.loc[("2", "PM10")]
    assert (pm["rows"], pm["usable"], pm["late"], pm["repeated"], pm["days"]) == (7, 5, 1, 2, 5)
    assert pm["null_share"] == pytest.approx(1 / 7)
    assert (pm["gaps"], pm["longest_gap"]) == (1, 10)  # from the 10th to the 21st
    assert table.loc[("3", "PM10"), "negative"] == 1
    assert table.loc[("4", "PM10"), "closed"] == 1
    assert table.loc[("2", "NO2"), "name"] == "via 2"


def test_readings_are_stored_and_read_back(feed, tmp_path):
    readings = read_bulletin(feed)
    readings.write(tmp_path / "r.parquet")
    again = Readings.read(tmp_path / "r.parquet", readings.stations)
    for name in ("station", "pollutant", "event", "quality"):
        assert np.array_equal(getattr(again, name), getattr(readings, name))
    assert np.array_equal(again.value, readings.value, equal_nan=True)
    (tmp_path / "none.parquet").write_text("no parquet")
    with pytest.raises(InputError, match="no store of readings"):
        Readings.read(tmp_path / "none.parquet")


def readings_of(days):
    n = len(days)
    event = np.datetime64("2019-01-01", "s") + np.array(days, dtype=int) * np.timedelta64(86400, "s")
    event = event.astype("datetime64[s]")
    names = np.array(["a"] * n, dtype=object), np.array([f"p{i}" for i in range(n)], dtype=object)
    return flagged(Readings(*names, event, np.arange(n, dtype=float), np.zeros(n, np.uint8)))


@given(st.lists(st.integers(0, 30), max_size=40))
def test_replay_by_event_time_hands_out_everything_in_order(days):
    readings = readings_of(days)
    player = EventTimeReplay(readings)
    batches = list(player)
    assert [b.event for b in batches] == sorted({b.event for b in batches})
    rows = np.concatenate([b.rows for b in batches]) if batches else np.zeros(0, dtype=int)
    assert rows.tolist() == np.argsort(np.array(days), kind="stable").tolist()
    late = sum(day < max(days[: i + 1]) for i, day in enumerate(days))
    assert player.late == late == readings.count(Quality.LATE)
    assert player.missed == 0


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(0, 8))
def test_replay_with_patience_keeps_the_order_and_counts_what_it_missed(days, patience):
    player = EventTimeReplay(readings_of(days), np.timedelta64(patience, "D"))
    batches = list(player)
    events = [b.event for b in batches]
    assert events == sorted(set(events))
    told, newest, missed, waiting = -1, -1, 0, []
    for day in days:  # the obvious way: release whatever is older than the newest less the patience
        newest = max(newest, day)
        if day <= told:
            missed += 1
        else:
            waiting.append(day)
            gone = [each for each in waiting if each < newest - patience]
            told = max([told, *gone])
            waiting = [each for each in waiting if each not in gone]
    assert player.missed == missed
    assert sum(len(b.rows) for b in batches) == len(days) - missed
    assert [b.event for b in player] == events  # it can be replayed again


def faults(path):
    with pytest.raises(InputError) as caught:
        read_bulletin(path)
    return {fault.place: str(fault) for fault in caught.value.faults}


def written(tmp_path, rows):
    path = tmp_path / "feed.json"
    path.write_text(rows if isinstance(rows, str) else json.dumps(rows))
    return path


def test_all_faults_of_a_feed_come_together_with_their_rows(tmp_path):
    rows = [
        row(),
        {"stazione_id": 2, "data": "2019-01-07T00:00:00", "inquinante": "PM10", "valor": 3},
        row(day="07/01/2019"),
        row(value="n.d."),
        row(value=True),
        "PM10",
        {"stazione_id": None, "data": None, "inquinante": "", "valore": 3},
        row(value=-3),  # flagged, no fault
    ]
    found = faults(written(tmp_path, rows))
    assert "lacks the key 'valore' → did you mean 'valor'?" in found["row 1"]
    assert "is no date" in found["row 2.data"]
    assert "'n.d.' is no number" in found["row 3.valore"]
    assert "row 4.valore" in found
    assert "is no reading" in found["row 5"]
    assert {"row 6.data", "row 6.stazione_id", "row 6.inquinante"} <= found.keys()
    assert len(found) == 8


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[{"stazione_id": 2,', "line 1, column 20: is not JSON"),
        ("", "is not JSON"),
        ('{"rows": []}', "holds dict, not a list"),
    ],
)
def test_files_that_are_no_feed(tmp_path, text, what):
    with pytest.raises(InputError, match=what):
        read_bulletin(written(tmp_path, text))


def test_folders_and_files_that_are_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_bulletin(tmp_path / "none.json")
    with pytest.raises(InputError, match=r"holds no .json file"):
        read_bulletin(tmp_path)
    with pytest.raises(InputError, match="there are none"):
        read_bulletin([])


def test_an_empty_feed_has_no_readings(tmp_path):
    readings = read_bulletin(written(tmp_path, []))
    assert len(readings) == 0
    assert list(EventTimeReplay(readings)) == []
    assert quality_table(readings).empty


def test_malformed_stations_are_named(tmp_path):
    path = tmp_path / "stations.geojson"
    path.write_text("[]")
    with pytest.raises(InputError, match="features: is no list"):
        read_stations(path)
    broken = station("5")
    broken["properties"]["fine_operativita"] = "soon"
    del (nameless := station("6"))["properties"]["id_amat"]
    path.write_text(json.dumps({"features": [station("4"), broken, nameless, {"properties": None}]}))
    with pytest.raises(InputError) as caught:
        read_stations(path)
    assert [fault.place for fault in caught.value.faults] == ["features[1]", "features[2]", "features[3]"]


def test_the_years_of_the_real_bulletin_read(real_data):
    readings = read_bulletin(sorted((real_data / "feeds" / "air").glob("20*.json")))
    assert len(readings) > 40_000
    table = quality_table(readings)
    assert 0.2 < 1 - readings.usable.mean() < 0.35
    assert set(table.loc[table["closed"] > 0, "station"]) >= {"1", "5", "8"}
    assert readings.count(Quality.UNKNOWN_STATION) == 0
    assert readings.count(Quality.REPEATED) == 36
