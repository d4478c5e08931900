"""Who votes on the city's money, and for what? Assumptions, each of them named."""

from __future__ import annotations

from twin.core.params import ParamSet, param

Numbers = tuple[float, ...]


class VoteParams(ParamSet):
    """Parameters of a participatory vote. Ages: under 35, 35-54, 55-64, 65-74, 75 and more."""

    voting_age: int = param(
        16, unit="a", year=2017, status="assumed", ge=0, doc="Youngest who may vote",
        source="assumed: participatory budgets admit younger people than elections, from memory",
    )  # fmt: skip
    turnout: Numbers = param(
        (0.05, 0.06, 0.05, 0.04, 0.02), unit="1", year=2017, status="assumed",
        doc="People who vote by age, where they can do so by phone",
        source="assumed: a few per cent, the order of participatory budgets of large cities, from memory",
    )  # fmt: skip
    at_the_desk: float = param(
        0.5, unit="1", year=2017, status="assumed", ge=0,
        doc="Turnout at a desk of those without a phone, over that with one", source="assumed",
    )  # fmt: skip
    near: float = param(
        2.0, unit="1", year=2017, status="assumed", ge=0, doc="Utility of a project at one's door", source="assumed"
    )  # fmt: skip
    reach: float = param(
        400.0, unit="m", year=2017, status="assumed", gt=0, doc="Distance over which it falls to 1/e", source="assumed"
    )  # fmt: skip
    own: float = param(
        1.5, unit="1", year=2017, status="assumed", ge=0,
        doc="Utility of a project that touches one's own building, household, car or zone", source="assumed",
    )  # fmt: skip
    young: float = param(
        0.01, unit="1/a", year=2017, status="assumed", ge=0,
        doc="Utility of projects on streets and vehicles by year of age below 45, lost above", source="assumed",
    )  # fmt: skip
    rich: float = param(
        0.1, unit="1", year=2017, status="assumed", ge=0,
        doc="Utility of projects on buildings by fifth of income above the middle, lost below", source="assumed",
    )  # fmt: skip
    doubt: float = param(
        1.5, unit="1", year=2017, status="assumed", ge=0,
        doc="What a project must be worth before it is approved", source="assumed",
    )  # fmt: skip
