"""Whom do households look at? Sizes of the social network."""

from __future__ import annotations

from twin.core.params import ParamSet, param

_NONE = "assumed: no survey of contacts in the district was reached"


class NetworkParams(ParamSet):
    """Contacts of a household by kind."""

    same_building: int = param(
        4, unit="1", year=2019, status="assumed", ge=0,
        doc="Contacts among neighbours of the same building", source=_NONE,
    )  # fmt: skip
    near_buildings: int = param(
        3, unit="1", year=2019, status="assumed", ge=0,
        doc="Contacts in the nearest buildings, one in each", source=_NONE,
    )  # fmt: skip
    colleagues: int = param(
        4, unit="1", year=2019, status="assumed", ge=0,
        doc="Contacts among people who work in the same building, or in the same zone outside the district",
        source=_NONE,
    )  # fmt: skip
    of_building: int = param(
        8, unit="1", year=2019, status="assumed", ge=0,
        doc="Contacts that count for a building, among all that its households have elsewhere", source=_NONE,
    )  # fmt: skip
