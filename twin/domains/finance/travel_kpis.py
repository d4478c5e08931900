"""Which indicators tell what people pay on their ways, and to whom? Declared beside the bills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.finance.fairness import FIFTHS, income_fifth, net_income
from twin.domains.finance.travel import household_travel
from twin.observe.declare import Kpi
from twin.observe.privacy import BADGE, mean_of
from twin.state.codes import Payer, Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin.observe.declare import Outcome

_RUN = "paid since the start of the run; a run of a whole year gives EUR a year"
_WHO = f"{_RUN}; residents anywhere in the city, others in the district"
_CELLS = f"{BADGE['en']}: synthetic households, only where ten or more"
# Name, words in English and Italian, and what is counted.
_SERVICES: dict[Service, tuple[str, str, str, str, str]] = {
    Service.TRANSIT: (
        "paid_fares", "Paid for public transport", "Speso per i mezzi pubblici",
        "single fares of trips by public transport without a season ticket, and season tickets by the day",
        f"{_WHO}; people from elsewhere with a share of season tickets that is assumed",
    ),
    Service.SHARED_CAR: (
        "paid_shared_cars", "Paid for shared cars", "Speso per le auto condivise",
        "minutes of trips by shared car at the price that the choice of mode knows",
        f"{_RUN}; cars of a condominium at the price of the others, for the choice knows no other",
    ),
    Service.ROAD: (
        "paid_road_charge", "Road charge paid", "Pedaggio d'ingresso pagato",
        "cars, vans and trucks that entered the places in the hours of the charge, each once a day",
        f"{_RUN}; of a tour through the places one half is driven, which pays its part",
    ),
    Service.PARKING: (
        "paid_parking", "Paid for parking on streets and in public car parks",
        "Speso per la sosta in strada e nei parcheggi pubblici",
        "hours of stays away from home at the mean price of the places around",
        f"{_RUN}; in the layers only; no hour or day of free parking is known",
    ),
    Service.SHARED_BICYCLE: (
        "paid_shared_bicycles", "Paid for shared bicycles", "Speso per le biciclette condivise",
        "rides that found a bicycle, and subscriptions of those with a dock within reach of home",
        f"{_RUN}; residents only",
    ),
}  # fmt: skip


def _paid(service: Service) -> Callable[[Outcome], float]:
    return lambda outcome: float(outcome.table("accounts")["paid_services"][:, service].sum())


def _from_elsewhere(outcome: Outcome) -> float:
    paid = outcome.table("accounts")["paid_services"]
    whole = float(paid.sum())
    return 100.0 * float(paid[Payer.VISITORS].sum()) / whole if whole > 0.0 else float("nan")


def _per_household(outcome: Outcome) -> float:
    paid = household_travel(outcome.world)
    return float(paid.mean()) if paid.size else float("nan")


def _of_fifth(fifth: int) -> Callable[[Outcome], float]:
    return lambda outcome: mean_of(household_travel(outcome.world), income_fifth(outcome.world) == fifth)


def _burden(fifth: int) -> Callable[[Outcome], float]:
    def compute(outcome: Outcome) -> float:
        """Payments over incomes of the fifth, sums of both; of a part of a year there is none."""
        rows = income_fifth(outcome.world) == fifth
        income = mean_of(net_income(outcome.world), rows)
        whole = len(outcome.series("finance.bill_households")) == outcome.world.clock.n_hours
        paid = mean_of(household_travel(outcome.world), rows)
        return 100.0 * paid / income if whole and income > 0.0 else float("nan")

    return compute


def _kpi(
    name: str, label: str, label_it: str, unit: str, formula: str, source: str, compute: Callable[[Outcome], float]
) -> Kpi:  # fmt: skip
    return Kpi(f"finance.{name}", label, label_it, unit, "neither", formula, source, compute)


KPIS: tuple[Kpi, ...] = (
    *(_kpi(name, label, label_it, "EUR", formula, source, _paid(service))
      for service, (name, label, label_it, formula, source) in _SERVICES.items()),
    _kpi(
        "paid_from_elsewhere", "Share of it paid by people and firms from elsewhere",
        "Quota pagata da persone e imprese da fuori", "%",
        "paid by them for public transport, road charge and parking / all that is paid for travel", _RUN,
        _from_elsewhere,
    ),
    _kpi(
        "travel_per_household", "Paid for travel per household", "Spesa di viaggio per famiglia", "EUR",
        "fares, shared cars and bicycles, road charge and parking of residents / households",
        f"{_RUN}; fuel and keep of own cars are not in it", _per_household,
    ),
    *(kpi for k in range(FIFTHS) for kpi in (
        _kpi(
            f"travel_fifth_{k + 1}", f"Paid for travel: income fifth {k + 1}",
            f"Spesa di viaggio: quinto di reddito {k + 1}", "EUR",
            "mean of the fifth of households by income after tax, 1 the poorest", _CELLS, _of_fifth(k),
        ),
        _kpi(
            f"travel_burden_fifth_{k + 1}", f"Paid for travel over income: income fifth {k + 1}",
            f"Spesa di viaggio sul reddito: quinto di reddito {k + 1}", "%",
            "what the fifth pays for travel / incomes after tax", f"{_CELLS}; a run of a whole year only", _burden(k),
        ),
    )),
)  # fmt: skip
