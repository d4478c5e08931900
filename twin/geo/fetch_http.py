"""How does one file come over the network whole? In parts if need be, resumed where the last one ended."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from twin import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 1 << 13  # what is read when a connection is cut in the middle of a piece is lost, so pieces are small
_PARTIAL, _UNSATISFIABLE = 206, 416
_LATER = frozenset((429, 500, 502, 503, 504))
_WORDS = {
    401: "wants a password", 403: "refuses access", 404: "does not have it", 410: "has it no more",
    429: "asks to come back later", 500: "has a fault of its own", 502: "cannot be reached",
    503: "is not available", 504: "takes too long",
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """What is asked for.

    Parameters
    ----------
    url : Address.
    params : Query that is added to the address.
    form : Fields that are sent; such an answer is made anew each time and cannot be resumed.
    """

    url: str
    params: dict[str, str] | None = None
    form: dict[str, str] | None = None


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to try again.

    Parameters
    ----------
    tries : Failures in a row, without a byte received between, after which it is given up.
    wait : Wait after the first failure, doubled after each further one. [s]
    longest : Longest wait, whatever a server asks for. [s]
    connect, read : Longest silence before an answer starts, and within it. [s]
    """

    tries: int = 4
    wait: float = 1.0
    longest: float = 30.0
    connect: float = 15.0
    read: float = 300.0


@dataclass(frozen=True)
class Received:
    """A file that arrived whole.

    Parameters
    ----------
    resumed : Bytes that were there from an earlier attempt. [byte]
    sent : Bytes that came over the network now. [byte]
    etag, last_modified : What the server said of its version.
    """

    resumed: int
    sent: int
    etag: str
    last_modified: str


class NotReceivedError(Exception):
    """The file did not arrive; the message tells why in a few words."""


