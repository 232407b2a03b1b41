"""unread-hole: pixels between the windows of a layer, by counting taps of all readers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.nets import fork, grave, line, said
from tests.rules.test_unread_border import WINDOWS, conv, read, several


def has_gap(pixels) -> bool:
    return bool(pixels) and len(pixels) < max(pixels) - min(pixels) + 1


@settings(deadline=None)
@given(st.lists(WINDOWS, min_size=1, max_size=3), st.integers(12, 30))
def test_holes_are_those_between_the_taps(readers, n) -> None:
    own = [read(*reader, n) for reader in readers]
    found = said(several(readers, n), "unread-hole")
    assert len(found) == sum(map(has_gap, own))
    lost = has_gap(set().union(*own))
    assert sum(d.severity == "warning" for d in found) == (1 if lost and found else 0)


def test_the_shortcut_of_a_residual_block_is_a_note() -> None:
    block = fork(f"{{{conv(3, 2, 1, 1)}}}", f"{{{conv(1, 2, 0, 1)}}}")
    (found,) = said(line([block]), "unread-hole")
    assert (found.severity, found.node) == ("note", "net.way1.conv")
    assert "reads 1/2 of the pixels of 'x'" in found.message


def test_two_strided_ways_lose_pixels_once() -> None:
    block = fork(f"{{{conv(1, 2, 0, 1)}}}", f"{{{conv(1, 2, 0, 1)}}}")
    assert len(grave(line([block]), "unread-hole")) == 1


def test_a_loop_is_one_finding() -> None:
    layers = ["repeat: 3\n      layers:\n        - " + conv(1, 2, 0, 1)]
    (message,) = grave(line(layers), "unread-hole")
    assert message.endswith("(and 2 more of this line)")


def test_a_pooling_of_one_pixel_is_no_hole_at_the_end() -> None:
    assert said(line([conv(1, 2, 0, 1)], 1), "unread-hole") == []
    assert said(line(["max_pool: 2", conv(2, 2, 0, 1)]), "unread-hole") == []
