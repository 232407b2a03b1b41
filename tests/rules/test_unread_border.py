"""unread-border and fractional-size: rounding that loses real pixels, and rounding that does not, by counting taps."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.nets import fixed, grave, line, said

WINDOWS = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2), st.integers(1, 2))  # k, s, p, d


def conv(k: int, s: int, p: int, d: int) -> str:
    return f"conv: {{out_channels: 2, kernel_size: {k}, stride: {s}, padding: {p}, dilation: {d}}}"


def several(readers, n):
    """A spec in which each window reads the input."""
    layers = [f"{conv(*reader)}\n      from: x\n      id: r{i}" for i, reader in enumerate(readers)]
    return line(layers, n, more=f"outputs: [{', '.join(f'r{i}' for i in range(len(readers)))}]\n")


def read(k, s, p, d, n):
    """Pixels that a window reads, one by one."""
    places = range(0, n + 2 * p - d * (k - 1), s)
    return {j - p + d * i for j in places for i in range(k)} & set(range(n))


@settings(deadline=None)
@given(st.lists(WINDOWS, min_size=1, max_size=3), st.integers(12, 30))
def test_pixels_that_no_reader_reads_are_counted(readers, n) -> None:
    together = set().union(*(read(*reader, n) for reader in readers))
    behind = n - 1 - max(together)
    rounding = [i for i, (k, s, p, d) in enumerate(readers) if (n + 2 * p - d * (k - 1) - 1) % s]
    dropping = [i for i in rounding if behind > max(0, readers[i][1] - readers[i][3] * (readers[i][0] - 1) - 1)]
    found = said(several(readers, n), "unread-border")
    assert names(found) == [f"r{i}" for i in dropping[:1]]
    assert all(("the last sample of" if behind == 1 else f"the last {behind} samples of") in d.message for d in found)
    assert sorted(names(said(several(readers, n), "fractional-size"))) == [
        f"r{i}" for i in rounding if i not in dropping
    ]


def names(found):
    """The layers of findings, by their own names."""
    return [d.node.rpartition(".")[2] for d in found]


def test_what_another_layer_reads_is_not_lost() -> None:
    pool = "max_pool: 2\n      id: low\n      from: x"
    head = "outputs: [low, high]\n"
    assert (
        grave(
            line(
                [pool, "conv: {out_channels: 2, kernel_size: 3, padding: 1}\n      id: high\n      from: x"],
                33,
                more=head,
            ),
            "unread-border",
        )
        == []
    )
    assert (
        grave(
            line([pool, "conv: {out_channels: 2, kernel_size: 3}\n      id: high\n      from: x"], 33, more=head),
            "unread-border",
        )
        == []
    )
    assert grave(line(["max_pool: 2"], 33), "unread-border") != []


def test_an_output_is_read_by_whoever_asked_for_it() -> None:
    layers = ["conv: {out_channels: 2, kernel_size: 1}\n      id: map", "max_pool: 2\n      id: low"]
    assert grave(line(layers, 33), "unread-border") != []
    assert grave(line(layers, 33, more="outputs: [map, low]\n"), "unread-border") == []


def test_padding_of_a_layer_in_front_is_no_pixel() -> None:
    seven = "conv: {out_channels: 2, kernel_size: 7, stride: 2}"
    assert grave(line(["pad: 3", seven], 224), "unread-border") == []
    assert (
        "; the last sample of 'net.pad' reaches no output"
        in grave(line(["pad: {before: 3, after: 0}", seven], 223), "unread-border")[0]
    )


def test_a_transposed_convolution_that_cuts_its_input() -> None:
    (message,) = grave(
        line(["conv_transpose: {out_channels: 2, kernel_size: 2, stride: 2, padding: 3}"], 16), "unread-border"
    )
    assert "1 + 1 px of L of 'x' reach no output" in message
    assert (
        grave(line(["conv_transpose: {out_channels: 2, kernel_size: 4, stride: 2, padding: 3}"], 16), "unread-border")
        == []
    )


def test_what_a_crop_cuts_is_meant() -> None:
    assert grave(line(["crop: {before: 1, after: 2}"], 16), "unread-border") == []


def test_the_fix_loses_nothing() -> None:
    (found,) = said(line(["max_pool: 2", "max_pool: 2"], 33), "unread-border")
    assert found.fixes[0].title == "input 32 (crop L by 1)"
    assert said(fixed(found), "unread-border") == []
