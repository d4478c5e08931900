"""Slow, obvious twins of the social network, of diffusion, of the social market and of approval voting."""

import math

import numpy as np

from twin.core.streams import declare, draw

LUCK = declare("tests.decisions_social", "cases of the tests of people's decisions")


class Cases:
    """Numbers for one case of a test, from its seed."""

    def __init__(self, seed):
        self.stream, self.lane = LUCK.at(seed), 0

    def random(self, size):
        self.lane += 1
        n = int(np.prod(size))
        return self.stream.uniform(np.arange(n).astype(np.uint64), lane=self.lane).reshape(size)

    def integers(self, low, high, size):
        return np.floor(low + (high - low) * self.random(size)).astype(np.int64)


def ring_contacts(key, uids, group, members):
    """For each slot the next member of its ring from a drawn place; `members[g]` lists (place, row) of ring g."""
    out = []
    for i, uid in enumerate(uids):
        row = []
        for s, g in enumerate(group[i]):
            ring = sorted(members[g]) if g >= 0 else []
            at = draw(key, 0, uid, s)
            onwards = [j for place, j in ring if place >= at] + [j for place, j in ring if place < at]
            others = [j for j in onwards[:8] if j != i]
            row.append(others[0] if others else -1)
        out.append(row)
    return out


def spread(key, tick, length, uids, contacts, pool, own, social, most, step_of, never):
    """Step after step, who has not adopted does so with the chance of its hazard."""
    step_of = list(step_of)
    for t, years in enumerate(length):
        had = [step < t for step in step_of]
        for i, uid in enumerate(uids):
            if not pool[i] or step_of[i] != never:
                continue
            seen = [had[j] for j in contacts[i] if pool[j]]
            hazard = min(own[i] + social[i] * (sum(seen) / len(seen) if seen else 0.0), most)
            if hazard > 0.0 and draw(key, tick + t, uid, 0) < 1.0 - math.exp(-hazard * years):
                step_of[i] = t
    return step_of
