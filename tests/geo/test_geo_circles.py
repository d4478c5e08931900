"""Are roundabouts found where the layer does not mark them one-way, and nothing else taken for one?"""

import numpy as np
import pytest
import shapely

from tests.tiny_layers import grid, street, streets, tiny
from twin.geo import build, default_recipe, load_recipe
from twin.geo.circles import roundabouts

RECIPE = load_recipe(default_recipe())


def arc(start, end, radius=30.0, centre=(200.0, 100.0), steps=16):
    angle = np.linspace(start, end, steps) * 2 * np.pi
    return [(round(centre[0] + radius * np.cos(a), 3), round(centre[1] + radius * np.sin(a), 3)) for a in angle]


def found(*coords, oneway=None, group=None):
    lines = np.array([shapely.LineString(c) for c in coords], dtype=object)
    words = np.array(group or ["a"] * lines.size, dtype=object)
    return roundabouts(lines, words, np.array(oneway or [False] * lines.size)).tolist()


def test_a_circle_of_two_ways_against_the_clock_is_a_roundabout():
    halves = arc(0, 0.5), arc(0.5, 1)
    assert found(*halves) == [True, True]
    assert found(*halves, [(0, 0), (50, 0)]) == [True, True, False]


@pytest.mark.parametrize(
    "coords",
    [
        [arc(1, 0)],  # with the clock
        [arc(0, 0.5), arc(1, 0.5)],  # the halves do not follow each other
        [arc(0, 0.9)],  # open
        [arc(0, 1, radius=80.0)],  # a street round a block
        [[(0, 0), (60, 0), (60, 60), (0, 60), (0, 0)]],
    ],
)
def test_other_shapes_are_not(coords):
    assert not any(found(*coords))


def test_names_and_marked_ways_stay_apart():
    halves = arc(0, 0.5), arc(0.5, 1)
    assert found(*halves, group=["a", "b"]) == [False, False]
    assert found(arc(0, 1), oneway=[True]) == [False]


def test_links_of_a_roundabout_have_one_direction_and_the_lanes_of_one_way():
    ring = [arc(0, 0.5), arc(0.5, 1)]
    spokes = [[(400, 100), ring[0][0]], [(0, 100), ring[1][0]]]
    ways = [street(i, c, "primary", name="Piazza") for i, c in enumerate(ring)]
    ways += [street(10 + i, c, "primary", name="Corso") for i, c in enumerate(spokes)]
    district = build(tiny(streets=streets(*ways)), RECIPE)
    links = district["car_links"]
    circle = links["name"] == "Piazza"
    assert circle.sum() == 2
    assert (links["lanes"][circle] == 2).all()
    assert (links["capacity"][circle] == 2 * 1800).all()
    assert (links["name"] == "Corso").sum() == 4
    assert district.notes["network"][0].startswith("2 ways make up circles")
    assert build(tiny(streets=grid()), RECIPE).notes["network"][0].startswith("0 ways")
