"""What do plants with poor, average and good control do in a tick, and what does a control learn from the rooms?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import inner_kernel, kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OFF = -99.0  # set point of a heating that is off
POOR, AVERAGE, GOOD, MANAGED = 0, 1, 2, 3  # members of state.codes.Control
CUSTOMARY = 70.0  # degC, mean water temperature of emitters whose design nobody told
START = 4  # hours before the time that good control may start
SLOWEST = 0.1  # K/h, least rise that a start reckons with
BOOST = 0.2  # K below the set point from which water is as hot as the emitters' design


class Law(NamedTuple):
    """What holds for all buildings."""

    comfort: float  # [degC]
    highest: float  # comfort and tolerance [degC]
    setback: float  # [degC]
    bearable: float  # at which radiators are shut by hand [degC]
    design_out: float  # outdoor temperature that emitters are sized for [degC]
    margin: float  # of heating curves [1]
    foot: float  # of heating curves [degC]
    tank: float  # [degC]
    dt_h: float  # tick length [h]


class Plants(NamedTuple):
    """The buildings as control sees them. (B,)"""

    control: NDArray[np.int64]
    use: NDArray[np.int64]
    has_heating: NDArray[np.bool_]
    valves: NDArray[np.bool_]  # whether rooms regulate themselves, by valves or as fan coils
    exempt: NDArray[np.bool_]  # whether the law lets it heat fully out of the 14 hours
    design: NDArray[np.float64]  # mean water temperature that the emitters are sized for [degC]
    exponent: NDArray[np.float64]  # of the emitters [1]
    half: NDArray[np.float64]  # supply temperature less the mean at design [K]


class Rooms(NamedTuple):
    """What sensors tell: room air, which stands as the last tick left it, and what people want. (B,)"""

    t_air: NDArray[np.float64]
    wanted: NDArray[np.float64]


class Learned(NamedTuple):
    """What control has learned from the rooms' past. (B,)"""

    quick: NDArray[np.float64]  # fall of air temperature per difference to outside, first hour without heating [1/h]
    loss: NDArray[np.float64]  # the same in later hours [1/h]
    rise: NDArray[np.float64]  # rise of air temperature by full heating, losses apart [K/h]
    before: NDArray[np.float64]  # air temperature one tick earlier, NaN if unknown [degC]
    cold: NDArray[np.float64]  # hours without heating so far [h]
    left: NDArray[np.float64]  # hours that a start has been made for and that are left [h]
    aim: NDArray[np.float64]  # and its set point [degC]


class Wish(NamedTuple):
    """Columns that control writes. (B,)"""

    least: NDArray[np.float64]
    limit: NDArray[np.float64]
    supply: NDArray[np.float64]
    tank: NDArray[np.float64]


@inner_kernel
def hottest(i: int, plants: Plants) -> float:
    """Supply temperature that the emitters are sized for. [degC]"""
    mean: float = plants.design[i] if plants.design[i] > 0.0 else CUSTOMARY
    return mean + float(plants.half[i])


@inner_kernel
def curve(i: int, target: float, t_out: float, law: Law, plants: Plants) -> float:
    """Supply temperature that keeps `target` at `t_out` with the emitters of building `i`. [degC]

    Notes
    -----
    Emitters give their design output times (excess of the mean water temperature over its design value) to the power
    `exponent` (EN 442), need grows in proportion to the difference to outside, and so does the spread of supply and
    return. The margin lifts the curve, foot and design bound it.
    """
    load = max((target - t_out) / (target - law.design_out), 0.0)
    design = plants.design[i] if plants.design[i] > 0.0 else CUSTOMARY
    rise = max(design - target, 0.0) * load ** (1.0 / plants.exponent[i]) * (1.0 + law.margin)
    wanted: float = min(max(target + rise + plants.half[i] * load, law.foot), design + plants.half[i])
    return wanted


@inner_kernel
def hours_to_reach(need: float, t_air: float, t_out: float, loss: float, rise: float) -> float:
    """Hours of full heating until the air is `need` warmer, as learned. [h]"""
    hours: float = need / max(rise - loss * (t_air - t_out), SLOWEST)
    return hours


@inner_kernel
def start_now(aim: float, hours: float, t_air: float, t_out: float, loss: float, rise: float) -> bool:
    """Whether heating has to start now to have the air as warm as `aim` after some hours."""
    return aim > t_air and hours_to_reach(aim - t_air, t_air, t_out, loss, rise) > hours - 0.5


