"""How many storeys has a building that nobody counted? A log-normal regression with a memory of its neighbours.

The logarithm of storeys is normal around a linear predictor, with a spread that is a log-linear predictor of its own.
What is left over is like that of surveyed neighbours (simple kriging). Three things are treated apart, because the
surveyed buildings are no random sample:

- tagging that follows what can be seen (size, shape, density, land use): weights by inverse propensity;
- tagging that follows the storeys themselves: odds to be tagged that grow with storeys^gamma tilt the normal to
  N(mu - gamma sigma², sigma²). Gamma is not identified by the data; it is assumed, with a range;
- a smallest known count: where a layer cannot tell one storey from none told, the sample is cut off below two, and
  the regression allows for that.

Sources: exponential tilting as a sensitivity analysis, D. O. Scharfstein, A. Rotnitzky, J. M. Robins, J. Am. Stat.
Assoc. 94 (1999) 1096-1120, DOI 10.1080/01621459.1999.10473862; random features, A. Rahimi, B. Recht, NIPS 2007.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.spatial import cKDTree
from scipy.special import log_ndtr, ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import Stream

HIGHEST = 40  # storeys; predictive distributions end here
_RIDGE = 3.0  # penalty of slopes, in observations of unit weight
_RIDGE_SPREAD = 30.0  # the same for slopes of the spread
_LEAST_CHANCE = 0.02  # lowest propensity that a weight is made of
_MOST_WEIGHT = 3.0  # times the mean weight
_NEIGHBOURS = 24
_LEAST = 1e-300
_SPREAD_LIMITS = (-2.5, 0.5)  # logarithm of the spread
_FEATURES = 256  # random waves that make up a field


class Predictive(NamedTuple):
    """Predictive distribution of the storeys of some buildings: one, with chance `single`, else a log-normal.

    Parameters
    ----------
    mid : Median of the log-normal part if tagging did not depend on storeys. (N,)
    spread : Standard deviation of the logarithm. (N,)
    shared : Share of that variance which neighbours have in common. (N,)
    single : Greatest chance of a single storey. (N,)
    """

    mid: NDArray[np.float64]
    spread: NDArray[np.float64]
    shared: NDArray[np.float64]
    single: NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """Linear predictors of the logarithm of storeys and of its spread, and what they leave over.

    Parameters
    ----------
    centre, scale : Of the predictors. (K,)
    slope, spread : Coefficients, the intercept first. (K + 1,)
    lowest : Smallest count that the sample can hold.
    xy, rest : Surveyed buildings and their standardised residuals. (M, 2) [m], (M,)
    reach, share : Distance over which residuals are alike [m], and the share of their variance that is.
    """

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    slope: NDArray[np.float64]
    spread: NDArray[np.float64]
    lowest: int
    xy: NDArray[np.float64]
    rest: NDArray[np.float64]
    reach: float
    share: float

    def linear(self, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and spread of the logarithm by the predictors alone. (N, K) → (N,), (N,)"""
        z = np.column_stack([np.ones(x.shape[0]), (x - self.centre) / self.scale])
        return z @ self.slope, np.exp(np.clip(z @ self.spread, *_SPREAD_LIMITS))

    def predict(self, x: NDArray[np.float64], xy: NDArray[np.float64]) -> Predictive:
        """Predictive distributions without the chance of a single storey. (N, K), (N, 2) → (N,) each"""
        mu, sigma = self.linear(x)
        pull, explained = krige(self.xy, self.rest, xy, self.reach, self.share)
        left = 1.0 - explained
        return Predictive(
            np.exp(mu + sigma * pull),
            sigma * np.sqrt(left),
            np.clip((self.share - explained) / left, 0.0, 1.0),
            np.zeros(mu.shape[0]),
        )


