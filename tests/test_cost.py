"""Costs and receptive fields against counting by hand and against brute force."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import shapeplan
from shapeplan import cost
from shapeplan.field import receptive_field
from shapeplan.infer import Plan

HEAD = "shapeplan: 1\ninputs: {x: {channels: 2, size: [%d]}}\nstacks:\n  s:\n"


def plan(layers: list[str], size: int = 24) -> Plan:
    return shapeplan.plan(HEAD % size + "".join(f"    - {layer}\n" for layer in layers))


def test_macs_are_those_of_the_formula() -> None:
    p = plan(["conv: {out_channels: 5, kernel_size: 3, padding: 1}", "relu", "flatten", "linear: 7"])
    assert [cost.macs(p, node) for node in p] == [0, 2 * 5 * 3 * 24, 0, 0, 5 * 24 * 7]
    assert cost.total_macs(p) == 2 * 5 * 3 * 24 + 5 * 24 * 7


def test_a_skip_is_held_until_it_is_read() -> None:
    p = plan(["{conv: {out_channels: 4, kernel_size: 1}, id: a}", "max_pool: 2", "{upsample: 2}", "add: a"])
    # numbers: x 48, a 96, pooled 48, upsampled 96, sum 96
    assert cost.peak_memory(p) == 4 * (96 + 96 + 96), "while the sum is written"


def test_a_layer_that_lends_only_its_size_is_freed() -> None:
    layers = ["{conv: {out_channels: 4, kernel_size: 1}, id: a}", "max_pool: 2", "upsample: {size: a}"]
    assert cost.peak_memory(plan(layers)) == 4 * (96 + 48)


def test_outputs_are_kept() -> None:
    text = HEAD % 24 + "    - {conv: {out_channels: 4, kernel_size: 1}, id: a}\n    - max_pool: 2\n    - max_pool: 2\n"
    assert cost.peak_memory(shapeplan.plan(text)) == 4 * (48 + 96)
    assert cost.peak_memory(shapeplan.plan(text + "outputs: [a, s]\n")) == 4 * (96 + 48 + 24)


def test_what_is_unknown_has_no_cost() -> None:
    p = shapeplan.plan("specs/broken/unet_250.yaml")
    assert cost.total_macs(p) is None
    assert cost.peak_memory(p) is None


LAYERS = st.sampled_from([
    "{conv: {out_channels: 2, kernel_size: 3, padding: 1}}", "{conv: {out_channels: 2, kernel_size: 3, dilation: 2}}",
    "{conv: {out_channels: 2, kernel_size: 4, stride: 2, padding: 1}}", "{max_pool: 2}", "{upsample: 2}",
    "{conv_transpose: {out_channels: 2, kernel_size: 2, stride: 2}}", "{upsample: {size: x, mode: linear}}",
    "{conv_transpose: {out_channels: 2, kernel_size: 4, stride: 2, padding: 1}}", "{crop: {size: x}}",
    "{conv_transpose: {out_channels: 2, kernel_size: 3, stride: 3}}", "{add: {with: x, fit: crop}}", "relu",
])  # fmt: skip


def brute_peak(p: Plan) -> int:
    """Each tensor is held from the layer that writes it to the last that reads it, or to the end."""
    order = [node.id for node in p]
    bytes_of = {node.id: cost.memory(node) or 0 for node in p}
    born = {node.id: 0 if not node.inputs else order.index(node.id) for node in p}
    dies = {
        name: len(order)
        if name in p.net.outputs
        else max([order.index(node.id) for node in p if name in [i for _, i in node.reads]] + [order.index(name)])
        for name in order
    }
    return max(sum(bytes_of[n] for n in order if born[n] <= t <= dies[n]) for t in range(len(order)))


def brute_field(p: Plan) -> int:
    """The pixels that each output depends on, followed one by one."""
    node = p.outputs[0]
    widest = 0
    for j in range(node.shape[1]):
        wanted = {node.id: {j}}
        for at in reversed(p.nodes):
            pixels = wanted.get(at.id, set())
            for k, source in at.reads:
                n = p[source].shape[1]
                wanted.setdefault(source, set()).update(t for i in pixels for t in at.axes[k][0].taps(i, n))
        read = wanted.get("x", set())
        widest = max(widest, max(read) - min(read) + 1 if read else 0)
    return widest


@settings(deadline=None)
@given(st.lists(LAYERS, min_size=1, max_size=5), st.integers(16, 40))
def test_against_brute_force(layers: list[str], size: int) -> None:
    p = plan(layers, size)
    if any(not node.is_known or node.faults or 0 in node.shape for node in p):
        return
    assert receptive_field(p, p.outputs[0]) == (brute_field(p),)
    assert cost.peak_memory(p) == brute_peak(p)


@pytest.mark.parametrize("spec", ["unet_same", "hourglass_add", "smp_unet_resnet34"])
def test_receptive_fields_of_whole_networks(spec: str) -> None:
    p = shapeplan.plan(f"specs/{spec}.yaml")
    assert None not in receptive_field(p, p.outputs[0])
