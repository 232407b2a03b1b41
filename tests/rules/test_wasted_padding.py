"""wasted-padding: outputs that read padding alone, and padding that no window reads, tap by tap."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from shapeplan.axis import Same, Window
from shapeplan.blank import blank
from tests.rules.nets import fixed, grave, line, said
from tests.rules.test_unread_border import conv, read


@settings(deadline=None)
@given(
    st.builds(
        Window, size=st.integers(1, 5), stride=st.integers(1, 4), pad_lo=st.integers(-2, 9), pad_hi=st.integers(-2, 9),
        dilation=st.integers(1, 7), rounding=st.sampled_from(["floor", "ceil", "ceil_inside"]),
    )
    | st.builds(Same, size=st.integers(1, 5), stride=st.integers(1, 4), dilation=st.integers(1, 7)),
    st.integers(1, 20),
)  # fmt: skip
def test_blank_outputs_are_those_without_a_tap(record, n) -> None:
    reads = [bool(record.taps(j, n)) for j in range(record.out(n))]
    front = reads.index(True) if True in reads else len(reads)
    end = reads[::-1].index(True) if True in reads else 0
    assert blank(record, n) == (front, end)


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(1, 3), st.integers(0, 5), st.integers(1, 3), st.integers(13, 20))
def test_a_warning_is_given_where_an_output_reads_padding_alone(k, s, p, d, n) -> None:
    places = range(0, n + 2 * p - d * (k - 1), s)
    is_blank = [not any(0 <= j - p + d * i < n for i in range(k)) for j in places]
    assert bool(grave(line([conv(k, s, p, d)], n), "wasted-padding")) is (is_blank[0] or is_blank[-1])


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(1, 3), st.integers(1, 4), st.integers(0, 4), st.integers(8, 20))
def test_a_note_counts_the_padding_that_no_window_reads(k, s, before, after, n) -> None:
    spec = line([f"pad: {{before: {before}, after: {after}}}", conv(k, s, 0, 1)], n)
    taken = read(k, s, 0, 1, n + before + after)
    front, end = min(before, *taken), min(after, n + before + after - 1 - max(taken))
    found = [d for d in said(spec, "wasted-padding") if d.severity == "note"]
    words = [f"first {front}" * (front > 0), f"last {end}" * (end > 0)]
    assert bool(found) is bool(front or end)
    assert all(word in found[0].message for word in words if found)


def test_all_readers_of_the_padding_count() -> None:
    layers = ["pad: 3\n      id: p", conv(7, 2, 0, 1), conv(3, 1, 0, 1) + "\n      from: p\n      id: other"]
    assert said(line(layers[:2], 64), "wasted-padding") != []
    assert said(line(layers, 64, more="outputs: [other, net.conv]\n"), "wasted-padding") == []


def test_the_fix_pads_half_of_the_window() -> None:
    (found,) = said(line([conv(3, 1, 4, 1)], 16), "wasted-padding")
    assert "the first 2 and the last 2 px of the output read padding alone" in found.message
    assert found.fixes[0].title == "padding: 1 on the conv 'net.conv'"
    assert said(fixed(found), "wasted-padding") == []
    assert api.plan(api.read(text=fixed(found))).outputs[0].shape == (2, 16)


def test_a_dilation_wider_than_the_map_still_reads_its_middle() -> None:
    assert said(line([conv(3, 1, 18, 18)], 8), "wasted-padding") == []