def fit(
    x: NDArray[np.float64],
    xy: NDArray[np.float64],
    storeys: NDArray[np.float64],
    weight: NDArray[np.float64],
    lowest: int,
    memory: tuple[float, float],
) -> Regression:
    """Fit to surveyed buildings by penalised maximum likelihood of a log-normal cut off below `lowest`.

    Parameters
    ----------
    x, xy : Predictors and places. (M, K), (M, 2) [m]
    storeys : Counts, at least `lowest`. (M,)
    weight : Weights with mean one. (M,)
    lowest : Smallest count that the sample can hold.
    memory : Reach [m] and share of the residuals' likeness.
    """
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)  # noqa: PLR2004 — a predictor that is the same everywhere
    z = np.column_stack([np.ones(x.shape[0]), (x - centre) / scale])
    target, cut, k = np.log(storeys), np.log(lowest - 0.5), z.shape[1]
    penalty = np.concatenate([np.full(k, _RIDGE), np.full(k, _RIDGE_SPREAD)])
    # A weak prior on the intercept of the spread (0.4) keeps a handful of surveyed buildings from claiming certainty.
    penalty[[0, k]] = 0.0, 2.0
    prior = np.zeros(2 * k)
    prior[k] = np.log(0.4)

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        mu, raw = z @ theta[:k], z @ theta[k:]
        log_s = np.clip(raw, *_SPREAD_LIMITS)
        s = np.exp(log_s)
        u, v = (target - mu) / s, (mu - cut) / s
        log_kept = log_ndtr(v)
        hazard = np.exp(-0.5 * v**2 - 0.5 * np.log(2 * np.pi) - log_kept)
        by_mu = (u - hazard) / s
        by_s = np.where(raw == log_s, u**2 - 1.0 + hazard * v, 0.0)
        value = -np.sum(weight * (-0.5 * u**2 - log_s - log_kept)) + 0.5 * np.sum(penalty * (theta - prior) ** 2)
        slope = -np.concatenate([z.T @ (weight * by_mu), z.T @ (weight * by_s)]) + penalty * (theta - prior)
        return float(value), slope

    start = prior.copy()
    start[0] = np.average(target, weights=weight)
    theta = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60, "ftol": 1e-7}).x
    rest = (target - z @ theta[:k]) / np.exp(np.clip(z @ theta[k:], *_SPREAD_LIMITS))
    return Regression(centre, scale, theta[:k], theta[k:], lowest, xy, rest, *memory)


def krige(
    xy: NDArray[np.float64], rest: NDArray[np.float64], at: NDArray[np.float64], reach: float, share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Simple kriging of residuals with unit variance and covariance share · exp(-distance / reach).

    Returns
    -------
    value, explained : Estimate and the variance that it explains. (N,), (N,)
    """
    few = min(_NEIGHBOURS, xy.shape[0])
    if few == 0 or at.shape[0] == 0:
        return np.zeros(at.shape[0]), np.zeros(at.shape[0])
    gone, near = cKDTree(xy).query(at, k=list(range(1, few + 1)))
    around = xy[near]
    apart = np.hypot(*(around[:, :, None, :] - around[:, None, :, :]).transpose(3, 0, 1, 2))
    cov = share * np.exp(-apart / reach) + (1.0 - share) * np.eye(few)
    to = share * np.exp(-gone / reach)
    weight = np.linalg.solve(cov, to[:, :, None])[:, :, 0]
    return (weight * rest[near]).sum(axis=1), (weight * to).sum(axis=1)


def logistic(x: NDArray[np.float64], yes: NDArray[np.bool_], ridge: float = 1.0) -> NDArray[np.float64]:
    """Coefficients (intercept first, predictors as they are) of a ridge-penalised logistic regression. (K + 1,)"""
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)  # noqa: PLR2004 — a predictor that is the same everywhere
    z = np.column_stack([np.ones(x.shape[0]), (x - centre) / scale])
    b = np.zeros(z.shape[1])
    penalty = np.full(b.size, ridge)
    for _ in range(25):
        p = 1.0 / (1.0 + np.exp(-np.clip(z @ b, -30, 30)))
        hessian = (z * (p * (1.0 - p))[:, None]).T @ z + np.diag(penalty)
        step = np.linalg.solve(hessian, z.T @ (yes - p) - penalty * b)
        b += step
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004 — converged
            break
    slope = b[1:] / scale
    return np.concatenate([[b[0] - slope @ centre], slope])


def chance(x: NDArray[np.float64], coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability by a logistic regression. (N, K), (K + 1,) → (N,)"""
    p: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(coefficients[0] + x @ coefficients[1:], -30, 30)))
    return p


