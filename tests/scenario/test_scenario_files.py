"""Scenario files: what they mean, how they differ, and how they fail."""

import json
from pathlib import Path

import pytest

from tests.little_street import street_district, street_world
from twin.core.errors import InputError
from twin.core.params import ParamSet, param
from twin.core.resources import resource_dir
from twin.interventions import edits
from twin.scenario import describe_difference, dumps, load, loads, parameters, scenario_hash

HEAD = """
schema_version = 2
name = "test"
description = "a test"
baseline_year = 2019
"""
RETROFIT = """
[[measures]]
measure = "condominium_retrofit"
date = 2019-03-01
where = { zones = ["27"] }
source = "test"
levers = { quantity = "10 %" }
"""
DIMMING = """
[[measures]]
source = "test"
levers = { to = "05:00", from = "23:00", dim_level = "60 %" }
date = "2019-01-01"
measure = "lamppost_dimming"
"""


class Heat(ParamSet):
    """Stands in for a domain's parameters."""

    setpoint: float = param(
        20.0, unit="degC", doc="heating set point", source="law", year=2013, status="published", ge=5.0, le=30.0
    )
    factor: float = param(1.0, unit="1", doc="a factor", source="none", year=2019, status="assumed")
    mode: str = param("on", unit="-", doc="a word", source="none", year=2019, status="assumed")
    powers: tuple[float, ...] = param(
        (80.0, 40.0), unit="W", doc="powers by class", source="none", year=2019, status="assumed"
    )


@pytest.fixture(autouse=True)
def sets(monkeypatch):
    """Parameters that do not move with the domains."""
    for module in ("read", "difference", "write"):
        monkeypatch.setattr(f"twin.scenario.{module}.param_sets", lambda: {"heat": Heat})


def faults(text, **more):
    with pytest.raises(InputError) as caught:
        loads(text, **more)
    return {fault.place: str(fault) for fault in caught.value.faults}


def test_shipped_scenarios_read_and_differ_in_words(monkeypatch):
    monkeypatch.undo()  # the parameters of all rooms
    folder = resource_dir("scenarios")
    baseline, mix = load(folder / "baseline.toml"), load(folder / "first_mix.toml")
    assert baseline.measures == ()
    assert mix.baseline_year == 2019  # from the baseline
    said = [str(each) for each in describe_difference(baseline, mix)]
    assert len(said) == 2
    assert said[0].startswith("Condominium retrofit: taken in first mix only (quantity 10 %")
    assert "from 23:00, to 05:00" in said[1]
    assert describe_difference(mix, mix) == []
    assert all("solo in" in str(each) for each in describe_difference(mix, baseline, "it"))
    for path in folder.glob("*.toml"):
        scenario = load(path)
        assert all(entry.source for entry in scenario.measures)
        scenario.check_places(street_district())
        assert scenario.title("it")


def test_every_part_of_a_scenario_is_read():
    scenario = loads(
        HEAD + '[params.heat]\nsetpoint = "294.15 K"\npowers = ["0.1 kW", "50 W"]\nfactor = 2\n' + RETROFIT + DIMMING
    )
    assert scenario.params["heat"]["setpoint"] == pytest.approx(21.0)
    assert scenario.params["heat"]["powers"] == [100.0, 50.0]
    heat = scenario.parameters({"heat": Heat})["heat"]
    assert heat == Heat(setpoint=scenario.params["heat"]["setpoint"], factor=2.0, powers=(100.0, 50.0))
    assert [entry.measure for entry in scenario.measures] == ["condominium_retrofit", "lamppost_dimming"]
    with pytest.raises(InputError, match=r"no domain 'heat'"):
        scenario.parameters({})


