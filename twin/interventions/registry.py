"""Which measures are installed? The project's own in a fixed order, then the plug-ins of other packages."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import entry_points

from twin.core.errors import Fault, InputError
from twin.interventions.measure import Measure

ENTRY_POINT_GROUP = "twin.measures"
BUILT_IN = (
    "condominium_retrofit",
    "public_retrofit",
    "heat_pump",
    "district_heating",
    "rooftop_pv",
    "energy_management",
    "energy_community",
    "lamppost_dimming",
    "smart_lampposts",
    "shared_ebikes",
    "charging_points",
    "e_cars",
    "car_sharing",
    "parking_guidance",
    "social_market",
    "urban_platform",
    "road_charge",
    "calm_streets",
    "transit_headway",
    "boiler_renewal",
    "gas_oil_phase_out",
    "appliance_renewal",
    "background_retrofit",
    "e_logistics",
    "low_emission_zone",
    "cycle_lanes",
    "parking_policy",
    "integrated_fares",
    "car_renewal",
    "new_metro",
    "pandemic",
)


class Catalogue(Mapping[str, Measure]):
    """Measures by name, in the order in which their edits apply; read from the installation at first use.

    A package adds a measure with an entry point of the group "twin.measures" that names a `Measure` object::

        [project.entry-points."twin.measures"]
        cool_roofs = "my_measures.cool_roofs:MEASURE"
    """

    def __init__(self, group: str = ENTRY_POINT_GROUP) -> None:
        self._group = group

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        found = [importlib.import_module(f"twin.interventions.{name}").MEASURE for name in BUILT_IN]
        faults: list[Fault] = []
        for point in sorted(entry_points(group=self._group), key=lambda each: (each.name, each.value)):
            try:
                measure = point.load()
            except Exception as error:  # noqa: BLE001 — somebody else's package; its fault is told with its name
                faults.append(Fault(point.name, f"{point.value} cannot be loaded: {error!r}", "mend or uninstall it"))
                continue
            if not isinstance(measure, Measure):
                faults.append(Fault(point.name, f"{point.value} is not a twin.interventions.Measure"))
            elif any(measure.name == other.name for other in found):
                faults.append(Fault(point.name, f"{point.value} takes the name {measure.name!r} a second time"))
            else:
                found.append(measure)
        if faults:
            raise InputError(f"entry points of the group {self._group!r}", faults)
        return {each.name: each for each in sorted(found, key=lambda each: (each.order, each.name))}

    def __getitem__(self, name: str) -> Measure:
        return self._measures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._measures)

    def __len__(self) -> int:
        return len(self._measures)

    def place(self, name: str) -> int:
        """Place of a measure in the catalogue, from 0."""
        return list(self._measures).index(name)


catalogue = Catalogue()