class _TryAgainError(Exception):
    """Something that may pass.

    Parameters
    ----------
    why : In a few words.
    wait : What the server asks to wait. [s]
    """

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class _Part:
    """A file that is on its way, and what is known of it, so that it can be gone on with later."""

    path: Path
    url: str

    @property
    def note(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def known(self) -> dict[str, Any]:
        """What the last attempt noted; nothing if it was about another address or cannot be read."""
        try:
            noted = json.loads(self.note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) and noted.get("url") == self.url else {}

    def write(self, answer: requests.Response, total: int | None) -> None:
        noted = {"url": self.url, "total": total, **_version(answer)}
        self.note.write_text(json.dumps(noted, indent=1), encoding="utf-8")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def _version(answer: requests.Response) -> dict[str, str]:
    return {"etag": answer.headers.get("ETag", ""), "last_modified": answer.headers.get("Last-Modified", "")}


def _validator(known: dict[str, Any]) -> str:
    """What tells two versions of a file apart: a strong ETag, else the date; nothing if neither is known."""
    etag = str(known.get("etag", ""))
    return etag if etag and not etag.startswith("W/") else str(known.get("last_modified", ""))


def download(ask: Ask, path: Path, patience: Patience, tell: Callable[[int, int | None], None]) -> Received:
    """Bring a file to `path`, going on where an earlier attempt ended if the server still has the same version.

    Parameters
    ----------
    ask : Address.
    path : Where the bytes gather; what is known of them stands beside it in `<path>.json` until they are whole.
    patience : How often to try.
    tell : Called with bytes there and bytes in all, None if unknown.

    Raises
    ------
    NotReceivedError
        If it does not arrive; what arrived is kept.
    """
    part = _Part(path, ask.url)
    path.parent.mkdir(parents=True, exist_ok=True)
    if ask.form is not None or not _validator(part.known()):
        part.drop()
    before = part.size()
    sent, failures = 0, 0
    while True:
        start = part.size()
        try:
            version, got = _attempt(ask, part, patience, tell)
        except _TryAgainError as error:
            grown = max(0, part.size() - start)
            sent += grown
            failures = 1 if grown else failures + 1
            if failures >= patience.tries:
                raise NotReceivedError(str(error)) from None
            time.sleep(min(patience.longest, max(error.wait, patience.wait * 2 ** (failures - 1))))
        except (requests.RequestException, ValueError) as error:
            raise NotReceivedError(_words(error)) from None
        else:
            part.note.unlink(missing_ok=True)
            return Received(before, sent + got, version["etag"], version["last_modified"])


def _attempt(
    ask: Ask, part: _Part, patience: Patience, tell: Callable[[int, int | None], None]
) -> tuple[dict[str, str], int]:
    """Ask once; returns the server's version and the bytes that came."""
    have, known = part.size(), part.known()
    headers = {"User-Agent": f"twin-district/{__version__}", "Accept-Encoding": "identity"}
    if have and ask.form is None:
        headers |= {"Range": f"bytes={have}-", "If-Range": _validator(known)}
    method = "GET" if ask.form is None else "POST"
    try:
        with requests.request(
            method, ask.url, params=ask.params, data=ask.form, headers=headers, stream=True,
            timeout=(patience.connect, patience.read),
        ) as answer:  # fmt: skip
            if answer.status_code == _UNSATISFIABLE and have:
                if have == known.get("total"):
                    return {"etag": known.get("etag", ""), "last_modified": known.get("last_modified", "")}, 0
                part.drop()
                raise _TryAgainError("the file has changed at the publisher's")
            _refuse(answer)
            return _version(answer), _keep(answer, part, have, known, tell)
    except requests.exceptions.SSLError:
        raise
    except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
        raise _TryAgainError(_words(error)) from None


def _refuse(answer: requests.Response) -> None:
    """Tell why an answer is none."""
    if answer.status_code in _LATER:
        asked = answer.headers.get("Retry-After", "")
        wait = float(asked) if asked.isdigit() else 0.0
        raise _TryAgainError(f"the server {_WORDS[answer.status_code]} (HTTP {answer.status_code})", wait)
    if not answer.ok:
        words = _WORDS.get(answer.status_code, "answers with an error")
        raise NotReceivedError(f"the server {words} (HTTP {answer.status_code})")
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        raise NotReceivedError("the server sends a web page instead of the file")


def _keep(
    answer: requests.Response,
    part: _Part,
    have: int,
    known: dict[str, Any],
    tell: Callable[[int, int | None], None],
) -> int:
    """Write the answer's bytes to the part, after those that are there if it goes on from them."""
    first, _, total_words = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
    same = answer.status_code == _PARTIAL and first.startswith(f"{have}-")
    if same and _validator(_version(answer)) not in ("", _validator(known)):
        part.drop()  # a server that takes no notice of If-Range
        raise _TryAgainError("the file has changed at the publisher's")
    start = have if same else 0
    length = answer.headers.get("Content-Length", "")
    # Of an answer that is packed on the way, the length says nothing about the file.
    plain = answer.headers.get("Content-Encoding", "identity") == "identity"
    total = int(total_words) if same and total_words.isdigit() else None
    total = start + int(length) if total is None and plain and length.isdigit() else total
    part.write(answer, total)
    got = 0
    with part.path.open("ab" if same else "wb") as stream:
        for chunk in answer.iter_content(_CHUNK):
            stream.write(chunk)
            got += len(chunk)
            tell(start + got, total)
    if total is not None and start + got != total:
        raise _TryAgainError(f"the connection ended after {start + got:,} of {total:,} bytes")
    return got


def _words(error: BaseException) -> str:
    """Why a request failed, for people."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate cannot be trusted"
    if isinstance(error, requests.Timeout):
        return "the server does not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection was cut"
    if isinstance(error, requests.ConnectionError):
        text = str(error).lower()
        if "name" in text and ("resol" in text or "known" in text):
            return "the server's name is not known: is there a network?"
        return "the connection is refused" if "refused" in text else "the connection was cut"
    return " ".join(str(error).split())[:200] or type(error).__name__
