"""Random networks of one channel: chains and encoder-decoders, as specs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SIZE = 96  # of the input in the spec; tiles are planned for other images

Layer = dict[str, Any]
small = st.integers(0, 3)


def one(op: str, **args: Any) -> Layer:
    return {op: {"out_channels": 1, **args} if op.startswith("conv") else args}


def spec(body: list[Layer], size: tuple[int, ...] = (SIZE,), framework: str = "torch") -> Layer:
    inputs = {"x": {"channels": 1, "size": list(size)}}
    return {"shapeplan": 1, "framework": framework, "inputs": inputs, "stacks": {"net": body}}


def is_loose(net: Layer) -> bool:
    """Whether the plan may be on the safe side: where padding is copied from the map, where a map is resized by a
    factor that is not whole, which frameworks and modes sample at different places, and where a transposed
    convolution leaves holes, for what is clean is one range.
    """
    return any(
        loose(op, args) for layer in net["stacks"]["net"] for op, args in layer.items() if isinstance(args, dict)
    )


def loose(op: str, args: Layer) -> bool:
    """Whether a layer makes the plan so."""
    copies = bool({"reflect", "replicate"} & {args.get("mode"), args.get("padding_mode")})
    leaves_holes = args.get("kernel_size", 1) < args.get("stride", 1) or args.get("dilation", 1) > 1
    return copies or args.get("scale_factor", 1) % 1 > 0 or (op == "conv_transpose" and leaves_holes)


windows = st.one_of(
    st.builds(
        lambda k, s, p, d, mode: one("conv", kernel_size=k, stride=s, padding=p, dilation=d, padding_mode=mode),
        st.integers(1, 5), st.sampled_from([1, 1, 2, 3]), small, st.integers(1, 2),
        st.sampled_from(["zeros", "zeros", "reflect", "replicate"]),
    ),
    st.builds(
        lambda op, k, s, p, ceil: one(op, kernel_size=k, stride=s, padding=min(p, k // 2), ceil_mode=ceil),
        st.sampled_from(["max_pool", "avg_pool"]), st.integers(1, 4), st.integers(1, 3), small, st.booleans(),
    ),
)  # fmt: skip
enlargements = st.one_of(
    st.builds(
        lambda k, s, p, d, a: one("conv_transpose", kernel_size=k, stride=s, padding=p, dilation=d, output_padding=a % s),
        st.integers(1, 5), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2), small,
    ),
    st.builds(
        lambda ratio, mode: one("upsample", scale_factor=ratio, mode=mode),
        st.sampled_from([2, 3, 1.5, 0.5]), st.sampled_from(["nearest", "nearest-exact", "linear"]),
    ),
)  # fmt: skip
odd = st.sampled_from([
    one("crop", size=20),
    one("crop_or_pad", size=30),
    one("custom", name="stub", axes={"window": {"size": 3, "stride": 2, "padding": [0, -2], "rounding": "ceil"}}),
])  # fmt: skip
borders = st.one_of(
    st.builds(lambda a, b, mode: one("pad", before=a, after=b, mode=mode), small, small,
              st.sampled_from(["zeros", "reflect", "replicate"])),
    st.builds(lambda a, b: one("crop", before=a, after=b), small, small),
    st.builds(lambda a, b, s: one("slice", dim=2, start=a, stop=-b - 1, step=s + 1), small, small, st.integers(0, 1)),
)  # fmt: skip

layers = st.one_of(windows, windows, windows, enlargements, borders, odd)
chains = st.builds(spec, st.lists(layers, min_size=1, max_size=5))

downs = st.sampled_from([
    one("max_pool", kernel_size=2),
    one("max_pool", kernel_size=3, stride=2, padding=1),
    one("conv", kernel_size=3, stride=2, padding=1),
])  # fmt: skip


def ups(level: int, pad: int) -> st.SearchStrategy[Layer]:
    """Ways up to a level; those that name its size need maps that keep theirs."""
    free = [
        one("upsample", scale_factor=2, mode="nearest"),
        one("upsample", scale_factor=2, mode="linear"),
        one("conv_transpose", kernel_size=2, stride=2),
    ]
    sized = [
        one("upsample", size=f"enc{level}", mode="nearest"),
        one("upsample", size=f"enc{level}", mode="linear"),
        one("conv_transpose", kernel_size=3, stride=2, padding=1, output_size=f"enc{level}"),
    ]
    return st.sampled_from(free + sized if pad else free)


@st.composite
def encoder_decoders(draw: st.DrawFn) -> Layer:
    """Skips joined as they are, cropped, padded or resized; ways up by transposed convolution or resizing."""
    depth, pad = draw(st.integers(1, 2)), draw(st.integers(0, 1))
    fit = draw(st.sampled_from([{}, {"fit": "crop"}, {"fit": "pad"}, {"fit": "resize"}] if pad else [{"fit": "crop"}]))
    conv = one("conv", kernel_size=3, padding=pad)
    body: list[Layer] = []
    for level in range(depth):
        body += [{**conv, "id": f"enc{level}"}, draw(downs)]
    body.append(conv)
    for level in reversed(range(depth)):
        body += [draw(ups(level, pad)), {"add": {"with": f"enc{level}", **fit}}, conv]
    return spec(body)


same_layers = st.builds(
    lambda op, k, s, pad: one(op, kernel_size=k, stride=s, padding=pad),
    st.sampled_from(["conv", "max_pool", "conv_transpose"]),
    st.integers(1, 5),
    st.sampled_from([1, 2, 2, 3]),
    st.sampled_from(["same", "same", "valid"]),
)
same_padded = st.lists(same_layers, min_size=1, max_size=4).map(lambda body: spec(body, framework="keras"))

networks = st.one_of(chains, encoder_decoders(), same_padded)
