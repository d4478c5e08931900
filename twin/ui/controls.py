"""Which controls does the page use? The browser's own: reached by keyboard, read aloud, at home on phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara
from solara.alias import rv

Options = list[dict[str, str]]


def text(tag: str, content: str, class_: str = "", **attributes: str) -> None:
    """Add one element with plain text."""
    rv.Html(tag=tag, children=[content], class_=class_, attributes=attributes)


@solara.component_vue("choice.vue")
def _Choice(  # noqa: N802 — components are named like classes
    label: str, value: str, options: Options, *, disabled: bool, event_choose: Callable[[str], None]
) -> None:
    """The browser's drop-down list."""


def choice(
    label: str, options: Mapping[str, str], value: str, choose: Callable[[str], None], *, disabled: bool = False
) -> None:
    """A drop-down list of `options`, words by value."""
    _Choice(label=label, value=value, options=listed(options), disabled=disabled, event_choose=choose)


def listed(options: Mapping[str, str]) -> Options:
    """Options as the templates read them."""
    return [{"value": key, "text": words} for key, words in options.items()]


@solara.component_vue("slider.vue")
def _Slider(  # noqa: N802
    label: str,
    value: float,
    low: float,
    high: float,
    most: float,
    step: float,
    unit: str,
    units: Options,
    *,
    wrong: bool,
    event_choose: Callable[[float], None],
    event_take: Callable[[str], None],
) -> None:
    """A slider with a number field, and a list of units where there are several."""


def slider(
    label: str,
    value: float,
    ends: tuple[float, float, float, float],
    unit: str,
    choose: Callable[[float], None],
    *,
    units: Mapping[str, str],
    take: Callable[[str], None] | None = None,
    wrong: bool = False,
) -> None:
    """A slider from low to high in steps, with a field for numbers up to the most; `ends` = (low, high, most, step)."""
    low, high, most, step = ends
    _Slider(
        label=label,
        value=value,
        low=low,
        high=high,
        most=most,
        step=step,
        unit=unit,
        units=listed(units),
        wrong=wrong,
        event_choose=lambda number: choose(float(number)),
        event_take=take or (lambda _unit: None),
    )


@solara.component_vue("checks.vue")
def _Checks(  # noqa: N802
    label: str,
    chosen: list[str],
    options: Options,
    whole: str,
    event_choose: Callable[[list[str]], None],
) -> None:
    """Boxes to tick, with one for all."""


def checks(
    label: str, options: Mapping[str, str], chosen: Sequence[str], whole: str, choose: Callable[[list[str]], None]
) -> None:
    """Boxes to tick; `whole` is the word for all of them."""
    _Checks(label=label, chosen=list(chosen), options=listed(options), whole=whole, event_choose=choose)


@solara.component_vue("toggle.vue")
def _Toggle(label: str, *, value: bool, event_choose: Callable[[bool], None]) -> None:  # noqa: N802
    """One box to tick."""


def toggle(label: str, choose: Callable[[bool], None], *, value: bool) -> None:
    """One box to tick."""
    _Toggle(label=label, value=value, event_choose=choose)


@solara.component_vue("field.vue")
def _Field(label: str, value: str, kind: str, hint: str, event_choose: Callable[[str], None]) -> None:  # noqa: N802
    """One line of text, or a day."""


def field(label: str, value: str, choose: Callable[[str], None], *, kind: str = "text", hint: str = "") -> None:
    """One line of text; a day with `kind="date"`."""
    _Field(label=label, value=value, kind=kind, hint=hint, event_choose=choose)


@solara.component_vue("file.vue")
def _File(label: str, event_load: Callable[[dict[str, Any]], None]) -> None:  # noqa: N802
    """A file to load."""


def file(label: str, load: Callable[[str, str], None]) -> None:
    """A text file to load; `load` gets its name and its text."""
    _File(label=label, event_load=lambda given: load(str(given["name"]), str(given["text"])))


@solara.component_vue("hours.vue")
def _Hours(label: str, value: int, play: str, pause: str, event_choose: Callable[[int], None]) -> None:  # noqa: N802
    """A slider over the hours of a day that can run by itself."""


def hours(label: str, value: int, play: str, pause: str, choose: Callable[[int], None]) -> None:
    """A slider over the hours of a day that can run by itself."""
    _Hours(label=label, value=value, play=play, pause=pause, event_choose=lambda hour: choose(int(hour)))
