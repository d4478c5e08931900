"""What was planned, delivered and observed? The quantities of Sharing Cities with their places and sources."""

from twin.ledger.placed import Placed, Spot, geojson, place, spots
from twin.ledger.registry import Figure, Ledger, Place, Row, load_ledger

__all__ = ["Figure", "Ledger", "Place", "Placed", "Row", "Spot", "geojson", "load_ledger", "place", "spots"]
