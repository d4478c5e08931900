"""What is to be simulated? The schema of scenario files, reading them, and how two of them differ."""

from twin.interventions import Entry
from twin.scenario.difference import Difference, describe_difference
from twin.scenario.horizon import Horizon
from twin.scenario.read import load, loads
from twin.scenario.schema import SCHEMA_VERSION, Provenance, Scenario, TimeSpec, canonical, scenario_hash
from twin.scenario.upgrade import upgrade
from twin.scenario.write import dumps

__all__ = [
    "SCHEMA_VERSION",
    "Difference",
    "Entry",
    "Horizon",
    "Provenance",
    "Scenario",
    "TimeSpec",
    "canonical",
    "describe_difference",
    "dumps",
    "load",
    "loads",
    "scenario_hash",
    "upgrade",
]
