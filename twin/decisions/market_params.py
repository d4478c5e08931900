"""Who takes part in the digital social market, and what do they do then? Priors with their whole width."""

from __future__ import annotations

from twin.core.params import ParamSet, param

Numbers = tuple[float, ...]
_NONE = "assumed: number of users of SharingMi not found"
_PHONES = "assumed after the order of Italian surveys on internet use by age, from memory"


class MarketParams(ParamSet):
    """Parameters of the digital social market. Ages: under 35, 35-54, 55-64, 65-74, 75 and more."""

    least_age: int = param(
        16, unit="a", year=2019, status="assumed", ge=0, doc="Youngest who may take part", source="assumed"
    )
    ages: tuple[int, ...] = param(
        (35, 55, 65, 75), unit="a", year=2019, status="assumed", doc="Ages that divide people", source="choice"
    )
    online: Numbers = param(
        (0.95, 0.90, 0.75, 0.55, 0.25), unit="1", year=2019, status="assumed",
        doc="People who use a smartphone well enough, by age", source=_PHONES,
    )  # fmt: skip
    online_by_income: Numbers = param(
        (0.85, 0.92, 1.0, 1.0, 1.0), unit="1", year=2019, status="assumed",
        doc="Factor on it by fifth of household income, the poorest first", source=_PHONES,
    )  # fmt: skip
    interest: Numbers = param(
        (1.2, 1.1, 1.0, 0.9, 0.6), unit="1", year=2019, status="assumed",
        doc="Factor on the chance to join by age, whatever the way", source=_NONE,
    )  # fmt: skip
    interest_by_income: Numbers = param(
        (0.8, 0.9, 1.0, 1.1, 1.2), unit="1", year=2019, status="assumed",
        doc="Factor on the chance to join by fifth of household income", source=_NONE,
    )  # fmt: skip
    at_the_desk: float = param(
        0.5, unit="1", year=2019, status="assumed", ge=0,
        doc="Chance to join on paper or at a desk of those without a phone, over that with one", source=_NONE,
    )  # fmt: skip
    electricity: tuple[float, float] = param(
        (0.02, 0.08), unit="1", year=2019, status="assumed",
        doc="Electricity that a household in the market saves, median and most; the least is nothing",
        source="prior after Allcott (-2 %, 80,000 households), Asensio and Delmas (-8 to -10 %, 118 households, 100 "
        "days), Vesely et al. 2022 (norms and incentives mostly small); shape assumed",
    )  # fmt: skip
    heat: tuple[float, float] = param(
        (0.03, 0.10), unit="1", year=2019, status="assumed",
        doc="Heat that it saves, likewise",
        source="prior after reviews of feedback (Zangheri et al. 2019); shape assumed",
    )  # fmt: skip
    kelvin: float = param(
        0.11, unit="1/K", year=2019, status="derived", gt=0,
        doc="Heat saved per degree that people want less, by which the prior on heat becomes one on the set point",
        source="the twin itself: one zone of the embedded district in January, 0.18 K lower, 2.1 % less heat; "
        "the usual rule of 6 to 7 % a degree, from memory, does not count sun and people, who heat along",
    )  # fmt: skip
    pull: tuple[float, float] = param(
        (0.1, 0.4), unit="1", year=2019, status="assumed",
        doc="Utility of a tour on foot or by bicycle that points add, median and most",
        source="assumed: two and seven minutes of walking in starting values of mode choice; no trial was reached",
    )  # fmt: skip
    messages: Numbers = param(
        (1.0, 1.0, 2.0, 2.0, 0.0), unit="1", year=2019, status="assumed",
        doc="Response to information, norm, health, reward, and norm with reward, over the prior's; never beyond its "
        "most",
        source="norm -2 % (Allcott) to -6 %, large reward -8 % and lasting, norm with reward online: the effect "
        "vanishes (Dolan and Metcalfe); health -8 to -10 % (Asensio and Delmas): half the way taken, as samples are "
        "small",
    )  # fmt: skip
    deeds: float = param(
        12.0, unit="1/month", year=2019, status="assumed", ge=0, doc="Certified deeds of an active participant",
        source=_NONE,
    )  # fmt: skip
    points: float = param(10.0, unit="1", year=2019, status="assumed", gt=0, doc="Points for a deed", source="choice")


MESSAGES = ("information", "norm", "health", "reward", "norm_reward")
