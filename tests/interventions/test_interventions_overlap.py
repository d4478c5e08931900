"""Are savings that overlap added twice? Retrofit, heat pumps and energy management of the same buildings."""

import itertools

import pytest

from tests.catalogue_world import entry, run
from twin.interventions import Where

KWH = 3.6e6
PARTS = {
    "condominium_retrofit": {"quantity": "100 %", "pv_per_flat": "0 kW/flat", "control": "keep", "valves": False},
    "heat_pump": {"quantity": "100 %", "heat_source": "groundwater"},
    "energy_management": {"quantity": "100 %"},
}


@pytest.fixture(scope="module")
def saved():
    """Final energy for heat and hot water that each mix of the three saves in the days. [kWh]"""

    def final(names):
        entries = [entry(name, **PARTS[name]).model_copy(update={"where": Where()}) for name in names]
        return run(*entries).table("buildings")["final_heat_year"].sum() / KWH

    plain = final(())
    mixes = [mix for size in (1, 2, 3) for mix in itertools.combinations(PARTS, size)]
    return {mix: plain - final(mix) for mix in mixes} | {(): plain}


def test_the_mix_saves_less_than_its_parts_together_and_more_than_each(saved):
    alone = {name: saved[(name,)] for name in PARTS}
    whole = saved[tuple(PARTS)]
    print(f"without measures {saved[()]:.0f} kWh; saved alone:", {name: round(each) for name, each in alone.items()})
    for pair in itertools.combinations(PARTS, 2):
        print("interaction of", " and ".join(pair), f"{saved[pair] - sum(alone[name] for name in pair):.0f} kWh")
    total = sum(alone.values())
    print(f"all three {whole:.0f} kWh, sum {total:.0f} kWh, interaction {whole - total:.0f} kWh")
    assert min(alone.values()) > 0.0
    assert max(alone.values()) < whole < total
    assert whole < saved[()]
