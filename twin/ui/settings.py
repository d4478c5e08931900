"""What does the page work on? Chosen when the server starts, the same for everybody who opens it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Lang = Literal["en", "it"]


@dataclass
class Settings:
    """Choices of whoever started the server.

    Parameters
    ----------
    gis : Folder with the district's layers, None for the embedded district.
    out : Folder that receives runs and reports.
    scenarios : Folder with scenario files, offered after the shipped ones; None for the current folder.
    lang : Language in which the page opens.
    """

    gis: Path | None = None
    out: Path = Path("runs")
    scenarios: Path | None = None
    lang: Lang = "en"


SETTINGS = Settings()
