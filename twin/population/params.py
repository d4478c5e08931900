"""Which figures shape the synthetic population, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

_AGE = "assumed: shaped like an ageing European city (about 15 % minors, 23 % over 64); no age table is given"
_JOBS = "assumed: order of magnitude of planning handbooks, from memory; only ratios between uses matter"
_V12 = "Comune di Milano and ACI figures, via cleancitiescampaign (V12, 2022)"
_FLEET = "ACI via AutoScout24 (2021): Euro 0-4 45.2 %, Euro 6 36.4 %, hybrid and electric 6.4 %"

Numbers = tuple[float, ...]


class Params(ParamSet):
    """Parameters of the synthetic population. The share of foreigners is never used."""

    # households
    default_size_share: Numbers = param(
        (0.46, 0.27, 0.14, 0.10, 0.03), unit="1", year=2011, status="assumed",
        doc="Households of 1 to 5 and more persons where a zone gives no shares",
        source="assumed: a large Italian city; the zone's totals correct it",
    )  # fmt: skip
    five_plus_share: Numbers = param(
        (0.74, 0.18, 0.06, 0.02), unit="1", year=2011, status="assumed",
        doc="Split of households of five and more into 5, 6, 7 and 8 persons",
        source="assumed; tilted so that residents match the zone's total",
    )  # fmt: skip
    pair_types: Numbers = param(
        (0.64, 0.22, 0.14), unit="1", year=2011, status="assumed",
        doc="Households of two: couple, parent with child, two other adults", source="assumed",
    )  # fmt: skip
    lone_parent_share: float = param(
        0.14, unit="1", year=2011, status="assumed", ge=0, le=1,
        doc="Households of three and more with one parent", source="assumed",
    )  # fmt: skip
    grandparent_share: float = param(
        0.12, unit="1", year=2011, status="assumed", ge=0, le=1,
        doc="Households of four and more with a grandparent", source="assumed",
    )  # fmt: skip
    # ages: quantiles 0, 10, 25, 50, 75, 90 and 100 %
    age_single: Numbers = param(
        (20, 29, 38, 54, 73, 83, 97), unit="a", year=2016, status="assumed",
        doc="Age of people who live alone, quantiles", source=_AGE,
    )  # fmt: skip
    age_couple: Numbers = param(
        (22, 32, 44, 62, 74, 81, 94), unit="a", year=2016, status="assumed",
        doc="Age of the elder of a couple without children, quantiles", source=_AGE,
    )  # fmt: skip
    age_parent: Numbers = param(
        (24, 34, 40, 47, 54, 61, 76), unit="a", year=2016, status="assumed",
        doc="Age of the parent in households with children, quantiles", source=_AGE,
    )  # fmt: skip
    birth_age: tuple[float, float] = param(
        (25.0, 39.0), unit="a", year=2016, status="assumed",
        doc="Youngest and oldest age at which a first child is born", source="assumed",
    )  # fmt: skip
    # ownership, tenure and means
    ownership_share: tuple[float, float] = param(
        (0.12, 0.08), unit="1", year=2019, status="assumed",
        doc="Larger residential buildings that are public, and that belong to one private owner",
        source="about 29,000 municipal flats in Milan (partecipazione.comune.milano.it), regional ones beside; rest "
        "from memory",
    )  # fmt: skip
    single_owner_flats: float = param(
        8.0, unit="flat", year=2019, status="assumed", ge=0,
        doc="Flats from which on a building may be public or belong to one private owner", source="assumed",
    )  # fmt: skip
    owner_share: Numbers = param(
        (0.45, 0.66, 0.76, 0.82), unit="1", year=2011, status="assumed",
        doc="Households that own their flat in a condominium, oldest member under 35, 50, 65 years, and older",
        source="about two thirds of Milan's households own their home (census 2011, from memory); by age assumed",
    )  # fmt: skip
    oldest_head: int = param(
        80, unit="a", year=2019, status="assumed", ge=0, doc="Age beyond which a household's oldest counts no older",
        source="assumed: a very old parent who lives along does not decide",
    )  # fmt: skip
    wage_median: Numbers = param(
        (19_000.0, 27_000.0, 32_000.0, 33_000.0), unit="EUR/a", year=2019, status="assumed",
        doc="Median taxable income of workers under 30, 45, 60 years, and older",
        source="declared incomes of Milan, mean about 36,000 EUR a taxpayer in 2019 (finance ministry, from memory)",
    )  # fmt: skip
    pension_median: float = param(
        19_500.0, unit="EUR/a", year=2019, status="assumed", ge=0, doc="Median taxable income of retired people",
        source="mean gross pension income in Lombardy about 21,000 EUR (from memory)",
    )  # fmt: skip
    other_median: float = param(
        2_500.0, unit="EUR/a", year=2019, status="assumed", ge=0,
        doc="Median taxable income of other grown-up people: rents, odd work", source="assumed",
    )  # fmt: skip
    income_gradient: float = param(
        0.2, unit="1/km", year=2020, status="assumed", ge=0,
        doc="Fall of the logarithm of incomes with the distance of the zone from the middle of all residents",
        source="declared incomes by postcode fall from 88,745 EUR in the middle by more than 45,000 at Porta Romana "
        "to 17,628 at Quarto Oggiaro (finance ministry, incomes of 2019-2020, via tag24.it and liberoquotidiano.it): "
        "0.17 to 0.24 a kilometre, distances from memory",
    )  # fmt: skip
    income_spread: float = param(
        0.62, unit="1", year=2019, status="assumed", ge=0, doc="Standard deviation of the logarithm of income",
        source="mean over median of about 1.2 to 1.3 in declared incomes of a large city, from memory",
    )  # fmt: skip
    minimum_income: tuple[float, float] = param(
        (6_000.0, 3_360.0), unit="EUR/a", year=2019, status="assumed",
        doc="Least a person alone lives on after tax, and what is added to it for tenants",
        source="thresholds of the citizenship income, DL 4/2019, art. 2-3, from memory; stands for pensions of "
        "invalidity, unemployment benefit and help of relatives too, so everybody is lifted to it",
    )  # fmt: skip
    minimum_scale: tuple[float, float, float] = param(
        (0.4, 0.2, 2.1), unit="1", year=2019, status="assumed",
        doc="What each further adult and each minor adds to the first person's minimum, and the most it may reach",
        source="DL 4/2019, art. 2, from memory",
    )  # fmt: skip
    public_income: float = param(
        1.2, unit="1", year=2019, status="assumed", ge=0,
        doc="Fall of the log odds of a public home with a standard deviation of income per equivalent adult, by rank",
        source="own assumption: public homes of Lombardy are let up to 16,000 EUR of equivalent income and means (from "
        "memory), and tenants may stay when they earn more",
    )  # fmt: skip
    tenure_income: float = param(
        0.35, unit="1", year=2016, status="assumed", ge=0, lt=1,
        doc="Correlation of owning the flat with income among households of an age in condominiums, normal scores",
        source="own assumption: owners earn about one and a half times as much as tenants in the survey on household "
        "income and wealth of the Bank of Italy, from memory",
    )  # fmt: skip
    flat_by_size: Numbers = param(
        (83.0, 98.0, 102.0, 107.0, 113.0), unit="m2", year=2011, status="assumed",
        doc="Flats of households of 1 to 5 and more persons; only their ratios matter, the building gives the sum",
        source="orders of magnitude of the census of 2011, from memory",
    )  # fmt: skip
    flat_spread: float = param(
        0.30, unit="1", year=2011, status="assumed", ge=0, lt=1,
        doc="Standard deviation of the logarithm of a flat's floor in a building, household sizes apart",
        source="own assumption: flats of one to four rooms stand in one building",
    )  # fmt: skip
    flat_income: float = param(
        0.45, unit="1", year=2016, status="assumed", ge=0, lt=1,
        doc="Correlation of the logarithm of a flat's floor with income among households of one size, normal scores",
        source="own assumption: floor grows with about a quarter of the logarithm of income",
    )  # fmt: skip
    flat_of_tenants: float = param(
        0.85, unit="1", year=2011, status="assumed", gt=0,
        doc="Floor of a rented flat relative to one lived in by its owner", source="census of 2011, from memory",
    )  # fmt: skip
    dwelling_share: float = param(
        0.85, unit="1", year=2024, status="assumed", gt=0, le=1,
        doc="Share of a residential building's floor that is flats; the rest is shops, offices and stores",
        source="assumed, as dwelling_share in gis/porta_romana.toml",
    )  # fmt: skip
    savings_of_income: Numbers = param(
        (0.20, 0.40, 0.70, 0.90), unit="a", year=2016, status="assumed",
        doc="Median liquid savings over yearly income, oldest member under 35, 50, 65 years, and older",
        source="survey on household income and wealth of the Bank of Italy, orders of magnitude from memory",
    )  # fmt: skip
    savings_of_tenants: float = param(
        0.35, unit="1", year=2016, status="assumed", ge=0,
        doc="Savings of tenants relative to owners of the same age and income", source="assumed",
    )  # fmt: skip
    savings_spread: float = param(
        1.1, unit="1", year=2016, status="assumed", ge=0,
        doc="Standard deviation of the logarithm of savings over the median of the kind", source="assumed",
    )  # fmt: skip
    tax_brackets: Numbers = param(
        (15_000.0, 28_000.0, 55_000.0, 75_000.0), unit="EUR/a", year=2019, status="published",
        doc="Ends of the brackets of the national income tax", source="DPR 917/1986, art. 11, in force 2007-2021",
    )  # fmt: skip
    tax_rates: Numbers = param(
        (0.23, 0.27, 0.38, 0.41, 0.43), unit="1", year=2019, status="published",
        doc="Rates of the brackets", source="DPR 917/1986, art. 11, in force 2007-2021",
    )  # fmt: skip
    tax_credit: tuple[float, float] = param(
        (1_880.0, 1_783.0), unit="EUR/a", year=2019, status="published",
        doc="Greatest deduction from the tax for work and for pensions", source="DPR 917/1986, art. 13, 2014-2021",
    )  # fmt: skip
    tax_credit_ends: tuple[float, float] = param(
        (8_000.0, 55_000.0), unit="EUR/a", year=2019, status="derived",
        doc="Incomes up to which it is full and from which it is gone, a straight line between",
        source="DPR 917/1986, art. 13; the law's line has a bend at 28,000 EUR",
    )  # fmt: skip
    # occupation
    university_share: float = param(
        0.45, unit="1", year=2016, status="assumed", ge=0, le=1,
        doc="People of 19 to 24 years at university", source="assumed",
    )  # fmt: skip
    work_share: Numbers = param(
        (0.70, 0.80, 0.84, 0.64, 0.18, 0.03), unit="1", year=2016, status="assumed",
        doc="Workers among others of 19-24, 25-34, 35-54, 55-64, 65-69, 70+ years",
        source="assumed: employment rate of 15-64 near 70 %, from memory for Milan",
    )  # fmt: skip
    # work and study
    floor_area_per_job: Numbers = param(
        (700.0, 28.0, 55.0, 90.0, 45.0, 110.0, 90.0), unit="m2", year=2016, status="assumed",
        doc="Gross floor area per job: residential (shops and studios in it), office, retail, education, health, "
        "industrial, other",
        source=_JOBS,
    )  # fmt: skip
    jobs_per_resident: float = param(
        0.55, unit="1", year=2016, status="assumed", gt=0,
        doc="Jobs per resident of a zone away from the centre: its pull on workers", source=_JOBS,
    )  # fmt: skip
    centre_pull: float = param(
        3.0, unit="1", year=2016, status="assumed", ge=0,
        doc="Extra jobs per job at the city's middle, fading outwards",
        source="assumed: jobs crowd in the centre; the middle is the residents' centroid of all zones",
    )  # fmt: skip
    centre_radius: float = param(
        2500.0, unit="m", year=2016, status="assumed", gt=0,
        doc="Distance over which the centre's pull falls to 1/e", source="assumed",
    )  # fmt: skip
    work_decay: float = param(
        4500.0, unit="m", year=2016, status="assumed", gt=0,
        doc="Distance over which the pull of a workplace falls to 1/e", source="assumed: commutes of 3 to 5 km",
    )  # fmt: skip
    university_decay: float = param(
        6000.0, unit="m", year=2016, status="assumed", gt=0,
        doc="The same for universities", source="assumed",
    )  # fmt: skip
    school_decay: Numbers = param(
        (350.0, 400.0, 1500.0), unit="m", year=2016, status="assumed",
        doc="The same for kindergartens, schools (6-13) and secondary schools", source="assumed: nearest schools",
    )  # fmt: skip
    beyond_share: float = param(
        0.22, unit="1", year=2011, status="assumed", ge=0, le=1,
        doc="Workers of the municipality who work beyond it",
        source="371,425 residents work in the municipality (ISTAT, census 2011, commuting matrix); about 105,000 leave "
        "it, quoted from memory",
    )  # fmt: skip
    # tickets and licences
    licence_share: Numbers = param(
        (0.62, 0.84, 0.84, 0.70, 0.40), unit="1", year=2016, status="assumed",
        doc="Driving licences among people of 18-24, 25-44, 45-64, 65-74, 75+ years; who drives a car at home has one",
        source="assumed: about 38 million licences for 50 million adults in Italy, from memory; fewer among the old",
    )  # fmt: skip
    pass_share: Numbers = param(
        (1.0, 0.60, 0.35, 0.40), unit="1", year=2016, status="assumed",
        doc="People who travel by public transport without paying a ride: 0-10 (free with an adult), 11-25, 26-64, "
        "65+ years",
        source="assumed: season tickets, cheaper for the young and the old; no count by age is public",
    )  # fmt: skip
    club_share: Numbers = param(
        (0.12, 0.08, 0.03, 0.0), unit="1", year=2016, status="assumed",
        doc="Active members of car sharing among licences of 18-34, 35-54, 55-69, 70+ years",
        source="assumed: Milan's schemes had several hundred thousand members, far fewer of them active, from memory",
    )  # fmt: skip
    # vehicles
    cars_per_1000: float = param(
        490.0, unit="1", year=2022, status="published", ge=0, doc="Cars per 1,000 residents", source=_V12
    )
    motorcycles_per_1000: float = param(
        137.0, unit="1", year=2022, status="published", ge=0, doc="Motorcycles per 1,000 residents", source=_V12
    )
    cars_by_size: Numbers = param(
        (0.55, 1.05, 1.35, 1.50, 1.55), unit="1", year=2016, status="assumed",
        doc="Cars of a household of 1 to 5 and more persons, before scaling to the published rate", source="assumed",
    )  # fmt: skip
    motorcycles_by_size: Numbers = param(
        (0.14, 0.28, 0.42, 0.50, 0.50), unit="1", year=2016, status="assumed",
        doc="Motorcycles likewise", source="assumed",
    )  # fmt: skip
    driving_age: tuple[int, int] = param(
        (18, 86), unit="a", year=2016, status="assumed",
        doc="Youngest and oldest main driver", source="youngest by law; oldest assumed",
    )  # fmt: skip
    euro_conventional: Numbers = param(
        (0.060, 0.020, 0.060, 0.080, 0.232, 0.184, 0.300), unit="1", year=2021, status="derived",
        doc="Cars with petrol or diesel engine of Euro 0 to 6, as shares of all cars",
        source=f"{_FLEET}; Euro 5 = rest; Euro 6 without hybrid and electric; split inside Euro 0-4 assumed",
    )  # fmt: skip
    hybrid_electric: tuple[float, float] = param(
        (0.054, 0.010), unit="1", year=2021, status="derived",
        doc="Hybrid and electric cars, shares of all cars", source=f"{_FLEET}; split assumed",
    )  # fmt: skip
    diesel_share: Numbers = param(
        (0.08, 0.12, 0.20, 0.38, 0.45, 0.50, 0.38), unit="1", year=2021, status="assumed",
        doc="Diesel among conventional cars of Euro 0 to 6", source="assumed",
    )  # fmt: skip
    euro_motorcycle: Numbers = param(
        (0.12, 0.12, 0.22, 0.34, 0.15, 0.05, 0.0), unit="1", year=2021, status="assumed",
        doc="Motorcycles of Euro 0 to 6", source="assumed",
    )  # fmt: skip
    electric_use: tuple[float, float] = param(
        (0.18, 0.09), unit="kWh/km", year=2020, status="assumed",
        doc="Grid electricity of an electric car and motorcycle per distance, charging losses counted",
        source="assumed: usual consumption in a city, from memory; half a car's for a motorcycle",
    )  # fmt: skip
    places_left_out: tuple[str, ...] = param(
        (), unit="-", year=2019, status="assumed",
        doc="Ids of docks and chargers in the layers that the baseline is to be without, because a measure brings them",
        source="assumed: none; a scenario names what its project built",
    )  # fmt: skip
    bicycle_share: Numbers = param(
        (0.70, 0.50, 0.20), unit="1", year=2016, status="assumed",
        doc="People with a bicycle: 6-17, 18-69, 70 and more years", source="assumed",
    )  # fmt: skip