def inverse_propensity(x: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights that make the surveyed buildings look like the others: odds of not being surveyed, mean one. (M,)

    Parameters
    ----------
    x : Predictors of all buildings. (N, K)
    known : Whether a building is surveyed, M of them. (N,)
    """
    if known.all() or not known.any():
        return np.ones(int(known.sum()))
    p = np.maximum(chance(x[known], logistic(x, known)), _LEAST_CHANCE)
    weight = (1.0 - p) / p
    weight = np.minimum(weight, _MOST_WEIGHT * weight.mean())
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def tilted(p: Predictive, tag_bias: float) -> NDArray[np.float64]:
    """Mean of the logarithm for buildings that nobody tagged, if tagging odds grow with storeys^tag_bias. (N,)"""
    return np.asarray(np.log(p.mid) - tag_bias * p.spread**2)


def quantile(
    p: Predictive, u: NDArray[np.float64], lowest: int, tag_bias: float, single_share: float
) -> NDArray[np.float64]:
    """Storeys at which the predictive distribution reaches `u`. (N,), (N,) → (N,)"""
    mu = tilted(p, tag_bias)
    one = p.single * single_share
    v = np.clip((u - one) / np.maximum(1.0 - one, 1e-12), 0.0, 1.0)
    # Upper tails keep their digits where nearly all of the normal lies below the cut.
    above = np.maximum(ndtr((mu - np.log(lowest - 0.5)) / p.spread), _LEAST) * (1.0 - v)
    counted = np.exp(mu - p.spread * ndtri(np.clip(above, _LEAST, 1.0 - 1e-12)))
    counted = np.clip(np.round(counted), lowest, HIGHEST)
    return np.asarray(np.where(u < one, 1.0, counted))


def distribution(p: Predictive, lowest: int, tag_bias: float, single_share: float) -> NDArray[np.float64]:
    """Cumulative distribution at 1, 2, ... `HIGHEST` storeys. (N, HIGHEST)"""
    mu, s = tilted(p, tag_bias)[:, None], p.spread[:, None]
    count = np.arange(1, HIGHEST + 1)
    above = np.maximum(ndtr((mu - np.log(lowest - 0.5)) / s), _LEAST)
    cdf = 1.0 - np.minimum(ndtr((mu - np.log(count + 0.5)[None, :]) / s) / above, 1.0)
    cdf[:, -1] = 1.0
    cdf[:, : lowest - 1] = 0.0
    one = (p.single * single_share)[:, None]
    return np.asarray(one + (1.0 - one) * cdf)


def field_at(xy: NDArray[np.float64], reach: float, stream: Stream, draw: int) -> NDArray[np.float64]:
    """A smooth standard normal field with covariance exp(-distance / reach), the `draw`-th of its stream. (N,)

    Waves with random directions and lengths, so that the field is a function of the place alone and a building that
    comes or goes changes it nowhere else.
    """
    waves = np.arange(_FEATURES, dtype=np.uint64)
    # The spectrum of an exponential covariance in the plane is a Cauchy distribution: normal over |normal|.
    across = np.column_stack([stream.normal(waves, draw, lane) for lane in (0, 1)])
    along = np.abs(stream.normal(waves, draw, 2))
    wave = across / np.maximum(along, 1e-6)[:, None] / reach
    phase = 2.0 * np.pi * stream.uniform(waves, draw, 8)
    amplitude = stream.normal(waves, draw, 5)
    out: NDArray[np.float64] = np.cos(xy @ wave.T + phase) @ amplitude * np.sqrt(2.0 / _FEATURES)
    return out
