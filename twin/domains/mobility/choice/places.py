"""Which of the habitual places does a citizen go to? Shares of a sample of places, by what the way there is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import lean_kernel
from twin.core.refer import refer
from twin.domains.mobility.choice.groups import OTHER, weighed_for
from twin.domains.mobility.choice.kernels import logsum
from twin.domains.mobility.choice.weigh import weigh_tour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Offer, Tastes, Travellers, Weighed

_LEGS = 2  # there and back
# When a usual tour to the shops and to a place of leisure leaves, and when it returns.
_HOURS = np.array([[10.0, 10.75], [17.5, 19.75]]) * 3600.0


@lean_kernel
def share_places(
    home: NDArray[np.int32],
    haunts: NDArray[np.int32],
    near: NDArray[np.float64],
    decay: NDArray[np.float64],
    scale: float,
    hours: NDArray[np.float64],
    travellers: Travellers,
    offer: Offer,
    tastes: Tastes,
    site: NDArray[np.int64],
    weighed: Weighed,
    out: NDArray[np.float32],
) -> None:
    """Cumulative share of each of a citizen's habitual places.

    Parameters
    ----------
    home : Site of home. (N,)
    haunts : Sites of the habitual places by purpose, drawn with chance size x exp(-distance / decay). (N, 2, H)
    near : Least distance to each site that counted in that draw. (S,) [m]
    decay : Its decay by purpose. (2,) [m]
    scale : Weight of the worth of the tour. () [1]
    hours : When a usual tour leaves and returns, by purpose. (2, 2) [s]
    travellers, offer, tastes : What the worth of a tour rests on.
    site, weighed : Scratch. (3,), for two legs
    out : Cumulative shares; written. (N, 2, H)

    Notes
    -----
    D. McFadden, "Modelling the choice of residential location", 1978: of a sample, each place counts with its utility
    less the logarithm of its chance to be sampled. With utility log(size) + scale x worth the sizes cancel, and what
    is left is scale x worth + distance / decay.
    """
    able, xy, n, purpose = travellers.able, offer.xy, int(_LEGS), int(OTHER)
    who, ways, likes, room = refer(travellers), refer(offer), refer(tastes), refer(weighed)
    for i in range(haunts.shape[0]):
        for a in range(haunts.shape[1]):
            top = -np.inf
            for j in range(haunts.shape[2]):
                b = haunts[i, a, j]
                site[0], site[1], site[2] = home[i], b, home[i]
                weigh_tour(i, n, purpose, site, hours[a], able[i], who, ways, likes, room)
                dx = xy[b, 0] - xy[home[i], 0]
                dy = xy[b, 1] - xy[home[i], 1]
                far = max(math.hypot(dx, dy), near[b])
                worth = scale * logsum(weighed.value, likes) + far / decay[a]
                out[i, a, j] = worth
                top = max(top, worth)
            total = 0.0
            for j in range(haunts.shape[2]):
                total += math.exp(out[i, a, j] - top)
                out[i, a, j] = total
            for j in range(haunts.shape[2]):
                out[i, a, j] /= total
            out[i, a, haunts.shape[2] - 1] = 1.0


def destination_shares(
    home: NDArray[np.int32],
    haunts: NDArray[np.int32],
    near: NDArray[np.float64],
    decay: tuple[float, float],
    scale: float,
    travellers: Travellers,
    offer: Offer,
    tastes: Tastes,
) -> NDArray[np.float32]:
    """Cumulative shares of everybody's habitual places, for one level of service. (N, 2, H) [1]

    Parameters as in `share_places`; `decay` of shops and of leisure, `scale` as `ChoiceParams.place_scale`.
    """
    out = np.empty(haunts.shape, dtype=np.float32)
    share_places(
        home, haunts, near, np.asarray(decay), scale, _HOURS, travellers, offer, tastes, np.empty(3, dtype=np.int64),
        weighed_for(_LEGS, tastes.shifts.size), out,
    )  # fmt: skip
    return out
