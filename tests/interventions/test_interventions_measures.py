"""What the two measures do to a street, and what they never do."""

from datetime import date
from importlib.metadata import EntryPoint

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_interventions
from tests.little_street import street_world
from twin.core.errors import InputError
from twin.interventions import Catalogue, Entry, Where, catalogue, edits, registry
from twin.interventions.choosing import take
from twin.interventions.condominium_retrofit import ADVANCED, STANDARD, find, heat_loss
from twin.interventions.measure import quantity_text, read_quantity
from twin.state.codes import Epoch, Payer, StreetClass, Thermal, Use
from twin.state.edits import EditConflictError, apply
from twin.state.schemas import SCHEMAS

DAY = date(2018, 5, 1)


def entry(measure, day=DAY, zones="all", **levers):
    model = catalogue[measure].levers.model_validate({key.rstrip("_"): value for key, value in levers.items()})
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=day, source="test")


def retrofit(quantity="50 %", **more):
    return entry("condominium_retrofit", quantity=quantity, **more)


def dimming(level="60 %", **more):
    return entry("lamppost_dimming", dim_level=level, **({"from_": "23:00", "to_": "05:00"} | more))


def state(world):
    return {f"{t}.{c}": v.copy() for t, table in world.tables.items() for c, v in table.data.items()}


def applied(entries, **street):
    world = street_world(**street)
    apply(world, edits(world, entries))
    return world


def same(a, b):
    return all(np.array_equal(a[key], b[key], equal_nan=a[key].dtype.kind == "f") for key in a)


def test_refurbished_envelopes_are_one_row_per_epoch_and_better_when_advanced():
    assert len(STANDARD) == len(ADVANCED) == len(Epoch)
    for standard, advanced in zip(STANDARD, ADVANCED, strict=True):
        assert all(a <= s for s, a in zip(standard, advanced, strict=True))


@pytest.mark.parametrize(("level", "bridges"), [("standard", 0.10), ("advanced", 0.05)])
def test_refurbished_blocks_have_the_thermal_bridges_of_their_source(level, bridges):
    world = applied([retrofit("100 %", level=level)])
    homes = world.table("buildings")
    rows = edits(street_world(), [retrofit("100 %")])[0].rows
    old = homes["epoch"][rows] < Epoch.FROM_2006
    assert old.any()
    assert np.all(homes["thermal_bridges"][rows][old] == bridges)


def test_retrofit_improves_only_eligible_condominiums_and_no_part_gets_worse():
    world = street_world()
    before = world.table("buildings").copy()
    found = edits(world, [retrofit("100 %")])
    assert same(state(world), state(street_world()))  # deciding is not applying
    apply(world, found)
    after, rows = world.table("buildings"), found[0].rows
    assert len(rows) > 5
    assert (before["use"][rows] == Use.RESIDENTIAL).all()
    assert (before["thermal"][rows] == Thermal.HEATED).all()
    for column in ("u_wall", "u_window", "u_roof", "u_floor", "g_window", "infiltration"):
        assert (after[column] <= before[column]).all()
        rest = np.setdiff1d(np.arange(len(before)), rows)
        assert np.array_equal(after[column][rest], before[column][rest])
    walls = np.array([STANDARD[e].wall for e in before["epoch"][rows]])
    assert np.array_equal(after["u_wall"][rows], np.minimum(walls, before["u_wall"][rows]))


def test_worst_first_takes_the_leakiest_buildings_up_to_the_quantity():
    world = street_world()
    levers = retrofit("40 %").levers
    eligible = find(world, levers, Where()).rows
    chosen = edits(world, [retrofit("40 %")])[0].rows
    loss = dict(zip(eligible, heat_loss(world, eligible), strict=True))
    assert min(loss[row] for row in chosen) >= max(loss[row] for row in eligible if row not in chosen)
    area = world.table("buildings")["floor_area"]
    asked = 0.4 * area[eligible].sum()
    assert abs(area[chosen].sum() - asked) <= area[eligible].max() / 2


@pytest.mark.parametrize("quantity", ["0 %", "0 m2", "0 flats"])
def test_quantity_zero_changes_nothing_bit_for_bit(quantity):
    assert edits(street_world(), [retrofit(quantity)]) == []
    world = applied([retrofit(quantity), dimming(quantity="0 %")])
    assert same(state(world), state(street_world()))
    assert world.edited == {}


