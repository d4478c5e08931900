"""What became of a budget, in words? Its votes, what was cut and what was spent, in English and Italian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twin.core.phrases import italian_numbers
from twin.domains.finance.flows import PAYERS
from twin.interventions.limits import Mind
from twin.interventions.notes import note_in
from twin.interventions.registry import catalogue
from twin.state.codes import Payer

if TYPE_CHECKING:
    from collections.abc import Sequence


def unheard(measure: str, *, budget: bool) -> Mind:
    """An entry that residents were to vote on, and do not, with a budget or without."""
    en, it = (
        ("the budget holds no vote; taken in the order of the file",
         "il bilancio non prevede un voto; presa nell'ordine del file")
        if budget
        else ("the scenario has no [budget]", "lo scenario non ha un [budget]")
    )  # fmt: skip
    return _of(measure, Mind(f"marked by_vote, but {en}", f"segnata by_vote, ma {it}"))


def cut(measure: str, line: str) -> Mind:
    """What a measure could not have, as its note tells it."""
    return _of(measure, Mind(line, note_in(line, "it")))


def voted(result: dict[str, Any]) -> Mind:
    """A vote of residents: how many took part and approved, where these are counts that may be told."""
    year, names = result["year"], result["order"]
    labels = [(catalogue[name].label, catalogue[name].label_it) for name in names]
    if "voters" not in result:
        en, it = (", ".join(each) for each in zip(*labels, strict=True))
        return Mind(
            f"vote of {year}: fewer than 10 households voted, counts are not told; order: {en}",
            f"voto del {year}: hanno votato meno di 10 famiglie, i conteggi non si dicono; ordine: {it}",
        )
    en, it = (
        ", ".join(f"{each[k]} {many}" for each, many in zip(labels, result["approvals"], strict=True)) for k in (0, 1)
    )
    voters, entitled = result["voters"], result["entitled"]
    return Mind(
        f"vote of {year}: {voters} of {entitled} residents; approvals: {en}",
        f"voto del {year}: {voters} residenti su {entitled}; consensi: {it}",
    )


def spent(payer: str, paid: str, most: str) -> Mind:
    """What a payer spent, sums in words."""
    en, it = PAYERS[Payer[payer.upper()]]
    return Mind(f"{en}: {paid} of {most} spent", italian_numbers(f"{it}: spesi {paid} su {most}"))


def texts(told: Sequence[Mind], language: str) -> tuple[str, ...]:
    """The sentences in "en" or "it"."""
    return tuple(each.text(language) for each in told)


def _of(measure: str, said: Mind) -> Mind:
    """A sentence with the name of the measure that it is about."""
    found = catalogue[measure]
    return Mind(f"{found.label}: {said.en}", f"{found.label_it}: {said.it}")
