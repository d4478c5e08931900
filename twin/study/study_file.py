"""What shall a study run? Its file: scenarios, seeds, and which of the scenarios the others are compared with."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.core.errors import Fault, InputError, nearest
from twin.core.resources import resource_dir
from twin.scenario import Scenario, load
from twin.scenario.faults import faults_of

if TYPE_CHECKING:
    from collections.abc import Sequence

STUDY_VERSION = 1
_Seed = Annotated[int, Field(ge=0, lt=2**63, strict=True)]


class StudyFile(BaseModel):
    """A study as its file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    study_version: Literal[1] = Field(description="Version of this schema")
    name: str = Field(min_length=1, description="Name, short")
    description: str = Field(default="", description="What the study asks, in plain words")
    scenarios: list[str] = Field(min_length=1, description="Scenario files, or names of shipped scenarios")
    baseline: str = Field(default="", description="The one of them that the others are compared with; the first if out")
    seeds: Annotated[int, Field(ge=1, le=10_000, strict=True)] | list[_Seed] = Field(
        default=5, description="How many seeds, from 0; or a list of them"
    )
    gis: Path | None = Field(default=None, description="Folder of layers; the embedded district if left out")
    zones: list[str] = Field(default=[], description="Zones that make up the district; those of its recipe if left out")


class Study:
    """A study that can be run: scenarios read, seeds listed.

    Parameters
    ----------
    file : What the file says.
    path : The file.
    scenarios : Scenarios, the one that the others are compared with first; their names differ.
    """

    def __init__(self, file: StudyFile, path: Path, scenarios: Sequence[Scenario]) -> None:
        self.name = file.name
        self.description = file.description
        self.path = path
        self.scenarios = tuple(scenarios)
        self.seeds = tuple(range(file.seeds)) if isinstance(file.seeds, int) else tuple(file.seeds)
        self.gis = None if file.gis is None else path.parent / file.gis.expanduser()
        self.zones = tuple(file.zones) or None


def read_study(path: Path | str) -> Study:
    """Read a study file and its scenarios.

    Raises
    ------
    InputError
        With every fault of the file and of the scenarios that it names.
    """
    path = Path(path)
    data = _toml(path)
    faults: list[Fault] = []
    file: StudyFile | None = None
    try:
        file = StudyFile.model_validate(data)
    except ValidationError as error:
        faults += [_plainer(fault) for fault in faults_of(error, StudyFile, "")]
    names = data.get("scenarios")
    names = names if isinstance(names, list) and all(isinstance(name, str) for name in names) else []
    found = [_scenario(name, f"scenarios[{k}]", path.parent, faults) for k, name in enumerate(names)]
    faults += _alike(found)
    baseline = data.get("baseline", "")
    if isinstance(baseline, str) and baseline and names and baseline not in names:
        faults.append(Fault("baseline", f"{baseline!r} is not among the scenarios", nearest(baseline, names)))
    if file is not None:
        seeds = file.seeds if isinstance(file.seeds, list) else [0]
        twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
        faults += [Fault("seeds", f"{seed} is given more than once", "give each seed once") for seed in twice]
        if not seeds:
            faults.append(Fault("seeds", "none given", "give at least one, better five"))
        if file.gis is not None and not (path.parent / file.gis.expanduser()).is_dir():
            beside = sorted(each.name for each in path.parent.iterdir() if each.is_dir())
            faults.append(Fault("gis", f"there is no folder {str(file.gis)!r}", nearest(file.gis.name, beside)))
    if faults or file is None:
        raise InputError(path, faults)
    read = [scenario for scenario in found if scenario is not None]
    first = names.index(file.baseline) if file.baseline else 0
    return Study(file, path, [read[first], *read[:first], *read[first + 1 :]])


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        beside = sorted(each.name for each in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        mend = nearest(path.name, beside)
        raise InputError(path, [Fault("file", f"cannot be read: {error.strerror or error}", mend)]) from error
    except UnicodeDecodeError as error:
        raise InputError(path, [Fault(f"byte {error.start}", "is not UTF-8", "save the file as UTF-8")]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        mend = "TOML: text in quotes, key = value, one key a line"
        raise InputError(path, [Fault("file", f"cannot be read as TOML: {error}", mend)]) from error


def _plainer(fault: Fault) -> Fault:
    """The path of a fault without the names of alternatives that a reader of the file has never seen."""
    place = fault.place.replace(".constrained-int", "").replace(".list[constrained-int]", "")
    return Fault(place, fault.what, fault.mend)


def _scenario(name: str, place: str, folder: Path, faults: list[Fault]) -> Scenario | None:
    """A scenario by its path beside the study file, or by its shipped name; its faults go to `faults`."""
    shipped = resource_dir("scenarios")
    choices = [folder / name, folder / f"{name}.toml", shipped / name, shipped / f"{name}.toml"]
    path = next((each for each in choices if each.is_file()), None)
    if path is None:
        known = sorted({each.stem for where in (folder, shipped) for each in where.glob("*.toml")})
        what = f"there is no file and no shipped scenario {name!r}"
        faults.append(Fault(place, what, nearest(Path(name).stem, known)))
        return None
    try:
        return load(path)
    except InputError as error:
        faults += [Fault(f"{place}, {path.name}: {fault.place}", fault.what, fault.mend) for fault in error.faults]
        return None


def _alike(found: Sequence[Scenario | None]) -> list[Fault]:
    """Scenarios that cannot be told apart: by name in the tables, or by what they mean in the runs."""
    faults = []
    for k, scenario in enumerate(found):
        for j, other in enumerate(found[:k]):
            if scenario is None or other is None:
                continue
            if scenario.name == other.name:
                what = f"has the name {scenario.name!r} of scenarios[{j}]"
                faults.append(Fault(f"scenarios[{k}]", what, "give each scenario a name of its own"))
            elif scenario.canonical() == other.canonical():
                faults.append(Fault(f"scenarios[{k}]", f"means the same as scenarios[{j}]", "leave one of them out"))
    return faults
