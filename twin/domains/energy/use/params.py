"""What do people use in buildings? Parameters of electricity, hot water, gains and the wish for cooling."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import OWN, TABULA, ByUse, assumed

_CREST = (
    "I. Richardson et al., Domestic electricity use, Energy and Buildings 42, 2010 (CREST), appliance data as printed "
    "in the open library modelica-ibpsa/IDEAS"
)
_NEST = "ownership in Lombardy: NEST-SynElProf (MIT)"
_ISTAT = "ISTAT, Consumi energetici delle famiglie"
_ENEA = "shares of a family's electricity by ENEA, via press 2023"
_EN16798 = "EN 16798-1:2019, annexes B and C, quoted from memory"

Events = tuple[float, ...]


class UseParams(ParamSet):
    """Parameters of electricity, hot water, gains and cooling. Events stand in the order of `appliances.EVENTS`."""

    household_electricity: float = param(
        2299.0,
        unit="kWh/a",
        doc="electricity of a household, heating and cooling apart; sets the scale",
        source="Italian provincial capitals 2012, 2,299 kWh a household (ISTAT, via ilnord.it)",
        year=2012,
        status="published",
        ge=0.0,
    )
    events_owned: Events = param(
        (0.963, 0.490, 0.055, 0.764, 1.0, 1.0, 0.9, 0.94, 0.976, 0.976, 0.65, 1.0),
        unit="1",
        doc="share of households that have what each event needs",
        source=f"{_NEST}; iron and vacuum cleaner: {_CREST}; computer and the rest: {OWN}",
        year=2013,
        status="published",
    )
    events_a_year: Events = param(
        (182.0, 224.0, 122.0, 220.0, 300.0, 300.0, 100.0, 110.0, 330.0, 220.0, 449.0, 330.0),
        unit="1/a",
        doc="events a year in the mean household that has the appliance",
        source=f"washing 3.5 and dishwashing 4.3 a week: {_ISTAT} 2013; dryer, oven, vacuum cleaner, computer: "
        f"{_CREST}; the rest: {OWN}",
        year=2013,
        status="published",
    )
    event_power: Events = param(
        (405.5, 1131.0, 2500.0, 2125.0, 1200.0, 1200.0, 1000.0, 2000.0, 124.0, 124.0, 140.7, 1470.0),
        unit="W",
        doc="mean power of an event; of washing up the useful heat in hot water",
        source=f"{_CREST}; kitchen and hair: several small appliances, {OWN}; washing up 0.735 kWh: EU tapping profile "
        "M of EN 16147, quoted from memory",
        year=2010,
        status="published",
    )
    event_hours: Events = param(
        (2.3, 1.0, 1.0, 0.45, 0.25, 0.3, 1.0, 0.333, 3.5, 2.0, 5.0, 0.5),
        unit="h",
        doc="length of an event",
        source=f"{_CREST}; kitchen and hair, ironing, sittings at the television: {OWN}",
        year=2010,
        status="published",
    )
    cold_power: tuple[float, float] = param(
        (39.0, 36.0),
        unit="W",
        doc="mean power of a fridge and of a freezer",
        source=f"freezer 316 kWh/a: {_CREST}; fridge 340 kWh/a: {OWN}, below CREST's 426, stock renewed since",
        year=2010,
        status="assumed",
    )
    cold_owned: tuple[float, float] = param(
        (0.998, 0.238), unit="1", doc="share of households with fridge, freezer", source=_NEST, year=2013,
        status="published",
    )  # fmt: skip
    standby_power: float = param(
        21.0, unit="W", doc="stand-by and what is never switched off", source=f"8 % of the electricity: {_ENEA}",
        year=2023, status="derived", ge=0.0,
    )  # fmt: skip
    lamp_power: float = param(
        70.0,
        unit="W",
        doc="lighting per effective occupant who is awake in the dark",
        source=f"{OWN}, gives about the 10 % of the electricity of {_ENEA}",
        year=2023,
        status="assumed",
        ge=0.0,
    )
    daylight: float = param(
        60.0,
        unit="W/m2",
        doc="global irradiance from which no lamp is needed; below it lamps rise linearly",
        source="Richardson et al., Domestic lighting, Energy and Buildings 41, 2009: mean threshold 60 W/m2",
        year=2009,
        status="published",
        gt=0.0,
    )
    effective_occupants: tuple[float, float, float, float, float, float] = param(
        (0.0, 1.0, 1.528, 1.694, 1.983, 2.094),
        unit="1",
        doc="use of shared things by 0 to 5 people relative to one",
        source="Richardson et al. 2009, effective occupancy; quoted from memory",
        year=2009,
        status="assumed",
    )
    habit_spread: float = assumed(
        0.4,
        unit="1",
        doc="scatter between households of one size, standard deviation of the logarithm, cut at twice this",
        year=2015,
        ge=0.0,
        le=1.0,
    )
    awake_hours: tuple[int, int] = param(
        (7, 23),
        unit="h",
        doc="civil hours awake on workdays; a share of the households an hour earlier or later, all later at weekends",
        source=f"sleep of about 8 hours, ISTAT time use 2014; hours: {OWN}",
        year=2014,
        status="assumed",
    )
    early_late: tuple[float, float] = assumed(
        (0.35, 0.25), unit="1", doc="share of households that live an hour earlier, and an hour later", year=2014
    )
    household_before_scale: float = param(
        1907.0,
        unit="kWh/a",
        doc="electricity of the mean household by its appliances alone; the published mean over it scales all of it",
        source="mean of the simulated days of the reference district with these appliances: an input's scale, not a "
        "result; what the appliances leave open are those not listed",
        year=2019,
        status="fitted",
        gt=0.0,
    )
    mean_effective: float = param(
        1.306,
        unit="1",
        doc="effective occupants of the mean household, to which events a year belong",
        source="households of the reference district",
        year=2019,
        status="fitted",
        gt=0.0,
    )
    home_days: float = param(
        0.954,
        unit="1",
        doc="share of a household's days with somebody awake at home",
        source="mean of the simulated days of the reference district; scales hot water only",
        year=2019,
        status="fitted",
        gt=0.0,
        le=1.0,
    )
    person_days: float = param(
        0.954,
        unit="1",
        doc="share of a citizen's days with time awake at home",
        source="mean of the simulated days of the reference district; scales hot water only",
        year=2019,
        status="fitted",
        gt=0.0,
        le=1.0,
    )
    person_hours: float = param(
        10.8,
        unit="h/d",
        doc="hours a day that a citizen is awake at home",
        source="mean of the simulated days of the reference district; scales hot water only",
        year=2019,
        status="fitted",
        gt=0.0,
    )
    hot_water: ByUse = param(
        (15.0, 3.0, 3.0, 5.0, 20.0, 3.0, 5.0, 0.0),
        unit="kWh/m2/a",
        doc="useful heat in hot water per heated area by use; of homes the mean, which people share out",
        source=f"homes: {TABULA}, q_w_nd; other uses: {OWN}",
        year=2011,
        status="assumed",
    )
    shower: tuple[float, float] = param(
        (0.7, 1400.0),
        unit="1/d, Wh",
        doc="showers a person and day, and the useful heat of one",
        source=f"1.4 kWh: EU tapping profile M of EN 16147, quoted from memory; frequency: {OWN}",
        year=2013,
        status="assumed",
    )
    tap_power: float = param(
        50.0,
        unit="W",
        doc="useful heat of small draws per person awake at home",
        source=f"0.105 kWh each, EU tapping profile M, every two hours: {OWN}",
        year=2013,
        status="assumed",
        ge=0.0,
    )
    person_gain: tuple[float, float] = param(
        (73.0, 52.0),
        unit="W",
        doc="sensible heat of a person awake, and asleep",
        source="1.2 met and 0.8 met (ISO 7730, annex B; ISO 8996) of 1.8 m2 less about 40 % latent and a tenth for "
        "children; quoted from memory",
        year=2005,
        status="assumed",
    )
    appliance_gain: float = assumed(
        0.85,
        unit="1",
        doc="share of electricity that ends as heat indoors; the rest goes down the drain or out with the steam",
        year=2012,
        ge=0.0,
        le=1.0,
    )
    electricity: ByUse = assumed(
        (0.0, 70.0, 110.0, 25.0, 80.0, 60.0, 35.0, 0.0),
        unit="kWh/m2/a",
        doc="electricity per heated area by use, cooling and heating apart; homes per household",
    )
    area_a_person: ByUse = param(
        (0.0, 17.0, 17.0, 5.4, 10.0, 40.0, 20.0, 0.0),
        unit="m2",
        doc="floor area a person at full use; 0 counts nobody but the citizens who are seen there",
        source=f"offices, shops and classrooms: {_EN16798}; other uses: {OWN}",
        year=2019,
        status="assumed",
    )
    full_use: ByUse = assumed(
        (0.0, 0.55, 0.35, 0.6, 0.5, 0.6, 0.3, 0.0),
        unit="1",
        doc="people inside in the hours of use relative to full use",
    )
    open_hours: tuple[tuple[int, int], ...] = assumed(
        ((0, 24), (8, 19), (9, 20), (8, 17), (0, 24), (7, 19), (9, 21), (0, 0)),
        unit="h",
        doc="civil hours of use on workdays",
    )
    weekend_use: tuple[tuple[float, float], ...] = assumed(
        ((1.0, 1.0), (0.1, 0.0), (1.0, 0.5), (0.2, 0.0), (0.9, 0.9), (0.3, 0.0), (1.0, 0.8), (0.0, 0.0)),
        unit="1",
        doc="use on Saturdays and on holidays relative to workdays",
    )
    closed_use: float = assumed(
        0.2,
        unit="1",
        doc="electricity out of hours relative to the hours of use, other uses than homes",
        ge=0.0,
        le=1.0,
    )
    school_breaks: tuple[tuple[int, int], ...] = param(
        ((101, 106), (609, 911), (1223, 1231)),
        unit="month x 100 + day",
        doc="first and last days without lessons",
        source="school calendar of Lombardy 2018/19: 12 September to 8 June, Christmas; Easter left out",
        year=2019,
        status="published",
    )
    august: tuple[tuple[int, int], float] = assumed(
        ((805, 825), 0.4),
        unit="month x 100 + day, 1",
        doc="weeks of August in which offices and works close, and the use that is left",
    )
    cooling_setpoint: float = param(
        26.0,
        unit="degC",
        doc="air temperature that cooling keeps",
        source=f"category II in summer, {_EN16798}",
        year=2019,
        status="assumed",
    )
    cooling_start: float = param(
        27.0,
        unit="degC",
        doc="air temperature at which people at home switch cooling on",
        source=f"upper limit of category III, {_EN16798}. {_ISTAT} 2021: 6.3 hours a day, a quarter of owners rarely "
        "or never",
        year=2021,
        status="assumed",
    )
    cooling_spread: float = assumed(
        0.7, unit="K", doc="spread of that temperature between buildings", year=2021, ge=0.0
    )
    cooling_present: float = assumed(
        0.3,
        unit="1",
        doc="share of the residents at home below which homes are not cooled",
        year=2021,
        ge=0.0,
        le=1.0,
    )
