"""Kernels compiled from their own source with one line changed: what a slip of the pen would do."""

import importlib.util
import inspect
import sys


def broken(module, good, bad, folder):
    """The module with the one place that reads `good` reading `bad`."""
    source = inspect.getsource(module)
    assert source.count(good) == 1, f"{module.__name__} reads differently now: {good!r}"
    name = f"broken_{module.__name__.rpartition('.')[2]}_{abs(hash((good, bad)))}"
    path = folder / f"{name}.py"
    path.write_text(source.replace(good, bad), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made
