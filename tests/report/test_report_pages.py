"""The report is one file that asks nothing of any network, says where numbers come from, and hides no doubt."""

import dataclasses
import json
import re
import shutil
from html.parser import HTMLParser

import pytest

from tests import fake_run
from twin.core.errors import InputError
from twin.observe import open_results
from twin.observe.privacy import BADGE
from twin.report import account, figures, tables, write_comparison, write_run
from twin.report.maps import COMUNE, OSM
from twin.report.words import WORDS
from twin.study import compare, open_comparison

DAYS = 40


class Page(HTMLParser):
    """Tags with attributes, text by tag, and what was left open."""

    void = frozenset({"meta", "link", "img", "br"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    a = fake_run.scenario("baseline", days=DAYS)
    b = fake_run.scenario("retrofit <b>all</b>", share=0.3, days=DAYS)
    return compare(a, b, [1, 2, 3], tmp_path_factory.mktemp("runs"), runner=fake_run.run)


@pytest.fixture(scope="module")
def comparison_file(folder):
    return write_comparison(folder)


@pytest.fixture(scope="module")
def run_file(folder):
    return write_run(open_comparison(folder).results("b").path, folder / "run.html", language="it")


@pytest.fixture(scope="module", params=["comparison", "run"])
def page(request):
    file = request.getfixturevalue(f"{request.param}_file")
    return Page(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "mind"), [("en", "9 flat clipped to 4"), ("it", "9 flat ridotti a 4")])
def test_what_was_asked_and_what_was_done_stand_in_one_table(folder, tmp_path, language, mind):
    run = tmp_path / "run"
    shutil.copytree(open_comparison(folder).results("b").path, run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["asked"] == []
    row = {"measure": "x", "label": "Works", "label_it": "Lavori", "asked": "9 flat <all>", "asked_it": "9 alloggi",
           "done": ["4 flats"], "minds": [{"en": "9 flat clipped to 4", "it": "9 flat ridotti a 4"}]}  # fmt: skip
    manifest["asked"] = [row, row | {"label": "Lamps", "label_it": "Lampioni", "done": [], "minds": []}]
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    text = Page(write_run(run, language=language).read_text(encoding="utf-8")).text
    words = WORDS[language]
    for wanted in (words["asked_caption"], mind, words["as_asked"], "4 flats"):
        assert wanted in text
    assert account.minds(open_results(run), language) == [f"{row['label_it' if language == 'it' else 'label']}: {mind}"]
    del manifest["asked"]  # a run of an earlier version
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert words["asked_caption"] not in write_run(run, language=language).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "it"])
def test_indicators_of_people_are_told_to_be_nobody_s_neighbours(folder, tmp_path, language):
    found = open_comparison(folder)
    people = {"finance.energy_bills", "mobility.share_walk"}  # one that changes, one that does not
    rows = [
        dataclasses.replace(row, source=f"x; {BADGE['en']}; y" if row.name in people else "x") for row in found.rows
    ]
    text = write_comparison(dataclasses.replace(found, rows=tuple(rows)), tmp_path / "r.html", language).read_text()
    label = {row.name: row.label_it if language == "it" else row.label for row in rows}
    marked = re.findall(r'<th scope="row">([^<]*)<small class="people">([^<]*)</small></th>', text)
    assert marked == [(label[name], BADGE[language]) for name in ("finance.energy_bills", "mobility.share_walk")]
    assert f"* {BADGE[language]}." in text  # beneath the figure of differences
    plain = dataclasses.replace(found, rows=tuple(dataclasses.replace(row, source="x") for row in rows))
    assert BADGE[language] not in write_comparison(plain, tmp_path / "p.html", language).read_text()