def test_the_order_of_keys_and_measures_means_nothing():
    a, b = loads(HEAD + RETROFIT + DIMMING), loads(HEAD + DIMMING + RETROFIT)
    assert a.canonical() == b.canonical()
    assert scenario_hash(a) == scenario_hash(b)
    assert json.loads(json.dumps(a.canonical())) == a.canonical()
    assert describe_difference(a, b) == []
    first, second = (edits(street_world(), each.measures) for each in (a, b))
    assert [(e.measure, e.column, e.rows.tolist(), e.tick) for e in first] == [
        (e.measure, e.column, e.rows.tolist(), e.tick) for e in second
    ]


def test_words_do_not_change_the_hash_and_numbers_do():
    plain = loads(HEAD + RETROFIT)
    assert scenario_hash(loads(HEAD.replace("a test", "other words") + RETROFIT)) == scenario_hash(plain)
    assert scenario_hash(loads(HEAD + RETROFIT.replace('"10 %"', "0.1"))) == scenario_hash(plain)
    assert scenario_hash(loads(HEAD + RETROFIT.replace('["27"]', "27"))) == scenario_hash(plain)
    for old, new in (("10 %", "11 %"), ("03-01", "03-02"), ('"27"', '"35"')):
        assert scenario_hash(loads(HEAD + RETROFIT.replace(old, new))) != scenario_hash(plain)


def test_what_is_written_reads_back_the_same():
    text = HEAD + '[params.heat]\nsetpoint = "21.3 degC"\nmode = "o\\"ff"\npowers = ["1 W"]\n' + RETROFIT + DIMMING
    scenario = loads(text)
    again = loads(dumps(scenario))
    assert again.canonical() == scenario.canonical()
    assert (again.name, again.description) == (scenario.name, scenario.description)
    assert [e.source for e in again.measures] == [e.source for e in scenario.measures]


def test_differences_in_words_and_units():
    a = loads(HEAD + RETROFIT + DIMMING)
    b = loads(
        HEAD.replace("2019", "2022").replace('"test"', '"other"')
        + '[params.heat]\nsetpoint = "21 degC"\n'
        + RETROFIT.replace("10 %", "28000 m2").replace('["27"]', '"all"')
    )
    said = [str(each) for each in describe_difference(a, b)]
    assert said == [
        "simulated year: 2019 in test, 2022 in other",
        "heat: heating set point 20.0 degC (default) in test, 21.0 degC in other",
        "Condominium retrofit: quantity 10 % in test, 28000 m2 in other",
        "Condominium retrofit: places zone 27 in test, all zones in other",
        (
            "Lamppost dimming: taken in test only "
            "(light in the dimmed hours 60 %, from 23:00, to 05:00, all zones, from 2019-01-01)"
        ),
    ]


def test_a_file_extends_another_and_says_what_it_replaced(tmp_path):
    (tmp_path / "base.toml").write_text(HEAD + '[params.heat]\nsetpoint = "19 degC"\nfactor = 3\n' + RETROFIT)
    (tmp_path / "mix.toml").write_text(
        'extends = "base.toml"\nschema_version = 2\nname = "mix"\n[params.heat]\nsetpoint = "21 degC"\n' + DIMMING
    )
    mix = load(tmp_path / "mix.toml")
    assert mix.params["heat"] == {"setpoint": 21.0, "factor": 3.0}
    assert (mix.name, mix.description, len(mix.measures)) == ("mix", "a test", 2)
    found = {each.key: each for each in mix.provenance if not each.key.startswith("measures")}
    assert (found["params.heat.setpoint"].over, found["params.heat.setpoint"].was) == ("base.toml", "19 degC")
    assert found["params.heat.factor"].file == "base.toml"
    assert mix.places == ["base.toml: measures[0]", "measures[0]"]


def test_faults_of_an_extended_file_name_that_file(tmp_path):
    bad = HEAD.replace("2019", '"soon"') + '[params.heat]\nsetpont = "19 degC"\n' + RETROFIT.replace("10 %", "10 kg")
    (tmp_path / "base.toml").write_text(bad)
    (tmp_path / "mix.toml").write_text('extends = "base.toml"\nschema_version = 2\nname = "mix"\ndescripton = "x"\n')
    with pytest.raises(InputError) as caught:
        load(tmp_path / "mix.toml")
    places = [fault.place for fault in caught.value.faults]
    assert sorted(places) == [
        "base.toml: baseline_year",
        "base.toml: measures[0].levers.quantity",
        "base.toml: params.heat.setpont",
        "descripton",
    ]


