"""How does a scenario file of an earlier schema become one of today's? Its text is edited, comments stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from twin.core.errors import Fault, InputError
from twin.scenario.schema import SCHEMA_VERSION

OLDEST = 1
# Version 2 named the block of series that drive a run after what it holds: weather, carbon intensity and prices.
RENAMED = {"weather": "forcing"}

_NAME = r"""(?P<quote>["']?)(?P<name>{names})(?P=quote)"""
_ANY = "|".join(RENAMED)
_HEADER = re.compile(rf"(?P<before>[ \t]*\[[ \t]*){_NAME.format(names=_ANY)}(?=[ \t]*[\].])")
_KEY = re.compile(rf"(?P<before>[ \t]*){_NAME.format(names=_ANY)}(?=[ \t]*[=.])")
_VERSION = re.compile(r"""(?P<before>[ \t]*(["']?)schema_version\2[ \t]*=[ \t]*)[+]?1(?![\w.])""")
_TABLE = re.compile(r"[ \t]*\[")
# What may hold a line break or a bracket that is no end of a statement: comments, then texts, the long ones first.
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')|"""
    r"""(?P<open>[\[{])|(?P<close>[\]}])|(?P<line>\n)""",
    re.DOTALL,
)


def is_old(data: Mapping[str, Any]) -> bool:
    """Whether a file's data are of an earlier version of the schema that can be upgraded.

    A file that extends another may leave its version out; the names of its blocks tell then.
    """
    version = data.get("schema_version")
    if version is None:
        return any(name in data for name in RENAMED)
    return type(version) is int and OLDEST <= version < SCHEMA_VERSION


def upgraded(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data of an old file as today's schema has them."""
    version = {"schema_version": SCHEMA_VERSION} if "schema_version" in data else {}
    return {RENAMED.get(key, key): value for key, value in data.items()} | version


def upgrade(text: str, source: str = "scenario") -> str:
    """The text of a scenario file in today's schema; a text that is in it already comes back as it is.

    Parameters
    ----------
    text : TOML of schema version 1 or 2.
    source : What to call it in messages.

    Raises
    ------
    InputError
        If it is no TOML, of a version that is not known, or written so that its text cannot be edited safely.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(source, [Fault("file", f"cannot be read as TOML: {error}", "mend it first")]) from error
    version = data.get("schema_version", SCHEMA_VERSION)
    if type(version) is not int or not OLDEST <= version <= SCHEMA_VERSION:
        what = f"version {version!r} of the schema is not known"
        raise InputError(source, [Fault("schema_version", what, f"known: {OLDEST} to {SCHEMA_VERSION}")])
    if not is_old(data):
        return text
    both = [(old, new) for old, new in RENAMED.items() if old in data and new in data]
    if both:
        faults = [Fault(old, f"stands beside {new!r}, its name of today", "keep one of the two") for old, new in both]
        raise InputError(source, faults)
    edited = _edited(text)
    if tomllib.loads(edited) != upgraded(data):
        names = ", ".join(f"{old} is {new}" for old, new in RENAMED.items())
        mend = f"by hand: schema_version = {SCHEMA_VERSION}, and {names}"
        raise InputError(source, [Fault("file", "is written in a way that cannot be edited safely", mend)])
    return edited


def _edited(text: str) -> str:
    """The text with the lines that the schema's change concerns rewritten, all others left alone."""
    parts, root, last = [], True, 0
    for begin, end in _statements(text):
        line = text[begin:end]
        if _TABLE.match(line):
            root = False
            line = _HEADER.sub(_renamed, line, count=1) if _HEADER.match(line) else line
        elif root:
            line = _KEY.sub(_renamed, line, count=1) if _KEY.match(line) else line
            found = _VERSION.match(line)
            line = f"{found['before']}{SCHEMA_VERSION}{line[found.end() :]}" if found else line
        parts += [text[last:begin], line]
        last = end
    return "".join([*parts, text[last:]])


def _renamed(found: re.Match[str]) -> str:
    return f"{found['before']}{found['quote']}{RENAMED[found['name']]}{found['quote']}"


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement begins and ends: a line, or more where a text or a list goes over several."""
    begin, depth = 0, 0
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["line"] and depth <= 0:
            yield begin, token.start()
            begin = token.end()
    yield begin, len(text)
