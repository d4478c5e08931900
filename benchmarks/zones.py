"""How many building-hours a second does the full zone kernel advance, and what share of the machine is that?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks import roofline
from benchmarks.district import district
from benchmarks.roofline import scaled
from benchmarks.timing import Figure, Spread, cpu_seconds, plain, seconds
from twin.core.jit import set_threads
from twin.domains.energy import Params
from twin.domains.energy.rows import heated_rows
from twin.domains.energy.zone import kernels, stock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from twin.domains.energy.zone.kernels import Now, Out, Prepared, Wanted

SIZES = (3_000, 30_000, 300_000)
WANTED = 3.0  # million building-hours a second on two threads
TICK = 3600.0  # s


class Street(NamedTuple):
    """Buildings of the district, repeated to a wanted number, in a winter workday's middle."""

    prepared: Prepared
    wanted: Wanted
    out: Out
    scratch: NDArray[np.float64]
    worst: NDArray[np.float64]
    params: Params

    @property
    def size(self) -> int:
        """Heated buildings."""
        return int(self.prepared.row.size)

    def now(self, hour: int) -> Now:
        """An hour of a cold day."""
        film = self.params.h_ce + self.params.h_re
        return kernels.Now(
            dt_s=TICK,
            t_out=2.0 + 4.0 * float(np.sin(2.0 * np.pi * (hour - 8) / 24.0)),
            t_ground=11.0,
            in_season=True,
            airing_above=self.params.airing_above,
            sun_wall=self.params.absorptance[0] / film,
            sun_roof=self.params.absorptance[1] / film,
            gain_convective=self.params.gain_convective,
            cold_by=self.params.cold_by,
            warm_from=self.params.warm_from,
        )


def street(count: int) -> Street:
    """Make `count` heated buildings of those of the district."""
    params = Params()
    facts = district()["buildings"].copy()
    stock.initialise(SimpleNamespace(table=lambda name: facts), params)  # type: ignore[arg-type]
    heated = heated_rows(facts["thermal"])
    buildings = facts.take(np.resize(heated, count))
    prepared = stock.prepare(buildings, params, TICK)
    area = prepared.area
    some = np.linspace(0.5, 1.5, count)
    given = {
        "sun_windows": 4.0 * area * some,
        "sun_walls": 60.0 * some,
        "sun_roof": 80.0 * some,
        "internal_gain": 4.0 * area,
        "people": np.ones(count),
        "setpoint_wanted": 18.5 + 1.5 * some,
        "setpoint_least": np.full(count, -99.0),
        "setpoint_limit": np.full(count, 30.0),
        "cooling_wanted": np.full(count, 1.0e3),
        "heat_available": 120.0 * area,
    }
    wanted = kernels.Wanted(*(np.ascontiguousarray(given[name]) for name in kernels.Wanted._fields))
    out = kernels.Out(*(np.ascontiguousarray(buildings[name]) for name in kernels.Out._fields))
    return Street(prepared, wanted, out, *kernels.rooms_for(count), params)


def rate(houses: Street, threads: int, repeat: int) -> Spread:
    """Building-hours a second: by processor time on one thread, by the clock on more. [1/s]"""
    used = set_threads(threads)
    work = kernels.demand_tick if used == 1 else kernels.demand_tick_threads
    clock = cpu_seconds if used == 1 else seconds
    hours = max(12, round(600_000 / houses.size))

    def run_hours() -> None:
        for hour in range(hours):
            work(houses.prepared, houses.now(hour), houses.wanted, houses.scratch, houses.worst, houses.out)

    run_hours()
    done = float(hours * houses.size)
    return Spread.of([done / clock(run_hours) for _ in range(repeat)])


def moved(houses: Street) -> float:
    """Bytes of a building-hour: every input read once, every column of the output read and written once. [B]"""
    read = sum(each.nbytes for each in (*houses.prepared, *houses.wanted))
    return (read + 2.0 * sum(each.nbytes for each in houses.out)) / houses.size


class Counting(float):
    """A number that counts what is done with it: one for each sum, product, quotient, comparison and sign."""

    done = 0


def _counted_operation(name: str) -> Any:
    plain_one = getattr(float, name)

    def operation(self: Counting, *others: float) -> Any:
        Counting.done += 1
        answer = plain_one(self, *others)
        return Counting(answer) if isinstance(answer, float) else answer

    return operation


_OPERATIONS = ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "lt", "gt", "le", "ge", "abs", "neg")
for _name in _OPERATIONS:
    setattr(Counting, f"__{_name}__", _counted_operation(f"__{_name}__"))


def operations() -> float:
    """Operations of a building-hour, counted while the kernel's own lines run as plain Python on one block."""
    few = street(kernels.LANES)

    def counting(group: Any) -> Any:
        return type(group)(*(_counted(each) for each in group))

    scratch, worst = _counted(few.scratch), _counted(few.worst)
    arguments = (counting(few.prepared), few.now(12), counting(few.wanted), scratch, worst, counting(few.out))
    with_python = dict(_uncompiled())
    compiled = {name: getattr(kernels, name) for name in with_python}
    try:
        vars(kernels).update(with_python)
        Counting.done = 0
        with_python["demand_tick"](*arguments)
    finally:
        vars(kernels).update(compiled)
    return Counting.done / kernels.LANES


def _uncompiled() -> Iterator[tuple[str, Any]]:
    for name, value in vars(kernels).items():
        if hasattr(value, "py_func"):
            yield name, value.py_func


def _counted(values: NDArray[Any]) -> NDArray[Any]:
    if values.dtype.kind != "f":
        return values
    flat = np.empty(values.size, dtype=object)
    flat[:] = [Counting(value) for value in values.ravel()]
    return flat.reshape(values.shape)


def run(sizes: tuple[int, ...] = SIZES, repeat: int = 7, triad: int = roofline.FAR) -> dict[str, Any]:
    """Rates by size and threads, the kernel's arithmetic and traffic, and what this machine could do."""
    flops = operations()
    found: dict[str, Any] = {"operations": f"{flops:.0f} a building-hour"}
    peaks = {threads: roofline.peak_flops(threads, repeat) for threads in (1, 2)}
    widths = {threads: roofline.bandwidth(threads, repeat, triad) for threads in (1, 2)}
    for threads in (1, 2):
        found[f"peak of arithmetic, threads: {threads}"] = scaled(peaks[threads], 1e-9).words("Gflop/s")
        found[f"peak of memory, threads: {threads}"] = scaled(widths[threads], 1e-9).words("GB/s")
    for size in sizes:
        houses = street(size)
        traffic = moved(houses)
        found["traffic"] = f"{traffic:.0f} B a building-hour, {flops / traffic:.2f} operations per byte"
        for threads in (1, 2):
            speed = rate(houses, threads, repeat)
            arithmetic = flops * speed.median / peaks[threads].median
            memory = traffic * speed.median / widths[threads].median
            each = Spread.of([1e9 / speed.median, 1e9 / speed.high, 1e9 / speed.low])
            told = (
                f"{plain(1e-6 * speed.median)} ({plain(1e-6 * speed.low)} to {plain(1e-6 * speed.high)}) million "
                f"building-hours/s, {arithmetic:.0%} of arithmetic, {memory:.0%} of memory"
            )
            found[f"{size:,} buildings, threads: {threads}"] = Figure(each, "ns/building-hour", told)
        del houses
    return found
