"""Which figures shape queues on the streets, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param


class LoadingParams(ParamSet):
    """Parameters of the queues on the streets."""

    car_units: tuple[float, float, float, float] = param(
        (1.0, 0.4, 1.0, 2.0), unit="1", year=2010, status="published",
        doc="Car units of a car, a motorcycle, a van and a truck, in room and in headway",
        source="passenger car units of British transport appraisal, via scptransport.co.uk: light goods vehicle 1, "
        "heavy goods vehicle 2, motorcycle 0.4; method in R. Kimber, M. McDonald and N. Hounsell, Transp. Res. B "
        "19(1), 1985, DOI 10.1016/0191-2615(85)90028-1",
    )  # fmt: skip
    patience: float = param(
        10.0, unit="s", year=2016, status="assumed", gt=0,
        source="10 s is the default of MATSim's queue simulation (stuckTime), quoted from memory",
        doc="Time after which a blocked vehicle pushes into a full street (gridlock dissolves, and is counted)",
    )  # fmt: skip
    wave_kmh: float = param(
        18.0, unit="km/h", year=2005, status="published", ge=0,
        doc="Speed at which empty space moves back along a queue; 0: at once",
        source="H. Stipdonk, J. van Toorenburg and M. Postema, Phase diagram distortion from traffic parameter "
        "averaging: 18 +- 1 km/h on motorways; the same taken for streets",
    )  # fmt: skip
    cruising_kmh: float = param(
        12.0, unit="km/h", year=2016, status="assumed", ge=0, doc="Speed while looking for a place to park",
        source="assumed: slower than the mean of traffic in the city",
    )  # fmt: skip
