"""Are buildings that cannot be refused by name, and odd ones told?"""

import logging

import numpy as np
import pytest
from typer.testing import CliRunner

from tests import little_world
from twin.cli.app import app
from twin.core.errors import InputError
from twin.domains import energy
from twin.domains.energy.check import BOUNDS, check
from twin.state.codes import Thermal

PARAMS = energy.Params()


@pytest.fixture
def world():
    made = little_world.world(8)
    energy.initialise(made, PARAMS)
    made.table("buildings")["source_id"][:] = [f"footprint/{k}" for k in range(8)]
    return made


@pytest.fixture
def told(caplog):
    with caplog.at_level(logging.WARNING, logger="twin"):
        yield lambda: [record.getMessage() for record in caplog.records]


def test_what_the_twin_makes_is_fine(world, told):
    check(world)
    assert told() == []


def test_every_fault_is_told_with_building_value_and_mend(world):
    homes = world.table("buildings")
    homes["facade"][1] = 0.0
    homes["footprint"][1] = 0.0
    homes["u_wall"][2] = -1.1
    homes["u_roof"][3] = np.nan
    homes["window_share"][4] = 1.2
    homes["facade"][5, 2] = -40.0
    homes["infiltration"][6] = -0.3
    homes["u_window"][7] = 0.0
    with pytest.raises(InputError) as error:
        check(world)
    text = str(error.value)
    for words in (
        "building footprint/1: has no envelope: neither exposed wall nor roof → give its footprint and height",
        "building footprint/2: u_wall is -1.1 W/m2/K → give the U-value",
        "building footprint/3: u_roof is missing → give the U-value",
        "building footprint/4: window_share is 1.2 1",
        "building footprint/5: facade is -40 m2 in one direction",
        "building footprint/6: infiltration is -0.3 1/h",
        "building footprint/7: u_window is 0 W/m2/K",
    ):
        assert words in text
    assert all(fault.mend for fault in error.value.faults)
    with pytest.raises(InputError, match="footprint/2"):
        energy.processes(world, PARAMS)


def test_buildings_without_heating_need_no_envelope(world):
    homes = world.table("buildings")
    homes["thermal"][2] = Thermal.UNHEATED
    homes["u_wall"][2] = -1.0
    check(world)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("u_wall", 12.0, "u_wall is 12 W/m2/K"),
        ("window_share", 0.97, "window_share is 0.97"),
        ("height", 200.0, "height of a storey is 40 m, 2 to 12 m is usual"),
        ("infiltration", 9.0, "infiltration is 9 1/h"),
        ("facade", 0.0, "has no exposed wall"),
    ],
)
def test_what_nobody_builds_is_a_warning_that_names_building_and_value(world, told, column, value, words):
    world.table("buildings")[column][3:5] = value
    check(world)
    [message] = told()
    assert message.startswith("building footprint/3")
    assert words in message
    assert message.endswith("; so have 1 more")


def test_bounds_are_in_order():
    for bounds in BOUNDS:
        assert bounds.possible[0] <= bounds.usual[0] < bounds.usual[1] <= bounds.possible[1]


def test_a_negative_u_value_in_a_scenario_ends_in_a_message(tmp_path):
    given = ", ".join(['"-1.1 W/m2/K"', *(['"1.1 W/m2/K"'] * 7)])
    path = tmp_path / "mine.toml"
    path.write_text(
        'schema_version = 2\nname = "mine"\ndescription = "a trial"\nbaseline_year = 2019\n'
        f"[params.energy]\nu_wall = [{given}]\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(app, ["run", str(path), "--quick", "--out", str(tmp_path / "runs")])
    assert result.exit_code == 3, result.output
    assert "u_wall is -1.1 W/m2/K" in result.stderr
    assert "building " in result.stderr
    assert "give the U-value" in result.stderr
    assert "Traceback" not in result.stderr
