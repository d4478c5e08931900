"""How near does the embedded district come to the real layers? Counts, sizes, streets, lamps and homes side by side."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from twin.geo import load_district
from twin.state.codes import StreetClass, Thermal, Use

ZONES = ("27", "35", "36", "37", "38")
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@pytest.fixture(scope="module")
def pair(real_layers):
    return load_district(real_layers), load_district(None, ZONES)


def figures(district):
    """What both districts are compared by: name to value."""
    buildings, links, lamps = district["buildings"], district["car_links"], district["lampposts"]
    zone = district["zones"]["source_id"][buildings["zone"]]
    area = buildings["footprint"]
    out = {f"footprints in {i}": float((zone == i).sum()) for i in ZONES}
    out |= {f"footprint area in {i} [m2]": float(area[zone == i].sum()) for i in ZONES}
    out |= {f"footprint, {q:.0%} quantile [m2]": float(np.quantile(area, q)) for q in QUANTILES}
    way, inside = {}, links["zone"] >= 0
    for a, b, n, kind in zip(*(links[c][inside] for c in ("tail", "head", "length", "street_class")), strict=True):
        way[(min(a, b), max(a, b), round(float(n), 1))] = StreetClass(kind).name.lower()
    for word in ("trunk", "primary", "secondary", "tertiary", "minor"):
        out[f"{word} streets [km]"] = sum(key[2] for key, kind in way.items() if kind == word) / 1000
    out["lamps"] = float(len(lamps))
    out["lamps per km of street"] = len(lamps) / (sum(key[2] for key in way) / 1000)
    homes = buildings["use"] == Use.RESIDENTIAL
    out["residential buildings"] = float(homes.sum())
    out["residential floor area [m2]"] = float(buildings["floor_area"][homes].sum())
    out["flats"] = float(buildings["flats"].sum())
    out["mean storeys"] = float(buildings["storeys"].mean())
    heated = buildings["thermal"] == Thermal.HEATED
    out["heated buildings"] = float(heated.sum())
    # Walls and roof lose the heat: what a resident has of them stands for the demand before it is simulated.
    residents = float(district["zones"]["residents"][district["zones"]["in_district"]].sum())
    wall = buildings["facade"].sum(axis=1)
    out["heated wall and roof per resident [m2]"] = float((wall + area)[heated].sum()) / residents
    out["buildings with a party wall"] = float((buildings["party_wall"] > 0).mean())
    out["buildings around a yard"] = float((shapely.get_num_interior_rings(district.geometry["buildings"]) > 0).sum())
    places = district["places"]
    out["places in the zones"] = float((places["zone"] >= 0).sum())
    return out


# Where the generator is allowed to differ by more than a third, and why.
LOOSE = {
    "buildings around a yard": 0.7,  # one in fifty on the layers
    "heated wall and roof per resident [m2]": 0.4,
    "trunk streets [km]": 0.4,
}


def test_the_embedded_district_is_like_the_real_one(pair):
    real, embedded = (figures(district) for district in pair)
    print(f"\n{'':42}{'layers':>12}{'embedded':>12}{'ratio':>8}")
    for name, value in real.items():
        print(f"{name:42}{value:12.1f}{embedded[name]:12.1f}{embedded[name] / value:8.2f}")
    far = {
        name: (value, embedded[name])
        for name, value in real.items()
        if abs(embedded[name] / value - 1) > LOOSE.get(name, 0.33)
    }
    assert not far
    for name in real:
        if " in 2" in name or " in 3" in name:
            assert embedded[name] == pytest.approx(real[name], rel=0.05), name


def test_people_of_each_zone_are_those_of_the_register(pair):
    real, embedded = (district["zones"] for district in pair)
    for column in ("residents", "households", "single_households"):
        a, b = ({str(i): v for i, v in zip(z["source_id"], z[column], strict=True)} for z in (real, embedded))
        assert [a[i] for i in ZONES] == [b[i] for i in ZONES]
