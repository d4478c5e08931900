"""The page as a planner meets it, in a browser: levers, queue, maps, both languages, keyboard, two users, offline."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("solara")

TESTS = Path(__file__).parents[1]
REAL = """
import sys
from pathlib import Path
from twin.ui.serve import serve
serve(None, Path(sys.argv[1]), None, "en", "127.0.0.1", int(sys.argv[2]))
"""
# Two maps on one page load the library of the map twice, and it says so.
HARMLESS = re.compile(r"luma\.gl: This version|GPU stall|WebGL")
# Whatever the page asks of another machine finds nobody, and fails the test besides.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
WAIT = 90_000  # ms; machines that test many things at once are slow


@contextlib.contextmanager
def served(program, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")])
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *program, str(folder), str(port)],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": paths, "TWIN_ZONES": "27"},
        )
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser(chromium):
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", OFFLINE]
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with served([str(TESTS / "fake_page.py")], tmp_path_factory.mktemp("ui")) as address:
        yield address


@pytest.fixture
def page(browser, url):
    with opened_page(browser, url) as opened:
        yield opened


@contextlib.contextmanager
def opened_page(browser, url, width=1400, height=950):
    """The page as a new user opens it; fails a test that asks another machine or logs an error in the browser."""
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    context.set_default_timeout(20_000)
    opened = context.new_page()
    foreign, errors = [], []
    own = (url, url.replace("http", "ws", 1), "data:", "blob:", "about:")

    opened.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.goto(url)
    opened.get_by_role("button", name="Run and compare").wait_for(timeout=WAIT)
    try:
        yield opened
    finally:
        opened.goto("about:blank")  # a tab that is closed tells the server so
        opened.wait_for_timeout(300)
        context.close()
    assert foreign == []
    assert [text for text in errors if not HARMLESS.search(text)] == []


def choose_seeds(page, seeds):
    page.get_by_label(re.compile("Seeds per scenario|Semi per scenario")).select_option(str(seeds))
    page.wait_for_timeout(300)


def run(page):
    page.get_by_role("button", name="Run and compare").click()


def job(page, place=0):
    return page.locator("li.twin-job").nth(place)


def retrofit(page):
    return page.get_by_role("region", name="Condominium retrofit")


def quantity(page):
    return retrofit(page).get_by_role("slider", name="Quantity")


def state(page, words):
    page.locator(".twin-head .twin-badge", has_text=words).wait_for(timeout=WAIT)


def map_of(page, side):
    return page.locator(f"figure[data-side={side}]")


def looks(page, side):
    """What a map looks like, once it has stopped moving."""
    before = None
    for _ in range(40):
        page.wait_for_timeout(250)
        now = map_of(page, side).screenshot()
        if now == before:
            return now
        before = now
    return before


def test_opens_with_steps_map_sources_and_badges(page):
    page.get_by_text("SYNTHETIC DISTRICT", exact=True).wait_for(timeout=WAIT)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "District twin · Little district"
    assert page.locator("ol.twin-steps li").count() == 3
    assert "OpenStreetMap" in page.locator("footer").inner_text()


def test_levers_change_the_scenario_and_can_be_undone(page, tmp_path):
    state(page, "as in “first mix”")
    quantity(page).press("ArrowRight")
    quantity(page).blur()
    state(page, "changed")
    sync_api.expect(quantity(page)).to_have_value("11")
    page.get_by_role("checkbox", name="Shared e-bikes").check()
    page.get_by_role("region", name="Shared e-bikes").get_by_role("slider").first.wait_for()
    page.get_by_label("Name of your mix").fill("Mine & <b>")
    page.get_by_label("Name of your mix").press("Enter")
    page.wait_for_timeout(400)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert 'quantity = "11 %"' in text
    assert 'measure = "shared_ebikes"' in text
    for wanted in ("11", "11", "10"):  # the name, the bicycles, the slider
        page.get_by_role("button", name="Undo").click()
        sync_api.expect(quantity(page)).to_have_value(wanted)
    state(page, "as in “first mix”")
    page.get_by_role("button", name="Redo").click()
    state(page, "changed")
    page.get_by_role("button", name="Reset").click()
    state(page, "as in “first mix”")
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Loaded: Mine & <b>").wait_for()
    sync_api.expect(quantity(page)).to_have_value("11")
    file.write_text('extends = "/etc/x.toml"', encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("names a file or folder of the server").wait_for()


def test_a_fault_stands_beside_its_lever(page):
    lamps = page.get_by_role("region", name="Lamppost dimming")
    lamps.get_by_role("combobox", name=re.compile("^To")).select_option("23:00")
    lamps.get_by_role("alert").wait_for()
    assert "dims in no hour" in lamps.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="Run and compare").is_disabled()
    lamps.get_by_role("combobox", name=re.compile("^To")).select_option("06:00")
    lamps.get_by_role("alert").wait_for(state="detached")


def test_the_ledger_is_off_at_first_and_told_sign_by_sign_with_the_keyboard(page):
    switch = page.get_by_role("checkbox", name="Sharing Cities ledger")
    assert not switch.is_checked()
    assert page.locator("button.tm-sign").count() == 0
    switch.press("Space")
    signs = page.locator("button.tm-sign")
    signs.first.wait_for()
    ledger = page.get_by_role("region", name="Sharing Cities ledger")
    assert "dashed: outside the district" in ledger.locator("ul.twin-signs").inner_text()
    inside = page.locator("button.tm-sign:not(.tm-hollow)")
    assert 0 < inside.count() < signs.count()
    first = page.locator("button.tm-sign[tabindex='0']")
    assert first.count() == 1  # one stop of the Tab key, then arrows
    first.focus()
    tip = page.locator(".tm-tip")
    tip.wait_for()
    page.keyboard.press("Home")  # keys of the map belong to the map
    for _ in range(signs.count()):
        page.keyboard.press("ArrowRight")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        if name.startswith("via Verro 78/B: asset-rated"):
            break
    page.keyboard.press("Enter")
    ledger.get_by_role("heading", name="via Verro 78/B").wait_for()
    told = ledger.locator(".twin-chosen").inner_text()
    assert "350,000" in told
    assert "sharingcities.eu, 2018: expected, class D to B" in told
    page.get_by_role("button", name="Italiano").click()
    page.get_by_text("Registro di Sharing Cities", exact=True).wait_for()
    page.locator("button.tm-sign[aria-pressed=true]").wait_for()
    assert "calcolato per l'edificio" in page.locator(".twin-chosen").inner_text()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_button_is_in_sight_and_leaves_room_for_the_choices(browser, url, size):
    with opened_page(browser, url, *size) as page:
        foot, choices = (page.locator(each).bounding_box() for each in (".twin-start", ".twin-choices"))
        assert foot["y"] + foot["height"] <= size[1]
        assert foot["height"] < 0.2 * choices["height"]


def test_run_maps_hours_curve_and_italian(page):
    quantity(page).fill("40")
    quantity(page).blur()
    state(page, "changed")
    run(page)
    page.get_by_role("progressbar", name="How far the comparison is").wait_for()
    page.locator("tr.twin-better").first.wait_for(timeout=WAIT)
    assert page.get_by_text("The interval covers luck only").count() == 2
    assert map_of(page, "a").get_by_text("SYNTHETIC DISTRICT").is_visible()
    assert map_of(page, "b").get_by_text("SYNTHETIC DISTRICT").is_visible()
    whole = looks(page, "b")
    map_of(page, "a").get_by_role("button", name="Zoom in").click()
    assert looks(page, "b") != whole  # the maps move together
    page.get_by_label("What the maps show").select_option("heat_hour")
    page.get_by_label("Right-hand map").select_option("gap")
    page.get_by_text("8:00 on 2019-01-03").wait_for()
    morning = looks(page, "a")
    page.get_by_role("slider", name="Hour of the day").fill("15")
    page.get_by_text("15:00 on 2019-01-03").wait_for()
    assert looks(page, "a") != morning
    assert map_of(page, "gap").get_by_text("pale: luck alone may explain it").is_visible()
    page.get_by_role("button", name="Play").click()
    page.get_by_text("17:00 on 2019-01-03").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("combobox", name=re.compile("^Over")).select_option("over_year")
    page.get_by_role("img", name="the year, day by day").wait_for()
    assert "95 % interval" in page.locator("text=Mean over the time shown").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report (HTML)").click()
    assert download.value.suggested_filename == "report.html"
    with page.expect_download() as download:
        page.get_by_role("button", name="Indicators (CSV)").click()
    assert "energy.gas_year,Natural gas" in download.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Italiano").click()
    page.get_by_role("button", name="Simula e confronta").wait_for()
    page.wait_for_function("document.documentElement.lang === 'it'")
    page.wait_for_timeout(500)
    said = page.locator(".twin").inner_text()
    english = r"\b(the|and|of|with|run|map|hour|year|seeds?|less|more|better|worse|heat|street|building|from|to)\b"
    assert re.findall(english, said.replace("English", "").replace("OpenStreetMap contributors", "")) == []


def test_jobs_wait_their_turn_and_are_cancelled_at_once(page):
    choose_seeds(page, 3)
    run(page)
    page.locator(".twin-job-running").wait_for(timeout=WAIT)
    run(page)
    assert "waiting, 1 before it" in page.locator(".twin-job-waiting").inner_text(timeout=WAIT)
    assert "left" in job(page).inner_text()
    job(page).get_by_role("button", name="Cancel").click()
    page.locator(".twin-job-waiting").wait_for(state="detached")
    page.get_by_text("% · baseline, seed 0: the year").wait_for(timeout=WAIT)
    began = time.monotonic()
    job(page, 1).get_by_role("button", name="Cancel").click()
    page.locator(".twin-job-running").wait_for(state="detached")
    assert time.monotonic() - began < 5
    assert page.locator(".twin-job-cancelled").count() == 2
    assert page.locator("table.twin-table").count() == 0


def test_two_users_do_not_see_each_other(browser, url):
    with opened_page(browser, url) as one, opened_page(browser, url) as other:
        choose_seeds(one, 3)
        run(one)
        one.locator(".twin-job-running").wait_for(timeout=WAIT)
        assert other.locator(".twin-job").count() == 0
        run(other)
        assert "waiting, 1 before it" in other.locator(".twin-job-waiting").inner_text(timeout=WAIT)
        assert one.locator(".twin-job").count() == 1
        other.goto("about:blank")  # its waiting job goes with the page
        one.wait_for_timeout(1000)
        run(one)
        assert "waiting, 1 before it" in one.locator(".twin-job-waiting").inner_text(timeout=WAIT)


@pytest.mark.parametrize(
    ("seeds", "words"), [(5, "has 34 of 35 fields"), (10, "ZeroDivisionError: nobody expected this")]
)
def test_trouble_is_told_in_one_message(page, seeds, words):
    choose_seeds(page, seeds)
    run(page)
    alert = page.get_by_role("alert")
    alert.wait_for(timeout=WAIT)
    assert words in alert.inner_text()
    assert "Traceback" not in page.locator("main").inner_text()


def test_same_scenario_twice_cannot_be_run(page):
    page.get_by_label("Scenario B, with").select_option(index=0)
    page.get_by_text("choose two different ones").wait_for()
    assert page.get_by_role("button", name="Run and compare").is_disabled()


def test_every_control_is_reached_by_keyboard_and_has_a_name(page):
    names = []
    what = "e => e.getAttribute('aria-label') || (e.closest('label') || e).innerText.trim().split('\\n')[0]"
    for _ in range(90):
        page.keyboard.press("Tab")
        names.append(page.evaluate(f"({what})(document.activeElement)"))
        if names[-1] == "Run and compare":
            break
    assert names[:3] == ["English", "Italiano", "Scenario A, to compare with"]
    wanted = {"Scenario B, with the measures: start from", "Condominium retrofit", "Quantity", "Quantity, %"}
    assert (wanted | {"Light in the dimmed hours", "Seeds per scenario"}) <= set(names)
    assert {"Fares of public transport", "Digital social market"} <= set(names)
    assert "Pandemic of 2020 and 2021" not in names  # folded away with the trends
    assert any(name.startswith("What happens without the project") for name in names)
    assert names[-1] == "Run and compare"
    assert all(names)
    page.keyboard.press("Enter")
    page.locator(".twin-job").wait_for(timeout=WAIT)


def test_measures_stand_under_headings_and_trends_are_opened_by_keyboard(page):
    headings = page.locator("h4").all_inner_texts()
    assert headings == ["Homes and heat", "Electricity", "Lamps and data", "Getting around", "People"]
    heat = page.get_by_role("group", name="Homes and heat")
    assert heat.get_by_role("region", name="Heat pumps").is_visible()
    assert heat.get_by_role("region", name="Shared e-bikes").count() == 0
    summary = page.locator("details.twin-trends > summary")
    assert summary.inner_text() == "What happens without the project (0 of 7 on)"
    pandemic = page.get_by_role("checkbox", name="Pandemic of 2020 and 2021")
    assert not pandemic.is_visible()
    summary.press("Enter")
    pandemic.check()
    summary.filter(has_text="1 of 7 on").wait_for()
    assert pandemic.is_visible()  # what somebody opened stays open
    page.get_by_text("not all of the difference will be the project’s").wait_for()
    page.get_by_role("button", name="Italiano").click()
    page.locator("summary", has_text="Ciò che accade senza il progetto (1 di 7 attivi)").wait_for()
    assert page.locator("h4").first.inner_text() == "Case e calore"
    page.get_by_label("Scenario B, con le misure").select_option("prima le persone")
    page.get_by_text("Bilancio dello scenario: Comune 5").wait_for()
    page.get_by_text("I residenti votano su: Biciclette elettriche condivise").wait_for()


def test_what_was_not_done_as_asked_is_told_after_a_run(page):
    quantity(page).fill("41")  # fake runs tell of it, see fake_page
    quantity(page).blur()
    state(page, "changed")
    run(page)
    minds = page.get_by_role("region", name="Mind")
    minds.wait_for(timeout=WAIT)
    assert "Condominium retrofit: 41 % asked for, clipped to 40 %" in minds.inner_text()


def test_fits_a_phone(browser, url):
    with opened_page(browser, url, width=390) as page:
        page.get_by_text("SYNTHETIC DISTRICT", exact=True).wait_for(timeout=WAIT)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_real_comparison_from_button_to_report(browser, tmp_path):
    with served(["-c", REAL], tmp_path) as url, opened_page(browser, url) as page:
        choose_seeds(page, 1)
        page.get_by_text("Investment, estimated").wait_for()
        run(page)
        page.get_by_role("progressbar", name="How far the comparison is").wait_for(timeout=WAIT)
        table = page.locator("table.twin-table").first  # the second one is folded away
        table.wait_for(timeout=900_000)
        assert "Energy" in table.inner_text()
        assert page.locator("ul.twin-cards li").count() >= 4
        page.get_by_label("What the maps show").select_option("home_hour")
        with page.expect_download() as download:
            page.get_by_role("button", name="Report (HTML)").click()
        assert "<html" in download.value.path().read_text(encoding="utf-8")[:200]
