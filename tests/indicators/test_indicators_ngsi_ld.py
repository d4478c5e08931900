"""Does an entity hold what the public model KeyPerformanceIndicator 0.2.1 lets it hold?"""

import json
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from twin.indicators import Reported, entity, load_registry

REGISTRY = load_registry()
# Properties of the schema 0.2.1 that are written, with what it allows.
MODEL = {
    "name": str,
    "alternateName": str,
    "description": str,
    "source": str,
    "area": str,
    "organization": str,
    "process": str,
    "calculationFormula": str,
    "kpiValue": float,
    "category": list,
    "calculationMethod": str,
    "calculationPeriod": dict,
}
CATEGORIES = {
    "actionable", "directional", "financial", "input", "lagging", "leading", "output", "practical", "process",
    "qualitative", "quantitative",
}  # fmt: skip
OWN = {"measurementUnit"}  # beyond the model, in NGSI-LD's default vocabulary


def conforms(found):
    """Assert what the schema and the normalised form of NGSI-LD ask for."""
    assert found["type"] == "KeyPerformanceIndicator"
    assert re.fullmatch(r"urn:ngsi-ld:KeyPerformanceIndicator:[A-Za-z0-9._-]+:[a-z0-9._]+", found["id"])
    assert found["@context"][0] == "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"
    assert found["@context"][1].endswith("/dataModel.KeyPerformanceIndicator/master/context.jsonld")
    properties = {key: item for key, item in found.items() if key not in ("id", "type", "@context")}
    assert set(properties) <= set(MODEL) | OWN
    for key, item in properties.items():
        assert item["type"] == "Property"
        assert isinstance(item["value"], MODEL.get(key, str)), key
    assert set(properties["category"]["value"]) <= CATEGORIES
    assert properties["calculationMethod"]["value"] in ("manual", "automatic", "semiautomatic")
    period = properties["calculationPeriod"]["value"]
    assert set(period) == {"from", "to"}
    assert date.fromisoformat(period["from"]) <= date.fromisoformat(period["to"])
    for key, item in properties["kpiValue"].items():
        assert key in ("type", "value", "unitCode") or (item["type"] == "Property" and isinstance(item["value"], float))
    json.dumps(found, allow_nan=False)


def told(indicator, **more):
    return Reported(indicator, 12.5, date(2019, 1, 1), date(2019, 12, 31), "Simulated.", **more)


@given(st.sampled_from(REGISTRY.indicators), st.text(), st.text(min_size=1))
def test_any_indicator_makes_an_entity_of_the_model(indicator, scope, organization):
    found = entity(told(indicator), scope, area="Little district", organization=organization)
    conforms(found)
    assert found["kpiValue"]["value"] == 12.5
    assert found["organization"]["value"] == organization


def test_the_method_and_the_unit_are_told():
    computed = entity(told(REGISTRY.indicator("project.co2")), "run")
    entered = entity(told(REGISTRY.indicator("project.leadership")), "run")
    assert computed["calculationMethod"]["value"] == "automatic"
    assert (computed["measurementUnit"]["value"], computed["kpiValue"]["unitCode"]) == ("%", "P1")
    assert entered["calculationMethod"]["value"] == "manual"
    assert entered["category"]["value"] == ["qualitative"]
    assert "unitCode" not in entity(told(REGISTRY.indicator("city.co2")), "run")["kpiValue"]
    assert "organization" not in computed
    assert "area" not in computed


def test_ids_differ_by_run_and_indicator():
    some = {entity(told(each), scope)["id"] for each in REGISTRY.indicators for scope in ("run-s0", "run-s1")}
    assert len(some) == 2 * len(REGISTRY.indicators)


def test_an_interval_goes_with_its_value():
    found = entity(told(REGISTRY.indicator("project.co2"), beside={"intervalLow": 10.0, "intervalHigh": None}), "run")
    assert found["kpiValue"]["intervalLow"] == {"type": "Property", "value": 10.0}
    assert "intervalHigh" not in found["kpiValue"]
