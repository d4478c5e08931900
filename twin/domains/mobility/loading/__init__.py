"""How do the day's trips fill the streets? Queues with signals, spillback and places to park, on one thread a day."""

from twin.domains.mobility.loading.day import figures_of, load_day
from twin.domains.mobility.loading.groups import Figures, Links, Load, Parking, Rides
from twin.domains.mobility.loading.params import LoadingParams

__all__ = ["Figures", "Links", "Load", "LoadingParams", "Parking", "Rides", "figures_of", "load_day"]
