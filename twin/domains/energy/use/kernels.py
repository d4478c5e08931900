"""What do households switch on today, and how much hot water do they draw? Events that follow who is at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel, kernel, lean_kernel, parallel_kernel, prange
from twin.core.streams import draw_four

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOURS = 24
BLOCK = 32  # buildings per block; any fixed number gives the same bits
TABLE = 256  # entries of a table of wished hours
SHOWER_LANE = 64  # first lane of the draws of a household's members, four a lane

# Place of the only bit set in a word of 32 bits, without a loop: C. E. Leiserson, H. Prokop, K. H. Randall, "Using de
# Bruijn sequences to index a 1 in a computer word", MIT, 1998.
_DE_BRUIJN, _WORD = 0x077CB531, 0xFFFFFFFF
_PLACE = np.zeros(32, dtype=np.int64)
_PLACE[((np.left_shift(1, np.arange(32)) * _DE_BRUIJN) & _WORD) >> 27] = np.arange(32)


class Homes(NamedTuple):
    """Who lives where, in the order of buildings: households of a building, citizens of a household lie side by side.

    `first` (B + 1,) and `member` (M + 1,) point at the first household of each building and the first citizen of each
    household; `citizen` (N,) are rows of the citizens table, `uid` (M,) the households' uids. Households have at most
    127 members.
    """

    first: NDArray[np.int64]
    member: NDArray[np.int64]
    citizen: NDArray[np.int64]
    uid: NDArray[np.uint64]
    level: NDArray[np.float64]  # use relative to the mean household, size counted (M,) [1]
    habit: NDArray[np.float64]  # use relative to other households of the size (M,) [1]
    steady: NDArray[np.float64]  # cold appliances and stand-by (M,) [W]
    owns: NDArray[np.int64]  # bit k: has appliance k (M,)
    wake: NDArray[np.int64]  # hours later than usual that it gets up and goes to bed (M,) [h]


class Appliances(NamedTuple):
    """Events that a household may have on a day, one row each; the last rows may draw hot water. (K,)"""

    chance: NDArray[np.float64]  # events a day in the mean household [1]
    power: NDArray[np.float64]  # [W]
    duration: NDArray[np.float64]  # [h]
    owned: NDArray[np.int64]  # bit of the appliance in `Homes.owns`
    water: NDArray[np.bool_]  # whether its energy is hot water, not electricity
    wish: NDArray[np.int64]  # wished hour of the day by draw (K, 256) [h]


class Day(NamedTuple):
    """What holds for all homes today."""

    key: np.uint64
    day: int
    bytes: NDArray[np.int64]  # eight bits spread to eight bytes (256,)
    awake: NDArray[np.int64]  # hours of the day awake as bits, by `Homes.wake` + 1 (3,)
    dark: NDArray[np.float64]  # share of each hour that needs lamps (24,) [1]
    lamps: float  # lighting per effective occupant awake in the dark [W]
    shared: NDArray[np.float64]  # effective occupants by people awake at home (6,) [1]
    shower: float  # showers a person and day [1]
    shower_energy: float  # [Wh]
    shower_wish: NDArray[np.int64]  # wished hour by draw (256,) [h]
    tap: float  # small draws per person awake at home and hour [W]
    scale: float  # of electricity, so that its mean is the published one [1]
    water_scale: NDArray[np.float64]  # of hot water, by building (B,) [1]


class Scratch(NamedTuple):
    """Room to work in, a row for each block of buildings; events are a multiple of four."""

    awake: NDArray[np.int64]  # (ceil(B / 32), 3)
    luck: NDArray[np.float64]  # (ceil(B / 32), K)
    today: NDArray[np.int64]  # (ceil(B / 32), K)


class Use(NamedTuple):
    """Hourly means of the day, written. (B, 24)"""

    electricity: NDArray[np.float64]  # [W]
    water: NDArray[np.float64]  # [W]
    awake: NDArray[np.float64]  # people awake at home [1]


def scratch_for(n_buildings: int, events: int) -> Scratch:
    """Make room for so many buildings and kinds of events."""
    blocks = -(-n_buildings // BLOCK)
    room = blocks, -(-events // 4) * 4
    return Scratch(np.zeros((blocks, 3), dtype=np.int64), np.zeros(room), np.zeros(room, dtype=np.int64))


@inner_kernel
def start_hour(active: int, wished: int) -> int:
    """First hour from the wished one on when somebody is awake at home, the last one before it if there is none."""
    later = active >> wished
    if later != 0:
        lowest = later & -later
        place: int = _PLACE[((lowest * _DE_BRUIJN) & _WORD) >> 27]
        return wished + place
    for hour in range(wished - 1, -1, -1):
        if (active >> hour) & 1:
            return hour
    return -1


@inner_kernel
def spread(out: NDArray[np.float64], row: int, hour: int, late: float, duration: float, power: float) -> None:
    """Add an event that starts `late` in an hour [h] to the hours that it covers.

    What runs past midnight counts in the small hours of the same day.
    """
    part = min(1.0 - late, duration)
    left = duration
    out[row, hour] += power * part
    # The second hour gets its part, or nothing, without a branch: half of the events end before it, half do not.
    while True:
        left -= part
        part = min(left, 1.0)
        hour = hour + 1 if hour < HOURS - 1 else 0
        out[row, hour] += power * part
        if not left > 1.0:
            return


@inner_kernel
def _people(
    i: int, homes: Homes, at_home: NDArray[np.int32], day: Day, b: int, count: NDArray[np.int64], out: Use
) -> int:
    """Count people awake at home by hour, let them shower; hours with somebody awake at home as bits."""
    awake = day.awake[homes.wake[i] + 1]
    active = 0
    for third in range(3):
        count[third] = 0
    luck = (0.0, 0.0, 0.0, 0.0)
    chance = min(day.shower * homes.habit[i], 1.0)
    for j in range(homes.member[i], homes.member[i + 1]):
        member = j - homes.member[i]
        if member % 4 == 0:
            luck = draw_four(day.key, day.day, homes.uid[i], SHOWER_LANE + member // 4)
        up = np.int64(at_home[homes.citizen[j]]) & awake
        if up == 0:
            continue
        active |= up
        for third in range(3):  # eight counters side by side in a word, one byte each
            count[third] += day.bytes[(up >> (8 * third)) & 255]
        u = luck[member % 4]
        if u < chance:
            entry = min(int(u / chance * TABLE), TABLE - 1)
            out.water[b, start_hour(up, day.shower_wish[entry])] += day.shower_energy * day.water_scale[b]
    return active


@inner_kernel
def _events(
    i: int,
    homes: Homes,
    table: Appliances,
    day: Day,
    active: int,
    b: int,
    luck: NDArray[np.float64],
    today: NDArray[np.int64],
    out: Use,
) -> None:
    """Let a household use its appliances today: one uniform number tells whether, when, and the minute."""
    owns, level = homes.owns[i], homes.level[i]
    # All draws first: without branches between them the processor works on several at once.
    for four in range(0, luck.shape[0], 4):
        luck[four], luck[four + 1], luck[four + 2], luck[four + 3] = draw_four(
            day.key, day.day, homes.uid[i], four // 4
        )
    # Then which events there are, listed without a branch that would be guessed wrong every other time.
    count = 0
    for event in range(table.chance.shape[0]):
        today[count] = event
        count += (owns >> table.owned[event]) & (luck[event] < table.chance[event] * level)
    for k in range(count):
        event = today[k]
        mean = table.chance[event] * level
        u = luck[event]
        # Given that it is below the chance, u / chance is uniform again: its first digits wish the hour, the rest
        # the minute. More than one event a day in the mean are one longer event.
        v = (u / mean if mean < 1.0 else u) * TABLE
        entry = min(int(v), TABLE - 1)
        hour = start_hour(active, table.wish[event, entry])
        duration = table.duration[event] * max(mean, 1.0)
        if table.water[event]:
            spread(out.water, b, hour, min(v - entry, 0.999), duration, table.power[event] * day.water_scale[b])
        else:
            spread(out.electricity, b, hour, min(v - entry, 0.999), duration, table.power[event] * day.scale)


@lean_kernel
def _block(
    block: int,
    homes: Homes,
    table: Appliances,
    day: Day,
    at_home: NDArray[np.int32],
    scratch: Scratch,
    out: Use,
) -> None:
    count, luck, today = scratch.awake[block], scratch.luck[block], scratch.today[block]
    for b in range(block * BLOCK, min((block + 1) * BLOCK, homes.first.shape[0] - 1)):
        for h in range(HOURS):
            out.electricity[b, h] = 0.0
            out.water[b, h] = 0.0
            out.awake[b, h] = 0.0
        for i in range(homes.first[b], homes.first[b + 1]):
            active = _people(i, homes, at_home, day, b, count, out)
            steady = homes.steady[i] * day.scale
            lamps = day.lamps * homes.habit[i] * day.scale
            tap = day.tap * homes.habit[i] * day.water_scale[b]
            if active == 0:
                for h in range(HOURS):
                    out.electricity[b, h] += steady
                continue
            for h in range(HOURS):
                people = (count[h // 8] >> (8 * (h % 8))) & 127
                out.electricity[b, h] += steady + lamps * day.dark[h] * day.shared[min(people, 5)]
                out.water[b, h] += tap * people
                out.awake[b, h] += people
            _events(i, homes, table, day, active, b, luck, today, out)


@kernel
def use_day(
    homes: Homes,
    table: Appliances,
    day: Day,
    at_home: NDArray[np.int32],
    scratch: Scratch,
    out: Use,
) -> None:
    """Electricity and hot water of all homes by hour of a day, and the people awake in them.

    Parameters
    ----------
    homes, table, day : Inputs, see there.
    at_home : Hours of the day that each citizen is at home, as bits by civil hour. (N,)
    scratch : Room for counts and draws.
    out : Written.

    Notes
    -----
    A household wishes for an event with a chance of the day, at an hour of the appliance's profile; if nobody is awake
    at home then, it waits for the next hour when somebody is. Steady loads run always. Lamps follow daylight and the
    people awake. In the manner of I. Richardson et al., "Domestic electricity use: A high-resolution energy demand
    model", Energy and Buildings 42, 2010, with one draw a day for each appliance in place of one a minute.
    """
    for block in range(scratch.awake.shape[0]):
        _block(block, homes, table, day, at_home, scratch, out)


@parallel_kernel
def use_day_threads(
    homes: Homes,
    table: Appliances,
    day: Day,
    at_home: NDArray[np.int32],
    scratch: Scratch,
    out: Use,
) -> None:
    """Same as `use_day` on all threads: same arguments, same bits."""
    for block in prange(scratch.awake.shape[0]):
        _block(block, homes, table, day, at_home, scratch, out)


class Hour(NamedTuple):
    """What holds for all buildings in this hour."""

    hour: int  # civil hour
    summer: bool  # out of the heating season
    electricity: NDArray[np.float64]  # of uses other than homes, by use (U,) [W/m2]
    water: NDArray[np.float64]  # (U,) [W/m2]
    people: NDArray[np.float64]  # expected by schedule (U,) [1/m2]
    opened: NDArray[np.bool_]  # whether cooling may run, by use (U,)
    awake: float  # sensible heat of a person awake [W]
    asleep: float  # [W]
    appliance_gain: float  # share of electricity that heats the rooms [1]
    setpoint: float  # of cooling [degC]
    present: float  # share of residents at home from which homes are cooled [1]


class Rows(NamedTuple):
    """Heated buildings and what is known of them. (H,) each, the last seven (B,) or (B, 24)."""

    row: NDArray[np.int64]
    use: NDArray[np.int64]
    area: NDArray[np.float64]  # heated [m2]
    start: NDArray[np.float64]  # air temperature at which cooling is switched on [degC]
    residents: NDArray[np.float64]
    people_home: NDArray[np.float64]
    people: NDArray[np.float64]
    cooled: NDArray[np.bool_]
    t_air: NDArray[np.float64]  # before this tick [degC]
    cool_need: NDArray[np.float64]  # before this tick [W]
    level: NDArray[np.float64]  # electricity relative to what the appliances of the parameters' year take [1]
    effort: NDArray[np.float64]  # share of the homes' electricity that people forgo [1]


class Wants(NamedTuple):
    """Columns of buildings, written. (B,)"""

    appliances: NDArray[np.float64]
    hot_water_need: NDArray[np.float64]
    internal_gain: NDArray[np.float64]
    cooling_wanted: NDArray[np.float64]


HOME = 0  # state.codes.Use.RESIDENTIAL
NO_COOLING = 1.0e3


@kernel
def use_hour(rows: Rows, hour: Hour, today: Use, wants: Wants) -> None:
    """Electricity, hot water, gains and the wish for cooling of every heated building in an hour.

    Parameters
    ----------
    rows, hour : Buildings and the hour.
    today : Homes' electricity, hot water and people awake, by hour.
    wants : Written.

    Notes
    -----
    Households count wherever they live, other uses by schedule and area. People: residents awake, residents asleep and
    everybody else inside, who is awake; in other uses at least those that the schedule expects. Homes are cooled while
    enough residents are at home, from the temperature at which they switch on until it is cool (hysteresis on what the
    cooling did before); other uses while they are open.
    """
    h = hour.hour
    for i in range(rows.row.shape[0]):
        b, use = rows.row[i], rows.use[i]
        electricity, water = today.electricity[b, h] * (1.0 - rows.effort[b]), today.water[b, h]
        here = rows.people_home[b, h]
        awake = min(today.awake[b, h], here)
        others = max(rows.people[b] - here, 0.0)
        if use != HOME:
            electricity += hour.electricity[use] * rows.area[i]
            water += hour.water[use] * rows.area[i]
            others = max(others, hour.people[use] * rows.area[i])
        electricity *= rows.level[b]
        wants.appliances[b] = electricity
        wants.hot_water_need[b] = water
        people = hour.awake * (awake + others) + hour.asleep * (here - awake)
        wants.internal_gain[b] = people + hour.appliance_gain * electricity
        wants.cooling_wanted[b] = NO_COOLING
        if not (rows.cooled[b] and hour.summer):
            continue
        if use != HOME:
            if hour.opened[use]:
                wants.cooling_wanted[b] = hour.setpoint
        elif here >= hour.present * rows.residents[b] and (rows.t_air[b] >= rows.start[i] or rows.cool_need[b] > 0.0):
            wants.cooling_wanted[b] = hour.setpoint
