"""Whose data and whose code are in here, and on what terms? `twin licences`."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files
from textwrap import shorten
from typing import TYPE_CHECKING

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Json, Lang, Language, Quiet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_OURS = "twin-district"
_BUNDLED = re.compile(r"^(?P<name>\S+) (?P<version>v?\d\S*) \((?P<licence>[^()]+)\)$", re.MULTILINE)
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]+)")
_TOOLS = ("bench", "dev", "docs")
_NAMES = 70  # letters of a list of files that are shown; JSON has them all
_SHORT = 60  # a longer "licence" is the licence's whole text

WORDS = {
    Lang.EN: {
        "data": "Data", "bundled": "Code of others inside the map", "packages": "Python packages that the twin needs",
        "used by": "used by", "name": "name", "publisher": "publisher", "licence": "licence",
        "attribution": "attribution", "year": "year", "version": "version", "embedded": "embedded district",
        "unknown": "not stated", "own": "The code of the twin is under {licence}. Show the attributions of the data "
        "wherever a map or a table made from them is shown.",
    },
    Lang.IT: {
        "data": "Dati", "bundled": "Codice di terzi nella mappa",
        "packages": "Pacchetti Python di cui il gemello ha bisogno",
        "used by": "usato da", "name": "nome", "publisher": "editore", "licence": "licenza",
        "attribution": "attribuzione", "year": "anno", "version": "versione", "embedded": "distretto incorporato",
        "unknown": "non dichiarata", "own": "Il codice del gemello è sotto {licence}. Le attribuzioni dei dati vanno "
        "mostrate ovunque si mostri una mappa o una tabella che ne deriva.",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """A piece of others' code: its name, version and licence, "" where none is stated."""

    name: str
    version: str
    licence: str


@guarded
def licences(as_json: Json = False, lang: Language = Lang.EN, quiet: Quiet = False) -> None:
    """List the licences of all data, of the code inside the map, and of the Python packages.

    Example: `twin licences --json`
    """
    from twin.geo.licences import data_licences  # noqa: PLC0415 — seconds of imports

    console = Console(lang, quiet=quiet, as_json=as_json)
    words = WORDS[lang]
    data, inside, packages = data_licences(), bundled(), installed()
    own = licence_of(distribution(_OURS))
    document = {
        "command": "licences",
        "own": own,
        "data": [asdict(row) for row in data],
        "bundled": [asdict(row) for row in inside],
        "packages": [asdict(row) for row in packages],
    }
    if console.result(document):
        return
    header = tuple(words[name] for name in ("used by", "name", "publisher", "licence", "attribution", "year"))
    rows = [
        (words.get(d.used_by, d.used_by), shorten(d.name, _NAMES), d.publisher, d.licence, d.attribution, str(d.year))
        for d in data
    ]
    console.table(words["data"], header, rows, right=(5,))
    header = tuple(words[name] for name in ("name", "version", "licence"))
    for title, codes in (("bundled", inside), ("packages", packages)):
        if codes:
            console.table(words[title], header, [(c.name, c.version, c.licence or words["unknown"]) for c in codes])
    console.say(words["own"].format(licence=own))


def bundled() -> list[Code]:
    """Code of others inside the map's script: what the files of licences beside it list."""
    found = {
        Code(entry["name"], entry["version"], entry["licence"])
        for text in _licence_texts()
        for entry in _BUNDLED.finditer(text)
    }
    return sorted(found, key=lambda code: code.name)


def _licence_texts() -> Iterator[str]:
    """Texts of the files of licences that ship with the map."""
    folders: list[Traversable] = [files("twin.ui") / "mapwidget"]
    while folders:
        folder = folders.pop()
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.is_dir():
                folders += [] if entry.name == "node_modules" else [entry]
            elif "LICENSES" in entry.name.upper() or entry.name.upper().startswith("THIRD_PARTY"):
                yield entry.read_text(encoding="utf-8")


def installed() -> list[Code]:
    """Packages that this installation needs, directly or through another one, as far as they are installed."""
    found: dict[str, Code] = {}
    waiting = [_OURS]
    while waiting:
        name = waiting.pop()
        try:
            dist = distribution(name)
        except PackageNotFoundError:
            continue  # an extra that nobody asked for
        key = re.sub(r"[-_.]+", "-", dist.metadata["Name"]).lower()
        if key in found:
            continue
        found[key] = Code(dist.metadata["Name"], dist.version, licence_of(dist))
        # The twin's own extras count where they are installed, tools of its makers and extras of others do not.
        needs = [line for line in dist.requires or () if "extra ==" not in line or (key == _OURS and not _tool(line))]
        waiting += [match[1] for line in needs if (match := _REQUIREMENT.match(line))]
    found.pop(_OURS, None)
    return [found[key] for key in sorted(found)]


def _tool(requirement: str) -> bool:
    return any(f"extra == {quote}{name}{quote}" in requirement for name in _TOOLS for quote in "'\"")


def licence_of(dist: Distribution) -> str:
    """Licence as a package states it: the expression, the short field, or the classifiers."""
    meta = dist.metadata
    stated = [str(meta[name]) for name in ("License-Expression", "License") if name in meta]
    said = " ".join(next((text for text in stated if text.strip()), "").split())
    if said and len(said) <= _SHORT and said.upper() != "UNKNOWN":
        return said
    classes = [c.rpartition(" :: ")[2] for c in meta.get_all("Classifier") or () if c.startswith("License :: ")]
    return ", ".join(c for c in classes if c != "OSI Approved")
