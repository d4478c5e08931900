"""Does an entity hold what the public model KeyPerformanceIndicator 0.2.1 lets it hold?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ngsi_ld_rules import CORE, conforms
from twin.indicators import Reported, entity, load_registry

REGISTRY = load_registry()


def told(indicator, **more):
    return Reported(indicator, 12.5, date(2019, 1, 1), date(2019, 12, 31), "Simulated.", "twin", **more)


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


def test_a_value_is_of_the_end_of_its_period_in_utc():
    found = entity(told(REGISTRY.indicator("city.co2")), "run")
    assert found["kpiValue"]["observedAt"] == "2019-12-31T23:00:00Z"  # midnight of UTC+1


def test_the_source_is_that_of_the_value_and_the_definition_has_its_own():
    found = entity(told(REGISTRY.indicator("city.co2")), "run")
    assert found["source"]["value"] == "twin"
    assert found["definitionSource"]["value"].startswith("CITYkeys D1.4")


@pytest.mark.parametrize(
    "broken",
    [
        {"@context": [CORE, "https://example.org/other.jsonld"]},
        {"id": "kpi one"},
        {"name": {"type": "Property", "value": ""}},
        {"name": "bare"},
        {"kpiValue": {"type": "Property", "value": None}},
        {"kpiValue": {"type": "Property", "value": 1.0, "observedAt": "2019-12-31T23:00:00+01:00"}},
        {"createdAt": {"type": "Property", "value": "2019-01-01"}},
    ],
)
def test_the_rules_find_what_breaks_them(broken):
    whole = entity(told(REGISTRY.indicator("city.co2")), "run")
    conforms(whole)
    with pytest.raises((AssertionError, TypeError)):
        conforms({**whole, **broken})
