"""What every test may ask for: real layers, a browser, settings that do not change between machines."""

import os
import shutil
import signal
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("fixed", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("fixed")

# Solara must not call home, and plots need no screen. Set before either is imported.
os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "False"
os.environ["MPLBACKEND"] = "agg"

# A job that a shell starts in the background ignores interruptions, and so would commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real layers and series that TWIN_DATA names.

    Skips where TWIN_DATA is unset. Where it is set, absent data are a failure, not a skip.
    """
    named = os.environ.get("TWIN_DATA")
    if not named:
        pytest.skip("TWIN_DATA is not set: the real layers are not at hand")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"TWIN_DATA names {named}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def real_layers(real_data: Path) -> Path:
    """Folder of the real layers of Porta Romana/Vettabbia, under the same rule as `real_data`."""
    folder = real_data / "porta-romana"
    if not folder.is_dir():
        pytest.fail(f"TWIN_DATA is set, but {real_data} lacks the folder porta-romana")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium for playwright (`executable_path`); skips where there is none."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    pytest.skip("no chromium on the PATH: install it, or set CHROMIUM to its path")
    return ""  # not reached


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they ask for, so that markers cannot be forgotten."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "real_data" in names:
            item.add_marker(pytest.mark.layers)
        if "chromium" in names:
            item.add_marker(pytest.mark.browser)


def pytest_report_header() -> str:
    """Say where the real layers are expected."""
    return f"TWIN_DATA: {os.environ.get('TWIN_DATA') or 'not set, tests on real layers are skipped'}"
