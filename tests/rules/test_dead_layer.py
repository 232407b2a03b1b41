"""dead-layer: what no output depends on, compared with the graph."""

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from tests.rules.nets import fixed, grave, line, said

CONV = "conv: {out_channels: 4, kernel_size: 1}"


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=7), st.integers(0, 6))
def test_dead_layers_are_those_without_a_way_to_an_output(reads, output) -> None:
    layers = [
        f"{CONV}\n      from: {f'c{source}' if source < i else 'x'}\n      id: c{i}" for i, source in enumerate(reads)
    ]
    spec = line(layers, more=f"outputs: [c{min(output, len(reads) - 1)}]\n")
    a = api.analysis(api.read(text=spec))
    living = set(a.plan.net.outputs).union(*(nx.ancestors(a.plan.graph, out) for out in a.plan.net.outputs))
    assert {node.id for node in a.odd.dead} == set(a.plan.net.nodes) - living
    ends = {node for node in set(a.plan.net.nodes) - living if a.plan.graph.out_degree(node) == 0}
    found = said(spec, "dead-layer")
    assert {d.node for d in found} == ends
    for each in found:
        assert each.fixes
        after = api.analysis(api.read(text=fixed(each)))
        assert len(after.odd.dead) < len(a.odd.dead)
        assert after.plan.outputs[0].shape == a.plan.outputs[0].shape


def test_the_layers_that_only_lead_there_are_counted() -> None:
    layers = [f"{CONV}\n      id: a", CONV, "relu", CONV, f"{CONV}\n      from: a"]
    (message,) = grave(line(layers), "dead-layer")
    assert message.endswith(
        "no output of the network depends on it, nor the 2 layers before it that nothing else reads"
    )
    (found,) = said(line(layers), "dead-layer")
    assert found.fixes[0].title == "without these 3 layers"


def test_an_input_that_nothing_reads() -> None:
    spec = line([f"{CONV}\n      from: x"]).replace("stacks:", "  mask: {channels: 1, size: [64]}\nstacks:")
    assert grave(spec, "dead-layer") == ["input 'mask': no output of the network depends on it"]


def test_a_layer_that_lends_its_size_is_alive() -> None:
    layers = [f"{CONV}\n      id: a", "max_pool: 2", "upsample: {size: a}"]
    assert said(line(layers), "dead-layer") == []


def test_a_reference_that_means_nothing_is_told_alone() -> None:
    layers = [f"{CONV}\n      id: enc", "max_pool: 2", "concat: ecn"]
    assert said(line(layers), "dead-layer") == []


def test_layers_of_a_block_that_are_used_elsewhere_are_not_taken_out() -> None:
    spec = line(
        ["unit:\n      id: a", "unit:\n      from: x"],
        more=f"blocks:\n  unit:\n    layers:\n      - {CONV}\n      - relu\n",
    )
    (found,) = said(spec, "dead-layer")
    assert found.fixes == ()