@pytest.mark.parametrize(
    ("language", "spent", "vote"),
    [
        ("en", "city: 1.20 M€ of 3.00 M€ spent", "Approvals: Lamps 327."),
        ("it", "Comune: spesi 1,20 M€ su 3,00 M€", "Consensi: Lampioni 327."),
    ],
)
def test_what_became_of_a_budget_stands_before_the_measures(folder, tmp_path, language, spent, vote):
    run = tmp_path / "run"
    shutil.copytree(open_comparison(folder).results("b").path, run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    vote_of = {"year": 2018, "order": ["lamps"], "entitled": 14294, "voters": 627, "approvals": [327]}
    manifest["budget"] = {"sums_eur": {"city": 3e6}, "spent_eur": {"city": 1.2e6}, "votes": [vote_of]}
    manifest["asked"] = [{"measure": "lamps", "label": "Lamps", "label_it": "Lampioni", "asked": "", "asked_it": "",
                          "done": [], "minds": []}]  # fmt: skip
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    text = Page(write_run(run, language=language).read_text(encoding="utf-8")).text
    assert spent in text
    assert vote in text
    assert text.count(BADGE[language]) == 1
    few = {key: vote_of[key] for key in ("year", "order", "entitled")}
    manifest["budget"]["votes"] = [few]
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "627" not in "".join(each["text"] for each in account.money(open_results(run), language))


def test_nothing_is_asked_of_any_network(page, comparison_file):
    asking = {"src", "srcset", "href", "data", "action", "poster", "xlink:href"}
    for tag, attrs in page.tags:
        for name in asking & attrs.keys():
            assert attrs[name].startswith(("data:", "#")), f"<{tag} {name}={attrs[name][:60]}>"
    assert not page.all("script")
    text = comparison_file.read_text(encoding="utf-8")
    assert "@import" not in text
    assert "url(" not in text
    assert not re.search(r"https?://", text)


def test_the_page_is_well_formed_and_accessible(page):
    assert page.open == []
    assert all(img["alt"] for img in page.all("img"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in th for th in page.all("th"))
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in page.all("a")} <= set(ids)


def test_languages(comparison_file, run_file):
    assert Page(comparison_file.read_text(encoding="utf-8")).all("html")[0]["lang"] == "en"
    italian = Page(run_file.read_text(encoding="utf-8"))
    assert italian.all("html")[0]["lang"] == "it"
    assert "Che cosa non può dire" in italian.text
    assert "Gas naturale" in italian.text


def test_titles_are_text_not_markup(comparison_file):
    assert "<b>all" not in comparison_file.read_text(encoding="utf-8")


def test_every_doubt_is_told(page):
    for needed in (OSM, COMUNE, "ODbL-1.0", "CC-BY-4.0", "made up"):
        assert needed in page.text
    italian = page.all("html")[0]["lang"] == "it"
    words = WORDS["it" if italian else "en"]
    assert words["synthetic"] in page.text
    assert words["part_year"].format(days=DAYS) in page.text
    assert words["limits_list"][1] in page.text
    assert words["statuses"]["assumed"] in page.text
    assert words["flags"]["imputed"] in page.text
    assert words["years_lead"].format(year=2019) in page.text
    assert words["quantities"]["energy"] in page.text
    assert "twin run" in page.text


def test_the_numbers_are_those_of_the_comparison(comparison_file, folder):
    page = Page(comparison_file.read_text(encoding="utf-8"))
    row = open_comparison(folder).row("emissions.co2").result
    for value in (row.a, row.b):
        assert f"{value:,.0f}" in page.text
    assert f"−{abs(row.difference):,.0f}" in page.text
    assert f"−{abs(row.low):,.0f} to −{abs(row.high):,.0f}" in page.text
    assert "luck only" in page.text
    assert "better" in page.text
    assert "less than a year was simulated" in page.text


def test_what_does_not_change_is_folded_away(comparison_file, folder):
    rows = [tables.comparison_row(row, "en") for row in open_comparison(folder).rows]
    same = [row["label"] for row in rows if not row["changed"]]
    text = comparison_file.read_text(encoding="utf-8")
    before, _, after = text.partition('<details id="same">')
    folded = after.partition("</details>")[0]
    assert same
    for label in same:
        assert f'<th scope="row">{label}</th>' in folded
        assert f'<th scope="row">{label}</th>' not in before
    assert f"Unchanged: {len(same)} indicators" in folded


def test_the_answer_comes_before_the_chapters(comparison_file, folder):
    text = comparison_file.read_text(encoding="utf-8")
    places = [text.index(f'id="{name}"') for name in ("headlines", "compared", "kpis", "maps", "measures", "annex")]
    assert places == sorted(places)
    rows = [tables.comparison_row(row, "en") for row in open_comparison(folder).rows]
    better = sum(row["changed"] and row["verdict"] == "better" for row in rows)
    assert better
    assert f"Of {len(rows)} indicators: {better} better, " in Page(text).text


def test_long_tables_are_folded_each_under_a_line_that_names_it(comparison_file):
    text = comparison_file.read_text(encoding="utf-8")
    folds = re.findall(r"<details[^>]*>\s*<summary>(.*?)</summary>(.*?)</details>", text, re.DOTALL)
    assert len(folds) == text.count("<details") == text.count("<summary>")
    assert all(re.sub("<[^>]*>", "", summary).strip() for summary, _ in folds)
    folded = " ".join(inside for _, inside in folds)
    outside = re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)
    for part in ("<caption>Parameters of", "<caption>Where values come from", "<caption>Formula and source"):
        assert part in folded
        assert part not in outside


