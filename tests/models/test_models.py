"""The specs of published networks against what the real networks ran, layer by layer.

`traces.json.gz` was observed in torch 2.14.1 in eval mode: models of torchvision 0.29.1 and
segmentation_models_pytorch 0.6.0, and others built from torch.nn. For each convolution, pooling,
linear layer, join and resizing, in the order of execution:

    name, type   the module's path and class, or the function
    params       arguments that shapes depend on
    reads        the layers of the trace that its inputs come from, through all that is left out:
                 activations, normalisation, dropout, flatten, crops, concatenations of one map
    shape        of its output, without batch
    parameters   its own trainable numbers [1]

and of the whole, the shapes at both ends and the parameters of all that ran, normalisation among it.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shapeplan import api
from shapeplan.infer import Plan, PlannedNode

HERE = Path(__file__).parent
SPECS = HERE.parent.parent / "specs"

TRACES: dict[str, Any] = json.loads(gzip.decompress((HERE / "traces.json.gz").read_bytes()))
RENAMED = {"unet_valid_572": "unet", "unet_same_concat": "unet_same"}
SPEC_OF = {trace: RENAMED.get(trace, trace) for trace in TRACES}

OPS = {
    "Conv": "conv",
    "ConvTranspose": "conv_transpose",
    "MaxPool": "max_pool",
    "AvgPool": "avg_pool",
    "AdaptiveAvgPool": "adaptive_avg_pool",
    "adaptive_avg_pool": "adaptive_avg_pool",
    "Linear": "linear",
    "Upsample": "upsample",
    "interpolate": "upsample",
    "cat": "concat",
    "add": "add",
    "add_": "add",
}
WINDOW = ("kernel_size", "stride", "padding", "dilation", "output_padding")
SKIP_FIRST = {"unet", "unet_same"}  # the trace puts the skip in front of what is above, `with` behind it

BROKEN = {
    "add_channels": {"channel-mismatch"},
    "concat_channels": {"channel-mismatch"},
    "expectation": {"expectation"},
    "flatten_linear": {"linear-mismatch"},
    "groups": {"groups"},
    "kernel_too_large": {"vanished-axis"},
    "output_padding": {"skip-mismatch"},
    "output_padding_range": {"output-padding-range"},
    "typo": {"schema", "reference"},
    "unet_250": {"skip-mismatch"},
    "unet_500": {"skip-mismatch"},
    "unread_rows": {"unread-border"},
}


class Layer(NamedTuple):
    """What is said about a layer; `window` holds arguments, one value an axis."""

    op: str
    shape: tuple[int, ...]
    parameters: int
    window: dict[str, Any]


@cache
def planned(spec: str) -> Plan:
    return api.plan(SPECS / f"{spec}.yaml")


def compared(plan: Plan) -> list[PlannedNode]:
    """The layers of a plan of the kinds that a trace has."""
    return [node for node in plan if kind(node) in OPS.values()]


def kind(node: PlannedNode) -> str:
    return "conv" if node.op == "depthwise_conv" else node.op


def ours(node: PlannedNode) -> Layer:
    assert node.shape is not None
    args = dict(node.args)
    if node.op in {"max_pool", "avg_pool"}:
        args.setdefault("stride", args["kernel_size"])
    window = {key: per_axis(args[key], len(node.shape) - 1) for key in WINDOW if key in args}
    window |= {key: args[key] for key in ("mode", "ceil_mode") if key in args}
    return Layer(kind(node), node.shape, node.parameters, window)


def theirs(layer: dict[str, Any]) -> Layer:
    shape, params = tuple(layer["shape"]), layer["params"]
    window = {key: per_axis(params[key], len(shape) - 1) for key in WINDOW if key in params}
    window |= {key: params[key] for key in ("mode", "ceil_mode") if key in params}
    return Layer(op_of(layer["type"]), shape, layer["parameters"], window)


def op_of(type_: str) -> str:
    """The op of `nn.Conv2d`, `nn.functional.adaptive_avg_pool2d`, `Tensor.add_`."""
    name = type_.rpartition(".")[2]
    return OPS[name[:-2] if name.endswith("d") and name[-2].isdigit() else name]


def per_axis(value: Any, rank: int) -> list[int]:
    return list(value) if isinstance(value, (list, tuple)) else [value] * rank


def our_wiring(plan: Plan, spec: str) -> list[list[int]]:
    """For each compared layer, the positions of the compared layers that it reads; -1 is the input.

    Concatenations of concatenations count as one, as DenseNet's are: torchvision joins all features at
    once. The terms of an addition are sorted.
    """
    positions = {node.id: i for i, node in enumerate(compared(plan))}

    def source(id_: str | None) -> str:
        assert id_ is not None
        return id_ if id_ in positions or plan[id_].op == "input" else source(plan[id_].inputs[0])

    def terms(node: PlannedNode) -> list[str]:
        sources = [source(i) for i in node.inputs]
        if node.op == "concat":
            return [term for s in sources for term in (terms(plan[s]) if plan[s].op == "concat" else [s])]
        return sources if node.op == "add" else sources[:1]  # the second input of an upsample is a size

    wiring = []
    for node in compared(plan):
        reads = [positions.get(term, -1) for term in terms(node)]
        is_swapped = node.op == "concat" and spec in SKIP_FIRST
        wiring.append(sorted(reads) if node.op == "add" else reads[::-1] if is_swapped else reads)
    return wiring


def their_wiring(layers: list[dict[str, Any]]) -> list[list[int]]:
    positions = {layer["name"]: i for i, layer in enumerate(layers)}
    read = [[positions.get(name, -1) for name in layer["reads"]] for layer in layers]
    return [sorted(r) if op_of(layer["type"]) == "add" else r for layer, r in zip(layers, read, strict=True)]


@pytest.mark.parametrize("trace", TRACES)
def test_layers(trace):
    """The same layers in the same order: op, arguments, output shape, parameters."""
    layers = [ours(node) for node in compared(planned(SPEC_OF[trace]))]
    observed = [theirs(layer) for layer in TRACES[trace]["layers"]]
    assert [layer[:3] for layer in layers] == [layer[:3] for layer in observed]
    for mine, real in zip(layers, observed, strict=True):
        assert mine.window == {**mine.window, **real.window}


@pytest.mark.parametrize("trace", TRACES)
def test_wiring(trace):
    """Every layer reads the same layers, and concatenations in the same order."""
    assert our_wiring(planned(SPEC_OF[trace]), SPEC_OF[trace]) == their_wiring(TRACES[trace]["layers"])


@pytest.mark.parametrize("trace", TRACES)
def test_totals(trace):
    """All parameters, and the shapes at both ends."""
    plan = planned(SPEC_OF[trace])
    assert plan.parameters == TRACES[trace]["parameters"]
    read = {node.id: tuple(plan[i].shape for i in node.inputs) for node in plan.nodes}
    assert (
        sum(node.layer.macs(read[node.id], node.shape) for node in plan.nodes if node.inputs) == TRACES[trace]["macs"]
    )
    assert [list(node.shape or ()) for node in plan.inputs] == [TRACES[trace]["input"]]
    assert list(plan.outputs[0].shape or ()) == TRACES[trace]["output"]


@pytest.mark.parametrize("spec", sorted(path.stem for path in SPECS.glob("*.yaml")))
def test_specs_are_sound(spec):
    """Nothing is wrong, no layer fails, and what the spec expects comes out."""
    found = [d.rule for d in api.check(SPECS / f"{spec}.yaml") if d.severity != "note"]
    assert found == []
    assert planned(spec).net.expectations
    assert all(node.is_known and not node.faults for node in planned(spec))


def test_every_trace_has_its_spec():
    assert {path.stem for path in SPECS.glob("*.yaml")} == {*SPEC_OF.values(), "tcn", "two_decoders", "unetpp"}


def test_the_parameters_of_unetpp():
    """Counted node by node: x(i, j) upsamples from the level below and reads j maps of its own level."""
    widths = [32, 64, 128, 256, 512]

    def double_conv(before: int, after: int) -> int:
        return 9 * before * after + after + 9 * after * after + after

    encoder = sum(double_conv(before, after) for before, after in pairwise([3, *widths]))
    nodes = sum(
        4 * widths[i + 1] * widths[i] + widths[i] + double_conv((j + 1) * widths[i], widths[i])
        for j in range(1, 5)
        for i in range(5 - j)
    )
    assert planned("unetpp").parameters == encoder + nodes + 4 * (32 + 1)


@pytest.mark.parametrize(("spec", "most"), [("resnet50", 80), ("densenet121", 70)])
def test_specs_are_short(spec, most):
    assert len((SPECS / f"{spec}.yaml").read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("spec", sorted(path.stem for path in SPECS.glob("broken/*.yaml")))
def test_broken_specs(spec):
    """Each shows its mistake, and no other."""
    found = {d.rule: d.severity for d in api.check(SPECS / "broken" / f"{spec}.yaml") if d.severity != "note"}
    assert found.keys() == BROKEN[spec]
    assert set(found.values()) == {"warning" if spec == "unread_rows" else "error"}
