"""Public transport in plain Python: every set of common lines, every way with changes, every passenger."""

import itertools
import math


def wait_for(frequency, weights):
    headway = 1.0 / frequency
    if headway <= weights.random:
        return headway / 2
    return weights.random / 2 + weights.slope * (min(headway, weights.timed) - weights.random)


def direct(q, net, weights, crowding, i, j):
    """Felt time, wait and courses of the best set of common lines from node i to node j."""
    rides = []
    for line in range(len(net.kind)):
        if net.frequency[q, line] <= 0:
            continue
        at = range(net.first[line], net.first[line + 1])
        for k in at:
            for m in at:
                if k < m and net.node[k] == i and net.node[m] == j:
                    felt = sum(
                        (net.along[n + 1] - net.along[n]) / net.speed[q, line] * crowding[q, n] for n in range(k, m)
                    )
                    rides.append((felt, line, k, m))
    best = (math.inf, 0.0, [])
    for n in range(1, len(rides) + 1):
        for some in itertools.combinations(rides, n):
            total = sum(net.frequency[q, line] for _, line, _, _ in some)
            wait = wait_for(total, weights)
            felt = sum(net.frequency[q, line] * time for time, line, _, _ in some) / total + weights.wait * wait
            if felt < best[0] - 1e-9:
                best = (felt, wait, [(line, k, m, net.frequency[q, line] / total) for _, line, k, m in some])
    return best


def best_costs(q, net, weights, crowding):
    """Felt time of the best way between all nodes, by trying one more change until nothing gets better."""
    nodes = range(len(net.calls_first) - 1)
    ride = {(i, j): direct(q, net, weights, crowding, i, j)[0] for i in nodes for j in nodes if i != j}
    cost = dict(ride)
    for _ in nodes:
        for i, j in list(cost):
            for off in nodes:
                for h in range(net.hop_first[off], net.hop_first[off + 1]):
                    to = net.hop[h]
                    if off == i or to in (i, j):
                        continue
                    walk = net.hop_length[h] * weights.walk / weights.speed
                    cost[i, j] = min(cost[i, j], ride[i, off] + walk + weights.change + cost[to, j])
    return cost


def felt_when_full(riders, seats, places, full, figures):
    if riders <= seats:
        return figures[0]
    density = min(full * (riders - seats) / max(places - seats, 1.0), 8.0)
    sits = figures[0] + (figures[1] - figures[0]) * density / 6
    stands = figures[2] + (figures[3] - figures[2]) * density / 6
    return (seats * sits + (riders - seats) * stands) / riders
