"""When is an assembly of owners in order, when is a resolution carried, and what does talk do to opinions?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.core.jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_QUORUM, REFUSED, CARRIED = 0, 1, 2


@kernel
def constituted(call: int, heads: int, value: int, owners: int, whole: int) -> bool:
    """Whether an assembly is in order.

    Parameters
    ----------
    call : 1 for the first call, 2 for the second. ()
    heads, value : Owners present, and what they hold of the building. () [1, thousandths]
    owners, whole : All owners, and the whole value. () [1, thousandths]

    Notes
    -----
    First call: the majority of owners and two thirds of the value (Civil Code art. 1136 c. 1); second call: a third of
    owners and a third of the value (c. 3). Quoted from memory; the second also noiconsumatori.org.
    """
    if call == 1:
        return 2 * heads > owners and 3 * value >= 2 * whole
    return 3 * heads >= owners and 3 * value >= whole


@kernel
def carried(yes_heads: int, yes_value: int, present: int, whole: int, diagnosis: int) -> bool:
    """Whether those in favour carry a work that saves energy.

    Parameters
    ----------
    yes_heads, yes_value : Owners in favour, and what they hold. () [1, thousandths]
    present : Owners present. ()
    whole : Whole value. () [thousandths]
    diagnosis : 1 if an energy diagnosis names the work, else 0. ()

    Notes
    -----
    The majority of those attending and, with a diagnosis, a third of the value (334 of 1000), law 10/1991 art. 26 c. 2
    as amended by law 220/2012; without one, half of it (500 of 1000), Civil Code art. 1136 c. 2.
    """
    if 2 * yes_heads <= present:
        return False
    if diagnosis:
        return 3 * yes_value >= whole
    return 2 * yes_value >= whole


@kernel
def exchange(
    first: NDArray[np.int64],
    reached: NDArray[np.bool_],
    weight: float,
    rounds: int,
    opinion: NDArray[np.float64],
) -> None:
    """Let those who came to the meetings of each condominium hear each other.

    Parameters
    ----------
    first : Where the owners of each building begin, and the end. (B + 1,)
    reached : Who came. (N,)
    weight : Share of the way to the others' mean that one goes in a round. ()
    rounds : Rounds of talk. ()
    opinion : In favour above zero, in shares of the own cost; written. (N,)

    Notes
    -----
    What is said lies between -1 and 1: whoever stands to lose ten times the cost speaks no louder than that.
    """
    for b in range(first.size - 1):
        for _ in range(rounds):
            total, count = 0.0, 0
            for i in range(first[b], first[b + 1]):
                if reached[i]:
                    total += min(max(opinion[i], -1.0), 1.0)
                    count += 1
            if count > 1:
                mean = total / count
                for i in range(first[b], first[b + 1]):
                    if reached[i]:
                        opinion[i] += weight * (mean - min(max(opinion[i], -1.0), 1.0))


@kernel
def tally(
    begin: int, end: int, thousandths: NDArray[np.int64], favours: NDArray[np.bool_], there: NDArray[np.bool_]
) -> tuple[int, int, int, int, int]:
    """Heads and thousandths of those who are there, of those of them in favour, and the whole value."""
    heads, value, yes_heads, yes_value, whole = 0, 0, 0, 0, 0
    for i in range(begin, end):
        whole += thousandths[i]
        if there[i]:
            heads += 1
            value += thousandths[i]
            if favours[i]:
                yes_heads += 1
                yes_value += thousandths[i]
    return heads, value, yes_heads, yes_value, whole


@kernel
def hold(
    first: NDArray[np.int64],
    thousandths: NDArray[np.int64],
    favours: NDArray[np.bool_],
    early: NDArray[np.bool_],
    attends: NDArray[np.bool_],
    diagnosis: int,
    result: NDArray[np.int64],
    call: NDArray[np.int64],
) -> None:
    """Hold one assembly in each condominium, at first call if it is in order then, else at second call.

    Parameters
    ----------
    first : Where the owners of each building begin, and the end. (B + 1,)
    thousandths : What each owner holds; one owner is one head, however many flats. (N,)
    favours : Who is in favour. (N,)
    early, attends : Who is there at first and at second call. (N,)
    diagnosis : 1 if an energy diagnosis names the work, else 0. ()
    result : NO_QUORUM, REFUSED or CARRIED, written. (B,)
    call : The call that was in order, 0 neither, written. (B,)
    """
    for b in range(first.size - 1):
        begin, end = first[b], first[b + 1]
        heads, value, yes_heads, yes_value, whole = tally(begin, end, thousandths, favours, early)
        call[b] = 1 if constituted(1, heads, value, end - begin, whole) else 0
        if call[b] == 0:
            heads, value, yes_heads, yes_value, whole = tally(begin, end, thousandths, favours, attends)
            call[b] = 2 if constituted(2, heads, value, end - begin, whole) else 0
        won = carried(yes_heads, yes_value, heads, whole, diagnosis)
        result[b] = NO_QUORUM if call[b] == 0 else CARRIED if won else REFUSED
