"""Does whatever people read exist in Italian? Every home of words is walked; what is missing fails here."""

import ast
import re
from pathlib import Path

import pytest

from twin.cli import words as commands
from twin.interventions import catalogue
from twin.interventions.limits import _SENTENCES
from twin.ledger import load_ledger, words
from twin.model.build import all_kpis, all_series
from twin.report.numbers import shown_unit
from twin.report.words import WORDS
from twin.state.codes import Payer
from twin.study import notes, protocol
from twin.study.payback import FIGURES, RATIOS
from twin.ui.words import WORDS as PAGE

ROOT = Path(notes.__file__).parents[1]
_GAP = re.compile(r"\{(\w+)[^}]*\}")


def flat(told, path=""):
    if not isinstance(told, dict):
        return {path: told}
    return {key: text for name, each in told.items() for key, text in flat(each, f"{path}.{name}").items()}


@pytest.mark.parametrize("home", [WORDS, PAGE], ids=["report", "page"])
def test_both_languages_have_the_same_words_with_the_same_gaps(home):
    english, italian = flat(home["en"]), flat(home["it"])
    assert set(english) == set(italian)
    for key, text in english.items():
        if isinstance(text, str):
            assert bool(text) == bool(italian[key]) or key == ".english_only", key
            assert set(_GAP.findall(text)) == set(_GAP.findall(italian[key])), key


@pytest.mark.parametrize("table", [commands.SAID, commands.STAGES, commands.STATES, words.TAGS, words.TOPICS,
                                   words.STAGE_WORDS, words.CITIES])  # fmt: skip
def test_words_of_commands_and_ledger_stand_in_both_languages(table):
    for key, both in table.items():
        assert set(both) == {"en", "it"}, key
        assert all(both.values()), key
        assert set(_GAP.findall(both["en"])) == set(_GAP.findall(both["it"])), key


def test_indicators_series_and_measures_have_italian_labels():
    declared = [*all_kpis(), *all_series(), *RATIOS, *FIGURES]
    assert [each.name for each in declared if not each.label_it] == []
    for name, measure in catalogue.items():
        assert measure.label_it, name
        for key in measure.levers.model_fields:
            extra = measure.levers.model_construct().extra_of(key)
            assert bool(extra.get("label")) == bool(extra.get("label_it")), f"{name}.{key}"
            assert all(len(both) == 2 and all(both) for both in extra.get("options", {}).values()), f"{name}.{key}"
    assert all(bool(row.note) == bool(row.note_it) for row in load_ledger().rows)


# Signs that are read alike in both languages.
SIGNS = {
    "", "%", "€", "€/t", "M€", "°C", "1000 km", "MW", "MWh", "W", "h", "kWh", "kWh/kW", "kWh/m²", "km", "km/h", "m²",
    "m³", "t",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "it"])
def test_whatever_indicators_count_is_a_word_of_the_language_or_a_sign(language):
    words = WORDS[language]["units"]
    shown = {shown_unit(each.unit) for each in [*all_kpis(), *RATIOS, *FIGURES]}
    assert shown - SIGNS - set(words) == set()
    assert {payer.name.lower() for payer in Payer} == set(WORDS[language]["payers"])


def test_limits_and_notes_fill_the_gaps_that_they_have():
    for pattern, italian in _SENTENCES:
        assert set(_GAP.findall(italian)) <= set(pattern.groupindex), pattern.pattern
    for english, italian in notes.NOTES.pairs.items():
        assert set(_GAP.findall(english)) == set(_GAP.findall(italian)), english
        assert notes.note_in(english, "it") != english
        assert notes.note_in(english, "en") == english


def text_of(node):
    """A literal or f-string with its gaps as a word; None for what is neither."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "gap" for part in node.values)
    return None


def reasons():
    """Literals of the study room that tell why there is no number."""
    for path in sorted((ROOT / "study").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotComputableError":
                yield from ((path.name, part) for part in map(text_of, ast.walk(node.args[0])) if part)
            if isinstance(node, ast.Assign) and [getattr(each, "id", "") for each in node.targets] == ["note"]:
                yield from ((path.name, text_of(node.value)) for _ in (1,) if text_of(node.value))
    yield from ((each.id, each.pending) for each in protocol.load_protocol().targets if each.pending)


def test_every_reason_why_there_is_no_number_has_an_italian_form():
    found = [(where, text) for where, text in reasons() if " " in text]
    assert len(found) > 15
    missing = [
        pair for pair in found
        if notes.NOTES.italian(pair[1]) is None
        and not any(pair[1] in whole and notes.NOTES.italian(whole) for _, whole in found)
    ]  # fmt: skip
    assert missing == []


def test_what_commands_tell_beside_results_is_taken_from_the_words():
    """Commands with --lang pass no English literal to the console."""
    loose = []
    for path in sorted((ROOT / "cli").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "lang: Language" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say":
                said = text_of(node.args[0])
                if said is not None and re.search(r"[a-z]{3}", said.replace("gap", "")):
                    loose.append((path.name, said))
    assert loose == []
