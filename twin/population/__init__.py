"""Who lives here? Households, citizens and vehicles, synthesised from zone totals, reproducibly."""

from twin.population.params import Params
from twin.population.places import close_places
from twin.population.synthesis import synthesise

__all__ = ["Params", "close_places", "synthesise"]
