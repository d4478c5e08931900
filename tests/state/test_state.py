"""Tables, flags, edits and the door to the columns."""

import itertools

import numpy as np
import pytest

from twin.core.clock import Clock
from twin.core.errors import PlanError
from twin.core.process import Lagged
from twin.core.streams import uids_of
from twin.state import codes, schemas
from twin.state.district import District
from twin.state.edits import Edit, EditConflictError, apply
from twin.state.invariants import Audit
from twin.state.table import Column, Flag, Schema, Table, flag_counts
from twin.state.world import World


def small_world(n=4):
    buildings = Table.from_columns(
        schemas.BUILDINGS, {"uid": uids_of(range(n)), "u_wall": np.full(n, 1.1), "flats": np.arange(n)}
    )
    district = District("test", (9.2, 45.4), "EPSG:32632", "Europe/Rome", True, {"buildings": buildings}, {})
    return World(district, {"buildings": buildings.copy()}, Clock(2019), seed=1)


def test_every_declared_column_has_words_and_a_known_role():
    for schema in schemas.SCHEMAS.values():
        names = [column.name for column in schema.all_columns()]
        assert len(names) == len(set(names)), schema.name
        for column in schema.all_columns():
            assert column.doc
            assert column.unit
            assert column.codes is None or column.dtype in ("int64", "int8", "uint8")


def test_flags_stand_beside_what_they_flag_and_are_counted():
    table = Table.allocate(schemas.BUILDINGS, 3)
    table["storeys_flag"][:] = [Flag.MEASURED, Flag.IMPUTED, Flag.IMPUTED]
    assert flag_counts(table, "storeys") == {"measured": 1, "derived": 0, "imputed": 2, "synthetic": 0}
    assert flag_counts(table, "storeys", np.array([True, False, False]))["imputed"] == 0


def test_a_table_refuses_unknown_columns_and_twin_uids():
    with pytest.raises(KeyError, match="no column 'hight'"):
        Table.from_columns(schemas.BUILDINGS, {"uid": uids_of("ab"), "hight": [1, 2]})
    with pytest.raises(ValueError, match="1 uids repeat"):
        Table.from_columns(schemas.BUILDINGS, {"uid": uids_of("aa")})


class Reader:
    name = "test.reader"
    every = "tick"
    reads = ("buildings.u_wall", Lagged("buildings.t_air"))
    writes = ("buildings.co2",)
    streams = ()

    def step(self, tick):
        """Nothing."""


def test_a_process_can_write_only_what_it_declares():
    world = small_world()
    columns = world.bind(Reader())
    columns["buildings.co2"][:] = 1.0
    assert world.column("buildings.co2").sum() == 4
    with pytest.raises(ValueError, match="read-only"):
        columns["buildings.u_wall"][:] = 0.0
    with pytest.raises(PlanError, match=r"test.reader.*buildings.flats"):
        columns["buildings.flats"]
    with pytest.raises(PlanError, match=r"did you mean 'buildings.u_wall'"):
        world.column("buildings.u_wal")


def edit(measure, column, rows, new, **more):
    return Edit(measure, "buildings", column, np.asarray(rows), np.asarray(new), **more)


def test_edits_keep_old_values_and_the_better_part():
    world = small_world()
    world.tables["buildings"]["u_wall"][0] = 0.2
    applied = apply(world, [edit("retrofit", "u_wall", [0, 1], [0.3, 0.3], cost=np.array([5.0, 7.0]))])
    assert applied[0].old.tolist() == [0.2, 1.1]
    assert world.column("buildings.u_wall").tolist() == [0.2, 0.3, 1.1, 1.1]  # never worse than it is
    assert applied[0].edit.total_cost == 12.0


def test_two_measures_on_one_cell_compose_by_rule_or_are_an_error():
    world = small_world()
    first, second = edit("a", "u_wall", [1], [0.4]), edit("b", "u_wall", [1], [0.3])
    for order in itertools.permutations([first, second]):
        world = small_world()
        apply(world, order)
        assert world.column("buildings.u_wall")[1] == 0.3
    world = small_world()
    with pytest.raises(EditConflictError, match=r"b and a both set buildings.heating_fuel of row 2"):
        apply(
            world,
            [
                edit("a", "heating_fuel", [2], [codes.Fuel.GAS]),
                edit("b", "heating_fuel", [2], [codes.Fuel.NONE]),
            ],
        )


