"""Are overlaps merged without losing area, and do walls face where they face?"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from twin.geo.footprints import merge_overlaps, outline_segments, party_area


def shapes(*polygons):
    return np.array(polygons, dtype=object)


def ids(n):
    return np.array([f"f{i}" for i in range(n)])


def walls(polygons, heights, gap=0.2):
    segments = outline_segments(polygons)
    counts = np.ones(len(polygons), dtype=bool)
    shared = party_area(segments, polygons, np.array(heights, dtype=float), counts, gap)
    facade = np.zeros((len(polygons), 8))
    np.add.at(facade, (segments.owner, segments.facing), segments.length * np.array(heights)[segments.owner] - shared)
    return facade, np.bincount(segments.owner, weights=shared, minlength=len(polygons))


def test_overlap_is_merged_into_the_larger_one_and_areas_sum():
    polygons = shapes(box(0, 0, 10, 10), box(8, 0, 12, 4), box(50, 0, 60, 10))
    merged = merge_overlaps(polygons, 0.1, ids(3))
    assert merged.into.tolist() == [-1, 0, -1]
    assert merged.area.tolist() == pytest.approx([108.0, 8.0, 100.0])
    assert merged.area.sum() == pytest.approx(shapely.area(polygons).sum())
    assert merged.grew.tolist() == [True, False, False]


def test_small_overlap_and_touch_are_not_merged():
    polygons = shapes(box(0, 0, 10, 10), box(9.9, 0, 20, 10), box(0, 10, 10, 20))
    assert (merge_overlaps(polygons, 0.1, ids(3)).into == -1).all()


def test_chain_of_merges_leads_to_one_that_counts():
    polygons = shapes(box(0, 0, 20, 20), box(5, 5, 15, 15), box(6, 6, 8, 8))
    merged = merge_overlaps(polygons, 0.1, ids(3))
    assert merged.into.tolist() == [-1, 0, 0]
    assert merged.area.sum() == pytest.approx(504.0)
    assert merged.area[0] == pytest.approx(400.0)


def test_equal_footprints_do_not_swallow_each_other():
    merged = merge_overlaps(shapes(box(0, 0, 10, 10), box(0, 0, 10, 10)), 0.1, ids(2))
    assert sorted(merged.into.tolist()) == [-1, 0]


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60), st.floats(2, 25), st.floats(2, 25)), min_size=1, max_size=9)
)
def test_merging_never_loses_a_footprint_or_an_area(rectangles):
    polygons = shapes(*(box(x, y, x + w, y + h) for x, y, w, h in rectangles))
    merged = merge_overlaps(polygons, 0.1, ids(len(polygons)))
    assert merged.area.sum() == pytest.approx(shapely.area(polygons).sum())
    hosts = merged.into[merged.into >= 0]
    assert (merged.into[hosts] == -1).all()
    assert (merged.area >= -1e-9).all()


def test_square_faces_all_four_quarters():
    facade, party = walls(shapes(box(0, 0, 10, 20)), [3.0])
    assert facade[0].tolist() == pytest.approx([30.0, 0.0, 60.0, 0.0, 30.0, 0.0, 60.0, 0.0])  # N, NE, E, ..., NW
    assert party.sum() == 0


def test_facing_of_single_walls():
    triangle = Polygon([(0, 0), (10, 0), (0, 10)])  # the slope looks north-east
    facade, _ = walls(shapes(triangle), [1.0])
    slope = np.hypot(10, 10)
    assert facade[0, [4, 6, 1]].tolist() == pytest.approx([10.0, 10.0, slope])  # S, W, NE


def test_courtyard_walls_face_the_court():
    ring = Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [[(10, 10), (20, 10), (20, 25), (10, 25)]])
    facade, _ = walls(shapes(ring), [1.0])
    assert facade[0, ::2].tolist() == pytest.approx([40.0, 45.0, 40.0, 45.0])


def test_touching_squares_share_a_wall_up_to_the_lower_height():
    facade, party = walls(shapes(box(0, 0, 10, 10), box(10, 0, 20, 10)), [12.0, 6.0])
    assert party.tolist() == pytest.approx([60.0, 60.0])
    assert facade[0, 2] == pytest.approx(120.0 - 60.0)
    assert facade[1, 6] == pytest.approx(0.0)
    assert facade[0, [0, 4, 6]].tolist() == pytest.approx([120.0] * 3)


def test_partly_shared_wall_counts_its_shared_length():
    _, party = walls(shapes(box(0, 0, 10, 10), box(10, 6, 20, 16)), [3.0, 3.0])
    assert party.tolist() == pytest.approx([12.0, 12.0])


def test_narrow_gap_counts_and_wide_gap_does_not():
    _, near = walls(shapes(box(0, 0, 10, 10), box(10.1, 0, 20, 10)), [3.0, 3.0])
    _, far = walls(shapes(box(0, 0, 10, 10), box(11, 0, 20, 10)), [3.0, 3.0])
    assert near.tolist() == pytest.approx([30.0, 30.0])
    assert far.tolist() == [0.0, 0.0]


def test_corner_touch_shares_nothing():
    _, party = walls(shapes(box(0, 0, 10, 10), box(10, 10, 20, 20)), [3.0, 3.0])
    assert party.tolist() == pytest.approx([0.0, 0.0], abs=1e-9)
