"""Random networks with skip connections, and their legal sizes by running every size."""

from typing import Any

from hypothesis import strategies as st

from shapeplan import api
from shapeplan.infer import Plan, infer

SMALL = st.integers(1, 3)


def _args(op: str, **fields: Any) -> Any:
    return st.fixed_dictionaries({op: st.fixed_dictionaries(fields)})


CONV = _args("conv", out_channels=st.just(4), kernel_size=st.integers(1, 5), stride=SMALL, padding=st.integers(0, 2),
             dilation=st.integers(1, 2))  # fmt: skip
MAX_POOL = _args(
    "max_pool", kernel_size=st.integers(2, 3), stride=SMALL, padding=st.integers(0, 1), ceil_mode=st.booleans()
)
AVG_POOL = _args("avg_pool", kernel_size=st.integers(1, 3), stride=SMALL)
TRANSPOSED = _args("conv_transpose", out_channels=st.just(4), kernel_size=st.integers(1, 4), stride=st.integers(1, 3),
                   padding=st.integers(0, 1), output_padding=st.just(0))  # fmt: skip
UPSAMPLE = _args("upsample", scale_factor=st.sampled_from([2, 2, 3, 1.5, 0.5, 0.75, 1.25]),
                 mode=st.sampled_from(["nearest", "linear"]))  # fmt: skip
PAD = _args(
    "pad", padding=st.lists(st.tuples(st.integers(-2, 3), st.integers(-2, 3)).map(list), min_size=1, max_size=1)
)
REFLECT = _args("pad", padding=st.integers(0, 3), mode=st.sampled_from(["reflect", "circular", "replicate"]))
CROP = _args("crop", before=st.integers(0, 2), after=st.integers(0, 2))
CENTRE = _args("crop", size=st.integers(1, 6))
FIXED = _args("crop_or_pad", size=st.integers(1, 6))
ADAPTIVE = _args("adaptive_avg_pool", output_size=st.sampled_from([1, 3, [None]]))
UNPOOL = _args("max_unpool", kernel_size=st.integers(2, 3))
CUSTOM = _args("custom", name=st.just("c"), axes=st.one_of(
    _args("same", size=st.integers(1, 4), stride=SMALL, dilation=st.integers(1, 2)),
    _args("window", size=st.integers(1, 4), stride=SMALL, rounding=st.sampled_from(["trunc", "trunc_sum", "trunc_ceil", "ceil", "floor_zero"])),
    _args("fixed", size=st.integers(1, 5)).map(lambda args: {"fixed": args["fixed"]["size"]}),
    st.just({"scale": "2/3"}),
))  # fmt: skip
PLAIN = st.sampled_from(["relu", "batch_norm", "identity"])
ALONE = [CONV, CONV, MAX_POOL, MAX_POOL, AVG_POOL, TRANSPOSED, TRANSPOSED, UPSAMPLE, PAD, REFLECT, CROP, CENTRE, FIXED,
         ADAPTIVE, UNPOOL, CUSTOM, PLAIN]  # fmt: skip

NAMED = _args("conv", out_channels=st.just(4), kernel_size=st.integers(1, 4), dilation=st.integers(1, 2),
              padding=st.sampled_from(["same", "valid", "half", "full"]))  # fmt: skip
COPIED = _args("conv", out_channels=st.just(4), kernel_size=st.integers(2, 5), padding=st.integers(0, 3), stride=SMALL,
               padding_mode=st.sampled_from(["reflect", "circular", "replicate"]))  # fmt: skip
LONGER = _args("conv_transpose", out_channels=st.just(4), kernel_size=st.integers(1, 4), stride=st.just(3),
               dilation=SMALL, output_padding=st.integers(0, 2))  # fmt: skip
DEPTHWISE = _args("depthwise_conv", kernel_size=st.integers(1, 4), stride=SMALL)
SEPARABLE = _args("separable_conv", out_channels=st.just(4), kernel_size=st.integers(1, 4), stride=SMALL, padding=SMALL)
LP_POOL = _args("lp_pool", kernel_size=SMALL, stride=SMALL, ceil_mode=st.booleans())
SIDE = st.one_of(st.none(), st.integers(-6, 6))
SLICE = _args("slice", dim=st.just(2), start=SIDE, stop=SIDE, step=SMALL)
CHUNK = _args("chunk", dim=st.just(2), chunks=st.integers(1, 4), index=st.integers(0, 3))
SPLIT = _args("split", dim=st.just(2), split_size=st.integers(1, 9), index=st.integers(0, 3))
GLU = st.just({"glu": 2})
FRACTION = _args("crop", fraction=st.sampled_from([0.5, 0.7, 1]))
MORE = [*ALONE, NAMED, COPIED, LONGER, DEPTHWISE, SEPARABLE, LP_POOL, SLICE, SLICE, CHUNK, SPLIT, GLU, FRACTION]

PLANE = [
    CONV, MAX_POOL, AVG_POOL, TRANSPOSED, PAD, CROP, CENTRE, ADAPTIVE, COPIED, SLICE, CHUNK, GLU, PLAIN,
    st.just({"pixel_shuffle": 2}), _args("pixel_unshuffle", downscale_factor=st.integers(2, 3)),
    _args("fractional_max_pool", kernel_size=st.integers(1, 3), output_ratio=st.sampled_from([0.5, 0.6, 0.75])),
    _args("fractional_max_pool", kernel_size=st.integers(1, 3), output_size=st.integers(1, 4)),
    _args("upsample", scale_factor=st.sampled_from([2, 1.5, 0.6]), mode=st.sampled_from(["bilinear", "bicubic", "area"])),
]  # fmt: skip
MIXING = [
    st.just({"permute": [0, 1, 3, 2]}), st.just({"permute": [0, 2, 1, 3]}), st.just({"flatten": 2}),
    _args("unfold", kernel_size=st.integers(1, 3), stride=SMALL),
    _args("reshape", shape=st.sampled_from([[4, -1, 2], [4, 3, -1], [4, -1], [8, -1, 1], [-1, 6, 6]])),
]  # fmt: skip


