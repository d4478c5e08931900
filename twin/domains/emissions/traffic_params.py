"""Which emission factors hold for vehicles that the district does not keep, and where do they stand?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

_OWN = "own assumption"
_MIDI = "EMEP/EEA guidebook 2019, urban midi buses up to 15 t at half load, at the six speeds; stands for rigid trucks"

BySpeed = tuple[float, float, float, float, float, float]
Numbers = tuple[float, ...]


class TrafficParams(ParamSet):
    """Cars of people from elsewhere, vans and trucks. Factors by speed hold at the values of `Params.speeds`."""

    guest_engines: Numbers = param(
        (0.51, 0.40, 0.07, 0.02), unit="1", year=2022, status="derived",
        doc="Shares of petrol, diesel, hybrid and electric in cars of people from elsewhere",
        source="40 % diesel, 9 % electrified in entries of Area B in 2022 (Gazzetta dello Sport, AMAT); split of these "
        "into hybrid and electric assumed",
    )  # fmt: skip
    guest_euro: Numbers = param(
        (0.06, 0.02, 0.06, 0.10, 0.212, 0.184, 0.364), unit="1", year=2021, status="derived",
        doc="Shares of Euro 0 to 6 in cars of people from elsewhere",
        source="cars registered in Milan 2021: Euro 0 to 4 45.2 %, Euro 6 36.4 % (ACI via AutoScout24); within 0 to 4 "
        "assumed",
    )  # fmt: skip
    guest_electric_use: float = param(
        0.18, unit="kWh/km", year=2020, status="assumed", ge=0.0, source=_OWN,
        doc="grid electricity of an electric car from elsewhere",
    )  # fmt: skip
    van_co2: BySpeed = param(
        (392.0, 290.0, 243.0, 196.0, 176.0, 178.0), unit="g/km", year=2016, status="assumed",
        doc="carbon dioxide of a diesel van below 3.5 t", source=f"{_OWN}: 1.35 times the diesel car",
    )  # fmt: skip
    van_nox: tuple[BySpeed, BySpeed] = param(
        ((900.0, 724.0, 663.0, 622.0, 648.0, 799.0), (321.0, 258.0, 236.0, 221.0, 228.0, 279.0)),
        unit="mg/km", year=2013, status="derived", doc="nitrogen oxides of diesel vans, Euro 5 and Euro 6",
        source="EMEP/EEA guidebook 2013/2016, light commercial vehicles, equation 1, evaluated at the six speeds",
    )  # fmt: skip
    van_pm: tuple[BySpeed, BySpeed] = param(
        ((5.05, 3.48, 2.80, 2.12, 1.78, 1.59), (4.03, 2.65, 2.04, 1.46, 1.18, 1.02)),
        unit="mg/km", year=2013, status="assumed", doc="exhaust particles of diesel vans, Euro 5 and Euro 6",
        source=f"{_OWN}: as diesel cars of 1.4-2.0 l, both with filters",
    )  # fmt: skip
    van_euro: tuple[float, float, float] = param(
        (0.30, 0.25, 0.45), unit="1", year=2021, status="assumed",
        doc="shares of vans of Euro 4, 5 and 6 in those that burn fuel", source=f"{_OWN}: a little newer than cars",
    )  # fmt: skip
    van_electric_use: float = param(
        0.26, unit="kWh/km", year=2020, status="assumed", ge=0.0, doc="grid electricity of an electric van",
        source=f"{_OWN}: maker's figures of small vans around 0.2, in town and in use more",
    )  # fmt: skip
    truck_co2: BySpeed = param(
        (995.0, 772.0, 642.0, 523.0, 501.0, 551.0), unit="g/km", year=2019, status="derived",
        doc="carbon dioxide of a truck of 7.5 to 15 t", source=f"{_MIDI}; Euro VI, 74.3 g per MJ of diesel",
    )  # fmt: skip
    truck_nox: tuple[BySpeed, BySpeed] = param(
        ((11098.0, 6919.0, 4672.0, 2585.0, 1855.0, 2026.0), (962.0, 485.0, 320.0, 170.0, 99.0, 57.0)),
        unit="mg/km", year=2019, status="derived", doc="nitrogen oxides of trucks, Euro V (SCR) and Euro VI",
        source=_MIDI,
    )  # fmt: skip
    truck_pm: tuple[BySpeed, BySpeed] = param(
        ((75.5, 50.1, 38.1, 28.2, 25.8, 49.5), (7.9, 5.0, 3.8, 2.7, 2.5, 2.9)),
        unit="mg/km", year=2019, status="derived", doc="exhaust particles of trucks, Euro V (SCR) and Euro VI",
        source=_MIDI,
    )  # fmt: skip
    truck_new: float = param(
        0.5, unit="1", year=2021, status="assumed", ge=0.0, le=1.0, doc="share of trucks of Euro VI", source=_OWN
    )
    freight_wear: tuple[float, float] = param(
        (25.0, 80.0), unit="mg/km", year=2016, status="assumed",
        doc="PM10 of tyres, brakes and road surface of a van and of a truck",
        source="own estimate after EMEP/EEA Tier 1 for light and heavy duty vehicles, quoted from memory",
    )  # fmt: skip
