"""Do the books close to the cent, whatever flows, and are cases those that one works out by hand?"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.little_results import WITH, flow, write_run
from twin.core.errors import InputError
from twin.domains.finance.cases import loan, npv
from twin.domains.finance.flows import KINDS
from twin.observe import open_results
from twin.state.codes import Payer
from twin.study.books import Books, BooksError, Posting, in_cents, make_books
from twin.study.business import EVERYBODY, case, cash_flow, leverage

HOME, FIRM, STATE = Payer.HOUSEHOLDS, Payer.CONTRACTORS, Payer.STATE
FLOWS = st.lists(
    st.builds(
        flow,
        st.integers(2010, 2060),
        st.sampled_from(Payer),
        st.sampled_from(Payer),
        st.sampled_from(sorted(KINDS)),
        st.floats(0.0, 1e9),
        yearly=st.booleans(),
        works=st.integers(2010, 2060),
    ),
    max_size=12,
)


def books(rows, tmp_path, *, year=2019, first=None, last=None, name="run"):
    results = open_results(write_run(tmp_path, f"{name}{year}", WITH, flows=rows))
    return make_books([(year, results)], first, last)


class Fake:
    """Results that have flows and nothing else."""

    def __init__(self, rows):
        self.manifest, self.rows = {"whole_year": True}, rows

    def table(self, name):
        return pd.DataFrame(self.rows)


@given(FLOWS, FLOWS, st.integers(2015, 2030), st.integers(0, 30))
def test_all_accounts_sum_to_zero_to_the_cent_in_every_year(one, other, first, more):
    runs = [(2016, Fake(one)), (2020, Fake(other))]
    made = make_books(runs, first, first + more)
    balances = made.balances()
    assert balances.dtype == np.int64
    assert balances.shape == (more + 1, len(Payer))
    assert not balances.sum(axis=1).any()
    assert sum(made.by_kind().values(), np.zeros(len(Payer), dtype=np.int64)).tolist() == balances.sum(axis=0).tolist()
    assert not made.less(made).balances().any()


def test_books_that_do_not_close_are_refused(monkeypatch):
    """Nothing makes such books but a fault of the code: here a payee that loses money on the way."""
    plain = Books.balances

    def leaky(self, kinds=tuple(KINDS)):
        found = plain(self, kinds)
        found[0, STATE] += 1
        return found

    monkeypatch.setattr(Books, "balances", leaky)
    with pytest.raises(BooksError, match="2019: 1"):
        Books(2019, 2019, (Posting(2019, HOME, FIRM, "investment", "m", 100),))


@given(st.lists(st.floats(0.0, 1e9), max_size=30))
def test_cents_add_up_to_the_rounded_sum(amounts):
    cents = in_cents(amounts)
    assert cents.sum() == round(math.fsum(np.array(amounts) * 100))
    assert np.all(np.abs(cents - np.array(amounts) * 100) <= 1.0)


def test_largest_remainders_by_hand():
    """0.333 three times is 0.999: a euro. Each has 33 cents, and the missing one goes to the first."""
    assert in_cents([0.333, 0.333, 0.333]).tolist() == [34, 33, 33]
    assert in_cents([0.001, 0.009, 0.004]).tolist() == [0, 1, 0]


def test_a_book_by_hand(tmp_path):
    """A work of 2017 seen from a run of 2019: paid in 2019, deducted from 2020, kept up and done again."""
    rows = [
        flow(2019, HOME, Payer.SUPPLIERS, "energy", 100.0, yearly=True),
        flow(2017, HOME, FIRM, "investment", 1000.0, life=2.0, works=2017),
        flow(2018, STATE, HOME, "deduction", 70.0, works=2017),
        flow(2018, HOME, FIRM, "upkeep", 5.0, yearly=True, works=2017),
        flow(2019, HOME, FIRM, "replacement", 1000.0, life=2.0, works=2017),
    ]
    made = books(rows, tmp_path, last=2022)
    assert made.balances()[:, HOME].tolist() == [-110_000, -10_000 + 7_000 - 500, -110_500, -10_500]
    assert made.balances()[:, STATE].tolist() == [0, -7_000, 0, 0]
    early = books(rows, tmp_path, first=2016, last=2018, name="early")
    assert early.balances()[:, HOME].tolist() == [-10_000, -110_000, -10_000 + 7_000 - 500]
    assert books(rows, tmp_path, name="default").last == 2048


def test_several_years_take_each_years_own_energy(tmp_path):
    runs = []
    for year, eur in ((2016, 10.0), (2018, 20.0)):
        rows = [flow(year, HOME, Payer.SUPPLIERS, "energy", eur, yearly=True)]
        if year == 2018:
            rows.append(flow(2017, HOME, FIRM, "investment", 7.0, works=2017))
        runs.append((year, open_results(write_run(tmp_path, str(year), WITH, flows=rows))))
    made = make_books(runs[::-1], last=2019)
    assert made.balances()[:, HOME].tolist() == [-1000, -1700, -2000, -2000]
    assert make_books(runs).last == 2035
    with pytest.raises(InputError, match="2 runs of this year"):
        make_books([runs[0], runs[0]])
    with pytest.raises(InputError, match="before they begin"):
        make_books(runs, 2020, 2019)
    with pytest.raises(InputError, match="none given"):
        make_books([])


def test_a_service_costs_in_each_year_what_the_run_of_that_year_says_and_ends_when_it_does(tmp_path):
    """One of 2015 for 10, later 30 EUR a year that ends in 2020, and one of 2017 for 5, later 6 EUR a year."""

    def service(works, eur):
        first = flow(works, Payer.CITY, FIRM, "investment", eur, life=1.0, works=works)
        return [first, flow(works + 1, Payer.CITY, FIRM, "replacement", eur, life=1.0, works=works, yearly=True)]

    told = {2016: service(2015, 10.0), 2018: service(2015, 30.0) + service(2017, 5.0), 2020: service(2017, 6.0)}
    runs = [(year, open_results(write_run(tmp_path, str(year), WITH, flows=rows))) for year, rows in told.items()]
    made = make_books(runs, last=2021)
    assert (-made.balances()[:, Payer.CITY]).tolist() == [1000, 1500, 3500, 3500, 600, 600]
    alone = make_books(runs[:1], last=2018)  # one run stands for each year
    assert (-alone.balances()[:, Payer.CITY]).tolist() == [1000, 1000, 1000]


def test_a_part_of_a_year_or_a_run_without_flows_makes_no_books(tmp_path):
    short = open_results(write_run(tmp_path, "short", WITH, hours=96))
    with pytest.raises(InputError, match="less than a year"):
        make_books([(2019, short)])
    bare = open_results(write_run(tmp_path, "bare", WITH, flows=None))
    with pytest.raises(InputError, match="no such table"):
        make_books([(2019, bare)])


def test_a_case_by_hand():
    """1,000 EUR for 30 years save 100 EUR a year in ten years of books: 667 EUR of it are left at the end."""
    more = Books(2019, 2028, (
        Posting(2019, HOME, FIRM, "investment", "m", 100_000, 30.0),
        *(Posting(year, Payer.SUPPLIERS, HOME, "energy", "", 10_000) for year in range(2019, 2029)),
    ))  # fmt: skip
    flows = cash_flow(more)
    assert flows == pytest.approx([-1000.0, *[100.0] * 9, 100.0 + 2000.0 / 3.0])
    found = case(flows, 0.0, [0.5] * 10)
    assert found.value == pytest.approx(2000.0 / 3.0)
    assert found.simple == pytest.approx(9.0 + 100.0 / (100.0 + 2000.0 / 3.0))
    assert found.cost_per_tonne == pytest.approx(-2000.0 / 3.0 / 5.0)
    discounted = case(flows, 0.05, [0.5] * 10)
    factor = (1.0 - 1.05**-10) / 0.05
    value = -1000.0 + 100.0 * factor + 2000.0 / 3.0 * 1.05**-10
    assert discounted.value == pytest.approx(value)
    assert discounted.cost_per_tonne_discounted == pytest.approx(-value / (0.5 * factor))
    assert case([1.0, 1.0], 0.0).rate == "none"
    assert case([-1.0, 1.0], 0.0).cost_per_tonne is None


@pytest.mark.parametrize("last", [2019, 2022, 2024, 2030])
def test_a_loan_at_the_rate_of_the_case_is_worth_nothing(last):
    """The first payment falls due a year after the works; what books end before does not vanish."""
    rate, lent = 0.05, 100_000.0
    parts = zip(*loan(lent, rate, 5), strict=True)
    rows = [Posting(2019, Payer.BANKS, HOME, "loan", "m", round(100 * lent))]
    for year, (interest, back) in enumerate(parts, 2020):
        rows.append(Posting(year, HOME, Payer.BANKS, "interest", "m", round(100 * interest)))
        rows.append(Posting(year, HOME, Payer.BANKS, "repayment", "m", round(100 * back)))
    more = Books(2019, last, tuple(each for each in rows if each.year <= last))
    assert npv(rate, cash_flow(more, (HOME,))) == pytest.approx(0.0, abs=0.1)


def test_payments_among_those_asked_cancel_out():
    """A deduction moves money from the state to homes; the whole sees neither, each of them its own."""
    more = Books(2019, 2020, (
        Posting(2019, HOME, FIRM, "investment", "m", 1000),
        Posting(2020, STATE, HOME, "deduction", "m", 700),
    ))  # fmt: skip
    assert cash_flow(more).tolist() == [-10.0, 0.0, 0.0]
    assert cash_flow(more, (HOME,)).tolist() == [-10.0, 0.0, 7.0]
    assert cash_flow(more, (STATE,)).tolist() == [0.0, 0.0, -7.0]
    assert leverage(more) == pytest.approx(3.0 / 7.0)
    assert math.isnan(leverage(Books(2019, 2019, ())))
    tickets = Posting(2019, HOME, Payer.OPERATORS, "investment", "integrated_fares", 500)
    assert leverage(Books(2019, 2020, (*more.postings, tickets))) == leverage(more)
    assert set(EVERYBODY) | {FIRM, Payer.SUPPLIERS, Payer.BANKS} == set(Payer)


def test_what_is_left_of_a_grant_belongs_to_nobody_alone():
    more = Books(2019, 2019, (Posting(2019, Payer.EU, FIRM, "grant", "m", 1000, 2.0),))
    assert cash_flow(more).tolist() == [-10.0, 5.0]
    assert cash_flow(more, (Payer.EU,)).tolist() == [-10.0, 0.0]
