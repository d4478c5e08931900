"""Slow, obvious twins of the kernels of decisions."""

from __future__ import annotations

from fractions import Fraction


def constituted(call, present, owners):
    """Whether an assembly is in order; present and owners are lists of thousandths, one entry a head."""
    heads = Fraction(len(present), len(owners))
    value = Fraction(sum(present), sum(owners))
    if call == 1:
        return heads > Fraction(1, 2) and value >= Fraction(2, 3)
    return heads >= Fraction(1, 3) and value >= Fraction(1, 3)


def carried(yes, present, owners, *, diagnosis):
    """Whether those in favour carry it; lists of thousandths, one entry a head."""
    majority = len(yes) > len(present) - len(yes)
    return majority and Fraction(sum(yes), sum(owners)) >= (Fraction(1, 3) if diagnosis else Fraction(1, 2))


def meeting(owners, *, diagnosis):
    """Call and result of one assembly; owners are (thousandths, favours, early, attends)."""
    everybody = [each[0] for each in owners]
    for call, column in ((1, 2), (2, 3)):
        present = [each for each in owners if each[column]]
        if constituted(call, [each[0] for each in present], everybody):
            yes = [each[0] for each in present if each[1]]
            return call, carried(yes, [each[0] for each in present], everybody, diagnosis=diagnosis)
    return 0, False


def exchange(opinions, reached, weight, rounds):
    """Opinions after some rounds; only those who came speak and listen, nobody louder than 1."""
    opinions = list(opinions)
    for _ in range(rounds):
        said = [max(-1.0, min(1.0, each)) for each in opinions]
        heard = [each for each, came in zip(said, reached, strict=True) if came]
        if len(heard) > 1:
            mean = sum(heard) / len(heard)
            opinions = [
                each + weight * (mean - word) if came else each
                for each, word, came in zip(opinions, said, reached, strict=True)
            ]
    return opinions


def thousandths(worth):
    """Thousandths of one building's flats: one each, the rest by worth, what is left over by largest remainder."""
    quota = [each * (1000 - len(worth)) / sum(worth) for each in worth]
    out = [1 + int(each) for each in quota]
    by_rest = sorted(range(len(worth)), key=lambda k: (-(quota[k] - int(quota[k])), k))
    for k in by_rest[: 1000 - sum(out)]:
        out[k] += 1
    return out
