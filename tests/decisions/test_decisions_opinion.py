"""Are information, trust and money three mechanisms, and does the effect of co-design follow from them?"""

from dataclasses import replace

import numpy as np
import pytest

from tests.grid_district import grid_world
from twin.decisions import Offer, Params, owners_of
from twin.decisions.kernels import CARRIED, hold
from twin.decisions.opinion import annuity, attendance, believed, discount, opinions, reached, share_of, trusts
from twin.state.codes import Ownership, Use

YEAR, SEED = 2018, 3


@pytest.fixture(scope="module")
def owners():
    world = grid_world()
    b = world.table("buildings")
    rows = np.flatnonzero((b["use"] == Use.RESIDENTIAL) & (b["ownership"] == Ownership.CONDOMINIUM))
    return owners_of(world, rows, Params())


def offer(owners, **more):
    """Works at 14,600 EUR a flat that save 500 EUR a flat and year."""
    flats = np.bincount(owners.place, weights=owners.flats)
    return Offer(14_600.0 * flats, 500.0 * flats, 0.7)._replace(**more)


CODESIGN = {"diagnosis": True, "meetings": 2, "loan": True}


def approvals(owners, proposal, params=None):
    """How many condominiums carry the works."""
    params = params or Params()
    mind = opinions(owners, proposal, YEAR, SEED, params)
    result, call = np.zeros(owners.rows.size, dtype=np.int64), np.zeros(owners.rows.size, dtype=np.int64)
    hold(
        owners.first, owners.thousandths, mind.opinion > 0.0, mind.early, mind.attends, int(proposal.diagnosis), result,
        call,
    )  # fmt: skip
    return int((result == CARRIED).sum())


def test_an_annuity_is_the_sum_of_what_is_paid():
    assert annuity(0.07, 10.0) == pytest.approx(sum(1.07**-k for k in range(1, 11)))


def test_a_deduction_is_bounded_by_the_tax_unless_the_credit_is_ceded(owners):
    rate = discount(owners, SEED, Params())
    share = share_of(owners, offer(owners), rate, Params())
    assert np.all(share.deducted <= 10.0 * owners.tax + 1e-9)
    assert np.all(share.deducted <= 0.7 * share.cost + 1e-6)
    poor = owners.tax == 0.0
    assert poor.any()
    assert np.all(share.deducted[poor] == 0.0)
    ceded = share_of(owners, offer(owners, credit_transfer=True), rate, Params())
    assert ceded.deducted == pytest.approx(0.7 * ceded.cost)
    assert np.all(ceded.worth[poor] < share.worth[poor])
    assert np.all(ceded.short <= share.short + 1e-12)
    total = np.bincount(owners.place, weights=share.cost)
    assert total == pytest.approx(offer(owners).cost)


def test_a_loan_never_makes_it_worse_and_helps_those_without_cash(owners):
    rate = discount(owners, SEED, Params())
    cash, loan = (share_of(owners, offer(owners, loan=each), rate, Params()) for each in (False, True))
    dread = Params().dread
    assert np.all(loan.worth + dread * loan.short <= cash.worth + dread * cash.short + 1e-12)
    assert np.all(loan.unpaid <= cash.unpaid)
    assert loan.short[owners.savings < 1_000.0].mean() < cash.short[owners.savings < 1_000.0].mean()


def test_a_diagnosis_narrows_what_is_believed_as_far_as_it_is_trusted(owners):
    told = offer(owners, diagnosis=True)
    nobody, everybody = np.zeros(owners.uid.size), np.ones(owners.uid.size)
    guess = believed(owners, offer(owners), everybody, SEED, Params())
    assert np.array_equal(believed(owners, told, nobody, SEED, Params()), guess)
    known = believed(owners, told, everybody, SEED, Params())
    assert np.log(known).std() < 0.5 * np.log(guess).std()
    mean, spread = Params().belief_with
    assert np.log(known).mean() == pytest.approx(mean - 0.5 * spread**2, abs=0.02)
    sure = Params(risk_aversion=1.0)
    assert np.log(believed(owners, offer(owners), nobody, SEED, sure)).mean() > np.log(guess).mean()


def test_meetings_raise_trust_and_attendance_of_those_who_come_and_of_nobody_else(owners):
    none, two = offer(owners), offer(owners, meetings=2)
    came = reached(owners, two, SEED, Params())
    assert 0.2 < came.mean() < 0.9
    assert not reached(owners, none, SEED, Params()).any()
    before = trusts(owners, none, np.zeros(came.size, dtype=bool), SEED, Params())
    after = trusts(owners, two, came, SEED, Params())
    assert np.all(after[came] >= before[came])
    assert np.array_equal(after[~came], before[~came])
    absent = opinions(owners, none, YEAR, SEED, Params()).attends
    there = opinions(owners, two, YEAR, SEED, Params()).attends
    assert there[came].mean() > absent[came].mean() + 0.1
    assert np.array_equal(there[~came], absent[~came])


def test_what_one_mechanism_changes_the_others_do_not_see(owners):
    """Money alone changes shares of cost; a diagnosis and meetings leave them bit for bit."""
    plain = opinions(owners, offer(owners), YEAR, SEED, Params()).share
    informed = opinions(owners, offer(owners, diagnosis=True, meetings=3), YEAR, SEED, Params()).share
    for name in ("cost", "deducted", "worth", "short", "unpaid"):
        assert np.array_equal(getattr(plain, name), getattr(informed, name))


