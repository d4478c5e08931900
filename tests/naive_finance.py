"""Slow and obvious twin of the billing kernels."""


def bill(carriers, prices, discount, dt_s):
    """Bill of one building [EUR]."""
    return sum(watt * dt_s * price for watt, price in zip(carriers, prices, strict=True)) * discount


def income(export, shared, price, incentive, dt_s):
    """What one building is paid in a tick [EUR]."""
    return (export * price + shared * incentive) * dt_s
