"""Folders of made-up runs with given indicators: for tests of what reads results."""

import json

import pandas as pd

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
}


def write_run(out, name, kpis, seed=0, *, hours=8760, synthetic=True):
    """Write the folder of a finished run that has these indicators, and return it."""
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
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "DONE").touch()
    return folder