@st.composite
def skips(draw: Any, names: list[str]) -> Any:
    """A layer that reads an earlier one beside the one above."""
    name = draw(st.sampled_from(names))
    fit = draw(st.sampled_from([None, None, None, "crop", "pad", "resize"]))
    join = {"with": name, **({"fit": fit} if fit else {})}
    return draw(st.sampled_from([
        {"add": join}, {"add": join}, {"concat": join}, {"multiply": {**join, "broadcast": False}},
        {"conv_transpose": {"out_channels": 4, "kernel_size": 2, "stride": 2, "output_size": name}},
        {"conv_transpose": {"out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1, "output_size": name}},
        {"upsample": {"size": name}}, {"upsample": {"size": name, "mode": "linear"}}, {"crop": {"size": name}}, {"crop_or_pad": {"size": name}},
    ]))  # fmt: skip


WIDEN = ("concat", "pixel_shuffle", "pixel_unshuffle", "unfold")  # ops that change the channels
TO_FOUR = {"conv": {"out_channels": 4, "kernel_size": 1}}


@st.composite
def networks(
    draw: Any, *, most: int = 9, alone: Any = ALONE, rank: int = 1, framework: str = "torch"
) -> dict[str, Any]:
    """A network: layers, some of which join what is above with an earlier layer of as many channels."""
    layers: list[Any] = [{**TO_FOUR, "id": "n0"}]
    for i in range(1, draw(st.integers(2, most))):
        names = [f"n{j}" for j in range(i)]
        layer = draw(st.one_of(*alone, skips(names), skips(names), skips(names)))
        layer = {layer: None} if isinstance(layer, str) else dict(layer)
        is_wide = any(op in layer for op in WIDEN)
        layers.append({**layer, "id": f"w{i}" if is_wide else f"n{i}"})
        if is_wide:
            layers.append({**TO_FOUR, "id": f"n{i}"})
    inputs = {"x": {"channels": 4, "size": [60] * rank}}
    return {"framework": framework, "inputs": inputs, "stacks": {"net": layers}}


@st.composite
def planes(draw: Any) -> dict[str, Any]:
    """A 2-D network whose axes meet: layers, one that mixes them, and perhaps a linear layer of fixed length."""
    spec = draw(networks(most=5, alone=PLANE, rank=2))
    end = draw(st.lists(st.one_of(*MIXING), max_size=2))
    if draw(st.booleans()):
        length = draw(st.sampled_from([4, 8, 12, 16, 24, 36, 48, 64, 96, 144]))
        end += ["flatten", {"linear": {"out_features": 3, "in_features": length}}]
    spec["stacks"]["net"] += [
        *end,
        *draw(st.lists(st.sampled_from(["relu", {"add": "n0"}, {"slice": {"dim": 2, "stop": 3}}]), max_size=1)),
    ]
    return spec


@st.composite
def pairs_of_inputs(draw: Any) -> dict[str, Any]:
    """A 1-D network that reads a second input, of the same size or another."""
    spec = draw(networks(most=5))
    spec["inputs"]["y"] = {"channels": 4, "size": [draw(st.sampled_from([60, 30, 17]))]}
    spec["stacks"]["net"][0]["from"] = "x"
    way = draw(networks(most=3))["stacks"]["net"]
    spec["stacks"]["other"] = [{**way[0], "from": "y"}, *way[1:]]
    spec["stacks"]["head"] = [draw(st.sampled_from([{"add": "net"}, {"concat": "net"}, {"crop": {"size": "net"}},
                                                    {"upsample": {"size": "net"}}, {"add": {"with": "net", "fit": "crop"}}]))]  # fmt: skip
    return spec


def sound(spec: dict[str, Any]) -> Plan | None:
    """The plan of a spec, unless the language does not allow it."""
    a = api.analysis(spec)
    return None if a.wrongs or a.plan is None else a.plan


def at_size(plan: Plan, *sizes: int) -> Plan:
    """The plan at another size of its first input."""
    return infer(plan.net, {plan.inputs[0].id: sizes})


def runs(plan: Plan) -> bool:
    """Whether nothing fails, and no axis is empty."""
    return all(not node.faults and all(n is None or n > 0 for n in node.shape or ()) for node in plan.nodes)


def is_exact(plan: Plan) -> bool:
    """Whether nothing is rounded."""
    return all(node.exact == node.shape for node in plan.nodes)


def is_read(plan: Plan, name: str, axis: int = 1) -> bool:
    """Whether every pixel of an axis of a map is read by some reader."""
    shape = plan[name].shape or ()
    size, read = shape[axis], set()
    for reader, i in plan.net.readers[name]:
        axes = plan[reader].axes[i]
        if axes is None:
            return True
        read |= {t for j in range((plan[reader].shape or ())[axis] or 0) for t in axes[axis - 1].taps(j, size)}
    return not plan.net.readers[name] or name in plan.net.outputs or read == set(range(size))
