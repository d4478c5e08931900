"""Slow and obvious twins of control, energy management, batteries and the energy community."""

import math

OFF = -99.0
POOR, AVERAGE, GOOD, MANAGED = 0, 1, 2, 3


def curve(b, target, t_out, law):
    load = max((target - t_out) / (target - law.design_out), 0.0)
    design = b["design"] or 70.0
    rise = max(design - target, 0.0) * load ** (1.0 / b["exponent"]) * (1.0 + law.margin)
    return min(max(target + rise + b["half"] * load, law.foot), design + b["half"])


def hours_needed(aim, air, t_out, b):
    return (aim - air) / max(b["rise"] - b["loss"] * (air - t_out), 0.1)


def regulate(b, in_season, full, good, until_good, t_out, t_hand, law):
    """Least, limit and supply temperature of one building (a dict) that nobody manages."""
    if not in_season or not b["has_heating"]:
        return OFF, OFF, law.foot
    on = good if b["control"] == GOOD and b["exempt"] else full
    plant = min(max(20.0, b["wanted"]), law.highest)
    if b["control"] == POOR and not on:
        return OFF, OFF, law.foot
    if on:
        least, limit = (OFF, law.highest) if b["valves"] else (law.bearable, law.bearable)
    else:
        least, limit = OFF, law.setback
        near = b["control"] == GOOD and b["exempt"] and until_good <= 4
        if near and (b["left"] > 0 or (b["air"] < 20.0 and hours_needed(20.0, b["air"], t_out, b) > until_good - 0.5)):
            least = limit = 20.0
    if b["control"] == POOR:
        return least, limit, curve(b, plant, t_hand, law)
    target = plant if on and not b["valves"] else min(max(least, b["wanted"]), limit)
    if b["control"] == GOOD and b["air"] < target - 0.2:
        return least, limit, (b["design"] or 70.0) + b["half"]
    return least, limit, curve(b, target, t_out, law)


def cheap_now(cost, t_out, margin):
    effort = [c / max(1.0 + 0.025 * (t - 7.0), 0.4) for c, t in zip(cost, t_out, strict=True)]
    return effort[0] < (1 - margin) * sum(effort[1:4]) / 3.0


def managed_target(b, t_out, cost, hours, peak, law, rules):
    """Set point of a managed building; `hours` tells for each hour ahead whether it is heated, and the usual wish."""

    def need(k):
        heated, usual = hours[k]
        wish = b["wanted"] if k == 0 or math.isnan(usual) else usual
        if not heated:
            return min(wish, law.setback)
        return wish if b["valves"] else max(wish, law.comfort)

    here = need(0)
    target = here
    left = max(b["left"] - law.dt_h, 0.0)
    if left > 0.0:
        target = max(target, b["aim"])
    coasting = b["air"]
    if b["air"] >= here:
        for k in (1, 2, 3):
            coasting -= b["quick" if k == 1 and b["cold"] < 1.0 else "loss"] * (coasting - t_out[k - 1])
            if coasting < need(k - 1) - 0.2:
                break
            if need(k) < here - 1.0:
                target = need(k)
                break
    ahead = 12 if here > law.setback or b["exempt"] else 0
    if rules.as_before:
        ahead = min(ahead, 4) if here <= law.setback and b["was_good"] else 0
    for k in range(1, ahead + 1):
        if need(k) > here and need(k) > b["air"] and hours_needed(need(k), b["air"], t_out[0], b) > k - 0.5:
            target = max(target, need(k))
    cheap = cheap_now(cost, t_out, rules.margin) and not peak
    if here > law.setback and target >= here and b["electric"] and cheap:
        target += rules.preheat
    return min(target, law.highest)


def dispatch(use, pv, size, reserve, held, efficiency, fill_s, dt_s):
    """Into the battery, bought, sold [W] and held [J] of one building."""
    net = use - pv
    most = size / fill_s
    if net < 0.0:
        into = min(-net, most, max(size - held, 0.0) / efficiency / dt_s)
        held += into * efficiency * dt_s
    else:
        into = -min(net, most, max(held - reserve, 0.0) * efficiency / dt_s)
        held += into / efficiency * dt_s
    return into, max(net + into, 0.0), max(-net - into, 0.0), held


def shared(sold, bought, member):
    """Shared energy of an hour by member, from energies of the hour."""
    out = sum(s for s, m in zip(sold, member, strict=True) if m)
    taken = sum(b for b, m in zip(bought, member, strict=True) if m)
    both = min(out, taken)
    return [both * b / taken if m and taken > 0.0 else 0.0 for b, m in zip(bought, member, strict=True)]
