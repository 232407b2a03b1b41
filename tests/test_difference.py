"""Differences of networks: what they name, whatever is done to a spec, and that nothing is lost or told twice."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from shapeplan.difference import Difference, Version, absent, difference
from shapeplan.pairing import paired
from shapeplan.renderers.difference import difference_text
from shapeplan.renderers.difference_data import difference_data
from shapeplan.renderers.difference_markdown import difference_markdown

LAYERS = [
    {"conv": {"out_channels": 4, "kernel_size": 3, "padding": 1}},
    {"conv": {"out_channels": 8, "kernel_size": 3, "padding": 1}},
    {"max_pool": 2},
    {"avg_pool": 2},
    "relu",
    "gelu",
    "batch_norm",
]


def network(layers: list[Any], **more: Any) -> dict[str, Any]:
    return {"shapeplan": 1, "inputs": {"x": {"channels": 3, "size": [256, 256]}}, "stacks": {"net": layers}, **more}


def pixels(channels: int) -> dict[str, int]:
    return {"out_channels": channels, "kernel_size": 1}


def version(spec: Mapping[str, Any] | str, path: str = "net.yaml") -> Version:
    a = api.analysis(spec)
    return Version(path, a, [d for d in api.lint(a) if d.severity != "note"])


def differ(before: Any, after: Any) -> Difference:
    return difference(version(before), version(after))


def kinds(d: Difference) -> list[tuple[str, str]]:
    """The layers that differ, without those that follow."""
    node = [(change, change.after or change.before) for change in d.changes or ()]
    return [(change.kind, found.id) for change, found in node if change.kind != "follows" and found]


chains = st.lists(st.sampled_from(LAYERS), min_size=1, max_size=8)


@settings(deadline=None)
@given(chains, chains)
def test_every_layer_is_told_once(before: list[Any], after: list[Any]) -> None:
    old, new = version(network(before)), version(network(after))
    assert old.plan
    assert new.plan
    pairs = paired(old.plan, new.plan)
    assert len(set(pairs.values())) == len(pairs), "no layer stands for two"
    changes = difference(old, new).changes
    assert changes is not None
    added = [c.after.id for c in changes if c.kind == "added" and c.after]
    removed = [c.before.id for c in changes if c.kind == "removed" and c.before]
    assert {*added, *pairs} == {node.id for node in new.plan}
    assert {*removed, *pairs.values()} == {node.id for node in old.plan}
    order = {node.id: k for k, node in enumerate(new.plan)}
    places = [order[c.after.id] for c in changes if c.after]
    assert places == sorted(places), "in the order of the new network"
    grown = sum(((c.after and c.after.parameters) or 0) - ((c.before and c.before.parameters) or 0) for c in changes)
    assert grown == (new.plan.parameters or 0) - (old.plan.parameters or 0), "what differs explains the whole"


@settings(deadline=None)
@given(chains)
def test_equal_networks_do_not_differ(layers: list[Any]) -> None:
    d = differ(network(layers), network(layers, name="other name"))
    assert not d.is_any
    assert difference_text(d) == "net.yaml: no difference in the network"


@settings(deadline=None)
@given(
    chains, st.integers(0, 8), st.sampled_from(["dropout", "sigmoid", {"lp_pool": {"norm_type": 2, "kernel_size": 1}}])
)
def test_a_layer_put_in_or_taken_out_is_all_that_is_told(layers: list[Any], at: int, layer: Any) -> None:
    more = [*layers[:at], layer, *layers[at:]]
    assert [kind for kind, _ in kinds(differ(network(layers), network(more)))] == ["added"]
    assert [kind for kind, _ in kinds(differ(network(more), network(layers)))] == ["removed"]


def test_a_long_chain_of_equal_layers_is_paired_in_order() -> None:
    def chain(width: int) -> list[Any]:
        return [layer for i in range(60) for layer in ({"conv": pixels(width + i % 7)}, "batch_norm", "relu")]

    after = chain(32)
    after[120:120] = ["sigmoid"]
    after[10:10] = ["dropout"]
    told = kinds(differ(network(chain(16)), network(after)))
    assert [each for each in told if each[0] != "changed"] == [("added", "net.dropout"), ("added", "net.sigmoid")]
    assert len(told) == 62


@settings(deadline=None)
@given(chains, chains)
def test_back_again_is_the_reverse(before: list[Any], after: list[Any]) -> None:
    there, back = differ(network(before), network(after)), differ(network(after), network(before))
    assert there.is_of_network == back.is_of_network == (before != after)


def unet(width: int = 8, **more: Any) -> dict[str, Any]:
    return {
        "shapeplan": 1,
        "params": {"width": width},
        "inputs": {"x": {"channels": 3, "size": [64, 64]}},
        "blocks": {"double": {"params": {"c": "required"}, "layers": [{"conv": {"out_channels": "$c", "kernel_size": 3, "padding": 1}}, "relu"] * 2}},
        "stacks": {
            "encoder": [{"double": "$width", "id": "enc"}, {"max_pool": 2}, {"double": "$(2 * width)"}],
            "decoder": [{"conv_transpose": {"out_channels": "$width", "kernel_size": 2, "stride": 2}}, {"concat": "enc"}, {"double": "$width"}],
        },
        **more,
    }  # fmt: skip


def test_a_width_changes_every_convolution_and_pairs_it_with_itself() -> None:
    d = differ(unet(), unet(16))
    assert [kind for kind, _ in kinds(d)] == ["changed"] * 7
    assert all(c.before and c.after and c.before.id == c.after.id for c in d.changes or ())
    assert {tuple(c.arguments) for c in d.changes or () if c.kind == "changed"} == {("out_channels",)}


def test_another_activation_is_a_change_of_op() -> None:
    after = json.loads(json.dumps(unet()).replace("relu", "gelu"))
    d = differ(unet(), after)
    assert [kind for kind, _ in kinds(d)] == ["changed"] * 6
    assert {(c.before.op, c.after.op) for c in d.changes or () if c.before and c.after} == {("relu", "gelu")}
    assert all(c.reads is None for c in d.changes or ()), "the skip reads the same block"


def test_a_renamed_stack_renames_its_layers_and_changes_none() -> None:
    after = unet()
    after["stacks"] = {"down": after["stacks"]["encoder"], "up": after["stacks"]["decoder"]}
    d = differ(unet(), after)
    assert {kind for kind, _ in kinds(d)} == {"renamed"}
    assert len(d.changes or ()) == 15


def test_numbers_of_ours_are_no_names() -> None:
    layers = ["relu", {"conv": pixels(4)}, "relu", {"conv": pixels(8)}]
    d = differ(network(layers), network(["dropout", {"conv": pixels(2)}, *layers]))
    assert kinds(d) == [("added", "net.dropout"), ("added", "net.conv")]


def test_a_skip_from_elsewhere_is_a_change() -> None:
    layers = [{"conv": pixels(4), "id": "a"}, {"conv": pixels(4), "id": "b"}, {"add": "a"}]
    d = differ(network(layers), network([*layers[:2], {"add": "b"}]))
    assert kinds(d) == [("changed", "net.add")]
    assert d.changes
    assert d.changes[0].reads == (("net.b", "net.a"), ("net.b", "net.b"))


def test_other_outputs_and_frameworks_are_differences() -> None:
    layers = [{"conv": pixels(4), "id": "a"}, {"conv": pixels(4), "id": "b"}]
    assert differ(network(layers, outputs=["b"]), network(layers, outputs=["a", "b"])).is_of_network
    d = differ(network(layers), network(layers, framework="keras"))
    assert d.is_of_network
    assert "framework" in difference_text(d)


def test_arguments_that_are_wrong_are_compared_as_they_are_written() -> None:
    before, after = ([{"conv": {"out_channels": 4, "kernelsize": n}}] for n in (3, 5))
    d = differ(network(before), network(after))
    assert [c.arguments for c in d.changes or ()] == [{"kernelsize": (3, 5)}]
    assert not d.new
    assert not d.gone


def test_findings_are_new_or_gone_by_their_layer() -> None:
    good, bad = ([{"conv": pixels(4), "id": "a"}, {"max_pool": n}, {"add": "a"}] for n in (1, 2))
    d = differ(network(good), network(bad))
    assert [f.rule for f in d.new] == ["skip-mismatch"]
    assert not d.gone
    assert [f.rule for f in differ(network(bad), network(good)).gone] == ["skip-mismatch"]
    shifted = differ(network(bad), network(["relu", *bad]))
    assert not shifted.new, "it is the same finding, at another place"
    assert not shifted.gone


def test_a_spec_that_is_not_there_has_no_layers() -> None:
    d = difference(absent("/dev/null"), version(unet()))
    assert {kind for kind, _ in kinds(d)} == {"added"}
    assert len(d.changes or ()) == 16
    assert {kind for kind, _ in kinds(difference(version(unet()), absent("/dev/null")))} == {"removed"}


UNREADABLE = "shapeplan: 1\nstacks: [\n"


@pytest.mark.parametrize(
    ("before", "after", "new", "gone"),
    [
        (UNREADABLE, unet(), [], ["yaml-syntax"]),
        (unet(), UNREADABLE, ["yaml-syntax"], []),
        (UNREADABLE, f"{UNREADABLE}# more\n", [], []),
    ],
)
def test_what_cannot_be_read_is_said_and_its_findings_are_told(
    before: Any, after: Any, new: list[str], gone: list[str]
) -> None:
    d = differ(before, after)
    assert d.changes is None
    assert d.is_any
    assert "too broken to have layers" in difference_text(d)
    assert "too broken to have layers" in difference_markdown(d)
    assert difference_data(d)["layers"] is None
    assert [f.rule for f in d.new] == new
    assert [f.rule for f in d.gone] == gone


def test_markdown_folds_what_is_long_and_takes_names_for_text() -> None:
    long = network([{"conv": {"out_channels": n, "kernel_size": 1}} for n in range(1, 151)])
    text = difference_markdown(difference(absent("a|b.yaml"), version(long, "<img>.yaml")))
    assert "**a\\|b.yaml → \\<img\\>.yaml: layers: 151 added**" in text
    assert text.count("<details>") == text.count("</details>") == 1
    assert "and 51 more" in text
    assert len(text) < 65_536
    few = difference_markdown(differ(network(["relu"]), network(["relu", "gelu"])))
    assert "<details>" not in few
    assert "| added | net.gelu | gelu |" in few


def test_data_has_the_layers_as_show_has_them() -> None:
    told = json.loads(json.dumps(difference_data(differ(unet(), unet(16)))))
    assert told["different"]
    assert told["network"]
    assert told["before"]["totals"]["parameters"] < told["after"]["totals"]["parameters"]
    assert {layer["kind"] for layer in told["layers"]} == {"changed", "follows"}
    first = told["layers"][0]
    assert first["arguments"] == {"out_channels": [8, 16]}
    assert first["before"]["shape"] == [8, 64, 64]
    assert first["after"]["shape"] == [16, 64, 64]
    assert first["macs"] == [27 * 8 * 4096, 27 * 16 * 4096]
    assert told["after"]["outputs"][0]["receptive_field"] == [18, 18]
    assert told["after"]["sizes"][0]["runs"]["period"] == 2