def test_codesign_helps_and_each_part_of_it_does_something(owners):
    whole = approvals(owners, offer(owners, **CODESIGN))
    assert whole > approvals(owners, offer(owners))
    for less in ({"diagnosis": False}, {"meetings": 0}, {"loan": False}, {"deduction": 0.0}):
        assert approvals(owners, offer(owners, **{**CODESIGN, **less})) <= whole
    assert approvals(owners, offer(owners, **{**CODESIGN, "deduction": 0.0})) < whole


NEUTRAL = [
    {"exchange": 0.0},
    {"meeting_trust": 0.0},
    {"attendance_gain": 0.0},
    {"meeting_reach": (0.0, 0.0)},
    {"overrun": 0.0},
    {"risk_aversion": 1.0},
    {"belief_without": (-0.05, 0.2)},
    {"belief_with": (-0.35, 0.7)},
    {"trust": (0.0, 0.0)},
    {"dread": 0.0},
    {"loan_limit": 0.0},
    {"old_saved": 0.0},
]


@pytest.mark.parametrize("change", NEUTRAL, ids=lambda each: next(iter(each)))
def test_no_single_parameter_switches_codesign_off_or_on(owners, change):
    """With any one mechanism at nothing the others still carry an effect, and none carries it alone."""
    params = Params().model_copy(update=change)
    assert approvals(owners, offer(owners, **CODESIGN), params) > approvals(owners, offer(owners), params)
    alone = {name: value for each in NEUTRAL if each != change for name, value in each.items()}
    rest = Params().model_copy(update=alone)
    effect = approvals(owners, offer(owners, **CODESIGN)) - approvals(owners, offer(owners))
    by_one = approvals(owners, offer(owners, **CODESIGN), rest) - approvals(owners, offer(owners), rest)
    assert by_one < effect


@pytest.mark.parametrize(
    "loss", [{"age": 80.0}, {"tax": 0.0}, {"savings": 0.0, "income": 0.0}], ids=("age", "tax", "cash")
)
def test_the_same_owners_older_without_tax_or_without_cash_are_less_in_favour(owners, loss):
    worse = replace(owners, **{name: np.full(owners.uid.size, value) for name, value in loss.items()})
    yes, fewer = (
        (opinions(each, offer(each, **CODESIGN), YEAR, SEED, Params()).opinion > 0.0).mean() for each in (owners, worse)
    )
    assert fewer < yes


def test_same_seed_same_bits_and_another_year_moves_little(owners):
    one, two, later = (opinions(owners, offer(owners, **CODESIGN), y, SEED, Params()) for y in (YEAR, YEAR, YEAR + 1))
    assert np.array_equal(one.opinion, two.opinion)
    assert np.array_equal(one.attends, two.attends)
    assert not np.array_equal(one.opinion, later.opinion)
    assert np.corrcoef(one.opinion, later.opinion)[0, 1] > 0.9


def test_owners_of_empty_flats_come_less_often_than_landlords(owners):
    """Their attendance is their own parameter, and moves nobody else's."""
    away = replace(owners, resident=np.zeros(owners.uid.size, dtype=bool), empty=np.arange(owners.uid.size) % 2 == 0)
    proposal = offer(owners, meetings=2)
    one, two = (opinions(away, proposal, YEAR, SEED, Params(attendance_empty=each)) for each in (0.15, 0.9))
    assert one.attends[away.empty].mean() < one.attends[~away.empty].mean() < two.attends[away.empty].mean()
    assert np.array_equal(one.attends[~away.empty], two.attends[~away.empty])
    assert np.array_equal(one.opinion, two.opinion)
    came = reached(away, proposal, SEED, Params())
    assert came[away.empty].mean() < came[~away.empty].mean()
    alike = Params(attendance_empty=Params().attendance[1], meeting_reach_empty=Params().meeting_reach[1])
    let = replace(away, empty=np.zeros(owners.uid.size, dtype=bool))
    assert np.array_equal(opinions(away, proposal, YEAR, SEED, alike).attends,
                          opinions(let, proposal, YEAR, SEED, Params()).attends)  # fmt: skip


def test_condominiums_may_attend_unlike_each_other(owners):
    """The odds of all owners of a condominium move together; without a spread the chances are those of each kind."""
    alone = attendance(owners, SEED, Params())
    assert set(np.unique(alone)) == {*Params().attendance, Params().attendance_empty} - {
        *([] if owners.empty.any() else [Params().attendance_empty])
    }
    spread = attendance(owners, SEED, Params(attendance_house_spread=0.8))
    moved = np.log(spread / (1.0 - spread)) - np.log(alone / (1.0 - alone))
    first = moved[owners.first[:-1]]
    assert moved == pytest.approx(first[owners.place])
    assert first.std() == pytest.approx(0.8, rel=0.35)
    assert np.abs(first.mean()) < 4.0 * 0.8 / first.size**0.5
    certain = Params(attendance=(1.0, 0.0), attendance_house_spread=0.8)
    assert attendance(owners, SEED, certain)[owners.resident].min() > 1.0 - 1e-6
