"""Which measures can a planner take? One file per measure, one catalogue, and users' own measures as plug-ins."""

from twin.interventions.asked import Asked, account
from twin.interventions.funding import Budget, Funding, funded_edits
from twin.interventions.measure import Amount, Evidence, Levers, Measure, lever
from twin.interventions.plan import Entry, additions, edits
from twin.interventions.registry import ENTRY_POINT_GROUP, Catalogue, catalogue
from twin.interventions.where import Address, Where

__all__ = [
    "ENTRY_POINT_GROUP",
    "Address",
    "Amount",
    "Asked",
    "Budget",
    "Catalogue",
    "Entry",
    "Evidence",
    "Funding",
    "Levers",
    "Measure",
    "Where",
    "account",
    "additions",
    "catalogue",
    "edits",
    "funded_edits",
    "lever",
]
