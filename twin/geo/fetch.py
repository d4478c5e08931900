"""Which of a recipe's files are missing, and how do they come from their publishers?"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from twin.core.errors import ExitCode, Fault, InputError, TwinError
from twin.geo import osm_tags
from twin.geo.fetch_http import Ask, NotReceivedError, Patience, Received, download

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from twin.geo.recipe import File, Recipe

RECORD = "fetched.json"
RECIPE_FILE = "recipe.toml"
Status = Literal["fetched", "resumed", "kept", "by hand"]
_SECONDS = 300  # that a server of OpenStreetMap may take over an answer


class InterruptedFetchError(TwinError):
    """The user stopped it; what arrived is kept."""

    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True)
class Fetched:
    """What became of one file.

    Parameters
    ----------
    key, path : Key in the recipe, path inside the folder.
    status : "fetched" now, "resumed" from an earlier attempt, "kept" because it was there, or left to be got "by hand".
    bytes : Size; 0 if it is not there. [byte]
    received : Bytes that came over the network now. [byte]
    sha256 : Hash of its bytes.
    note : What people should know about it.
    """

    key: str
    path: str
    status: Status
    bytes: int = 0
    received: int = 0
    sha256: str = ""
    note: str = ""


def fetch(
    recipe: Recipe,
    folder: Path,
    *,
    mirror: str = "",
    patience: Patience | None = None,
    tell: Callable[[str, float, float], None] | None = None,
) -> list[Fetched]:
    """Bring every file of a recipe that is not there yet; those of one publisher that fail do not stop the others.

    Parameters
    ----------
    recipe : What is needed, from where.
    folder : Where it goes. `fetched.json` in it tells of each file where it came from, when, its hash and licence.
    mirror : Address under which all files lie by their path, asked instead of the publishers.
    patience : How often to try and how long to wait.
    tell : Called with what is being done, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        With every file that is needed and did not come whole.
    InterruptedFetchError
        If the user stops it.
    """
    faults: list[Fault] = []
    done: list[Fetched] = []
    record = _Record(folder)
    files = list(recipe.files.items())
    unsafe = [
        Fault(f"files.{k}.path", f"{f.path!r} leads out of the folder", "stay in it") for k, f in files if _out(f)
    ]
    if unsafe:
        raise InputError(folder, unsafe)
    for number, (key, file) in enumerate(files, 1):

        def progress(have: int, total: int | None, name: str = f"{number}/{len(files)} {file.path}") -> None:
            if tell is not None:
                tell(name, have, total or max(have, 1))

        try:
            done.append(_one(key, file, folder, record, mirror, patience or Patience(), progress))
        except _Failed as failed:
            faults += [failed.fault] if file.required else []
            if not file.required:
                what = f"{failed.fault.what} → {failed.fault.mend}"
                done.append(Fetched(key, file.path, "by hand", note=what))
        except KeyboardInterrupt:
            message = f"{folder}: interrupted; what arrived is kept, and the same command goes on from there"
            raise InterruptedFetchError(message) from None
    if faults:
        raise InputError(folder, faults)
    return done


def place_recipe(path: Path, folder: Path) -> None:
    """Put a recipe into the folder that it describes, so that the folder is enough to build the district.

    Raises
    ------
    InputError
        If the folder has another recipe.
    """
    target = folder / RECIPE_FILE
    content = path.read_bytes()
    if target.is_file() and target.read_bytes() != content:
        fault = Fault(RECIPE_FILE, f"is another recipe than {path.name}", "give another folder (--to), or delete it")
        raise InputError(folder, [fault])
    folder.mkdir(parents=True, exist_ok=True)
    if not target.is_file():
        target.write_bytes(content)
    for line in content.decode("utf-8").splitlines():
        name = line.partition("=")[2].strip().strip("\"'") if line.startswith("extends") else ""
        if name and (path.parent / name).is_file() and not (folder / name).exists():
            shutil.copyfile(path.parent / name, folder / name)


class _Failed(Exception):  # noqa: N818 — carries a fault, is none itself
    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class _Record:
    """The file that tells where the others came from."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / RECORD
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
            self.files: dict[str, Any] = dict(known["files"])
        except (OSError, ValueError, KeyError, TypeError):
            self.files = {}

    def write(self, key: str, entry: dict[str, Any]) -> None:
        """Add a file and write all down at once."""
        self.files[key] = entry
        text = json.dumps({"files": self.files}, indent=1, ensure_ascii=False)
        scratch = self.path.with_name(self.path.name + ".part")
        scratch.write_text(text + "\n", encoding="utf-8")
        scratch.replace(self.path)


def _out(file: File) -> bool:
    pure = PurePosixPath(file.path)
    return pure.is_absolute() or ".." in pure.parts or not pure.parts


