"""Who decides what, and when? Assemblies, landlords, neighbours and participants, each decision a stream of its own."""

from twin.decisions.assembly import Course, blank, campaign, forward, on_their_own, votes
from twin.decisions.landlords import landlords
from twin.decisions.opinion import Offer
from twin.decisions.owners import Owners, owners_of
from twin.decisions.params import Params
from twin.decisions.renovation import Spontaneous

__all__ = [
    "Course",
    "Offer",
    "Owners",
    "Params",
    "Spontaneous",
    "blank",
    "campaign",
    "forward",
    "landlords",
    "on_their_own",
    "owners_of",
    "votes",
]
