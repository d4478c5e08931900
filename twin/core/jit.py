"""The one place for compile flags: every kernel is compiled by one of these functions."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from twin.core.paths import numba_dir

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def _can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder: tried, because rights alone do not tell."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _place_for_kernels() -> Path | None:
    """See to it that compiled kernels can be kept; tells where, None if they cannot be.

    They lie beside their sources as Python's own compiled files do. Where the package is installed read only they go
    to the user's cache folder. The variable must be set before numba is imported, which reads it once.
    """
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(given)
    beside = Path(__file__).resolve().parent / "__pycache__"
    if _can_write(beside):
        return beside
    place = numba_dir()
    if not _can_write(place):
        return None
    os.environ["NUMBA_CACHE_DIR"] = str(place)
    return place


PLACE = _place_for_kernels()
_KEPT = PLACE is not None

import numba  # noqa: E402 — after the variable that it reads
from llvmlite import ir  # noqa: E402
from numba.core import cgutils, types  # noqa: E402
from numba.extending import intrinsic, overload  # noqa: E402

if os.environ.get("NUMBA_CACHE_DIR"):
    # Where somebody has imported numba before us.
    numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]  # type: ignore[attr-defined]

# No wrappers for callers in C, of which there are none: they take time to compile.
# fastmath stays off: it would let the compiler reorder sums, and bits would depend on the machine.
_FLAGS: dict[str, Any] = {
    "cache": _KEPT,
    "fastmath": False,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}


def kernel(function: F) -> F:
    """Compile a kernel that runs on one thread."""
    compiled: F = numba.njit(**_FLAGS)(function)
    return compiled


def lean_kernel(function: F) -> F:
    """Compile a kernel that runs on one thread, allocates nothing, and is called from the innermost loops.

    Without the counting of references to arrays, which a kernel does at every call and every view otherwise: in loops
    over events it takes three times as long as the work itself.
    """
    compiled: F = numba.njit(**(_FLAGS | {"_nrt": False}))(function)
    return compiled


def part_kernel(function: F) -> F:
    """Compile a lean kernel that other kernels alone call: without what Python needs to call it, which takes time."""
    hidden = {"_nrt": False, "no_cpython_wrapper": True}
    compiled: F = numba.njit(**(_FLAGS | hidden))(function)
    return compiled


def inner_kernel(function: F) -> F:
    """Compile a lean kernel that is put into those that call it, where a call costs more than its work."""
    compiled: F = numba.njit(**(_FLAGS | {"_nrt": False, "forceinline": True}))(function)
    return compiled


def parallel_kernel(function: F) -> F:
    """Compile a kernel whose `prange` loops write disjoint elements (never a shared sum)."""
    compiled: F = numba.njit(parallel=True, **_FLAGS)(function)
    return compiled


prange = numba.prange


def prefetch(table: Any, row: int, column: int) -> None:
    """Ask for an element that will be read soon, so that it is at hand by then; changes nothing."""


@intrinsic
def _prefetch(_typing: Any, table: Any, row: Any, column: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, values[0])
        at = [context.cast(builder, v, t, types.intp) for v, t in zip(values[1:], signature.args[1:], strict=True)]
        place = cgutils.get_item_pointer(context, builder, signature.args[0], array, at)  # type: ignore[no-untyped-call]
        address = builder.bitcast(place, cgutils.voidptr_t)
        number = ir.IntType(32)
        takes = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        asks = cgutils.get_or_insert_function(builder.module, takes, "llvm.prefetch.p0i8")  # type: ignore[no-untyped-call]
        builder.call(asks, [address, number(0), number(3), number(1)])  # to read, to keep in all levels, data
        return context.get_dummy_value()

    return types.void(table, row, column), generate


@overload(prefetch)
def _compiled_prefetch(table: Any, row: Any, column: Any) -> Any:  # noqa: ARG001 — numba looks at the types
    def ask(table: Any, row: Any, column: Any) -> None:
        _prefetch(table, row, column)  # type: ignore[call-arg]

    return ask


def set_threads(count: int) -> int:
    """Set the number of threads of parallel kernels, clipped to what the machine has; returns it."""
    available: int = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    used = max(1, min(count, available))
    numba.set_num_threads(used)
    return used
