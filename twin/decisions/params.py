"""What is believed of owners, assemblies and landlords? Every figure with unit, source, year and status."""

from __future__ import annotations

from twin.core.params import ParamSet, param

_SURVEY = "survey on household income and wealth of the Bank of Italy, orders of magnitude from memory"
_RATES = "implicit discount rates of households for energy investments, 5 to 30 % in the literature, from memory"
_BARRIERS = "communication, cost and legal structure are the largest barriers of owners' associations (TU Delft)"


class Params(ParamSet):
    """Parameters of those who decide on buildings."""

    # who owns
    value_spread: float = param(
        0.25, unit="1", year=2019, status="assumed", ge=0,
        doc="Standard deviation of the logarithm of a flat's value beside what its size gives",
        source="assumed: floor, view and trim; flats of one condominium differ by a factor of two or so",
    )  # fmt: skip
    value_by_size: float = param(
        0.3, unit="1", year=2019, status="assumed", ge=0,
        doc="Power of the household's size with which the value of its flat grows",
        source="assumed: larger households have larger flats, less than in proportion",
    )  # fmt: skip
    several_share: float = param(
        0.2, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Let or empty flats that belong to the owner of another one in the building", source="assumed",
    )  # fmt: skip
    landlord_income: float = param(
        34_000.0, unit="EUR/a", year=2019, status="assumed", ge=0, doc="Median income of landlords' households",
        source=f"above the median, as those who own a second home are; {_SURVEY}",
    )  # fmt: skip
    landlord_income_spread: float = param(
        0.6, unit="1", year=2019, status="assumed", ge=0, doc="Standard deviation of its logarithm", source=_SURVEY
    )
    landlord_savings: float = param(
        0.9, unit="a", year=2016, status="assumed", ge=0, doc="Median liquid savings over yearly income of landlords",
        source=_SURVEY,
    )  # fmt: skip
    landlord_savings_spread: float = param(
        1.1, unit="1", year=2016, status="assumed", ge=0, doc="Standard deviation of its logarithm", source=_SURVEY
    )
    landlord_age: tuple[float, float] = param(
        (62.0, 12.0), unit="a", year=2019, status="assumed",
        doc="Mean and standard deviation of the age of landlords", source="assumed: older than those who live there",
    )  # fmt: skip
    # what an owner reckons with
    discount_rate: float = param(
        0.09, unit="1/a", year=2016, status="assumed", gt=0, lt=1, doc="Median rate at which owners discount",
        source=_RATES,
    )  # fmt: skip
    discount_spread: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0, doc="Standard deviation of its logarithm", source=_RATES
    )
    last_age: float = param(
        85.0, unit="a", year=2019, status="assumed", gt=0, doc="Age up to which owners count what they save",
        source="assumed: life expectancy in Milan is about 84 years, from memory",
    )  # fmt: skip
    horizons: tuple[float, float] = param(
        (5.0, 25.0), unit="a", year=2019, status="assumed",
        doc="Shortest and longest time over which an owner counts what is saved",
        source="assumed: even the old count some years, for heirs and for the price of the flat; insulation lasts 30",
    )  # fmt: skip
    landlord_share: float = param(
        0.2, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of the saving that comes back to a landlord, by rent and value",
        source="assumed: tenants pay the heat; rents hardly follow energy classes, from memory",
    )  # fmt: skip
    comfort: float = param(
        120.0, unit="EUR/a", year=2019, status="assumed", ge=0,
        doc="Median yearly worth of warmer walls to those who live behind them, and of a renewed face",
        source="assumed: a tenth of a heating bill or so",
    )  # fmt: skip
    hassle: float = param(
        1_500.0, unit="EUR", year=2019, status="assumed", ge=0,
        doc="Median worth of months of scaffolding, dust and meetings to those who live there",
        source="assumed: a month's rent and more; landlords count half of it",
    )  # fmt: skip
    old_hassle: float = param(
        1.5, unit="1", year=2019, status="assumed", ge=1, doc="Hassle to owners of 75 years and older over others'",
        source="assumed",
    )  # fmt: skip
    taste_spread: float = param(
        0.6, unit="1", year=2019, status="assumed", ge=0,
        doc="Standard deviation of the logarithm of comfort and of hassle among owners", source="assumed",
    )  # fmt: skip
    cash_share: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0, le=1,
        doc="Share of liquid savings that an owner puts into the house at most", source="assumed: a reserve stays",
    )  # fmt: skip
    dread: float = param(
        0.8, unit="1", year=2016, status="assumed", ge=0,
        doc="What weighs each euro that an owner does not have, beside its price", source="assumed: credit is refused",
    )  # fmt: skip
    old_saved: float = param(
        0.3, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of the cost that a facade due for renewal would take in any case",
        source="assumed: scaffolding and plaster; renovation happens on occasions (Friege et al., JASSS 19(1) 4)",
    )  # fmt: skip
    facade_cycle: tuple[float, float] = param(
        (40.0, 6.0), unit="a", year=2019, status="assumed",
        doc="Years between two renewals of a facade, and years in which it is due", source="assumed: usual lifetimes",
    )  # fmt: skip
    # information
    belief_without: tuple[float, float] = param(
        (-0.35, 0.7), unit="1", year=2019, status="assumed",
        doc="Without a diagnosis: mean and spread of the logarithm of the believed over the calculated saving",
        source="assumed: pessimistic by a third and hardly sure of a factor of two",
    )  # fmt: skip
    belief_with: tuple[float, float] = param(
        (-0.05, 0.2), unit="1", year=2019, status="assumed",
        doc="The same of one who trusts a diagnosis", source="assumed: metered savings differ by a fifth",
    )  # fmt: skip
    risk_aversion: float = param(
        2.0, unit="1", year=2019, status="assumed", ge=0, doc="Relative aversion to risk",
        source="1 to 3 in the literature, from memory; certainty equivalent of a log-normal saving",
    )  # fmt: skip
    # trust
    trust: tuple[float, float] = param(
        (0.45, 0.25), unit="1", year=2019, status="assumed",
        doc="Mean and standard deviation of the trust in promoter and diagnosis, between 0 and 1",
        source=f"assumed; {_BARRIERS}",
    )  # fmt: skip
    meeting_trust: float = param(
        0.2, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of the missing trust that one meeting gives to those who come", source="assumed",
    )  # fmt: skip
    overrun: float = param(
        0.2, unit="1", year=2019, status="assumed", ge=0,
        doc="Share by which one without any trust expects the cost to be overrun", source="assumed",
    )  # fmt: skip
    # meetings, exchange and attendance
    meeting_reach: tuple[float, float] = param(
        (0.4, 0.15), unit="1", year=2019, status="assumed",
        doc="Chance that an owner who lives there, and a landlord, comes to one meeting", source="assumed",
    )  # fmt: skip
    meeting_reach_empty: float = param(
        0.05, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="The same of one whose flats stand empty", source="assumed: absent owners, heirs, flats for sale",
    )  # fmt: skip
    exchange: float = param(
        0.25, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of the way to the others' mean opinion that an owner goes in a round of exchange",
        source="assumed; participation speeds diffusion (Buildings 2026, 16(5), 1052), without a figure",
    )  # fmt: skip
    attendance: tuple[float, float] = param(
        (0.5, 0.3), unit="1", year=2019, status="assumed",
        doc="Chance that an owner who lives there, and a landlord, is at an assembly, in person or by another's hand",
        source="assumed: about half of the owners; engaged ones and non-voters differ (Wegrzyn 2022)",
    )  # fmt: skip
    attendance_empty: float = param(
        0.15, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="The same of one whose flats stand empty, mostly by another's hand",
        source="assumed: half as often as a landlord; no figure was found",
    )  # fmt: skip
    attendance_house_spread: float = param(
        0.0, unit="1", year=2019, status="assumed", ge=0,
        doc="Standard deviation among condominiums of the log odds of attendance",
        source="assumed: owners come or stay away one by one; no figure was found on how unlike condominiums are",
    )  # fmt: skip
    attendance_gain: float = param(
        0.4, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of the missing attendance that meetings take from those who came to one", source="assumed",
    )  # fmt: skip
    first_call: float = param(
        0.15, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of those attending who come at first call", source="first calls are set for the night; from memory",
    )  # fmt: skip
    # attitudes
    attitude_spread: float = param(
        0.25, unit="1", year=2019, status="assumed", ge=0,
        doc="Standard deviation among owners of what nothing above tells, in shares of the own cost", source="assumed",
    )  # fmt: skip
    house_spread: float = param(
        0.15, unit="1", year=2019, status="assumed", ge=0,
        doc="The same among condominiums: administrators, habits, quarrels", source="assumed",
    )  # fmt: skip
    year_spread: float = param(
        0.1, unit="1", year=2019, status="assumed", ge=0, doc="The same of one owner from year to year",
        source="assumed",
    )  # fmt: skip
    reluctance: float = param(
        -0.80, unit="1", year=2019, status="fitted",
        doc="What weighs against any work beside all that is told here, in shares of the own cost; below 0 for it",
        source=f"fitted to the yearly rate of renovation without co-design (twin.study.fit_renovation); {_BARRIERS}",
    )  # fmt: skip
    # from contact to works
    interest: float = param(
        0.08, unit="1", year=2016, status="assumed", ge=0, le=1,
        doc="Condominiums that show interest when a campaign contacts them",
        source="52 showed interest (sharingcities.eu); how many heard of it is not told",
    )  # fmt: skip
    joins: float = param(
        20.0 / 52.0, unit="1", year=2017, status="derived", ge=0, le=1,
        doc="Interested condominiums that join co-design or have a diagnosis made",
        source="20 of 52 (sharingcities.eu, Retrofitting with the people)",
    )  # fmt: skip
    initiative: float = param(
        0.04, unit="1/a", year=2019, status="assumed", ge=0, le=1,
        doc="Condominiums that put a retrofit to the vote in a year on their own",
        source="assumed: facades are renewed every 25 to 40 years, and most think of insulation then",
    )  # fmt: skip
    champion: float = param(
        1.0, unit="1", year=2019, status="assumed", ge=0,
        doc="How much more often condominiums of a better attitude come forward, per standard deviation, logarithm",
        source="assumed",
    )  # fmt: skip
    retries: int = param(
        2, unit="a", year=2019, status="assumed", ge=0, doc="Years in a row in which a refused work comes back",
        source="assumed",
    )  # fmt: skip
    preparation: tuple[int, int] = param(
        (12, 4), unit="month", year=2018, status="derived",
        doc="Months from contact to assembly, with diagnosis or meetings and without",
        source="interest from November 2016, works from July 2017 to 2019 (milanotoday.it); without: assumed",
    )  # fmt: skip
    works: int = param(
        9, unit="month", year=2018, status="derived", ge=0, doc="Months from approval to finished works",
        source="6 months (Tito Livio) to about a year (Verro, because of permits)",
    )  # fmt: skip
    # after a vote
    litigation: float = param(
        0.004, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Chance that an owner who is against it takes the resolution to court, or has the facade protected",
        source="assumed; 30 days, Civil Code art. 1137",
    )  # fmt: skip
    arrears_borne: float = param(
        0.15, unit="1", year=2019, status="assumed", ge=0, le=1,
        doc="Share of the special fund that may be missing before works are put off",
        source="assumed; the fund precedes the works, Civil Code art. 1135",
    )  # fmt: skip
    works_saving: float = param(
        0.2, unit="a", year=2019, status="assumed", ge=0,
        doc="Share of a year's income that an owner can pay beside all savings while works last",
        source="assumed: works are paid in instalments over a year",
    )  # fmt: skip
    loan_rate: float = param(
        0.04, unit="1/a", year=2018, status="assumed", gt=0, doc="Rate of the loan to condominiums",
        source="subsidised loans were offered (sharingcities.eu, Verro); rate from memory",
    )  # fmt: skip
    loan_years: float = param(
        10.0, unit="a", year=2018, status="assumed", gt=0, doc="Its term", source="assumed: as long as the deduction"
    )
    loan_limit: float = param(
        0.10, unit="1", year=2018, status="assumed", ge=0, le=1,
        doc="Share of the income that its yearly instalment may take", source="assumed",
    )  # fmt: skip
    transfer_value: float = param(
        0.85, unit="1", year=2018, status="assumed", ge=0, le=1,
        doc="What a ceded tax credit is worth at once, over its amount",
        source="taken by firms, not by banks, 2017-2020 (edilportale.com); discount from memory",
    )  # fmt: skip
    deduction_years: float = param(
        10.0, unit="a", year=2017, status="published", gt=0, doc="Yearly instalments in which a deduction comes back",
        source="ecobonus on common parts (edilportale.com, 2017)",
    )  # fmt: skip
    degree_days: float = param(
        2404.0, unit="K.d", year=1993, status="assumed", ge=0, doc="Degree-days that a diagnosis reckons with",
        source="Milan, DPR 412/1993, from memory; the conventional climate, whatever the weather of the year",
    )  # fmt: skip
    # landlords of whole buildings
    payback: float = param(
        10.0,
        unit="a",
        year=2019,
        status="assumed",
        gt=0,
        doc="Median payback that a company asks for",
        source="assumed",
    )
    payback_spread: float = param(
        0.4, unit="1", year=2019, status="assumed", ge=0, doc="Standard deviation of its logarithm", source="assumed"
    )
    public_pace: float = param(
        0.02, unit="1/a", year=2019, status="assumed", ge=0, le=1,
        doc="Public blocks that come on the list of works in a year, once offered",
        source="assumed: budgets of public housing",
    )  # fmt: skip
