"""Folders of made-up runs with given indicators: for tests of what reads results."""

import json

import pandas as pd

from twin.state.codes import Payer

# Two runs whose indicators of cities can be worked out in the head: 200 residents in both.
WITHOUT = {
    "energy.fuels": 800.0,
    "energy.electricity": 150.0,
    "energy.charging": 30.0,
    "lighting.electricity": 20.0,
    "energy.self_supply": 0.0,
    "energy.pv_production": 50.0,
    "energy.highest_deficit_ratio": 100.0,
    "emissions.co2": 400.0,
    "emissions.co2_per_resident": 2.0,
    "emissions.nox": 2.0,
    "mobility.injury_crashes": 4.0,
    "mobility.person_hours": 5000.0,
    "mobility.lost_in_traffic": 20.0,
    "mobility.trips_transit": 20000.0,
    "mobility.trips_bike_transit": 2000.0,
    "finance.bill_per_household": 1200.0,
    "finance.energy_bills": 50000.0,
    "finance.capex": 0.0,
    "finance.capex_city": 0.0,
    "finance.jobs": 0.0,
    "finance.fuel_poverty": 12.0,
    "finance.subsidy_share": float("nan"),
}
WITH = {
    **WITHOUT,
    "energy.fuels": 600.0,
    "energy.electricity": 120.0,
    "energy.charging": 24.0,
    "lighting.electricity": 16.0,
    "energy.self_supply": 20.0,
    "energy.pv_production": 100.0,
    "energy.highest_deficit_ratio": 90.0,
    "emissions.co2": 300.0,
    "emissions.co2_per_resident": 1.5,
    "emissions.nox": 1.5,
    "mobility.injury_crashes": 3.0,
    "mobility.person_hours": 4500.0,
    "mobility.lost_in_traffic": 15.0,
    "mobility.trips_transit": 22000.0,
    "mobility.trips_bike_transit": 2400.0,
    "finance.bill_per_household": 900.0,
    "finance.energy_bills": 40000.0,
    "finance.capex": 90000.0,
    "finance.capex_city": 20000.0,
    "finance.jobs": 1.26,
    "finance.fuel_poverty": 10.0,
    "finance.subsidy_share": 40.0,
}


def flow(year, payer, payee, kind, eur, *, measure="", life=0.0, yearly=False, works=0):
    """A row of the table of flows."""
    return {"year": year, "from": payer.name.lower(), "to": payee.name.lower(), "kind": kind, "measure": measure,
            "eur": float(eur), "life": life, "yearly": yearly, "works": works}  # fmt: skip


def flows_of(kpis):
    """Flows that say what the indicators say: the energy bills of homes, and works of 30 years."""
    home, firm, grid = Payer.HOUSEHOLDS, Payer.CONTRACTORS, Payer.SUPPLIERS
    rows = [flow(2019, home, grid, "energy", kpis.get("finance.energy_bills", 0.0), yearly=True)]
    if kpis.get("finance.capex", 0.0):
        rows.append(
            flow(2019, home, firm, "investment", kpis["finance.capex"], measure="made up", life=30.0, works=2019)
        )
    return rows


def write_run(out, name, kpis, seed=0, *, hours=8760, synthetic=True, flows=()):
    """Write the folder of a finished run that has these indicators, and return it; if flows is (), they follow."""
    folder = out / f"{name}-s{seed}"
    folder.mkdir(parents=True)
    manifest = {
        "title": name.capitalize(),
        "title_it": f"{name.capitalize()} (it)",
        "hash": f"{name}{seed}",
        "hash_inputs": {"code": "made up"},
        "seed": seed,
        "district": {"name": "Little district", "key": "little", "synthetic": synthetic},
        "first_day": "2019-01-01",
        "year": 2019,
        "hours": hours,
        "whole_year": hours == 8760,
        "baseline_year": 2019,
        "versions": {"twin": "made up"},
    }
    rows = [
        {
            "name": each,
            "label": each,
            "label_it": each,
            "unit": "1",
            "better": "less",
            "topic": each.partition(".")[0],
            "formula": "given",
            "source": "made up",
            "value": value,
        }
        for each, value in kpis.items()
    ]
    pd.DataFrame(rows).to_parquet(folder / "kpis.parquet")
    if flows is not None:
        columns = list(flow(0, Payer.CITY, Payer.CITY, "", 0.0))
        pd.DataFrame(flows_of(kpis) if flows == () else flows, columns=columns).to_parquet(folder / "flows.parquet")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "DONE").touch()
    return folder
