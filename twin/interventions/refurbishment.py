"""What is an apartment block made of after refurbishment, and what does each part of the work cost?"""

from __future__ import annotations

from typing import NamedTuple

TABULA = (
    "TABULA/EPISCOPE Italy (CC BY 4.0), IT.MidClim.AB.01-08: U_Actual of variants .002 (standard) and .003 (advanced), "
    "ceiling under the unheated attic, wall 1, window 1; floors as H per area, b_Transmission counted; g_gl_n; "
    "n_air_infiltration; delta_U_ThermalBridging"
)


class Envelope(NamedTuple):
    """Envelope of an apartment block after refurbishment."""

    wall: float  # W/m2/K
    roof: float  # W/m2/K, ceiling under the unheated attic
    floor: float  # W/m2/K, ground effect counted
    window: float  # W/m2/K
    g: float  # 1
    infiltration: float  # 1/h
    bridges: float  # W/m2/K, surcharge for thermal bridges on all outer parts


# By epoch of construction, in the order of state.codes.Epoch. Source: TABULA, above; year 2011.
STANDARD = (
    Envelope(0.324, 0.274, 0.136, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.315, 0.271, 0.140, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.320, 0.270, 0.139, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.321, 0.274, 0.131, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.317, 0.274, 0.259, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.326, 0.261, 0.131, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.316, 0.267, 0.139, 2.0, 0.67, 0.10, 0.10),
    Envelope(0.270, 0.224, 0.138, 1.8, 0.50, 0.10, 0.05),
)
ADVANCED = (
    Envelope(0.244, 0.215, 0.107, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.255, 0.213, 0.109, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.242, 0.213, 0.103, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.243, 0.215, 0.104, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.240, 0.215, 0.202, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.246, 0.207, 0.103, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.255, 0.211, 0.103, 1.7, 0.50, 0.10, 0.05),
    Envelope(0.130, 0.125, 0.099, 1.1, 0.50, 0.05, 0.00),
)
LEVELS = {"standard": STANDARD, "advanced": ADVANCED}
# Which part of the work sets which columns, and by which part of the refurbished envelope.
COLUMNS: dict[str, dict[str, str]] = {
    "walls": {"u_wall": "wall", "thermal_bridges": "bridges"},
    "windows": {"u_window": "window", "g_window": "g", "infiltration": "infiltration"},
    "roof": {"u_roof": "roof"},
    "floor": {"u_floor": "floor"},
}


class Price(NamedTuple):
    """Price of one part of the work, taxes included."""

    value: float
    unit: str  # what it is counted by
    source: str
    year: int
    status: str = "assumed"


_CEILING = "ceilings of eligible cost in the decree of 6 August 2020, annex I, quoted from memory; bids lay at or below"
_MARKET = "usual bids of the years, quoted from memory"

PRICES: dict[str, Price] = {
    "walls": Price(110.0, "EUR per m2 of opaque facade", f"{_CEILING} (150)", 2018),
    "roof": Price(60.0, "EUR per m2 of footprint", f"{_CEILING} (100, from inside the attic)", 2018),
    "floor": Price(60.0, "EUR per m2 of footprint", f"{_CEILING} (120)", 2018),
    "windows": Price(500.0, "EUR per m2 of window", f"{_CEILING} (650 to 750 with shutters)", 2018),
    "window_boxes": Price(150.0, "EUR per m2 of window", _MARKET, 2018),
    "valves": Price(
        120.0 * 5.5,
        "EUR per flat",
        "120 EUR a radiator with its meter (Il Sole 24 Ore, via blastingnews.com); 5.5 radiators a flat: assumed",
        2016,
        "derived",
    ),
    "control": Price(100.0, "EUR per flat", _MARKET, 2018),
    "generator": Price(100.0, "EUR per kW", f"{_CEILING} (180 with works in the boiler room)", 2018),
    "photovoltaics": Price(
        1600.0, "EUR per kW", "25,000 to 40,000 EUR for 20 kW (sostariffe.it); middle of it", 2023, "derived"
    ),
}
