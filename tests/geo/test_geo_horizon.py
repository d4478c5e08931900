"""Do horizons tell what stands around, and does the view of the sky follow from them?"""

from __future__ import annotations

import numba
import numpy as np
import pytest
from shapely.affinity import rotate, translate
from shapely.geometry import Polygon, box

from tests import naive_energy_sun as naive
from twin.core.streams import declare
from twin.geo.horizon import horizons, sky_view
from twin.geo.horizon_kernels import thirds

DRAW = declare("tests.horizon", "random inputs of the tests of horizons")
NONE = (np.empty(0, dtype=object), np.empty(0))


def look(polygons, heights, beyond=NONE):
    shapes = np.array(polygons, dtype=object)
    return horizons(shapes, np.array(heights, dtype=float), np.ones(shapes.size, dtype=bool), beyond, 0.2)


@pytest.mark.nojit
def test_a_house_alone_sees_half_the_sky():
    found = look([box(0, 0, 12, 10)], [9.0])
    assert not found.walls.any()
    assert not found.roof.any()
    np.testing.assert_allclose(found.sky[0], [0.5] * 8 + [1.0])


@pytest.mark.nojit
def test_a_long_house_across_the_street_stands_as_high_as_it_does():
    street = [box(0, 0, 12, 10), box(-150, 25, 160, 35)]
    found = look(street, [12.0, 21.0])
    heights = np.array([10.0, 6.0, 2.0])  # the middles of the thirds, the least hidden first
    middle = found.walls[0, 0, 8:10].mean(axis=0)
    expected = np.degrees(np.arctan((21.0 - heights) / 14.9 * np.cos(np.radians(5.0))))
    np.testing.assert_allclose(middle, expected, atol=1e-3)
    assert not found.walls[0, 4].any()
    # Behind an endless parallel house a wall sees the share (1 - sin h) / 2 of the sky.
    h = np.arctan((21.0 - heights) / 14.9)
    assert found.sky[0, 0] == pytest.approx(np.mean(0.5 * (1.0 - np.sin(h))), abs=0.01)
    assert 0.9 < found.sky[0, 8] < 1.0
    assert found.roof[0, [0, 35]] == pytest.approx(np.degrees(np.arctan(9.0 / 20.0 * np.cos(np.radians(5)))), abs=0.1)
    assert not found.roof[1].any()


def test_a_court_hides_its_own_walls_and_neighbours_beyond_hide_like_the_districts_own():
    ring = Polygon([(0, 0), (40, 0), (40, 40), (0, 40)], [[(10, 10), (30, 10), (30, 30), (10, 30)]])
    court = look([ring], [15.0])
    # A third of all that faces south looks across the court: 20 m to the opposite wing, as high as itself.
    across = np.mean([np.arctan(15.0 / 19.9 * share) for share in (1 / 6, 1 / 2, 5 / 6)])
    assert court.walls[0, 4, 8:10, 2] == pytest.approx(np.degrees(across), abs=0.5)
    assert (court.walls[0, 4, :, 0] == 0).all()  # the street's side of the same facing
    assert 0.2 < court.sky[0, 4] < 0.5
    pair = [box(0, 0, 12, 10), box(0, 20, 12, 30)]
    inside = look(pair, [9.0, 15.0])
    outside = look(pair[:1], [9.0], (np.array(pair[1:], dtype=object), np.array([15.0])))
    np.testing.assert_array_equal(inside.walls[0], outside.walls[0])
    np.testing.assert_array_equal(inside.roof[0], outside.roof[0])


def test_a_wall_above_its_lower_neighbour_looks_from_above_it():
    found = look([box(0, 0, 10, 10), box(10, 0, 20, 10)], [12.0, 6.0])
    assert not found.walls[0].any()
    assert found.walls[1, 4].max() == 0
    # The lower roof has the taller wall 5 m to its west.
    assert found.roof[1, 26:28] == pytest.approx(np.degrees(np.arctan(6.0 / 5.0 * np.cos(np.radians(5)))), abs=0.1)


