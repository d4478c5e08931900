"""How are the levers of what a lamppost hosts declared? A share, a power and a price of each."""

from __future__ import annotations

from typing import Any

from twin.interventions.measure import lever


def hosted(default: float, what: str, what_it: str, *, main: bool = False) -> Any:
    """Lever of the share of the smart lamps that host something."""
    return lever(
        default,
        unit="1",
        label=what,
        label_it=what_it,
        doc=f"Share of these lamps with {what}, drawn by lot",
        source="Wi-Fi and various sensors were planned on all (joomag.com); the shares are assumed",
        ge=0.0,
        le=1.0,
        slider=(0.0, 1.0, 0.05),
        folded=not main,
    )


def watts(default: float, what: str, what_it: str) -> Any:
    """Lever of the power that something draws day and night."""
    return lever(
        default,
        unit="W",
        label=f"power of {what}",
        label_it=f"potenza: {what_it}",
        doc=f"Mean power of {what}, day and night",
        source="assumed, from memory of data sheets",
        ge=0.0,
        slider=(0.0, 40.0, 1.0),
        folded=True,
    )


def price(default: float, what: str, what_it: str) -> Any:
    """Lever of what something costs on one lamp."""
    return lever(
        default,
        unit="EUR",
        label=f"cost of {what}",
        label_it=f"costo: {what_it}",
        doc=f"Investment for {what} on one lamp, with fitting",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 10_000.0, 100.0),
        folded=True,
    )
