"""How is one indicator computed from others? Arithmetic between named indicators, read from text and never executed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?(?:e[0-9]{1,2})?)|(?P<name>[a-z_][a-z0-9_]*\.[a-z0-9_]+)|(?P<sign>[-+*/()])|\s+"
)
_NEGATIVE = "negative"
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, _NEGATIVE: 3}
_MEND = "write names, numbers, + - * / and parentheses"


@dataclass(frozen=True)
class Formula:
    """Arithmetic that has been read and found to be nothing else.

    Parameters
    ----------
    text : The formula: numbers, names such as `energy.fuels`, + - * / and parentheses.
    names : Indicators that it needs, in the order of their first use.
    steps : Numbers, names and operations in the order in which a stack takes them (reverse Polish notation).
    """

    text: str
    names: tuple[str, ...]
    steps: tuple[float | str, ...] = field(repr=False)

    def __call__(self, values: Mapping[str, float]) -> float:
        """Value of the formula; not a number where something is divided by nothing, or a value is none itself.

        Raises
        ------
        KeyError
            If a name has no value.
        """
        stack: list[float] = []
        for step in self.steps:
            if step == _NEGATIVE:
                stack.append(-stack.pop())
            elif isinstance(step, str) and step in _RANK:
                right, left = stack.pop(), stack.pop()
                stack.append(_apply(step, left, right))
            else:
                stack.append(float(values[step]) if isinstance(step, str) else step)
        return stack[0]


@lru_cache(maxsize=512)
def parse(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    ValueError
        If the text is anything but arithmetic between names and numbers.

    Notes
    -----
    Shunting-yard algorithm: Dijkstra, "An ALGOL 60 translator for the X1", Mathematisch Centrum MR 34/61 (1961).
    """
    steps: list[float | str] = []
    held: list[str] = []  # operations and parentheses that wait for what follows
    wants_value = True
    for kind, word in _tokens(text):
        begins_value = kind != "sign" or word == "("
        if word != "-" and begins_value != wants_value:  # a minus may stand before a value and between two
            raise ValueError(f"{text!r} goes wrong at {word!r}; {_MEND}")
        if kind != "sign":
            steps.append(float(word) if kind == "number" else word)
            wants_value = False
        elif word == "(":
            held.append(word)
        elif word == ")":
            _settle(held, steps, 0)
            if not held:
                raise ValueError(f"{text!r} closes a parenthesis that is not open; {_MEND}")
            held.pop()
        else:
            sign = _NEGATIVE if wants_value else word
            if not wants_value:
                _settle(held, steps, _RANK[sign])
            held.append(sign)
            wants_value = True
    if wants_value:
        raise ValueError(f"{text!r} ends too early; {_MEND}")
    _settle(held, steps, 0)
    if held:
        raise ValueError(f"{text!r} leaves a parenthesis open; {_MEND}")
    names = dict.fromkeys(step for step in steps if isinstance(step, str) and step not in _RANK)
    return Formula(text, tuple(names), tuple(steps))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind and text of each number, name and sign."""
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"{text!r} goes wrong at {text[at:][:20]!r}; {_MEND}")
        if match.lastgroup is not None:
            found.append((match.lastgroup, match.group()))
        at = match.end()
    return found


def _settle(held: list[str], steps: list[float | str], rank: int) -> None:
    """Let waiting operations of at least this rank happen, back to the last open parenthesis."""
    while held and held[-1] != "(" and _RANK[held[-1]] >= rank:
        steps.append(held.pop())


def _apply(sign: str, left: float, right: float) -> float:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return left / right if right != 0.0 else math.nan
