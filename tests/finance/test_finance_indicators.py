"""Do the declared series and indicators of energy, lighting, emissions and finance read what the processes write?"""

import numpy as np
import pytest

from tests import little_world
from twin.domains import emissions, energy, finance, lighting
from twin.observe import Recorder

DOMAINS = (energy, lighting, emissions, finance)
DAYS = 4


@pytest.fixture(scope="module")
def recorded():
    world = little_world.world(8)
    processes = []
    for domain in DOMAINS:
        domain.initialise(world, domain.Params())
    for domain in DOMAINS:
        processes += domain.processes(world, domain.Params())
    links = world.table("car_links")
    links["flow"][:], links["car_flow"][:], links["speed"][:] = 300.0, 250.0, 9.0
    recorder = Recorder(world, [s for d in DOMAINS for s in d.SERIES], [k for d in DOMAINS for k in d.KPIS])
    for tick in range(24 * DAYS):
        for process in processes:
            process.step(tick)
        recorder.record(tick)
        assert not any(audit.violated() for audit in world.audits)
    return world, recorder, recorder.finish()


# Shares of what this little world does not have: heat pumps, photovoltaics, losses through a whole envelope, tenants,
# measures, anybody who travels, and a whole year of bills to hold against incomes.
ABSENT = {"energy.seasonal_performance", "energy.pv_yield", "energy.self_use", "energy.gains_share"}
ABSENT |= {f"finance.bill_{who}" for who in ("tenants", "public_tenants")}
ABSENT |= {f"finance.fuel_poverty{of}" for of in ("", "_lihc", "_italian", "_owners", "_tenants", "_public_tenants")}
ABSENT |= {f"finance.burden_fifth_{k}" for k in range(1, 6)}
ABSENT |= {f"finance.travel_burden_fifth_{k}" for k in range(1, 6)} | {"finance.paid_from_elsewhere"}
ABSENT |= {"finance.subsidy_share", "finance.leverage", "finance.deduction_lost"}


def test_every_indicator_is_a_number_unless_there_is_nothing_to_measure(recorded):
    _, _, kpis = recorded
    assert {name for name, value in kpis.items() if not np.isfinite(value)} <= ABSENT


def test_names_say_their_domain_and_labels_come_in_two_languages():
    for domain in DOMAINS:
        topic = domain.__name__.rpartition(".")[2]
        for item in (*domain.SERIES, *domain.KPIS):
            assert item.name.startswith(f"{topic}.")
            assert item.label
            assert item.label_it
            assert item.label != item.label_it


def test_series_agree_with_the_sums_of_the_year(recorded):
    world, recorder, kpis = recorded
    homes = world.table("buildings")
    heat = recorder.series("energy.heat_residential").sum() + recorder.series("energy.heat_other").sum()
    assert heat == pytest.approx(homes["heat_need_year"].sum() / 3.6e6)
    electricity = kpis["energy.electricity"] * 1000.0
    assert electricity == pytest.approx(homes["electricity_year"].sum() / 3.6e6)
    co2 = homes["co2_year"].sum() + world.table("car_links")["co2_year"].sum()
    assert kpis["emissions.co2"] - kpis["emissions.co2_lighting"] == pytest.approx(co2 / 1000.0)
    assert kpis["finance.energy_bills"] == pytest.approx(-world.table("accounts")["balance"][:3].sum())
    bill = recorder.series("finance.bill_households").sum() / len(world.table("households"))
    assert kpis["finance.bill_per_household"] == pytest.approx(bill)


def test_streets_outside_the_district_do_not_count(recorded):
    world, recorder, _ = recorded
    links = world.table("car_links")
    per_hour = links["co2"].sum() * 3.6
    assert recorder.series("emissions.co2_traffic")[-1] == pytest.approx(per_hour)
    links["zone"][:3] = -1
    fresh = Recorder(world, emissions.SERIES, ())
    fresh.record(0)
    assert fresh.series("emissions.co2_traffic")[0] == pytest.approx(per_hour / 2.0)
