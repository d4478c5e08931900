"""Are the accounts of services and of an energy service company those that one works out by hand, and do they close?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.domains.finance.flows import KINDS
from twin.state.codes import Payer
from twin.study.books import Books, Posting
from twin.study.contract import with_contract
from twin.study.services import SERVICES, accounts

HOME, FIRM, RUNS, CITY, ESCO = Payer.HOUSEHOLDS, Payer.CONTRACTORS, Payer.OPERATORS, Payer.CITY, Payer.ESCO
POSTINGS = st.lists(
    st.builds(
        Posting,
        st.integers(2019, 2028),
        st.sampled_from(Payer),
        st.sampled_from(Payer),
        st.sampled_from(sorted(KINDS)),
        st.sampled_from(["", "heat_pump", "shared_ebikes", "made up"]),
        st.integers(-(10**9), 10**9),
    ),
    max_size=15,
)


def test_shared_bicycles_by_hand():
    """Stations of 1,000 EUR last ten years: 90 EUR a year of fares, 40 to run them, 10 of upkeep that the city pays."""
    years = range(2019, 2029)
    made = Books(2019, 2028, (
        Posting(2019, CITY, FIRM, "investment", "shared_ebikes", 60_000, 10.0),
        Posting(2019, Payer.EU, FIRM, "grant", "shared_ebikes", 40_000, 10.0),
        *(Posting(year, HOME, RUNS, "bike_sharing", "", 9_000) for year in years),
        *(Posting(year, RUNS, FIRM, "bike_operation", "", 4_000) for year in years),
        *(Posting(year, CITY, FIRM, "upkeep", "shared_ebikes", 1_000) for year in years),
        Posting(2019, HOME, FIRM, "investment", "made up", 7_000, 10.0),
    ))  # fmt: skip
    ((name, found),) = accounts(made, 0.0).items()
    assert name == "bike_sharing"
    assert (found.earned, found.running, found.works) == (900.0, 500.0, 1000.0)
    assert found.value == pytest.approx(900.0 - 500.0 - 1000.0)
    factor = (1.0 - 1.05**-10) / 0.05
    assert accounts(made, 0.05)["bike_sharing"].value == pytest.approx(40.0 * factor - 1000.0)


def test_a_charge_of_the_city_earns_what_all_pay():
    made = Books(2019, 2019, (
        Posting(2019, Payer.VISITORS, CITY, "road_charge", "", 500),
        Posting(2019, RUNS, CITY, "road_charge", "", 100),
    ))  # fmt: skip
    assert accounts(made, 0.0)["road_charge"].earned == 6.0


def test_shared_cars_bear_the_charge_on_the_cars_hired_and_nobody_elses():
    made = Books(2019, 2019, (
        Posting(2019, HOME, RUNS, "car_sharing", "", 900),
        Posting(2019, HOME, CITY, "road_charge", "", 500),
        Posting(2019, RUNS, CITY, "road_charge", "", 100),
        Posting(2019, RUNS, FIRM, "upkeep", "car_sharing", 50),
    ))  # fmt: skip
    found = accounts(made, 0.0)
    assert (found["car_sharing"].earned, found["car_sharing"].running, found["car_sharing"].works) == (9.0, 1.5, 0.0)
    assert found["road_charge"].earned == 6.0


def test_tickets_of_a_measure_are_income():
    made = Books(2019, 2019, (Posting(2019, CITY, RUNS, "investment", "integrated_fares", 500, 1.0),))
    found = accounts(made, 0.0)["transit"]
    assert (found.earned, found.works, found.value) == (5.0, 0.0, 5.0)


@given(POSTINGS)
def test_every_kind_that_people_pay_for_belongs_to_one_service(rows):
    earned = [kind for service in SERVICES.values() for kind in service.earns]
    assert len(set(earned)) == len(earned)
    made = Books(2019, 2028, tuple(rows))
    assert sum(each.earned for each in accounts(made, 0.03).values()) == pytest.approx(
        sum(p.cents for p in rows if p.kind in earned or _tickets(p)) / 100.0
    )


def _tickets(posting):
    works = posting.kind in ("investment", "grant", "upkeep", "replacement")
    return works and posting.payee == RUNS and posting.measure == "shared_ebikes"


def contract():
    """A heat pump of 1,000 EUR saves its house 101 EUR a year and costs another 50 more."""
    return Books(2019, 2021, (
        Posting(2019, HOME, FIRM, "investment", "heat_pump", 100_000, 20.0),
        Posting(2020, HOME, FIRM, "upkeep", "heat_pump", 2_000),
        Posting(2021, HOME, FIRM, "upkeep", "heat_pump", 2_000),
        Posting(2020, Payer.STATE, HOME, "deduction", "heat_pump", 6_500),
        *(Posting(year, HOME, Payer.SUPPLIERS, "energy", "", -10_101) for year in (2019, 2020, 2021)),
        *(Posting(year, Payer.TENANTS, Payer.SUPPLIERS, "energy", "", 5_000) for year in (2019, 2020, 2021)),
    ))  # fmt: skip


def test_a_contract_by_hand():
    """Half of 101.01 EUR over two years goes to the company, which pays for the plant; then its house has it."""
    made = with_contract(contract(), 0.5, 2)
    assert made.balances()[:, ESCO].tolist() == [-100_000 + 5_050, 5_050 - 2_000 + 6_500, 0]
    assert made.balances()[:, HOME].tolist() == [10_101 - 5_050, 10_101 - 5_050, 10_101 - 2_000]
    assert made.balances()[:, Payer.TENANTS].tolist() == [-5_000] * 3


def test_without_a_share_or_a_plant_there_is_no_contract():
    more = contract()
    assert with_contract(more, 0.0, 10) is more
    other = Books(2019, 2021, tuple(each._replace(measure="roofs") for each in more.postings))
    assert with_contract(other, 0.5, 10) is other


@given(POSTINGS, st.floats(0.0, 1.0), st.integers(1, 12))
def test_a_contract_moves_money_and_makes_none(rows, share, years):
    more = Books(2019, 2028, tuple(rows))
    made = with_contract(more, share, years)
    assert not made.balances().sum(axis=1).any()
    for outside in (Payer.SUPPLIERS, Payer.VISITORS):
        assert made.balances()[:, outside].tolist() == more.balances()[:, outside].tolist()
