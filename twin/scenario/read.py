"""How does a scenario file become a scenario? Every fault of it, and of the files it extends, in one message."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from twin.core.errors import Fault, InputError, nearest
from twin.core.resources import resource_dir
from twin.interventions import Entry, Levers, catalogue
from twin.scenario.faults import faults_of
from twin.scenario.horizon import astray
from twin.scenario.parameters import check_overrides, param_sets
from twin.scenario.schema import SCHEMA_VERSION, Provenance, Scenario
from twin.scenario.upgrade import RENAMED, is_old

_POSITION = re.compile(
    r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)


def load(path: str | Path) -> Scenario:
    """Read a scenario file and the files it extends.

    Parameters
    ----------
    path : A TOML file. `extends` in it is looked for beside it, then among the scenarios that ship with the package.

    Raises
    ------
    InputError
        With every fault: the path of the key inside the file, what is wrong, and the nearest valid name.
    """
    path = Path(path)
    return _resolve(_read_chain(path), path)


def loads(text: str, name: str = "scenario", folder: Path | None = None) -> Scenario:
    """Read a scenario from text, as `load` does from a file.

    Parameters
    ----------
    text : TOML.
    name : What to call it in messages.
    folder : Where `extends` is looked for first.
    """
    path = (folder or Path()) / name
    return _resolve(_extended(path, _parse(text, name), ()), path)


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError(source, [Fault("file", "is nested too deeply", "write fewer brackets")]) from error
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.match(str(error))
        what = found["what"] if found else str(error)
        if found and found["line"]:
            place = f"line {found['line']}, column {found['column']}"
        else:
            lines = text.splitlines() or [""]
            place = f"line {len(lines)}, column {len(lines[-1]) + 1}"
        mend = "TOML: text in quotes, key = value, one key a line"
        raise InputError(source, [Fault(place, f"cannot be read as TOML: {what}", mend)]) from error


def _read_chain(path: Path, seen: tuple[Path, ...] = ()) -> list[tuple[Path, dict[str, Any]]]:
    """The file and the files it extends, the base first."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        beside = [each.name for each in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        mend = nearest(path.name, sorted(beside))
        raise InputError(path, [Fault("file", f"cannot be read: {error.strerror or error}", mend)]) from error
    except UnicodeDecodeError as error:
        raise InputError(path, [Fault(f"byte {error.start}", "is not UTF-8", "save the file as UTF-8")]) from error
    return _extended(path, _parse(text, str(path)), seen)


def _extended(path: Path, data: dict[str, Any], seen: tuple[Path, ...]) -> list[tuple[Path, dict[str, Any]]]:
    base = data.pop("extends", None)
    if base is None:
        return [(path, data)]
    if not isinstance(base, str):
        raise InputError(path, [Fault("extends", f"{base!r} is no file name", 'write extends = "baseline.toml"')])
    trail = (*seen, path.resolve())
    found = [each for each in (path.parent / base, resource_dir("scenarios") / base) if each.is_file()]
    # A user's own baseline.toml may extend the shipped one of that name.
    found = [each for each in found if each.resolve() != trail[-1]] or found
    if not found:
        known = {each.name for folder in (path.parent, resource_dir("scenarios")) for each in folder.glob("*.toml")}
        raise InputError(path, [Fault("extends", f"there is no file {base!r}", nearest(base, sorted(known)))])
    if found[0].resolve() in trail:
        names = " → ".join(each.name for each in (*trail, found[0].resolve()))
        raise InputError(path, [Fault("extends", f"goes in a circle: {names}", "let one file extend nothing")])
    return [*_read_chain(found[0], trail), (path, data)]


def _resolve(chain: list[tuple[Path, dict[str, Any]]], path: Path) -> Scenario:
    """Merge the chain, check every part, and make the scenario."""
    merged: dict[str, Any] = {}
    origins: dict[str, Provenance] = {}
    entries: list[tuple[str, Any]] = []
    inherited: list[Provenance] = []
    faults: list[Fault] = []
    _refuse_old(chain)
    for file, data in chain:
        before = "" if file == path else f"{file.name}: "
        found = data.pop("measures", [])
        if not isinstance(found, list):
            faults.append(Fault(f"{before}measures", "is no list of measures", "write [[measures]] with two brackets"))
            found = []
        entries += [(f"{before}measures[{i}]", raw) for i, raw in enumerate(found)]
        inherited += [Provenance(f"measures[{i}]", file.name) for i in range(len(found))]
        _merge(merged, data, file.name, "", origins)
    params = merged.pop("params", {})
    head, found_faults = _head(merged)
    faults += found_faults
    if head is not None:
        folders = {file.name: file.parent for file, _ in chain}
        head, found_faults = _anchored(head, {key: folders[each.file] for key, each in origins.items()})
        faults += found_faults
    values: dict[str, dict[str, Any]] = {}
    if isinstance(params, Mapping):
        values, found_faults = check_overrides(params, param_sets(), bare=False)
        faults += found_faults
    else:
        faults.append(Fault("params", "is no table", "write [params.energy] and one parameter a line"))
    faults = [_placed(fault, origins, path.name) for fault in faults]
    measures: list[Entry] = []
    for place, raw in entries:
        entry, found_faults = _entry(raw, place)
        faults += found_faults
        if entry is not None:
            measures.append(entry)
    if not faults and head is not None:
        faults += astray(measures, [place for place, _ in entries], head.horizon)
    if faults or head is None:
        raise InputError(path, faults)
    provenance = (*origins.values(), *inherited)
    update = {"params": values, "measures": tuple(measures), "file": str(path), "provenance": provenance}
    return head.model_copy(update=update)


