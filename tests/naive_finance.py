"""Slow and obvious twin of the billing kernels."""

from statistics import median


def bill(carriers, prices, discount, dt_s):
    """Bill of one building [EUR]."""
    return sum(watt * dt_s * price for watt, price in zip(carriers, prices, strict=True)) * discount


def income(export, shared, price, incentive, dt_s):
    """What one building is paid in a tick [EUR]."""
    return (export * price + shared * incentive) * dt_s


def deducted(works, tax, years):
    """What one household gets back of works of (promise, year), each in equal instalments from the year after."""
    total = 0.0
    for year in range(min(y for _, y in works), max(y for _, y in works) + years + 1):
        wanted = sum(promise / years for promise, start in works if start < year <= start + years)
        total += min(wanted, tax)
    return total


def fuel_poor_by_low_income(households, line):
    """Whether each household of (bill, income, equivalent adults) pays much and is left with little."""
    costs = [bill / adults for bill, _, adults in households]
    left = [(income - bill) / adults for bill, income, adults in households]
    return [c > median(costs) and x < line * median(left) for c, x in zip(costs, left, strict=True)]