def scattered(seed, count=25):
    stream = DRAW.at(seed)
    u = stream.uniform(np.arange(6 * count, dtype=np.uint64)).reshape(count, 6)
    places = [(40.0 * (k % 5), 40.0 * (k // 5)) for k in range(count)]
    shapes = [
        translate(rotate(box(0, 0, 8 + 12 * a[0], 8 + 12 * a[1]), 360.0 * a[2]), x + 8 * a[3], y + 8 * a[4])
        for a, (x, y) in zip(u, places, strict=True)
    ]
    return shapes, 3.0 + 20.0 * u[:, 5]


@pytest.mark.parametrize("seed", range(3))
def test_roofs_agree_with_rays_through_polygons(seed):
    shapes, heights = scattered(seed)
    found = look(shapes, heights)
    for i in (0, 7, 12, 24):
        at = shapes[i].representative_point()
        others = [(s, h) for k, (s, h) in enumerate(zip(shapes, heights, strict=True)) if k != i]
        for ray in range(36):
            azimuth = np.radians(10.0 * ray + 5.0)
            expected = np.degrees(np.arctan(naive.slope(at.x, at.y, heights[i], azimuth, others)))
            # What stands lower than three degrees does not count.
            assert found.roof[i, ray] == pytest.approx(expected, abs=1e-3) or expected < 3.0


def test_taller_surroundings_never_show_more_sky_and_threads_change_no_bit():
    shapes, heights = scattered(4)
    low = look(shapes, heights)
    numba.set_num_threads(1)
    again = look(shapes, heights)
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
    assert low.walls.tobytes() == again.walls.tobytes()
    taller = heights.copy()
    taller[1:] += 10.0
    high = look(shapes, taller)
    assert (high.walls[0] >= low.walls[0]).all()
    assert (high.sky[0] <= low.sky[0]).all()
    assert (low.walls >= 0).all()
    assert (low.walls < 90).all()
    assert (np.diff(low.walls, axis=3) >= 0).all()


@pytest.mark.nojit
def test_thirds_are_means_of_the_weight():
    value, weight, out = np.array([5.0, 1.0, 3.0]), np.ones(3), np.empty(3)
    thirds(value, weight, out)
    assert out.tolist() == [1.0, 3.0, 5.0]
    value, weight = np.array([9.0, 2.0]), np.array([0.1, 3.0])
    thirds(value, weight, out)
    assert out == pytest.approx([2.0, 2.0, 2.0 + 7.0 * 0.3 / 3.1])


def test_sky_view_of_an_even_horizon_has_a_closed_form():
    walls = np.full((1, 8, 18, 3), 30.0, dtype=np.float32)
    roof = np.full((1, 36), 30.0, dtype=np.float32)
    h = np.pi / 6
    seen = sky_view(walls, roof)[0]
    np.testing.assert_allclose(seen[:8], (0.5 * np.pi - h - np.sin(h) * np.cos(h)) / np.pi, rtol=1e-6)
    assert seen[8] == pytest.approx(np.cos(h) ** 2)


@pytest.mark.parametrize(("angle", "published"), [(10.0, 0.83), (20.0, 0.67), (30.0, 0.52), (40.0, 0.38)])
def test_light_left_to_a_north_wall_is_near_the_italian_standards(angle, published):
    # UNI/TS 11300-1:2014, annex D, factor of obstruction F_hor of walls facing north (diffuse light alone).
    far = 40.0
    across = box(-3000.0, 10.0 + far, 3000.0, 20.0 + far)
    found = look([box(0, 0, 12, 10), across], [0.3, 0.15 + far * np.tan(np.radians(angle))])
    left = 2.0 * found.sky[0, 0]
    print(f"obstruction {angle:.0f} degrees: {left:.3f} of the sky's light left, standard {published:.2f}")
    assert left == pytest.approx(published, abs=0.04)
