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
    """Whether each household of (bill, income, equivalent adults, usual bill) pays much and is left with little."""
    costs = [bill / usual for bill, _, _, usual in households]
    left = [(income - bill) / adults for bill, income, adults, _ in households]
    return [c > median(costs) and x < line * median(left) for c, x in zip(costs, left, strict=True)]


def fuel_poor_by_twice_the_share(households, scale):
    """Whether each household of (bill, income, persons) pays twice the mean share and is left below the line."""
    shares = [bill / income for bill, income, _ in households if income > 0]
    usual = sum(shares) / len(shares) if shares else 0.0
    head = sum(income for _, income, _ in households) / sum(persons for _, _, persons in households)
    return [
        (income <= 0 or bill / income > 2 * usual) and income - bill < head * scale[min(persons, len(scale)) - 1]
        for bill, income, persons in households
    ]


def household_bills(building, households):
    """Bills of the households of (floor, persons) in a building of (bill, of it own use, floor, part of hot water)."""
    bill, own, whole, water = building
    use = {1: 1.0, 2: 1.528, 3: 1.694, 4: 1.983, 5: 2.094}
    shared = sum(use[persons] for _, persons in households)
    people = sum(persons for _, persons in households)
    return [
        own * use[persons] / shared + (bill - own) * (water * persons / people + (1 - water) * min(floor / whole, 1.0))
        for floor, persons in households
    ]