@kernel
def regulate(
    in_season: bool,  # noqa: FBT001
    full: NDArray[np.bool_],
    good: NDArray[np.bool_],
    until_good: NDArray[np.int64],
    t_out: float,
    t_hand: float,
    law: Law,
    plants: Plants,
    rooms: Rooms,
    learned: Learned,
    wish: Wish,
) -> None:
    """Set points and water temperatures of one tick for buildings that nobody manages.

    Parameters
    ----------
    in_season, full, good, until_good : Season, and heating hours by use, see `hours.Hours`. (), 3 of (U,)
    t_out, t_hand : Outdoor air, and that which water set by hand is meant for. () [degC]
    law, plants, rooms, learned : See there.
    wish : Columns; written, but for managed buildings.

    Notes
    -----
    With valves the rooms follow what people want below the plant's limit. Without them rooms take all that emitters
    give at the water's temperature, to where radiators are shut by hand (`least` and `limit` are that); the water is
    meant for what people want, at least the law's comfort. Out of the heating hours plants without feedback are off but
    for the set-back, which seldom acts in a night. Good control senses rooms that are short and heats them up at full.
    """
    for i in range(plants.control.shape[0]):
        kind = plants.control[i]
        if kind == MANAGED:
            continue
        use = plants.use[i]
        wish.tank[i] = law.tank
        wish.least[i], wish.limit[i], wish.supply[i] = OFF, OFF, law.foot
        if not (in_season and plants.has_heating[i]):
            continue
        heats = good[use] if kind == GOOD and plants.exempt[i] else full[use]
        if kind == POOR and not heats:
            continue
        set_for = min(max(law.comfort, rooms.wanted[i]), law.highest)
        if heats:
            wish.limit[i] = law.highest if plants.valves[i] else law.bearable
            wish.least[i] = OFF if plants.valves[i] else law.bearable
        else:
            wish.limit[i] = law.setback
            if kind == GOOD and plants.exempt[i] and until_good[use] <= START:
                air = rooms.t_air[i]
                late = start_now(law.comfort, until_good[use], air, t_out, learned.loss[i], learned.rise[i])
                if late or learned.left[i] > 0.0:
                    learned.left[i] = until_good[use]  # once begun it goes on
                    wish.least[i] = wish.limit[i] = law.comfort
        if heats:
            learned.left[i] = 0.0
        if kind == POOR:
            wish.supply[i] = curve(i, set_for, t_hand, law, plants)
            continue
        open_loop = heats and not plants.valves[i]
        target = set_for if open_loop else min(max(wish.least[i], rooms.wanted[i]), wish.limit[i])
        short = kind == GOOD and rooms.t_air[i] < target - BOOST
        wish.supply[i] = hottest(i, plants) if short else curve(i, target, t_out, law, plants)


@kernel
def learn(
    t_out: float,
    dark: bool,  # noqa: FBT001
    weight: float,
    law: Law,
    t_air: NDArray[np.float64],
    heat: NDArray[np.float64],
    most: NDArray[np.float64],
    supply: NDArray[np.float64],
    plants: Plants,
    learned: Learned,
) -> None:
    """Take in how the air of the rooms moved in the last tick.

    Parameters
    ----------
    t_out : Outdoor air of the last tick. () [degC]
    dark : Whether there was no sun. ()
    weight : Weight of the tick against all before. () [1]
    law : See there.
    t_air : Air at the end of the last tick. (B,) [degC]
    heat, most : Heat given in the last tick, and the most that could be. (B,) [W]
    supply : Supply temperature of the last tick; the rise is learned with the hottest water only. (B,) [degC]
    plants : See there; those of good control and managed ones learn.
    learned : Written.
    """
    for i in range(plants.control.shape[0]):
        if plants.control[i] < GOOD:
            continue
        before = learned.before[i]
        learned.before[i] = t_air[i]
        if before != before:  # noqa: PLR0124 — the first tick
            continue
        change = (t_air[i] - before) / law.dt_h
        apart = before - t_out
        first = learned.cold[i] < 1.0
        learned.cold[i] = learned.cold[i] + law.dt_h if heat[i] <= 0.0 else 0.0
        if heat[i] <= 0.0 and dark and apart > 5.0:  # noqa: PLR2004 — smaller differences tell nothing
            found = min(max(-change / apart, 0.002), 0.5)
            if first:
                learned.quick[i] += weight * (found - learned.quick[i])
            else:
                learned.loss[i] += weight * (found - learned.loss[i])
        elif heat[i] > 0.0 and supply[i] >= hottest(i, plants) - 0.1:
            found = min(max(change + learned.loss[i] * apart, SLOWEST), 5.0)
            # Rooms that were warm before the tick was over could have risen faster.
            if heat[i] >= 0.95 * most[i] or found > learned.rise[i]:
                learned.rise[i] += weight * (found - learned.rise[i])