def test_what_is_asked_beyond_what_exists_is_clipped_and_said_so():
    world = street_world()
    edit = edits(world, [retrofit("1e6 m2")])[0]
    assert len(edit.rows) == len(find(world, retrofit().levers, Where()).rows)
    assert "1000000 m2 asked for, clipped to the" in edit.note
    assert "buildings" in edit.note


def test_retrofit_pays_each_flat_once_and_splits_the_cost():
    world = street_world()
    found = edits(world, [retrofit("30 flats", cost_per_flat="10 k€/flat", state_share="70 %")])
    flats = world.table("buildings")["flats"][found[0].rows].sum()
    by_payer = {payer: sum(e.total_cost for e in found if e.payer == payer) for payer in Payer}
    assert by_payer[Payer.HOUSEHOLDS] == pytest.approx(3000.0 * flats)
    assert by_payer[Payer.STATE] == pytest.approx(7000.0 * flats)
    assert abs(flats - 30) <= 7


@pytest.mark.parametrize(
    ("day", "tick"),
    [(date(2016, 2, 3), 0), (date(2019, 1, 1), 0), (date(2019, 3, 1), 59 * 24), (date(2020, 1, 1), None)],
)
def test_the_date_decides_when_edits_hold(day, tick):
    found = edits(street_world(), [retrofit(day=day), dimming(day=day)])
    assert {e.tick for e in found} == (set() if tick is None else {tick})
    assert (sum(e.total_cost for e in found) > 0) == (tick is not None)


def test_places_confine_a_measure():
    world = street_world()
    rows = edits(world, [retrofit("100 %", zones="lodi - corvetto")])[0].rows
    assert set(world.table("buildings")["zone"][rows]) == {1}
    lamps = edits(world, [dimming(zones=["27"])])[0].rows
    assert set(world.table("lampposts")["zone"][lamps]) == {0}
    with pytest.raises(InputError, match=r"no zone 'LODI-CORVETO' → did you mean 'LODI - CORVETTO'"):
        edits(world, [retrofit(zones="LODI-CORVETO")])
    with pytest.raises(InputError, match="no zone 'DUOMO'"):  # a zone of the city that is not in the district
        edits(world, [retrofit(zones="DUOMO")])


def test_dimming_reaches_lamps_by_class_and_share():
    world = street_world()
    found = edits(world, [dimming(street_classes=["minor"], quantity="50 %")])
    lamps = world.table("lampposts")
    minor = np.flatnonzero((lamps["street_class"] == StreetClass.MINOR) & (lamps["zone"] >= 0))
    assert len(found[0].rows) == round(len(minor) / 2)
    assert set(found[0].rows) <= set(minor)
    apply(world, found)
    assert set(lamps["dim_level"][found[0].rows]) == {0.6}
    assert set(lamps["dim_from"][found[0].rows]) == {23}
    assert set(lamps["dim_to"][found[0].rows]) == {5}
    assert found[0].payer == Payer.CITY
    assert found[0].total_cost == 60.0 * len(found[0].rows)
    assert sum(e.total_cost for e in found) == found[0].total_cost


def test_the_order_of_measures_never_matters():
    a, b, c = retrofit("30 %", zones="27"), retrofit("60 %", zones="35", level="advanced"), dimming()
    first = applied([a, b, c])
    for order in ([b, a, c], [c, b, a], [c, a, b]):
        assert same(state(first), state(applied(order)))


def test_a_measure_elsewhere_leaves_the_luck_of_others_alone():
    alone = edits(street_world(), [retrofit("50 %", zones="27", choice="lot")])[0].rows
    both = edits(
        street_world(), [retrofit("50 %", zones="27", choice="lot"), retrofit("20 %", zones="35", choice="lot")]
    )
    assert any(np.array_equal(e.rows, alone) for e in both)


def test_a_building_more_moves_only_the_end_of_the_list():
    names = [f"b{i}" for i in range(40)]
    world = street_world(names=names)
    rows = edits(world, [retrofit("15 flats", choice="lot")])[0].rows
    before = {names[row] for row in rows}
    for gone in ("b4", "b20", "b38"):
        fewer = [name for name in names if name != gone]
        rows = edits(street_world(names=fewer), [retrofit("15 flats", choice="lot")])[0].rows
        after = {fewer[row] for row in rows}
        assert before - after <= {gone, *(() if gone not in before else before)}
        if gone not in before:
            assert before == after
        else:
            assert before - {gone} <= after


