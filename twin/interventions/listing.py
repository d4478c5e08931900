"""What is in the catalogue? Measures, and apart from them the trends that happen without the project, as a table."""

from __future__ import annotations

from twin.interventions.registry import catalogue


def markdown(*, trend: bool, language: str = "en") -> str:
    """One row per measure, or per trend: name, words for people, levers, mechanism, how firm the evidence is.

    Parameters
    ----------
    trend : Whether trends are listed, or measures.
    language : "en" or "it"; the mechanism is told in English.
    """
    italian = language == "it"
    head = ("nome", "misura", "leve", "meccanismo", "fonti") if italian else (
        "name", "measure", "levers", "mechanism", "evidence"
    )  # fmt: skip
    rows = [head, ("---",) * len(head)]
    for measure in catalogue.values():
        if measure.trend != trend:
            continue
        word = "label_it" if italian else "label"
        levers = [str(measure.levers.extra_of(name).get(word, name)) for name in measure.levers.model_fields]
        firm = [each.status for each in measure.evidence]
        told = ", ".join(f"{firm.count(status)} {status}" for status in dict.fromkeys(firm))
        label = measure.label_it if italian else measure.label
        rows.append((f"`{measure.name}`", label, "; ".join(levers), measure.mechanism, told))
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows)
