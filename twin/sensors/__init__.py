"""What was measured? Connectors of feeds, a store of readings, their quality, replay and comparison with a run."""

from twin.sensors.air_bulletin import read_bulletin, read_stations
from twin.sensors.event_time import Batch, EventTimeReplay
from twin.sensors.hourly import HourlyReplay, replay_hourly
from twin.sensors.quality import quality_table
from twin.sensors.readings import Quality, Readings, Station
from twin.sensors.replay import ReplayResult, replay

__all__ = [
    "Batch",
    "EventTimeReplay",
    "HourlyReplay",
    "Quality",
    "Readings",
    "ReplayResult",
    "Station",
    "quality_table",
    "read_bulletin",
    "read_stations",
    "replay",
    "replay_hourly",
]
