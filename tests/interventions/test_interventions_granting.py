"""Is the path up to a year the same whichever later year is simulated, and is no sum ever overspent?"""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.decisions import test_decisions_campaign as campaign
from tests.interventions.test_interventions_social import entry, street
from twin.core.clock import Clock
from twin.decisions import Params
from twin.domains import energy
from twin.domains.energy.sun.roofs import equip
from twin.interventions import Budget, catalogue, edits, funded_edits
from twin.interventions.granting import QUEUE, costs, is_service
from twin.state.codes import Engine, Payer, Stage
from twin.state.edits import apply

YEARS = (2016, 2017, 2018, 2019)
PEOPLE = {"adoption": "diffusion", "subsidy": "20 %", "campaign": "100 %"}
ALL = {"quantity": "100 %", **PEOPLE}


@pytest.fixture(scope="module", autouse=True)
def keen():
    """Condominiums that all come forward, so that there are many works to pay for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("twin.interventions.retrofit_vote.Params", lambda: Params(interest=1.0, joins=1.0, champion=0.0))
        yield


def blocks(year):
    return campaign.made(year)


def houses(year):
    world = street()
    world.clock = Clock(year)
    energy.initialise(world, energy.Params())
    equip(world, energy.Params())
    return world


RETROFIT = campaign.entry()
CARS = entry("e_cars", date(2010, 1, 1), **ALL)
MARKET = entry("social_market", date(2015, 6, 1), quantity="50 %", joining="30 %")
LAMPS = entry("lamppost_dimming", date(2015, 1, 1), dim_level="60 %", **{"from": "23:00", "to": "05:00"})
PUMPS = entry("heat_pump", date(2005, 1, 1), heat_source="air", **ALL)
ROOFS = entry("rooftop_pv", date(2005, 1, 1), **ALL)
PIPES = entry("district_heating", date(2017, 3, 1), quantity="80 %", least_load="0 kW", state_share="30 %")
DEEP = entry("heat_pump", date(2017, 2, 1), heat_source="groundwater", quantity="60 %")
MIXES = {
    "blocks": (blocks, (RETROFIT, CARS, MARKET)),
    "houses": (houses, (PUMPS, ROOFS, LAMPS, CARS)),
    "plants": (houses, (PUMPS, PIPES)),
}


def seen(world_of, asked, sums):
    """Edits and funding of the run of each year."""
    return {year: funded_edits(world_of(year), asked, Budget(sums=sums)) for year in YEARS}


def works(done):
    """What each payer pays for each work, by the year in which it is done."""
    paid = {}
    for edit in done:
        if edit.cost.any() and not is_service(edit):
            for row, eur in zip(edit.rows.tolist(), edit.cost.tolist(), strict=True):
                key = edit.measure, edit.table, row, edit.payer, edit.year
                paid[key] = paid.get(key, 0.0) + eur
    return {key: eur for key, eur in paid.items() if eur}


def changed(done, column):
    rows = [each.rows for each in done if each.column == column]
    return set(np.concatenate(rows).tolist()) if rows else set()


@pytest.mark.parametrize("mix", MIXES)
@settings(max_examples=5, phases=(Phase.explicit, Phase.generate))  # each is four runs
@given(data=st.data())
def test_the_path_up_to_a_year_is_the_same_in_every_later_run(mix, data):
    world_of, asked = MIXES[mix]
    asked = data.draw(st.permutations(asked))
    whole = costs(edits(world_of(YEARS[-1]), asked))
    parts = {name: data.draw(st.floats(0.0, 1.3)) for name in ("city", "state")}
    sums = {name: part * whole[name] for name, part in parts.items()}
    runs = seen(world_of, asked, sums)
    for (year, (done, funding)), (_, (later, after)) in pairwise(runs.items()):
        kept = works(later)
        assert works(done) == {key: eur for key, eur in kept.items() if key[-1] <= year}
        assert funding.by_year == {at: paid for at, paid in after.by_year.items() if at <= year}
        for column in ("engine", "generator", "pv_peak", "u_wall"):
            assert changed(done, column) <= changed(later, column)
    for year, (done, funding) in runs.items():
        spent = dict.fromkeys(sums, 0.0)
        for at in sorted(funding.by_year):
            spent = {name: eur + funding.by_year[at][name] for name, eur in spent.items()}
            assert all(spent[name] <= sums[name] + 0.01 for name in sums)
        assert funding.spent == pytest.approx(spent)
        booked = dict.fromkeys(sums, 0.0)
        for (_, _, _, payer, at), eur in works(done).items():
            assert at <= year
            booked[payer.name.lower()] = booked.get(payer.name.lower(), 0.0) + eur
        assert all(booked[name] <= spent[name] + 0.01 for name in sums)
        if MARKET not in asked:  # without a service that is paid again in each year, what is booked is what is spent
            assert {name: booked[name] for name in sums} == pytest.approx(spent, abs=0.01)


def test_a_year_ends_its_queue_with_the_first_who_does_not_fit_and_what_is_left_stays_for_the_next():
    asked = [CARS]
    world = blocks(2019)
    free = works(edits(world, asked))
    cost = {}
    for (_, _, _, payer, at), eur in free.items():
        if payer == Payer.CITY:
            cost[at] = cost.get(at, 0.0) + eur
    first, second = sorted(cost)[:2]
    sums = {"city": cost[first] + 0.5 * cost[second] + 1.0}
    done, funding = funded_edits(world, asked, Budget(sums=sums))
    drawn = QUEUE.at(world.seed).uniform(world.table("vehicles")["uid"], second)
    paid = [row for (_, _, row, payer, at) in works(done) if payer == Payer.CITY and at == second]
    wanted = [row for (_, _, row, payer, at) in free if payer == Payer.CITY and at == second]
    left = set(wanted) - set(paid)
    assert left
    assert paid
    assert max(drawn[paid]) < min(drawn[list(left)])
    assert funding.by_year[first]["city"] == pytest.approx(cost[first])
    each = cost[second] / len(wanted)
    assert len(paid) == int((sums["city"] - cost[first] + 0.005) // each)
    assert f"{len(left)} of the {len(wanted)} works of {second} left out" in " ".join(funding.lines)


def test_neighbours_do_not_see_what_was_never_bought():
    """Nobody adopts of their own accord later than the first year in which the money ends: all contacts lack it."""
    world = blocks(2019)
    world.table("vehicles")["engine"][:] = Engine.PETROL
    done, _ = funded_edits(world, [CARS], Budget(sums={"city": 0.0}))
    assert not works(done)
    assert not changed(done, "engine")
    asked = edits(world, [CARS])
    some = {at for *_, at in works(asked)}
    half = sorted(some)[len(some) // 2]
    enough = sum(eur for (_, _, _, payer, at), eur in works(asked).items() if payer == Payer.CITY and at < half)
    done, funding = funded_edits(world, [CARS], Budget(sums={"city": enough}))
    assert {at for *_, at in works(done)} == {at for at in some if at < half}
    said = [line for line in funding.lines if "works of" in line]
    wanted = {int(line.split("works of ")[1][:4]): int(line.split("left: ")[1].split(" of")[0]) for line in said}
    unseen = {at: sum(1 for (_, _, _, payer, year) in works(asked) if year == at and payer == Payer.CITY)
              for at in wanted}  # fmt: skip
    assert wanted[half] == unseen[half]
    # With fewer who have one, fewer ask in the years after.
    assert sum(wanted.values()) < sum(unseen.values())


def test_a_condominium_without_the_money_has_approved_and_not_built():
    world = blocks(2019)
    asked = [RETROFIT]
    whole = works(edits(world, asked))
    done, funding = funded_edits(world, asked, Budget(sums={"state": 0.4 * costs(edits(world, asked))["state"]}))
    some = works(done)
    assert 0 < len(some) < len(whole)
    assert some.items() <= whole.items()
    apply(world, done)
    stages = world.table("buildings")["retrofit_stage"]
    built = np.flatnonzero(stages[:, Stage.BUILT])
    assert set(built.tolist()) == {row for (_, _, row, _, _) in some}
    assert stages[:, Stage.APPROVED].sum() > built.size
    assert any("left out" in line for line in funding.lines)


def test_a_measure_that_does_not_listen_is_not_paid_either(monkeypatch):
    """A plug-in whose works are dated and that knows nothing of refusals loses the rows that found no money."""
    plain = catalogue["heat_pump"]
    deaf = replace(plain, edits=lambda world, *given: plain.edits(replace(world, refused={}), *given))
    monkeypatch.setitem(catalogue._measures, "heat_pump", deaf)
    world = houses(2019)
    whole = costs(edits(world, [PUMPS]))["city"]
    done, funding = funded_edits(world, [PUMPS], Budget(sums={"city": 0.5 * whole}))
    assert costs(done)["city"] <= 0.5 * whole
    paid = {row for (_, _, row, _, _) in works(done)}
    assert changed(done, "generator") == changed(done, "heating_efficiency") == paid
    assert 0.0 < funding.spent["city"] == pytest.approx(costs(done)["city"])


def plants(done):
    """Which measures give each building a plant."""
    given = {}
    for each in done:
        if (each.table, each.column) == ("buildings", "generator"):
            for row in each.rows.tolist():
                given.setdefault(row, set()).add(each.measure)
    return given


@pytest.mark.parametrize("asked", [[DEEP, PIPES], [PIPES, DEEP], [PUMPS, PIPES]])
def test_a_plant_that_is_not_built_is_not_paid_and_its_money_is_there_for_others(asked):
    world = houses(2019)
    booked = costs(edits(world, asked))
    alone = [costs(edits(world, [each])) for each in asked]
    assert booked["state"] < sum(each["state"] for each in alone)  # some buildings are asked for twice
    # Just enough for what is built: nobody goes without, in the order of days as without a budget.
    for year in YEARS:
        world = houses(year)
        done, funding = funded_edits(world, sorted(asked, key=lambda each: each.date), Budget(sums=booked))
        assert not any("asked" in line for line in funding.lines)
        assert costs(done) == pytest.approx(costs(edits(world, asked)))
        assert funding.spent == pytest.approx({name: costs(done).get(name, 0.0) for name in booked})
        assert all(len(names) == 1 for names in plants(done).values())
    # The order of the file tells which of two plants of one year is built where money has to be given out.
    done, funding = funded_edits(world, asked, Budget(sums={"state": booked["state"]}))
    first = asked[0]
    wanted = {row for row, _ in plants(edits(world, [first])).items()}
    assert {row for row, names in plants(done).items() if first.measure in names} == wanted
    assert funding.spent["state"] == pytest.approx(costs(done)["state"], abs=0.01)


def test_who_finds_no_money_leaves_the_building_to_the_next():
    world = houses(2019)
    asked = [DEEP, PIPES]
    done, funding = funded_edits(world, asked, Budget(sums={"state": costs(edits(world, [PIPES]))["state"]}))
    both = set(plants(edits(world, [DEEP]))) & set(plants(edits(world, [PIPES])))
    given = plants(done)
    assert any("clipped" in line or "left out" in line for line in funding.lines)
    assert {row for row in both if given.get(row) == {"district_heating"}}
    assert funding.spent["state"] == pytest.approx(costs(done)["state"], abs=0.01)


def test_a_plant_whose_owner_pays_nothing_comes_in_its_year():
    free = entry("heat_pump", date(2005, 1, 1), heat_source="air", **ALL | {"subsidy": "0 %", "state_share": "100 %"})
    pipes = entry("district_heating", date(2014, 3, 1), quantity="100 %", least_load="0 kW")
    found = [plants(edits(houses(year), [free, pipes])) for year in (2013, 2014, 2015)]
    for before, after in pairwise(found):
        assert before.items() <= after.items()
    pumps = set(plants(edits(houses(2015), [free]))) - set(plants(edits(houses(2014), [free])))
    assert pumps  # decided too late: the building is on the network
    assert {name for row in pumps for name in found[-1][row]} == {"district_heating"}


def test_a_plant_refused_to_a_measure_that_does_not_listen_is_free_for_the_next(monkeypatch):
    plain = catalogue["heat_pump"]
    deaf = replace(plain, edits=lambda world, *given: plain.edits(replace(world, refused={}), *given))
    monkeypatch.setitem(catalogue._measures, "heat_pump", deaf)
    world = houses(2019)
    done, funding = funded_edits(world, [PUMPS, PIPES], Budget(sums={"city": 0.0}))
    assert not [each for each in done if each.measure == "heat_pump" and each.rows.size]
    wanted = plants(edits(world, [PIPES]))
    assert plants(done) == wanted
    assert funding.spent == {"city": 0.0}
