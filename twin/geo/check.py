"""What is known in this district and what is filled in? Counts per zone, table and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.geo.streets import connectivity, cut_off
from twin.state.codes import PlaceKind, Thermal, Use
from twin.state.table import flag_counts

if TYPE_CHECKING:
    from twin.state.district import District

# Flagged columns that other rooms fill later are not the layers' coverage.
CHECKED = {
    "zones": ("residents", "households", "single_households", "size_share"),
    "buildings": ("footprint", "storeys", "use", "epoch", "thermal", "flats", "facade"),
    "lampposts": ("x", "spacing", "rated_power"),
    "car_links": ("lanes", "free_speed", "capacity"),
    "places": ("x", "capacity"),
}


def check(district: District) -> list[dict[str, Any]]:
    """Coverage: one row per zone of the district (and one for what lies outside), table and flagged column.

    Returns
    -------
    Rows with zone, zone_name, table, column, rows, measured, derived, imputed, synthetic.
    """
    zones = district["zones"]
    inside = np.flatnonzero(zones["in_district"])
    out: list[dict[str, Any]] = []
    for row in [*inside, -1]:
        for name, columns in CHECKED.items():
            table = district[name]
            if name == "zones":
                mine = np.arange(len(table)) == row if row >= 0 else ~table["in_district"]
            else:
                mine = table["zone"] == row
            if not mine.any() and row < 0:
                continue
            out += [
                {
                    "zone": str(zones["source_id"][row]) if row >= 0 else "",
                    "zone_name": str(zones["name"][row]) if row >= 0 else "outside the district",
                    "table": name,
                    "column": column,
                    "rows": int(mine.sum()),
                    **flag_counts(table, column, mine),
                }
                for column in columns
            ]
    return out


def imputations(district: District) -> list[dict[str, Any]]:
    """How gaps are filled: one row per imputed column with method, counts, errors and what other draws vary.

    Returns
    -------
    Rows with table, column, method, known, imputed, grouping, validation (None where there is no truth), uncertainty,
    and what `twin gis check` prints of the validation: mae, bias, crps, climatology, coverage.
    """
    rows = []
    for row in district.imputation.get("columns", []):
        validation = row["validation"] or {}
        error, base = validation.get("error", {}), validation.get("baselines", {}).get("climatology", {})
        score = {"mae": error.get("mae"), "bias": error.get("bias"), "crps": error.get("crps")}
        score |= {"climatology": base.get("crps"), "coverage": error.get("coverage")}
        agree = validation.get("by_neighbours_agree")
        rows.append({**row, **score, "agreement": agree})
    return rows


def info(district: District) -> dict[str, Any]:
    """What a district is: place, sources, sizes of its tables, main counts, notes."""
    buildings, zones, places = district["buildings"], district["zones"], district["places"]
    inside = zones["in_district"]
    share, off = connectivity(district["car_nodes"], district["car_links"], strong=True)
    return {
        "name": district.name,
        "place": {"lon": round(district.place[0], 4), "lat": round(district.place[1], 4)},
        "crs": district.crs,
        "time_zone": district.time_zone,
        "synthetic": district.synthetic,
        "key": district.key,
        "zones": [
            {"id": str(i), "name": str(n), "residents": float(r), "households": float(h), "area_km2": round(a / 1e6, 3)}
            for i, n, r, h, a in zip(
                *(zones[c][inside].tolist() for c in ("source_id", "name", "residents", "households", "area")),
                strict=True,
            )
        ],
        "rows": {name: len(table) for name, table in district.tables.items()},
        "buildings": {
            "thermal": {k.name.lower(): int((buildings["thermal"] == k).sum()) for k in Thermal},
            "use": {k.name.lower(): int((buildings["use"] == k).sum()) for k in Use},
            "footprint_m2": round(float(buildings["footprint"].sum())),
            "floor_area_m2": round(float(buildings["floor_area"].sum())),
            "flats": round(float(buildings["flats"].sum())),
        },
        "places": {k.name.lower(): int(((places["kind"] == k) & (places["zone"] >= 0)).sum()) for k in PlaceKind},
        "car_network_connected": round(share, 4),
        "car_network_cut_off": [
            {"name": name, "street_class": kind, "way": way, "length_m": round(length, 1)}
            for name, kind, way, length in cut_off(district["car_links"], off)
        ],
        "sources": [
            {
                "name": s.name, "publisher": s.publisher, "licence": s.licence,
                "attribution": s.attribution, "year": s.year, "sha256": s.sha256,
            }
            for s in district.sources
        ],
        "attributions": sorted({s.attribution for s in district.sources}),
        "notes": district.notes,
    }  # fmt: skip
