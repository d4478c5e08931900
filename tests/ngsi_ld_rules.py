"""Rules of normalised NGSI-LD (ETSI GS CIM 009) and of the public model KeyPerformanceIndicator 0.2.1, for tests.

The rules of the standard are from memory of its clauses on entities, properties and the core context; names and enums
of the model are those of its public schema.
"""

import json
import math
import re
from datetime import date, datetime

CORE = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"
KEYS = {"Property": "value", "Relationship": "object", "GeoProperty": "value"}
# Beside its value an attribute has these plain members; every other member is an attribute of the attribute.
PLAIN = {"type", "value", "object", "observedAt", "unitCode", "datasetId"}
BROKERS_OWN = {"createdAt", "modifiedAt", "deletedAt", "instanceId"}
UTC_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z")
URN = re.compile(r"urn:ngsi-ld:[A-Za-z]+(:[A-Za-z0-9._-]+)+")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

# Properties of the model that are written, with the type that its schema gives.
MODEL = {
    "name": str, "alternateName": str, "description": str, "source": str, "area": str, "organization": str,
    "process": str, "calculationFormula": str, "kpiValue": float, "category": list, "calculationMethod": str,
    "calculationPeriod": dict,
}  # fmt: skip
OWN = {"measurementUnit": str, "definitionSource": str}  # beyond the model, in NGSI-LD's default vocabulary
NEEDED = (set(MODEL) | set(OWN)) - {"area", "organization"}
CATEGORIES = {
    "actionable", "directional", "financial", "input", "lagging", "leading", "output", "practical", "process",
    "qualitative", "quantitative",
}  # fmt: skip


def plain_value(value):
    """Assert that a value is JSON that no broker takes for a deletion or drops: nothing null, empty or not finite."""
    assert value is not None
    assert value not in ("", [], {})
    if isinstance(value, float):
        assert math.isfinite(value)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        plain_value(inner)


def attribute(name, item):
    """Assert what the standard asks of one attribute and of those within it."""
    assert NAME.fullmatch(name), name
    assert name not in BROKERS_OWN
    assert item["type"] in KEYS, name
    key = KEYS[item["type"]]
    plain_value(item[key])
    assert not ({"value", "object"} - {key}) & set(item)
    if "observedAt" in item:
        assert UTC_TIME.fullmatch(item["observedAt"]), item["observedAt"]
        datetime.fromisoformat(item["observedAt"])
    if "unitCode" in item:
        assert item["type"] == "Property"
        assert re.fullmatch(r"[A-Z0-9]{2,3}", item["unitCode"])
    for inner, value in item.items():
        if inner not in PLAIN:
            attribute(inner, value)


def entity_of_the_standard(found):
    """Assert what the standard asks of an entity that is sent as application/ld+json."""
    assert URN.fullmatch(found["id"]), found["id"]
    assert isinstance(found["type"], str)
    contexts = found["@context"]
    assert all(each.startswith("https://") for each in contexts)
    assert contexts[-1] == CORE, "the core context must hold, so it is last"
    assert contexts.count(CORE) == 1
    for name, item in found.items():
        if name not in ("id", "type", "@context"):
            attribute(name, item)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def conforms(found):
    """Assert what the standard and the model ask of an entity that `twin indicators --ngsi-ld` writes."""
    entity_of_the_standard(found)
    assert found["type"] == "KeyPerformanceIndicator"
    assert found["id"].startswith("urn:ngsi-ld:KeyPerformanceIndicator:")
    assert found["@context"][0].endswith("/dataModel.KeyPerformanceIndicator/master/context.jsonld")
    properties = {key: item for key, item in found.items() if key not in ("id", "type", "@context")}
    assert set(properties) >= NEEDED
    assert set(properties) <= set(MODEL) | set(OWN)
    for key, item in properties.items():
        assert item["type"] == "Property"
        assert isinstance(item["value"], {**MODEL, **OWN}[key]), key
    assert set(properties["category"]["value"]) <= CATEGORIES
    assert properties["calculationMethod"]["value"] in ("manual", "automatic", "semiautomatic")
    period = properties["calculationPeriod"]["value"]
    assert set(period) == {"from", "to"}
    assert date.fromisoformat(period["from"]) <= date.fromisoformat(period["to"])
    assert properties["kpiValue"]["observedAt"] >= f"{period['to']}T"
    for key, item in properties["kpiValue"].items():
        if key not in PLAIN:
            assert isinstance(item["value"], float)
