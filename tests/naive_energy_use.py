"""Slow, obvious twins of the kernels of use."""

from __future__ import annotations

import numpy as np

from twin.core.streams import draw_four

HOURS = 24


def start(active, wished):
    """First hour awake at home from the wished one on, else the last before it, else -1."""
    awake = [hour for hour in range(HOURS) if (int(active) >> hour) & 1]
    later = [hour for hour in awake if hour >= wished]
    return later[0] if later else (awake[-1] if awake else -1)


def add(hours, begin, duration, power):
    """An event minute by minute, in thousandths of an hour."""
    for k in range(48):
        part = max(0.0, min(begin + duration, k + 1) - max(begin, k))
        hours[k % HOURS] += power * part


def day(homes, table, today, at_home):
    """Electricity, hot water and people awake of all buildings by hour."""
    n = homes.first.size - 1
    electricity, water, awake_home = np.zeros((n, HOURS)), np.zeros((n, HOURS)), np.zeros((n, HOURS))
    for b in range(n):
        for i in range(homes.first[b], homes.first[b + 1]):
            awake = int(today.awake[homes.wake[i] + 1])
            ups = [int(at_home[homes.citizen[j]]) & awake for j in range(homes.member[i], homes.member[i + 1])]
            people = np.array([sum((up >> h) & 1 for up in ups) for h in range(HOURS)])
            lamps = today.lamps * homes.habit[i] * today.dark * today.shared[np.minimum(people, 5)]
            electricity[b] += (homes.steady[i] + lamps) * today.scale
            water[b] += today.tap * homes.habit[i] * people * today.water_scale[b]
            awake_home[b] += people
            for member, up in enumerate(ups):
                u = draw_four(today.key, today.day, homes.uid[i], 64 + member // 4)[member % 4]
                chance = min(today.shower * homes.habit[i], 1.0)
                if up and u < chance:
                    hour = start(up, today.shower_wish[min(int(u / chance * 256), 255)])
                    water[b, hour] += today.shower_energy * today.water_scale[b]
            active = 0
            for up in ups:
                active |= up
            for event in range(table.chance.size if active else 0):
                u = draw_four(today.key, today.day, homes.uid[i], event // 4)[event % 4]
                mean = table.chance[event] * homes.level[i]
                if not (homes.owns[i] >> table.owned[event]) & 1 or u >= mean:
                    continue
                v = (u / mean if mean < 1.0 else u) * 256
                begin = start(active, table.wish[event, min(int(v), 255)]) + min(v - int(v), 0.999)
                out, scale = (water, today.water_scale[b]) if table.water[event] else (electricity, today.scale)
                add(out[b], begin, table.duration[event] * max(mean, 1.0), table.power[event] * scale)
    return electricity, water, awake_home


def hour(rows, now, today, k):
    """Electricity, hot water, gain and cooling of the k-th heated building."""
    b, use, h = rows.row[k], rows.use[k], now.hour
    other = use != 0
    electricity = today.electricity[b, h] * (1.0 - rows.effort[b]) + other * now.electricity[use] * rows.area[k]
    electricity *= rows.level[b]
    water = today.water[b, h] + other * now.water[use] * rows.area[k]
    here = rows.people_home[b, h]
    awake = min(today.awake[b, h], here)
    guests = max(rows.people[b] - here, now.people[use] * rows.area[k] if other else 0.0, 0.0)
    gain = now.awake * (awake + guests) + now.asleep * (here - awake) + now.appliance_gain * electricity
    if other:
        cool = now.opened[use]
    else:
        at_home = here >= now.present * rows.residents[b]
        cool = at_home and (rows.t_air[b] >= rows.start[k] or rows.cool_need[b] > 0.0)
    return electricity, water, gain, now.setpoint if cool and rows.cooled[b] and now.summer else 1.0e3
