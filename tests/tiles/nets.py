"""Random networks of one channel: chains and encoder-decoders, as specs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SIZE = 96  # of the input in the spec; tiles are planned for other images

small = st.integers(1, 3)


@st.composite
def windows(draw: st.DrawFn) -> dict[str, Any]:
    op = draw(st.sampled_from(["conv", "conv", "conv", "max_pool", "avg_pool"]))
    k, s = draw(st.integers(1, 5)), draw(st.sampled_from([1, 1, 2, 3]))
    if op == "conv":
        more = {"out_channels": 1, "padding": draw(st.integers(0, 3)), "dilation": draw(st.integers(1, 2))}
        if draw(st.booleans()):
            more["padding_mode"] = draw(st.sampled_from(["reflect", "replicate"]))
    else:
        more = {"padding": draw(st.integers(0, k // 2)), "ceil_mode": draw(st.booleans())}
    return {op: {"kernel_size": k, "stride": s, **more}}


@st.composite
def enlargements(draw: st.DrawFn) -> dict[str, Any]:
    s = draw(small)
    if draw(st.booleans()):
        args = {"out_channels": 1, "kernel_size": draw(st.integers(1, 5)), "stride": s, "padding": 0}
        args["dilation"] = draw(st.integers(1, 2))
        args["padding"] = draw(st.integers(0, 2))
        return {"conv_transpose": {**args, "output_padding": draw(st.integers(0, s - 1))}}
    mode = draw(st.sampled_from(["nearest", "linear"]))
    return {"upsample": {"scale_factor": draw(st.sampled_from([2, 3, "3/2", "1/2"])), "mode": mode}}


borders = st.one_of(
    st.builds(lambda a, b, m: {"pad": {"before": a, "after": b, "mode": m}}, st.integers(0, 3), st.integers(0, 3),
              st.sampled_from(["zeros", "reflect", "replicate"])),
    st.builds(lambda a, b: {"crop": {"before": a, "after": b}}, st.integers(0, 3), st.integers(0, 3)),
    st.builds(lambda a, b, s: {"slice": {"dim": 2, "start": a, "stop": -b, "step": s}}, st.integers(0, 3), small, small),
)  # fmt: skip

layers = st.one_of(windows(), windows(), enlargements(), borders)


@st.composite
def chains(draw: st.DrawFn) -> dict[str, Any]:
    return spec(draw(st.lists(layers, min_size=1, max_size=5)))


@st.composite
def encoder_decoders(draw: st.DrawFn) -> dict[str, Any]:
    """Skips joined as they are, cropped, padded or resized; ways up by transposed convolution or resizing."""
    depth = draw(st.integers(1, 3))
    pad = draw(st.integers(0, 1))
    fit = draw(st.sampled_from([{}, {}, {"fit": "crop"}, {"fit": "pad"}, {"fit": "resize"}]))
    conv = {"conv": {"out_channels": 1, "kernel_size": 3, "padding": pad}}
    body: list[dict[str, Any]] = []
    for level in range(depth):
        down = draw(st.sampled_from([{"max_pool": 2}, {"max_pool": {"kernel_size": 3, "stride": 2, "padding": 1}},
                                     {"conv": {"out_channels": 1, "kernel_size": 3, "stride": 2, "padding": 1}}]))  # fmt: skip
        body += [{**conv, "id": f"enc{level}"}, down]
    body.append(conv)
    for level in reversed(range(depth)):
        up = draw(st.sampled_from([{"upsample": {"scale_factor": 2, "mode": "linear"}}, {"upsample": {"size": f"enc{level}"}},
                                   {"upsample": {"size": f"enc{level}", "mode": "linear"}},
                                   {"conv_transpose": {"out_channels": 1, "kernel_size": 2, "stride": 2}},
                                   {"conv_transpose": {"out_channels": 1, "kernel_size": 3, "stride": 2, "padding": 1,
                                                       "output_size": f"enc{level}"}}]))  # fmt: skip
        join = draw(st.sampled_from(["add", "maximum"]))
        body += [up, {join: {"with": f"enc{level}", **fit}}, conv]
    return spec(body)


@st.composite
def same_padded(draw: st.DrawFn) -> dict[str, Any]:
    """Keras's padding, which follows the size."""
    body: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 4))):
        k, s = draw(st.integers(1, 5)), draw(st.sampled_from([1, 2, 2, 3]))
        op = draw(st.sampled_from(["conv", "max_pool", "conv_transpose"]))
        args = {"kernel_size": k, "stride": s, "padding": draw(st.sampled_from(["same", "same", "valid"]))}
        body.append({op: args if op == "max_pool" else {"out_channels": 1, **args}})
    return {**spec(body), "framework": "keras"}


def spec(body: list[dict[str, Any]], size: int = SIZE) -> dict[str, Any]:
    return {"shapeplan": 1, "inputs": {"x": {"channels": 1, "size": [size]}}, "stacks": {"net": body}}


networks = st.one_of(chains(), encoder_decoders(), same_padded())
