"""Slow and obvious twin of the billing kernels."""


def bill(carriers, prices, discount, dt_s):
    """Bill of one building [EUR]."""
    return sum(watt * dt_s * price for watt, price in zip(carriers, prices, strict=True)) * discount
