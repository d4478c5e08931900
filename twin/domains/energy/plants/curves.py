"""How do heat, efficiency and losses of a plant follow from its temperatures and load? Scalar kernels."""

from __future__ import annotations

from twin.core.jit import inner_kernel

TINY = 1.0e-9  # K
STEPS = 2  # of Halley's method in `emission`: ten digits for exponents up to 1.5


@inner_kernel
def cop_of(lift: float, c0: float, c1: float, c2: float, least: float, most: float) -> float:
    """Heat per electricity of a heat pump at full load. () [1]

    Parameters
    ----------
    lift : Supply less source temperature. () [K]
    c0, c1, c2 : Coefficients of the parabola. () [1, 1/K, 1/K2]
    least, most : Range that the parabola holds in. () [K]

    Notes
    -----
    Ruhnau et al. 2019, Scientific Data 6:189, COP regressions; the factor of operation is not in here.
    """
    d = min(max(lift, least), most)
    return c0 + c1 * d + c2 * d * d


@inner_kernel
def cycling(load: float, least: float, factor: float) -> float:
    """Share of the full-load efficiency that is left below the least continuous load. () [1]

    Parameters
    ----------
    load : Heat per full-load heat now. () [1]
    least : Load below which the compressor goes on and off. () [1]
    factor : Degradation factor Cc. () [1]

    Notes
    -----
    EN 14825, CR / (Cc CR + 1 - Cc), with CR the load over the least continuous load.
    """
    if load >= least or load <= 0.0:
        return 1.0
    ratio = load / least
    return ratio / (factor * ratio + 1.0 - factor)


@inner_kernel
def frost(t_out: float, loss: float) -> float:
    """Share of an air heat pump's heat that icing leaves: least at 2 degC, all at -5 and 7 degC. () [1]"""
    if t_out <= -5.0 or t_out >= 7.0:  # noqa: PLR2004 — stands in the sentence above
        return 1.0
    return 1.0 - loss * ((t_out + 5.0) / 7.0 if t_out < 2.0 else (7.0 - t_out) / 5.0)  # noqa: PLR2004


@inner_kernel
def emission(excess: float, power: float, design: float, exponent: float, spread: float) -> float:
    """Most heat of emitters under a supply temperature, with all valves open and their design flow. () [W]

    Parameters
    ----------
    excess : Supply temperature above the air's. () [K]
    power : Heat at the design excess of the mean water temperature. () [W]
    design : That excess. () [K]
    exponent : Exponent of heat over excess. () [1]
    spread : Supply less return temperature at `power`. () [K]

    Notes
    -----
    EN 442: Q = P (y)^n with y the mean excess over the design's; the water gives Q = 2 m c (supply - mean). In units of
    the design, y^n = 2 (excess / design - y) design / spread, solved by Halley's method from the solution of n = 1.
    """
    if excess <= TINY or power <= 0.0:
        return 0.0
    top = excess / design
    slope = 2.0 * design / spread
    y = top * slope / (slope + 1.0)
    for _ in range(STEPS):
        heat = y**exponent
        by = exponent * heat / y
        off, first = heat + slope * (y - top), by + slope
        y -= 2.0 * off * first / (2.0 * first * first - off * (exponent - 1.0) * by / y)
    return float(power * slope * (top - y))


@inner_kernel
def mean_excess(heat: float, power: float, design: float, exponent: float) -> float:
    """Mean water temperature above the air's at which emitters give `heat`. () [K]"""
    if power <= 0.0 or heat <= 0.0:
        return 0.0
    return float(design * (heat / power) ** (1.0 / exponent))


@inner_kernel
def boiler_loss(
    heat: float, power: float, full: tuple[float, float], part: tuple[float, float], standing: float
) -> float:
    """Loss of a boiler that gives `heat`. () [W]

    Parameters
    ----------
    heat, power : Heat now, and at full load. () [W]
    full, part : Efficiency at full load and at 30 % when tested, and what the temperature now adds. (2,) [1]
    standing : Loss while it is kept warm and gives nothing. () [W]

    Notes
    -----
    EN 15316-4-1, case-specific method: losses at full load, at 30 % and at none, straight between.
    """
    at_part = 0.3 * power
    eta_full = min(max(full[0] + full[1], 0.3), 1.09)
    eta_part = min(max(part[0] + part[1], 0.3), 1.09)
    loss_full = power * (1.0 / eta_full - 1.0)
    loss_part = at_part * (1.0 / eta_part - 1.0)
    if heat <= at_part:
        return standing + (loss_part - standing) * heat / at_part
    return loss_part + (loss_full - loss_part) * (heat - at_part) / (power - at_part)
