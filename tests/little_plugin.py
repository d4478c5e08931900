"""A user's own measure, as a plug-in would bring it."""

from dataclasses import replace

from twin.interventions import Levers, Measure

MEASURE = Measure(
    name="cool_lamps",
    label="Cool lamps",
    label_it="Lampioni freschi",
    order=150,
    levers=Levers,
    touches=(),
    mechanism="none",
    evidence=(),
    edits=lambda world, levers, where, start: [],
)
OTHER = "not a measure"
TWICE = replace(MEASURE, name="lamppost_dimming")
