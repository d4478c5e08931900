"""How do waves of temperature pass a wall? The exact answer of theory, which chains of lumps are held against."""

import numpy as np

DAY = 86_400.0  # period of the sun and the weather [s]


def periodic(layers, period=DAY, r_out=0.0, r_in=0.0):
    """Exact transfer matrix of layers from inside to outside at a period [s] (EN ISO 13786:2017, 7.2). (2, 2)

    (temperature, flow) outside = matrix (temperature, flow) inside, flow counted from inside to outside; surface
    resistances `r_out` and `r_in` [m2K/W] are added. See `admittances`.
    """
    omega = 2.0 * np.pi / period
    matrix = _through(r_in)
    for layer in reversed(layers):
        matrix = _layer(layer, omega) @ matrix
    return _through(r_out) @ matrix


def periodic_chain(chain, period=DAY, r_out=0.0, r_in=0.0):
    """Transfer matrix of a chain at a period [s], as `periodic` has it for layers. (2, 2)"""
    omega = 2.0 * np.pi / period
    matrix = _through(float(chain.resistance[-1]) + r_in)
    for heat, before in zip(chain.capacity[::-1], chain.resistance[-2::-1], strict=True):
        store = np.array([[1.0, 0.0], [-1j * omega * heat, 1.0]])
        matrix = _through(float(before)) @ store @ matrix
    return _through(r_out) @ matrix


def admittances(matrix):
    """Admittance inside Y_ii and periodic transmittance Y_io [W/m2/K] of a transfer matrix (EN ISO 13786:2017, 7.3)."""
    return complex(-matrix[0, 0] / matrix[0, 1]), complex(1.0 / matrix[0, 1])


def _through(resistance):
    return np.array([[1.0, -resistance], [0.0, 1.0]], dtype=np.complex128)


def _layer(layer, omega):
    resistance = layer.thickness / layer.conductivity
    heat = layer.thickness * layer.density * layer.specific_heat
    if heat == 0.0:
        return _through(resistance)
    z = np.sqrt(1j * omega * resistance * heat)
    g = z / resistance
    return np.array([[np.cosh(z), -np.sinh(z) / g], [-g * np.sinh(z), np.cosh(z)]])
