"""What was asked for, what was done and changed, and what became of the money? Rows on a run's measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twin.interventions.notes import note_in
from twin.observe.privacy import BADGE
from twin.report.numbers import NOTHING, decimals, fitting, number, percent
from twin.report.tables import label_of
from twin.report.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.observe import Results


def asked(results: Results, language: str) -> list[dict[str, Any]]:
    """What each entry of the scenario asked for, what was done, and what differs, for people."""
    it = language == "it"
    return [
        {
            "label": label_of(row, language),
            "asked": row["asked_it" if it else "asked"],
            "done": [note_in(note, language) for note in row["done"]],
            "minds": [mind[language] for mind in row["minds"]],
        }
        for row in results.manifest.get("asked", ())
    ]


def measures(results: Results, language: str) -> list[dict[str, Any]]:
    """What each measure did: where, how much, what it changed, cost, payer, date, source."""
    words = WORDS[language]
    rows = []
    for measure in results.manifest["measures"]:
        factor, unit = fitting([measure["cost_eur"]], "EUR")
        cost = measure["cost_eur"] * factor
        payers = measure["cost_by_payer_eur"]
        total = sum(payers.values()) or 1.0
        rows.append(
            {
                "label": label_of(measure, language),
                "where": words["rows_of"].format(
                    rows=number(measure["rows"], 0, language),
                    of=number(measure["of"], 0, language),
                    table=words["tables"].get(measure["table"], measure["table"]),
                ),
                "notes": [note_in(note, language) for note in measure["notes"]],
                "changes": _changes(measure["changes"], language),
                "cost": f"{number(cost, decimals([cost]), language)} {unit}" if cost else NOTHING,
                "payer": ", ".join(
                    f"{words['payers'].get(payer, payer)} {percent(eur / total, language, sign=False)}"
                    for payer, eur in payers.items()
                )
                or NOTHING,
                "date": measure["date"],
                "source": measure["source"] or NOTHING,
                "mechanism": measure["mechanism"],
                "evidence": measure["evidence"],
            }
        )
    return rows


def _changes(changes: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """What a measure changes, each thing once: edits in steps repeat it, some with the same mean before and after."""
    told: dict[str, str] = {}
    for change in changes:
        what = str(change["doc"])
        if change["old_mean"] is None:
            told.setdefault(what, what)
            continue
        pair = (change["old_mean"], change["new_mean"])
        factor, unit = fitting(pair, change["unit"])
        places = decimals([factor * value for value in pair])
        old, new = (number(factor * value, places, language) for value in pair)
        if old != new:
            told[f"{what} {old} {new}"] = f"{what}: {old} → {new} {unit}".rstrip()
    return list(told.values())


def minds(results: Results, language: str) -> list[str]:
    """Sentences on what was asked for and not done so, each with the measure's name, none twice."""
    return list(dict.fromkeys(f"{row['label']}: {mind}" for row in asked(results, language) for mind in row["minds"]))


def money(results: Results, language: str) -> list[dict[str, str]]:
    """What became of a budget: its votes and what each payer spent, as "text" with the badge of what people did.

    Nothing where the scenario has no budget.
    """
    words, budget = WORDS[language], results.manifest.get("budget", {})
    labels = {row["measure"]: label_of(row, language) for row in results.manifest.get("asked", ())}
    votes = [{"text": _vote(vote, labels, language), "people": BADGE[language]} for vote in budget.get("votes", ())]
    most = budget.get("sums_eur", {})
    spent = [
        words["budget_spent"].format(
            payer=words["payers"].get(payer, payer), spent=_euro(eur, language), most=_euro(most[payer], language)
        )
        for payer, eur in budget.get("spent_eur", {}).items()
    ]
    return [*votes, *({"text": text, "people": ""} for text in spent)]


def _vote(vote: dict[str, Any], labels: dict[str, str], language: str) -> str:
    words = WORDS[language]
    named = [labels.get(name, name) for name in vote["order"]]
    if "voters" not in vote:
        return str(words["vote_few"].format(year=vote["year"], order=", ".join(named)))
    told = [f"{name} {number(many, 0, language)}" for name, many in zip(named, vote["approvals"], strict=True)]
    voters, entitled = (number(vote[key], 0, language) for key in ("voters", "entitled"))
    return str(words["vote"].format(year=vote["year"], voters=voters, entitled=entitled, approvals=", ".join(told)))


def _euro(value: float, language: str) -> str:
    factor, unit = fitting([value], "EUR")
    return f"{number(factor * value, decimals([factor * value]), language)} {unit}"