def test_extends_may_not_go_in_a_circle_or_nowhere(tmp_path):
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n')
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n')
    with pytest.raises(InputError, match=r"goes in a circle: a.toml → b.toml → a.toml"):
        load(tmp_path / "a.toml")
    (tmp_path / "c.toml").write_text('extends = "aa.toml"\n')
    with pytest.raises(InputError, match=r"no file 'aa.toml' → did you mean 'a.toml'"):
        load(tmp_path / "c.toml")
    (tmp_path / "d.toml").write_text("extends = 3\n")
    with pytest.raises(InputError, match="3 is no file name"):
        load(tmp_path / "d.toml")


def test_all_faults_of_a_file_come_together_with_the_nearest_names():
    text = """
    schema_version = 3
    nmae = "x"
    description = "d"
    baseline_year = 2019
    [forcin]
    a = 1
    [params.hea]
    x = 1
    [params.heat]
    setpoint = "40 degC"
    powers = [80]
    factr = 1
    mode = 3
    [[measures]]
    measure = "condominium_retrofitt"
    date = "2019-02-30"
    source = "s"
    [[measures]]
    measure = "condominium_retrofit"
    date = 20190101
    quantity = "10 %"
    where = { zone = ["27"] }
    levers = { quantity = "10 kWh", level = "standrad", least_flats = "-1 flat" }
    [[measures]]
    measure = "lamppost_dimming"
    date = 2019-01-01
    source = "x"
    levers = { dim_level = "160 %", from = "23:30", to = 25, street_classes = ["minro"] }
    [[measures]]
    measure = "lamppost_dimming"
    date = 2019-01-01T00:00:00
    source = "x"
    where = { zones = [] }
    levers = { dim_level = "60 %", from = "05:00", to = "05:00" }
    """
    found = faults(text)
    assert "version 3 of the schema is not known → write schema_version = 2" in found["schema_version"]
    assert "did you mean 'name'?" in found["nmae"]
    assert "is missing" in found["name"]
    assert "did you mean 'forcing'?" in found["forcin"]
    assert "did you mean 'heat'?" in found["params.hea"]
    assert "less than or equal to 30" in found["params.heat.setpoint"]
    assert '"80 W"' in found["params.heat.powers"]
    assert "did you mean 'factor'?" in found["params.heat.factr"]
    assert "params.heat.mode" in found
    assert "did you mean 'condominium_retrofit'?" in found["measures[0].measure"]
    assert "no day of the calendar" in found["measures[0].date"]
    assert "20190101 is no day" in found["measures[1].date"]
    assert "is a lever → write it under [measures[1].levers]" in found["measures[1].quantity"]
    assert "did you mean 'zones'?" in found["measures[1].where.zone"]
    assert '"… m2"' in found["measures[1].levers.quantity"]
    assert "did you mean 'standard'?" in found["measures[1].levers.level"]
    assert "measures[1].levers.least_flats" in found
    assert "is missing" in found["measures[1].source"]
    assert {"measures[2].levers.dim_level", "measures[2].levers.from", "measures[2].levers.to"} <= found.keys()
    assert "did you mean 'minor'?" in found["measures[2].levers.street_classes"]
    assert "names no zone" in found["measures[3].where.zones"]
    assert "measures[3].date" in found
    assert "dims in no hour" in found["measures[3].levers"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('name = "x\n', "line 1, column"),
        ("a = 1\nb = = 2\n", "line 2, column 5"),
        ("a = [1,\n", "line"),
        ("a = 1\na = 2\n", "line"),
    ],
)
def test_toml_that_cannot_be_read_names_line_and_column(text, place):
    assert next(iter(faults(text))).startswith(place)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("schema_version = 3", "schema_version"),
        ("schema_version = true", "schema_version"),
        ('measures = "none"', "measures"),
        ("measures = [3]", "measures[0]"),
        ("params = 3", "params"),
        ("params.heat = 3", "params.heat"),
        ("baseline_year = 2019.5", "baseline_year"),
        ("baseline_year = 3000", "baseline_year"),
        ('provenance = "x"', "provenance"),
    ],
)
def test_odd_values_are_faults_not_crashes(line, place):
    kept = [each for each in HEAD.strip().splitlines() if each.split(" ")[0] != line.split(" ")[0]]
    assert place in faults("\n".join([line, *kept]))


