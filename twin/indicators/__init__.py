"""What do European cities report? The registry of their indicators, people's answers, and the export as NGSI-LD."""

from twin.indicators.answers import Answer, Judged, judged, read_answers
from twin.indicators.formula import Formula, parse
from twin.indicators.ngsi_ld import Reported, entity
from twin.indicators.registry import Baseline, Indicator, Kind, Level, Registry, Theme, load_registry

__all__ = [
    "Answer",
    "Baseline",
    "Formula",
    "Indicator",
    "Judged",
    "Kind",
    "Level",
    "Registry",
    "Reported",
    "Theme",
    "entity",
    "judged",
    "load_registry",
    "parse",
    "read_answers",
]
