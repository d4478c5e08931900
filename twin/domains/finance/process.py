"""What does this hour cost, and whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import calendar_day
from twin.core.units import KWH_PER_J
from twin.domains.finance.capex import Ledger
from twin.domains.finance.kernels import bills_hour, income_hour, pay_income, settle_hour
from twin.domains.finance.travel import settle_day
from twin.state.codes import Use
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.clock import Clock
    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.finance.params import Params
    from twin.state.world import World

_CARRIERS = ("gas", "gas_oil", "district_heat", "electricity")


class Bills:
    """The process `finance.bills`: bills of buildings, lamps, cars; export, travel of the day, cost of measures.

    They move money between the same accounts, and a column has one writer, so they are one process.
    """

    name = "finance.bills"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"buildings.{name}" for name in ("use", *_CARRIERS)),
        "buildings.appliances",
        "buildings.charging_power",
        "buildings.export",
        "buildings.shared",
        "places.charging_power",
        "lampposts.power",
        "citizens.spent",
        "citizens.bike_fees",
        "accounts.spent",
        *(f"forcing.price_{name}" for name in _CARRIERS),
    )
    writes: Sequence[str] = (
        "buildings.bill",
        "buildings.bill_year",
        "buildings.bill_own_year",
        "buildings.income",
        "buildings.income_year",
        "buildings.works_cost",
        "buildings.works_deducted",
        "lampposts.bill",
        "places.charging_bill",
        "places.charging_cost_year",
        "citizens.paid_year",
        "accounts.paid_services",
        "accounts.balance",
        "accounts.paid_energy",
        "accounts.paid_capex",
    )
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = columns = world.bind(self)
        self._params = params
        self._dt_s, self._day = world.clock.dt_s, world.clock.ticks_per_day
        self._cost = np.zeros(columns["places.charging_power"].size)
        gas, oil, heat, electricity = (columns[f"buildings.{name}"] for name in _CARRIERS)
        # A car charged at home is on its building's meter.
        self._metered = (electricity, columns["buildings.charging_power"])
        self._electricity, self._own = np.zeros(electricity.size), np.zeros(electricity.size)
        self._carriers = (gas, oil, heat, self._electricity)
        self._prices = np.stack([columns[f"forcing.price_{name}"] for name in _CARRIERS], axis=1)
        self._business = columns["buildings.use"] != Use.RESIDENTIAL
        self._discount = np.where(self._business, params.business_price, 1.0)
        self._paid = np.zeros(2)
        self._earned = np.zeros(2)
        self._pays = (params.export_price * KWH_PER_J, params.community_incentive * KWH_PER_J)
        # Before its law nobody pays an incentive, whatever the scenario shares.
        self._incentive_from = first_tick(world.clock, params.community_from)
        self._ledger = Ledger(world.applied)
        self._audit = Audit("money", "accounts", "EUR")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Book new measures, then the energy of the tick `tick`."""
        columns, params, prices = self._columns, self._params, self._prices[tick]
        balance = columns["accounts.balance"]
        works = columns["buildings.works_cost"], columns["buildings.works_deducted"]
        self._ledger.book(balance, columns["accounts.paid_capex"], *works)
        bill, lamp_bill = columns["buildings.bill"], columns["lampposts.bill"]
        charging = columns["places.charging_bill"]
        np.add(*self._metered, out=self._electricity)
        bills_hour(
            self._carriers,
            prices,
            self._business,
            params.business_price,
            self._dt_s,
            bill,
            columns["buildings.bill_year"],
            self._paid,
        )
        # What people switch on themselves; modules on the roof give to it before anything comes from the grid.
        np.add(columns["buildings.appliances"], columns["buildings.charging_power"], out=self._own)
        np.minimum(self._own, self._electricity, out=self._own)
        self._own *= prices[-1] * self._dt_s * self._discount
        columns["buildings.bill_own_year"][:] += self._own
        sold = columns["buildings.export"], columns["buildings.shared"]
        income = columns["buildings.income"], columns["buildings.income_year"]
        pays = self._pays if tick >= self._incentive_from else (self._pays[0], 0.0)
        income_hour(*sold, pays, self._business, self._dt_s, *income, self._earned)
        pay_income(*sold, pays, self._dt_s, self._earned, balance)
        per_watt = float(prices[-1]) * params.lighting_price * self._dt_s
        np.multiply(columns["lampposts.power"], per_watt, out=lamp_bill)
        per_watt = params.public_charging_price * KWH_PER_J * self._dt_s
        np.multiply(columns["places.charging_power"], per_watt, out=charging)
        # The operator buys as a business does, whatever it asks.
        np.multiply(
            columns["places.charging_power"], float(prices[-1]) * params.business_price * self._dt_s, self._cost
        )
        columns["places.charging_cost_year"][...] += self._cost
        if tick % self._day == 0:
            self._settle_travel()
        paid = columns["accounts.paid_energy"]
        settle_hour(self._paid, bill, lamp_bill, charging, self._cost, balance, paid, self._audit.cell)

    def _settle_travel(self) -> None:
        columns = self._columns
        settle_day(
            columns["citizens.spent"],
            columns["citizens.bike_fees"],
            columns["accounts.spent"],
            columns["citizens.paid_year"],
            columns["accounts.paid_services"],
            columns["accounts.balance"],
        )


def first_tick(clock: Clock, day: str) -> int:
    """First tick of the year on which something holds that began on a day (ISO 8601); after its end if it is later."""
    first = calendar_day(day)
    if first.year != clock.year:
        return 0 if first.year < clock.year else clock.n_ticks
    return clock.tick_of(first)
