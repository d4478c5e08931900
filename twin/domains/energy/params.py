"""Which numbers drive the buildings' energy balance, and where do they stand? One set of all parts of the domain."""

from __future__ import annotations

from twin.domains.energy.charging_params import ChargingParams
from twin.domains.energy.control.params import ControlParams
from twin.domains.energy.plants.params import PlantsParams
from twin.domains.energy.sun.params import SunParams
from twin.domains.energy.use.params import UseParams
from twin.domains.energy.zone.params import ZoneParams


class Params(ZoneParams, SunParams, UseParams, PlantsParams, ControlParams, ChargingParams):
    """Parameters of the energy domain."""
