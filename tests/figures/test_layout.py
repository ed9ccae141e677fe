from itertools import combinations, product

import pytest

from optviz.figures.layout import Box, em_of, lay_out
from optviz.picture.view import NotDrawable


def boxes_of(layout) -> list[Box]:
    return [box for box in (layout.title, layout.curves, *layout.heads, *layout.panels) if box]


def overlap(one: Box, other: Box) -> bool:
    slack = 1e-9
    return (
        one.left < other.right - slack
        and other.left < one.right - slack
        and one.bottom < other.top - slack
        and other.bottom < one.top - slack
    )


COLUMN = 84 / 25.4


@pytest.mark.parametrize("place", ["panels", "shared", "below"])
@pytest.mark.parametrize(("width", "height"), [(12.0, None), (12.0, 6.0), (12.0, 12.0), (COLUMN, None), (COLUMN, 8.0)])
def test_nothing_overlaps_and_nothing_leaves_the_page(width, height, place):
    for count, shape in product(range(1, 13), (0.4, 1.0, 1.25, 2.5)):
        try:
            layout = lay_out(count, shape, width, height, em=em_of(width), place=place, title=True, curves=True)
        except NotDrawable:
            assert count > 4
            assert width == COLUMN
            continue
        boxes = boxes_of(layout)
        assert height is None or layout.height == height
        for box in boxes:
            assert box.left >= 0
            assert box.right <= layout.width + 1e-9
            assert box.bottom >= 0
            assert box.top <= layout.height + 1e-9
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)], (count, shape)


@pytest.mark.parametrize("shape", [0.4, 1.0, 2.5])
@pytest.mark.parametrize("count", [1, 4, 12])
def test_panels_keep_their_shape(count, shape):
    layout = lay_out(count, shape, 12.0, None, em=em_of(12.0), place="panels", title=True, curves=True)
    assert len(layout.panels) == count
    assert all(panel.width / panel.height == pytest.approx(shape) for panel in layout.panels)


def test_a_column_has_two_panels_side_by_side_and_one_as_wide_as_itself():
    em = em_of(COLUMN)
    for place, least in (("panels", 28.0), ("shared", 60.0)):
        layout = lay_out(4, 1.25, COLUMN, None, em=em, place=place, title=True, curves=True)
        assert min(panel.width for panel in layout.panels) * 25.4 > least
        assert layout.height <= 1.6 * COLUMN + 1e-9
        assert min(head.width for head in layout.heads) >= 10 * em


def test_text_is_of_eight_points_on_a_column_and_of_twelve_on_a_slide():
    assert em_of(COLUMN) * 72 == pytest.approx(8, abs=0.1)
    assert em_of(120 / 25.4) * 72 == pytest.approx(8, abs=0.1)
    assert em_of(13.33) * 72 == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize(("width", "height"), [(12.0, 2.0), (1.0, None)])
@pytest.mark.parametrize("place", ["panels", "shared"])
def test_a_page_without_room_for_the_panels_is_refused(width, height, place):
    with pytest.raises(NotDrawable, match="no room"):
        lay_out(12, 1.0, width, height, em=em_of(width), place=place, title=True, curves=True)
