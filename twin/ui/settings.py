"""What does the page work on? Chosen when the server starts, the same for everybody who opens it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from twin.ui.worker import compare

if TYPE_CHECKING:
    from collections.abc import Callable

Lang = Literal["en", "it"]


@dataclass
class Settings:
    """Choices of whoever started the server.

    Parameters
    ----------
    gis : Folder with the district's layers, None for the embedded district.
    out : Folder that receives runs and reports, one folder in it for each browser.
    scenarios : Folder with scenario files, offered after the shipped ones; None for the current folder.
    lang : Language in which the page opens.
    make : What the worker does with a task; see `twin.ui.worker.compare`.
    """

    gis: Path | None = None
    out: Path = Path("runs")
    scenarios: Path | None = None
    lang: Lang = "en"
    make: Callable[..., Any] = compare


SETTINGS = Settings()