def test_the_district_is_never_changed_by_a_run():
    world = small_world()
    apply(world, [edit("a", "u_wall", [1], [0.4])])
    assert world.district["buildings"]["u_wall"][1] == 1.1


def test_an_audit_sees_residuals_and_what_is_not_a_number():
    audit = Audit("energy", "buildings", "J")
    assert not audit.violated()
    audit.cell[:] = [1e-3, 2, 1e9]
    assert not audit.violated()
    audit.cell[:] = [10.0, 2, 1e9]
    assert audit.violated()
    audit.cell[0] = np.nan
    assert audit.violated()


def test_columns_keep_their_further_axes():
    schema = Schema("t", "row", (Column("a", "float64", "1", "flux", "by hour", shape=(24,), default=2.0),))
    assert Table.allocate(schema, 5)["a"].shape == (5, 24)
    assert Table.allocate(schema, 5).take(np.array([0, 3]))["a"].sum() == 96


def test_sums_of_changes_count_from_before_any_edit_in_any_order():
    schema = Schema("buildings", "row", (Column("a", "float64", "1", "static", "added to", compose="sum"),))
    for order in itertools.permutations([("a", 130.0), ("b", 120.0), ("c", 90.0)]):
        table = Table.from_columns(schema, {"uid": uids_of(range(2)), "a": [100.0, 100.0]})
        district = District("test", (9.2, 45.4), "EPSG:32632", "Europe/Rome", True, {"buildings": table}, {})
        world = World(district, {"buildings": table}, Clock(2019), seed=1)
        apply(world, [edit(name, "a", [1], [new]) for name, new in order])
        assert table["a"].tolist() == [100.0, 140.0]


def test_the_most_of_what_is_set_holds_in_any_order_and_one_alone_may_lower():
    schema = Schema("buildings", "row", (Column("a", "int64", "-", "static", "class", compose="most"),))
    for order in itertools.permutations([("a", 1), ("b", 3), ("c", 2)]):
        table = Table.from_columns(schema, {"uid": uids_of(range(2)), "a": [5, 5]})
        district = District("test", (9.2, 45.4), "EPSG:32632", "Europe/Rome", True, {"buildings": table}, {})
        world = World(district, {"buildings": table}, Clock(2019), seed=1)
        apply(world, [edit(order[0][0], "a", [1], [order[0][1]])])
        assert table["a"].tolist() == [5, order[0][1]]
        apply(world, [edit(name, "a", [1], [new]) for name, new in order[1:]])
        assert table["a"].tolist() == [5, 3]


def test_two_entries_of_one_measure_compose_like_two_measures():
    with pytest.raises(EditConflictError, match=r"a \(entry 1\) and a both set"):
        apply(small_world(), [edit("a", "use", [2], [1]), edit("a", "use", [2], [2], entry=1)])
    agreed = small_world()
    apply(agreed, [edit("a", "use", [2], [1]), edit("b", "use", [2], [1])])  # both ask for the same
    assert agreed.column("buildings.use")[2] == 1


def test_rows_of_an_edit_increase():
    with pytest.raises(ValueError, match="must increase"):
        edit("a", "use", [2, 2], [1, 1])


def test_edits_of_columns_with_further_axes_compose_by_row():
    world = small_world()
    apply(world, [edit("a", "facade", [1], [[1.0, 2.0, 3.0, 4.0] * 2]), edit("b", "facade", [2], [[5.0] * 8])])
    assert world.column("buildings.facade")[1].tolist() == [1.0, 2.0, 3.0, 4.0] * 2
    with pytest.raises(EditConflictError, match="row 2"):
        apply(world, [edit("c", "facade", [1, 2], [[1.0, 2.0, 3.0, 4.0] * 2, [0.0] * 8])])