def _one(
    key: str,
    file: File,
    folder: Path,
    record: _Record,
    mirror: str,
    patience: Patience,
    progress: Callable[[int, int | None], None],
) -> Fetched:
    """Keep a file that is there, else bring it."""
    target = folder / file.path
    noted = record.files.get(key, {})
    if target.is_file():
        digest = _digest(target)
        if file.sha256 in ("", digest):
            if noted.get("sha256") != digest:
                record.write(key, _entry(file, target, digest, "by hand", None))
            return Fetched(key, file.path, "kept", target.stat().st_size, 0, digest)
        _set_aside(target)
    if not file.url and not mirror:
        where = file.page or file.publisher
        what = f"cannot be downloaded from {file.publisher} without a person"
        raise _Failed(Fault(file.path, what, f"download it by hand from {where} to {target}"))
    ask = Ask(f"{mirror.rstrip('/')}/{file.path}") if mirror else _ask(key, file)
    part = target.with_name(target.name + ".part")
    try:
        received = download(ask, part, patience, progress)
        if not mirror:
            _finish(file, part)
    except NotReceivedError as error:
        raise _Failed(_away(file, target, ask.url, str(error), kept=part.is_file())) from None
    except OSError as error:
        raise _Failed(Fault(file.path, f"cannot be written: {error.strerror or error}", "make room for it")) from None
    digest = _digest(part)
    _verify(file, part, target, ask.url, digest)
    os.replace(part, target)  # noqa: PTH105 — the same, and says that it replaces
    record.write(key, _entry(file, target, digest, ask.url, received))
    status: Status = "resumed" if received.resumed else "fetched"
    return Fetched(key, file.path, status, target.stat().st_size, received.sent, digest)


def _away(file: File, target: Path, url: str, why: str, *, kept: bool) -> Fault:
    """A publisher that does not deliver: who, where, why, and what to do."""
    mend = "try again later" + (", what arrived is kept" if kept else "")
    if file.page:
        mend += f"; or get it by hand from {file.page} to {target}"
    return Fault(file.path, f"{file.publisher} does not deliver it from {url}: {why}", mend)


def _ask(key: str, file: File) -> Ask:
    """What to ask the publisher."""
    if not file.url.startswith(("https://", "http://")):
        raise _Failed(Fault(f"files.{key}.url", f"{file.url!r} is no address", "start it with https://"))
    if file.via == "overpass":
        if file.bbox is None:
            raise _Failed(Fault(f"files.{key}.bbox", "is missing", "give west, south, east, north"))
        return Ask(file.url, form={"data": overpass_query(file.bbox)})
    if file.via == "pvgis":
        if file.place is None:
            raise _Failed(Fault(f"files.{key}.place", "is missing", "give longitude and latitude"))
        lon, lat = file.place
        params = {"lat": f"{lat:g}", "lon": f"{lon:g}", "outputformat": "json"}
        return Ask(file.url.rstrip("/") + "/tmy", params=params)
    return Ask(file.url)


def overpass_query(bbox: tuple[float, float, float, float]) -> str:
    """Question for a server of OpenStreetMap: whatever the reader understands in a box, with all its nodes.

    Parameters
    ----------
    bbox : West, south, east, north. [°]
    """
    west, south, east, north = bbox
    head = f"[out:xml][timeout:{_SECONDS}][bbox:{south:g},{west:g},{north:g},{east:g}];"
    wanted = "".join(f'nwr["{key}"];' for key in osm_tags.KEYS)
    return f'{head}({wanted}relation["type"="restriction"];);(._;>;);out body;'


def _finish(file: File, part: Path) -> None:
    """Turn an answer into the file: weather becomes EPW, a map must not be a report of an error.

    Raises
    ------
    NotReceivedError
        If the answer is not what was asked for; it is thrown away.
    """
    if file.via == "overpass":
        content = part.read_bytes()
        said = content.rpartition(b"<remark>")[2].partition(b"</remark>")[0] if b"<remark>" in content[-4096:] else b""
        if said or b"<osm" not in content[:1000]:
            part.unlink()
            words = said.decode("utf-8", errors="replace").strip() or "the answer is no map"
            raise NotReceivedError(words)
    if file.via == "pvgis" and file.place is not None:
        from twin.geo.fetch_weather import epw_of  # noqa: PLC0415 — pvlib takes a second

        try:
            text = epw_of(part.read_bytes(), file.place, file.utc_offset, file.attribution)
        except ValueError as error:
            part.unlink()
            raise NotReceivedError(str(error)) from None
        part.write_text(text, encoding="utf-8", newline="\n")


def _verify(file: File, part: Path, target: Path, url: str, digest: str) -> None:
    """Check size and checksum; a file that fails is set aside."""
    size = part.stat().st_size
    what = ""
    if file.bytes is not None and size != file.bytes:
        what = f"has {size:,} bytes, the recipe says {file.bytes:,}"
    elif file.sha256 and digest != file.sha256:
        what = f"has the checksum {digest[:12]}…, the recipe says {file.sha256[:12]}…"
    if what:
        os.replace(part, target)  # noqa: PTH105
        aside = _set_aside(target)
        mend = (
            f"it is set aside as {aside.name}: compare it, and correct the recipe if {file.publisher} has a new version"
        )
        raise _Failed(Fault(file.path, f"from {url} {what}", mend))


def _set_aside(target: Path) -> Path:
    aside = target.with_name(target.name + ".bad")
    os.replace(target, aside)  # noqa: PTH105
    return aside


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _entry(file: File, target: Path, digest: str, origin: str, received: Received | None) -> dict[str, Any]:
    """What is written down of a file."""
    return {
        "path": file.path,
        "origin": origin,
        "noted": datetime.now(UTC).isoformat(timespec="seconds"),
        "bytes": target.stat().st_size,
        "sha256": digest,
        "verified": bool(file.sha256),
        "etag": received.etag if received else "",
        "last_modified": received.last_modified if received else "",
        "publisher": file.publisher,
        "licence": file.licence,
        "attribution": file.attribution,
        "year": file.year,
    }