def test_unknown_places_are_told_with_the_nearest_zone():
    scenario = loads(HEAD + RETROFIT.replace('["27"]', '["PORTA ROMNA", "35"]') + DIMMING)
    with pytest.raises(InputError, match=r"measures\[0\].where.zones\[1\].*did you mean 'PORTA ROMANA'"):
        scenario.check_places(street_district())
    loads(HEAD + RETROFIT.replace('["27"]', '["porta romana", 35]')).check_places(street_district())


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "base.toml").write_text(HEAD)
    with pytest.raises(InputError, match=r"cannot be read.*did you mean 'base.toml'"):
        load(tmp_path / "bse.toml")
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes('name = "città"'.encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8"):
        load(tmp_path / "latin.toml")


def test_the_parameters_of_all_domains_can_be_found(monkeypatch):
    monkeypatch.undo()
    for name, cls in parameters.param_sets().items():
        assert issubclass(cls, ParamSet), name
        for row in cls.rows():
            assert row["unit"]
            assert row["source"]


def test_scenarios_are_frozen():
    scenario = loads(HEAD)
    with pytest.raises(ValueError, match="frozen"):
        scenario.name = "other"
    assert Path(scenario.file).name == "scenario"


def test_weather_files_are_found_from_the_file_that_names_them_and_hashed_by_content(tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "milan.epw").write_text("weather")
    (tmp_path / "base" / "base.toml").write_text(HEAD + '[forcing]\nweather = "milan.epw"\n')
    (tmp_path / "mix.toml").write_text('extends = "base/base.toml"\nschema_version = 2\n[forcing]\nprices = "bands"\n')
    mix = load(tmp_path / "mix.toml")
    assert mix.forcing.weather == tmp_path / "base" / "milan.epw"
    first = scenario_hash(mix)
    (tmp_path / "base" / "milan.epw").rename(tmp_path / "elsewhere.epw")
    moved = HEAD + '[forcing]\nweather = "elsewhere.epw"\nprices = "bands"\n'
    assert scenario_hash(loads(moved, folder=tmp_path)) == first
    (tmp_path / "elsewhere.epw").write_text("other weather")
    assert scenario_hash(loads(moved, folder=tmp_path)) != first
    found = faults(moved.replace("elsewhere", "elsewere").replace("bands", "band"), folder=tmp_path)
    assert "did you mean 'bands'?" in found["forcing.prices"]
    found = faults(moved.replace("elsewhere", "elsewere"), folder=tmp_path)
    assert "did you mean 'elsewhere.epw'?" in found["forcing.weather"]


def test_an_own_baseline_may_extend_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.undo()
    (tmp_path / "baseline.toml").write_text('extends = "baseline.toml"\nschema_version = 2\nname = "mine"\n')
    assert load(tmp_path / "baseline.toml").name == "mine"


def test_every_parameter_of_every_domain_can_be_written_and_read(monkeypatch):
    monkeypatch.undo()
    plain = loads(HEAD)
    defaults = {name: cls().model_dump(mode="json") for name, cls in parameters.param_sets().items()}
    full = plain.model_copy(update={"params": defaults})
    again = loads(dumps(full))
    assert again.parameters(parameters.param_sets()) == plain.parameters(parameters.param_sets())
    for name, values in defaults.items():
        assert again.params.get(name, {}) == values