def test_one_seed_is_said_in_words(tmp_path, monkeypatch):
    for name, nothing in (("charts", {}), ("run_maps", []), ("saving_map", None), ("overview", None)):
        monkeypatch.setattr(figures, name, lambda *_, nothing=nothing, **__: nothing)
    a, b = fake_run.scenario("a", days=2), fake_run.scenario("b", share=0.3, days=2)
    file = write_comparison(compare(a, b, [7], tmp_path, runner=fake_run.run), tmp_path / "one.html")
    text = Page(file.read_text(encoding="utf-8")).text
    assert "one seed: no interval" in text
    assert "95 % interval −" not in text


@pytest.mark.slow
def test_the_same_results_make_the_same_file_elsewhere(folder, comparison_file, tmp_path):
    moved = shutil.copytree(folder.parent, tmp_path / "moved")
    assert write_comparison(moved / folder.name).read_bytes() == comparison_file.read_bytes()


def test_it_can_be_sent_by_mail(comparison_file):
    assert comparison_file.stat().st_size < 6e6


def test_unknown_languages_and_missing_runs_are_told(folder, tmp_path):
    with pytest.raises(InputError, match="'de' is not known"):
        write_comparison(folder, language="de")
    alone = shutil.copytree(folder, tmp_path / "alone" / folder.name)
    with pytest.raises(InputError, match="there is none"):
        write_comparison(alone)


@pytest.mark.slow
def test_chromium_makes_no_request(comparison_file, chromium):
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        asked = []
        view = browser.new_page()
        view.on("request", lambda request: asked.append(request.url))
        view.goto(comparison_file.as_uri())
        broken = view.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).length")
        browser.close()
    assert broken == 0
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []


@pytest.mark.slow
def test_folded_on_the_screen_and_all_there_on_paper(comparison_file, chromium):
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_page(viewport={"width": 1280, "height": 900})
        view.goto(comparison_file.as_uri())
        inside = "[...document.querySelectorAll('details > :not(summary)')].map(e => e.checkVisibility())"
        height = "document.documentElement.scrollHeight"
        screen, short = view.evaluate(inside), view.evaluate(height)
        wide = view.evaluate("document.documentElement.scrollWidth")
        view.emulate_media(media="print")
        paper, long = view.evaluate(inside), view.evaluate(height)
        view.set_viewport_size({"width": 688, "height": 970})  # A4 less its margins
        beyond = view.evaluate(
            "[...document.querySelectorAll('table')].filter(t => t.getBoundingClientRect().right > 690).length"
        )
        view.emulate_media(media="screen")
        view.locator("summary").first.focus()
        view.keyboard.press("Enter")
        opened = view.evaluate("document.querySelector('details').open")
        browser.close()
    assert screen
    assert not any(screen)
    assert all(paper)
    assert beyond == 0
    assert short < long
    assert short < 15_000  # pixels: what a councillor scrolls through
    assert wide == 1280
    assert opened
