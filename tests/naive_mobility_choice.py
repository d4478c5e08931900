"""Slow, obvious twins of the kernels of `twin.domains.mobility.choice`."""

from __future__ import annotations

import math

NESTS = ((3, 5, 8), (2, 9), (1, 6, 7), (4,), (0,))


def nested_logit(value: list[float], constant: list[float], scale: list[float]) -> tuple[list[float], float]:
    """Probabilities and logsum; -inf cannot be chosen."""
    v = [a + b for a, b in zip(value, constant, strict=True)]
    inclusive, within = [], [0.0] * len(v)
    for modes, s in zip(NESTS, scale, strict=True):
        weights = [math.exp(v[m] / s) for m in modes]
        inclusive.append(s * math.log(sum(weights)) if sum(weights) > 0 else -math.inf)
        for m, w in zip(modes, weights, strict=True):
            within[m] = w / sum(weights) if sum(weights) > 0 else 0.0
    total = sum(math.exp(i) for i in inclusive)
    shares = [0.0] * len(v)
    for modes, i in zip(NESTS, inclusive, strict=True):
        for m in modes:
            shares[m] = math.exp(i) / total * within[m]
    return shares, math.log(total)


def expected_gain(pull: list[float], scale: float, gain: list[float], steps: int = 1000) -> float:
    """Expected largest gain of who plans what is best without gains: integral of the chance to gain more than x."""
    top = max(gain) / scale
    if top <= 0:
        return 0.0
    total = 0.0
    for k in range(steps):
        x = (k + 0.5) / steps * top
        total += 1.0 - 1.0 / sum(a * math.exp(max(g / scale - x, 0.0)) for a, g in zip(pull, gain, strict=True))
    return scale * total * top / steps


def tour(n, purpose, site, clock, allowed, fare, free_bikes, worth, due, offer, tastes):
    """Utility of a tour by mode, from the legs that the other rooms tell: `offer` has them as plain functions."""
    b = [float(x) for x in tastes.time[purpose]]
    euro, change = tastes.cost[purpose] / worth, tastes.change[purpose]
    terms, out = offer["terms"], [float(x) for x in tastes.now]
    gains = [[0.0] * len(tastes.shifts) for _ in range(3)]
    for k in range(n):
        x, y, t = site[k], site[k + 1], clock[k]
        far = max(math.dist(offer["xy"][x], offer["xy"][y]), terms.least)
        felt = 0.5 * (offer["comfort"][x] + offer["comfort"][y])
        out[0] += b[0] * far * terms.around_walk / terms.walk
        out[1] += b[1] * felt * far * terms.around_bicycle / terms.bicycle + b[0] * terms.unlock
        walk, wait, ride, changes, crowd = offer["line"](x, y, t)
        out[2] += b[0] * walk + b[3] * wait + b[4] * ride * crowd + change * changes + euro * fare
        out[2] += -math.inf if ride < 0 else 0.0
        pedal, walk, wait, ride, changes, crowd = offer["bike line"](x, y, t, site[0])
        lock = 0.5 * terms.unlock if site[0] in (x, y) else 0.0
        out[9] += b[0] * (walk + lock) + b[1] * felt * pedal + b[3] * wait + b[4] * ride * crowd
        out[9] += change * changes + euro * fare if ride >= 0 else -math.inf
        fees = (0.0, 0.0) if free_bikes else (terms.bike_fee, terms.ebike_fee)
        for mode, effort, fee in ((6, b[1], fees[0]), (7, b[2], fees[1])):
            walk, ride, chance = offer["dock"](x, y, t, mode == 7)
            walk += terms.unlock + (1 - chance) * terms.miss
            out[mode] += b[0] * walk + effort * felt * ride + euro * fee if chance > 0 else -math.inf
        stay = (clock[k + 1] - t) / 3600 if k + 1 < n and y != site[0] else 0.0
        fee = offer["price"][y] * min(max(stay, 0.0), offer["longest"])

        def by_road(when, y=y, x=x, fee=fee, far=far):
            seconds, toll = offer["drive"](x, y, when)
            search = offer["search"](y, when)
            length = far * terms.around_road
            cost = terms.fuel * length + fee + due * toll
            rent = terms.shared_price * (seconds + search)
            return (
                b[5] * seconds + b[8] * search + b[0] * terms.unpark + euro * cost,
                b[6] * seconds * terms.motorcycle
                + b[0] * terms.unpark_motorcycle
                + euro * terms.fuel_motorcycle * length,
                b[5] * seconds + b[8] * search + b[0] * terms.shared_walk + euro * rent,
                b[7] * seconds * terms.lift_time + euro * terms.lift_cost * cost,
            )

        now = by_road(t)
        for mode, worth_of in zip((3, 4, 8, 5), now, strict=True):
            out[mode] += worth_of
        for j, s in enumerate(tastes.shifts):
            for row in range(3):
                gains[row][j] += by_road(t + s)[row] - now[row]
    pull = [float(p) for p in tastes.pull[purpose]]
    for mode, gain in zip((3, 4, 8), gains, strict=True):
        out[mode] += expected_gain(pull, tastes.shift_scale, gain, 300)
    return [v if may else -math.inf for v, may in zip(out, allowed, strict=True)], gains