def _refuse_old(chain: list[tuple[Path, dict[str, Any]]]) -> None:
    """End reading at the first file of an earlier schema: its other faults would not be its own."""
    for file, data in chain:
        version = data.get("schema_version")
        if is_old(data):
            said = f"is {version}, this twin reads {SCHEMA_VERSION}" if version is not None else "is missing"
            what = f"{said}; the file is of an earlier version of the schema"
            raise InputError(
                file, [Fault("schema_version", what, f"run: twin scenario upgrade {shlex.quote(str(file))}")]
            )


def _merge(base: dict[str, Any], over: Mapping[str, Any], file: str, at: str, origins: dict[str, Provenance]) -> None:
    """Lay `over` on `base`, key by key, and note which file each key comes from."""
    for key, value in over.items():
        path = f"{at}.{key}" if at else key
        if isinstance(value, Mapping) and isinstance(base.get(key, {}), Mapping):
            _merge(base.setdefault(key, {}), value, file, path, origins)
            continue
        old = origins.get(path)
        # A quoted key may hold dots, so that two keys share a path: such a one has replaced nothing.
        known = Provenance(path, file)
        if old is not None and key in base:
            known = Provenance(path, file, old.file, str(base[key]))
        # A table that gives way to a single value takes its keys with it.
        for below in [each for each in origins if each.startswith(f"{path}.")]:
            del origins[below]
        base[key], origins[path] = value, known


def _placed(fault: Fault, origins: Mapping[str, Provenance], here: str) -> Fault:
    """The fault with the name of the file before its place, where that is not the file that was asked for."""
    origin = origins.get(fault.place)
    if origin is None or origin.file == here:
        return fault
    return Fault(f"{origin.file}: {fault.place}", fault.what, fault.mend)


def _head(merged: dict[str, Any]) -> tuple[Scenario | None, list[Fault]]:
    """Everything of a scenario but parameters and measures."""
    reserved = [name for name in ("file", "provenance") if merged.pop(name, None) is not None]
    faults = [Fault(name, f"no key {name!r} may be set", "take it away") for name in reserved]
    faults += [
        Fault(old, f"is named {new!r} in version {SCHEMA_VERSION} of the schema", f"write [{new}]")
        for old, new in RENAMED.items()
        if merged.pop(old, None) is not None
    ]
    version = merged.pop("schema_version", None)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        what = "is missing" if version is None else f"version {version!r} of the schema is not known"
        faults.append(Fault("schema_version", what, f"write schema_version = {SCHEMA_VERSION}"))
    try:
        return Scenario.model_validate(merged), faults
    except ValidationError as error:
        return None, faults + faults_of(error, Scenario, "", ("extends",))


def _anchored(head: Scenario, folders: Mapping[str, Path]) -> tuple[Scenario, list[Fault]]:
    """The scenario with its files of weather and carbon found from the folder of the file that names them."""
    faults: list[Fault] = []
    found: dict[str, Path] = {}
    for name, value in head.forcing:
        if isinstance(value, Path):
            place = f"forcing.{name}"
            found[name] = path = folders.get(place, Path()) / value
            if not path.is_file():
                beside = [each.name for each in path.parent.glob("*")] if path.parent.is_dir() else []
                faults.append(Fault(place, f"there is no file {str(value)!r}", nearest(path.name, sorted(beside))))
    return head.model_copy(update={"forcing": head.forcing.model_copy(update=found)}), faults


def _entry(raw: Any, place: str) -> tuple[Entry | None, list[Fault]]:
    """One measure of the file."""
    if not isinstance(raw, Mapping):
        return None, [Fault(place, f"{raw!r} is no measure", "write [[measures]] and its keys below")]
    name, given = raw.get("measure"), raw.get("levers", {})
    faults: list[Fault] = []
    levers: Levers = Levers()
    cls: type[Levers] | None = None
    if isinstance(name, str) and name not in catalogue:
        faults.append(Fault(f"{place}.measure", f"the catalogue has no measure {name!r}", nearest(name, catalogue)))
    elif isinstance(name, str):
        cls = catalogue[name].levers
        try:
            levers = cls.model_validate(given)
        except ValidationError as error:
            faults += faults_of(error, cls, f"{place}.levers")
    astray = cls.keys() if cls is not None else ()
    rest = {key: value for key, value in raw.items() if key not in astray}
    faults += [
        Fault(f"{place}.{key}", "is a lever", f"write it under [{place}.levers]") for key in astray if key in raw
    ]
    try:
        entry = Entry.model_validate({**rest, "levers": levers})
    except ValidationError as error:
        return None, faults + faults_of(error, Entry, place)
    return (None if faults else entry), faults
