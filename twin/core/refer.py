"""How does a kernel hand on a group of arrays? By reference: one address instead of several words for each array.

A named tuple is handed on word by word, some two hundred for all that a household's day rests on, and the compiler
takes every mention of it apart. Where kernels call one another at every entity, that takes longer than their work.
"""

from __future__ import annotations

from typing import Any, TypeVar

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_builtin, lower_getattr_generic, register_model, type_callable

Group = TypeVar("Group")


def refer(group: Group) -> Group:
    """Refer to a named tuple for as long as the kernel runs that does so; its members are read as before.

    What is not read is left where it is; members that are groups are referred to in turn. A reference cannot be
    unpacked. Outside of kernels the group itself is returned.
    """
    return group


class Referred(types.Type):
    """Type of a reference to a named tuple."""

    def __init__(self, group: Any) -> None:
        self.group = group
        super().__init__(name=f"Referred({group})")

    def member(self, name: str) -> tuple[int, Any] | None:
        """Place and type of a member, None if there is none of this name."""
        if name not in self.group.fields:
            return None
        place = self.group.fields.index(name)
        return place, self.group.types[place]


@register_model(Referred)
class _Address(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Referred) -> None:
        super().__init__(manager, kind, manager.lookup(kind.group).get_value_type().as_pointer())  # type: ignore[no-untyped-call]


@type_callable(refer)
def _type_of_reference(_context: Any) -> Any:
    def typer(group: Any) -> Any:
        if isinstance(group, types.BaseNamedTuple):
            return Referred(group)
        return group if isinstance(group, Referred) else None

    return typer


@lower_builtin(refer, types.BaseNamedTuple)  # type: ignore[no-untyped-call, untyped-decorator]
def _keep(_context: Any, builder: ir.IRBuilder, _signature: Any, values: Any) -> Any:
    return cgutils.alloca_once_value(builder, values[0])  # type: ignore[no-untyped-call]


@lower_builtin(refer, Referred)  # type: ignore[no-untyped-call, untyped-decorator]
def _keep_reference(_context: Any, _builder: ir.IRBuilder, _signature: Any, values: Any) -> Any:
    return values[0]


@infer_getattr
class _Members(AttributeTemplate):
    key = Referred

    def generic_resolve(self, kind: Referred, name: str) -> Any:  # type: ignore[override]
        found = kind.member(name)
        if found is None:
            return None
        return Referred(found[1]) if isinstance(found[1], types.BaseNamedTuple) else found[1]


@lower_getattr_generic(Referred)  # type: ignore[no-untyped-call, untyped-decorator]
def _read_member(context: Any, builder: ir.IRBuilder, kind: Referred, address: Any, name: str) -> Any:
    place, member = kind.member(name)  # type: ignore[misc]
    at = cgutils.gep_inbounds(builder, address, 0, place)  # type: ignore[no-untyped-call]
    if isinstance(member, types.BaseNamedTuple):
        return at
    return impl_ret_borrowed(context, builder, member, builder.load(at))  # type: ignore[no-untyped-call]
