"""Slow, obvious twins of how measures choose."""


def take(rows, rank, uids, size, target):
    """Add the next in rank while that brings the sum nearer to the target."""
    order = sorted(range(len(rows)), key=lambda i: (rank[i], uids[i]))
    best, chosen, total = abs(target), [], 0.0
    kept = []
    for i in order:
        total += size[i]
        chosen.append(rows[i])
        if abs(total - target) < best:
            best, kept = abs(total - target), list(chosen)
    return sorted(kept)
