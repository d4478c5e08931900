"""Which series shall drive a run? The part of a scenario that says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

TYPICAL: Literal["typical"] = "typical"


class ForcingSpec(BaseModel):
    """Where weather, carbon intensity and prices come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weather: Literal["typical"] | Path = Field(
        TYPICAL, description='"typical": a year made from monthly normals of Milan; or the path of an EPW file'
    )
    temperature: Path | None = Field(
        None,
        description="path of measured hourly air temperature of that year, laid over the weather where there is any",
    )
    carbon: Literal["typical"] | Path = Field(
        TYPICAL,
        description='"typical": annual mean with a typical shape; or the path of a table of generation by fuel',
    )
    prices: Literal["flat", "bands", "day_ahead"] = Field(
        "flat",
        description='"flat": one price of electricity; "bands": dearer on workdays, cheaper at night; "day_ahead": '
        "by the hour, as the market of the day before makes it",
    )

    trends: bool = Field(
        default=False,
        description="carbon intensity and prices of the run's year rather than of one year, where none are given",
    )
    weather_years: bool = Field(
        default=False,
        description="each year warmer or colder, sunnier or duller than the typical one, and warming over years",
    )

    @field_validator("weather", "temperature", "carbon", mode="before")
    @classmethod
    def _expand(cls, value: object) -> object:
        """Paths may name environment variables ($TWIN_DATA) and the home folder."""
        if isinstance(value, str) and value != TYPICAL:
            return Path(os.path.expandvars(value)).expanduser()
        return value