def test_seeds_draw_differently_and_worst_first_does_not_draw():
    lot = [edits(street_world(seed=s), [retrofit("50 %", choice="lot")])[0].rows.tolist() for s in range(4)]
    assert len({tuple(rows) for rows in lot}) > 1
    worst = [edits(street_world(seed=s), [retrofit("50 %")])[0].rows.tolist() for s in range(4)]
    assert len({tuple(rows) for rows in worst}) == 1


def test_two_entries_of_one_measure_cannot_choose_the_same_building():
    with pytest.raises(InputError, match=r"chooses \d+ rows of buildings that another entry chooses too"):
        edits(street_world(), [retrofit("50 %"), retrofit("50 %", level="advanced")])


def test_two_measures_that_disagree_on_a_cell_are_an_error_with_both_names():
    world = street_world()
    found = edits(world, [dimming()])
    apply(world, found)
    other = [type(e)(**{**e.__dict__, "measure": "other", "new": e.new + 1}) for e in found if e.column == "dim_to"]
    with pytest.raises(EditConflictError, match=r"other and lamppost_dimming both set lampposts\.dim_to"):
        apply(world, other)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 50)), max_size=12, unique=False),
    st.floats(0.0, 400.0),
)
@pytest.mark.nojit
def test_choosing_agrees_with_its_naive_twin(found, target):
    rows = np.arange(len(found), dtype=np.int64) * 3
    rank = np.array([float(r) for r, _ in found])
    size = np.array([float(s) for _, s in found])
    uids = np.arange(len(found), dtype=np.uint64)[::-1].copy()
    got = take(rows, rank, uids, size, target)
    assert got.tolist() == naive_interventions.take(rows.tolist(), rank, uids, size, target)
    shuffled = np.argsort(uids, kind="stable")
    assert take(rows[shuffled], rank[shuffled], uids[shuffled], size[shuffled], target).tolist() == got.tolist()


@given(st.floats(0.0, 1e6))
def test_quantities_written_read_back_to_the_same_bits(value):
    for unit in ("1", "m2", "EUR/flat"):
        assert read_quantity(quantity_text(value, unit), unit) == value


def test_percent_and_number_are_the_same_share():
    for percent in range(101):
        assert read_quantity(f"{percent} %", "1") == percent / 100


@pytest.mark.parametrize("bad", ["nan %", "inf m2", "12", "ten m2", True, None, "-3 %", 40])
def test_a_quantity_needs_a_finite_number_and_a_fitting_unit(bad):
    with pytest.raises(ValueError, match="quantity"):
        catalogue["condominium_retrofit"].levers.model_validate({"quantity": bad})


def test_every_measure_says_what_it_does_and_on_whose_word():
    for name, measure in catalogue.items():
        assert measure.name == name
        assert measure.label_it
        assert measure.evidence
        assert all(each.source for each in measure.evidence)
        for lever, info in measure.levers.model_fields.items():
            assert info.description
            assert measure.levers.extra_of(lever)["label_it"]
        known = {f"{schema.name}.{column.name}" for schema in SCHEMAS.values() for column in schema.all_columns()}
        assert known.issuperset(measure.touches)


def test_edits_stay_within_what_a_measure_declares_to_touch():
    for found in edits(street_world(), [retrofit(), dimming()]):
        assert f"{found.table}.{found.column}" in catalogue[found.measure].touches


def plug(monkeypatch, *points):
    monkeypatch.setattr(registry, "entry_points", lambda group: list(points))
    return Catalogue()


def test_users_plug_in_their_own_measures(monkeypatch):
    point = EntryPoint("mine", "tests.little_plugin:MEASURE", registry.ENTRY_POINT_GROUP)
    found = plug(monkeypatch, point)
    among = [name for name in found if name in {"condominium_retrofit", "cool_lamps", "lamppost_dimming"}]
    assert among == ["condominium_retrofit", "cool_lamps", "lamppost_dimming"]  # by their order, then name
    assert found.place("cool_lamps") < found.place("lamppost_dimming")


def test_a_broken_plug_in_is_named(monkeypatch):
    group = registry.ENTRY_POINT_GROUP
    points = [
        EntryPoint("gone", "tests.no_such_module:MEASURE", group),
        EntryPoint("no_measure", "tests.little_plugin:OTHER", group),
        EntryPoint("twice", "tests.little_plugin:TWICE", group),
    ]
    with pytest.raises(InputError) as caught:
        len(plug(monkeypatch, *points))
    assert [fault.place for fault in caught.value.faults] == ["gone", "no_measure", "twice"]
