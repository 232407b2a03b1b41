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
SLICE = _args("slice", dim=st.just(2), start=st.integers(0, 2))
ALONE = [CONV, CONV, MAX_POOL, MAX_POOL, AVG_POOL, TRANSPOSED, TRANSPOSED, UPSAMPLE, PAD, REFLECT, CROP, CENTRE, FIXED,
         ADAPTIVE, UNPOOL, CUSTOM, PLAIN]  # fmt: skip


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
        {"upsample": {"size": name}}, {"crop": {"size": name}}, {"crop_or_pad": {"size": name}},
    ]))  # fmt: skip


@st.composite
def networks(draw: Any, *, most: int = 9, channels: bool = False) -> dict[str, Any]:
    """A 1-D network: layers, some of which join what is above with an earlier layer of as many channels."""
    layers: list[Any] = [{"conv": {"out_channels": 4, "kernel_size": 1}, "id": "n0"}]
    for i in range(1, draw(st.integers(2, most))):
        names = [f"n{j}" for j in range(i)]
        layer = draw(st.one_of(*ALONE, skips(names), skips(names), skips(names)))
        layer = {layer: None} if isinstance(layer, str) else dict(layer)
        layers.append({**layer, "id": f"n{i}"})
        if "concat" in layer:
            layers.append({"conv": {"out_channels": 4, "kernel_size": 1}, "id": f"n{i}c"})
    return {"inputs": {"x": {"channels": 4, "size": [60]}}, "stacks": {"net": layers}}


def sound(spec: dict[str, Any]) -> Plan | None:
    """The plan of a spec, unless the language does not allow it."""
    a = api.analysis(spec)
    return None if a.wrongs or a.plan is None else a.plan


def at_size(plan: Plan, n: int) -> Plan:
    """The plan at another size of its only input, on all axes."""
    shape = plan.inputs[0].shape or ()
    return infer(plan.net, {plan.inputs[0].id: (n,) * (len(shape) - 1)})


def runs(plan: Plan) -> bool:
    """Whether nothing fails, and no axis is empty."""
    return all(not node.faults and all(n is None or n > 0 for n in node.shape or ()) for node in plan.nodes)


def is_exact(plan: Plan) -> bool:
    """Whether nothing is rounded."""
    return all(node.exact == node.shape for node in plan.nodes)


def is_read(plan: Plan, name: str) -> bool:
    """Whether every pixel of a map is read by some reader."""
    shape = plan[name].shape or ()
    size, read = shape[1], set()
    for reader, i in plan.net.readers[name]:
        axes = plan[reader].axes[i]
        if axes is None:
            return True
        read |= {t for j in range((plan[reader].shape or (0, 0))[1] or 0) for t in axes[0].taps(j, size)}
    return not plan.net.readers[name] or name in plan.net.outputs or read == set(range(size))
