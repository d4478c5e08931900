"""The page as a planner meets it, in a real browser: offline, in both languages, by keyboard, cancelled, in trouble."""

import contextlib
import socket
import subprocess
import sys
import time

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("solara")

# The page with runs that take a moment, so that pressing and cancelling can be watched. The district is embedded.
SERVER = """
import sys, time
from pathlib import Path
from twin.core.errors import Fault, InputError
from twin.study import Comparison, Row, paired
from twin.ui import work
from twin.ui.serve import serve

def compare(job, settings, lang, progress):
    if job.seeds == 2:
        raise InputError("weather.epw", [Fault("line 9", "has 34 of 35 fields", "write the file again")])
    if job.seeds == 3:
        raise ZeroDivisionError("nobody expected this")
    for day in range(8 if job.seeds == 1 else 400):
        progress("baseline, seed 0: the year", day, 400)
        time.sleep(0.05)
    a, b = (100.0, 101.0, 102.0), (90.0, 91.5, 91.0)
    about = ("energy.final_total", "Final <energy>", "Energia <finale>", "MWh", "less", "energy", "formula", "source")
    folder = settings.out
    (folder / "report.html").write_text("<h1>report</h1>")
    rows = (Row(*about, a, b, paired(a, b, "less")),)
    done = Comparison(folder, "baseline", "first mix", "partenza", "primo mix", (0, 1, 2), (), (), rows)
    return work.Outcome(done, folder / "report.html")

work.compare = compare
from twin.ui import maps
maps.offered = lambda comparison: ("map_district",)
serve(None, Path(sys.argv[1]), None, "en", "127.0.0.1", int(sys.argv[2]))
"""


# The page as it is.
REAL = """
import sys
from pathlib import Path
from twin.ui.serve import serve
serve(None, Path(sys.argv[1]), None, "en", "127.0.0.1", int(sys.argv[2]))
"""


@contextlib.contextmanager
def served(code, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-c", code, str(folder), str(port)], stdout=log, stderr=log)
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser(chromium):
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with served(SERVER, tmp_path_factory.mktemp("ui")) as address:
        yield address


@pytest.fixture
def page(browser, url):
    with opened_page(browser, url) as opened:
        yield opened


@contextlib.contextmanager
def opened_page(browser, url):
    """The page, opened; it fails a test that asks anything of another machine or logs an error in the browser."""
    opened = browser.new_page(viewport={"width": 1400, "height": 950}, accept_downloads=True)
    asked, errors = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.goto(url)
    opened.get_by_role("button", name="Run and compare").wait_for(timeout=60_000)
    yield opened
    opened.close()
    assert [u for u in asked if not u.startswith((url, url.replace("http", "ws", 1), "data:", "blob:"))] == []
    assert errors == []


def choose_seeds(page, seeds):
    page.get_by_label("Seeds per scenario").select_option(str(seeds))
    page.wait_for_timeout(300)


def run(page):
    page.get_by_role("button", name="Run and compare").click()


def test_opens_with_map_sources_and_badge(page):
    page.locator("img.twin-map").wait_for(timeout=60_000)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("Synthetic district").is_visible()
    assert "OpenStreetMap" in page.locator("footer").inner_text()
    assert page.locator("h1").inner_text().startswith("District twin · Porta Romana")


def test_run_shows_indicators_and_downloads(page):
    choose_seeds(page, 1)
    run(page)
    page.get_by_role("progressbar", name="How far the runs are").wait_for()
    row = page.locator("table.twin-table tr.twin-better")
    row.wait_for(timeout=30_000)
    assert row.inner_text().split("\t")[0] == "Final <energy>"
    assert "▲ better" in row.inner_text()
    assert page.get_by_text("intervals: luck only").is_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report (HTML)").click()
    assert download.value.suggested_filename == "report.html"
    with page.expect_download() as download:
        page.get_by_role("button", name="Indicators (CSV)").click()
    assert "energy.final_total,Final <energy>" in download.value.path().read_text(encoding="utf-8")


def test_cancel_stops_and_says_so(page):
    run(page)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled. Finished runs are kept").wait_for(timeout=10_000)
    assert page.get_by_role("button", name="Run and compare").is_enabled()
    assert page.locator("table.twin-table").count() == 0


@pytest.mark.parametrize(
    ("seeds", "words"), [(2, "has 34 of 35 fields"), (3, "ZeroDivisionError: nobody expected this")]
)
def test_trouble_is_told_in_one_message(page, seeds, words):
    choose_seeds(page, seeds)
    run(page)
    alert = page.get_by_role("alert")
    alert.wait_for(timeout=10_000)
    assert words in alert.inner_text()
    assert "Traceback" not in page.locator("main").inner_text()


def test_same_scenario_twice_cannot_be_run(page):
    page.get_by_label("Scenario B").select_option(index=0)
    page.get_by_text("choose two different ones").wait_for()
    assert page.get_by_role("button", name="Run and compare").is_disabled()


def test_italian(page):
    page.get_by_role("button", name="Italiano").click()
    page.get_by_role("button", name="Simula e confronta").wait_for()
    page.wait_for_function("document.documentElement.lang === 'it'")
    assert page.get_by_text("Quartiere sintetico").is_visible()


def test_every_control_is_reached_by_keyboard_and_has_a_name(page):
    page.locator("img.twin-map").wait_for(timeout=60_000)
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = "e => (e.closest('label') || e).innerText.split('\\n')[0] || e.getAttribute('aria-label')"
        names.append(page.evaluate(f"({name})(document.activeElement)"))
    for wanted in (
        "English",
        "Italiano",
        "Scenario A, to compare with",
        "Scenario B, with the measures",
        "Seeds per scenario",
    ):
        assert wanted in names
    assert "Run and compare" in names


def test_real_comparison_from_button_to_report(browser, tmp_path):
    with served(REAL, tmp_path) as url, opened_page(browser, url) as page:
        choose_seeds(page, 1)
        run(page)
        page.get_by_role("progressbar", name="How far the runs are").wait_for()
        table = page.locator("table.twin-table").first  # the second one is folded away
        table.wait_for(timeout=240_000)
        assert "Energy" in table.inner_text()
        page.get_by_text("indicators are the same in both scenarios").wait_for()
        assert page.locator("ul.twin-cards li").count() >= 4
        page.get_by_alt_text("What B saves: heat and hot water").wait_for(timeout=60_000)
        with page.expect_download() as download:
            page.get_by_role("button", name="Report (HTML)").click()
        assert "<html" in download.value.path().read_text(encoding="utf-8")[:200]
