"""Spec -> Net: blocks and loops unrolled, expressions computed, references found.

Nothing is raised: what is wrong is collected in `net.wrongs`, and the layer that it spoils stays in
the net without arguments, so that everything else is still checked and drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeplan import ops
from shapeplan.arguments import Env
from shapeplan.expression import FAILED
from shapeplan.least import MOST_STEPS, least_steps
from shapeplan.naming import UNDECIDED, Above, Here
from shapeplan.net import Expectation, Net, Node
from shapeplan.open_layer import OpenLayer
from shapeplan.ops._input import Input
from shapeplan.scope import Entry
from shapeplan.source import Route, Source
from shapeplan.spec import REQUIRED, Expect, Spec, Wrong, describe
from shapeplan.suggest import did_you_mean
from shapeplan.unroll import TooLargeError, Unroll


def expand(
    spec: Spec,
    source: Source,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> Net:
    """The network of a spec, some of its parameters replaced."""
    outline = _Outline(spec, Net(spec.name, framework or spec.framework, source))
    if least_steps(spec) > MOST_STEPS:
        outline.report(Wrong(("stacks",), f"the network has more than {MOST_STEPS} layers and rounds"))
        return outline.net
    try:
        outline.run(params or {})
    except TooLargeError:
        outline.net.nodes.clear()
    return outline.net


class _Outline:
    """Parameters, inputs, stacks, outputs and expectations; the layers are unrolled by `Unroll`."""

    def __init__(self, spec: Spec, net: Net) -> None:
        self.spec, self.net = spec, net
        self.unroll = Unroll(spec, net)
        self.report = self.unroll.report
        self.arguments = self.unroll.arguments

    def run(self, params: Mapping[str, Any]) -> None:
        """Everything, in the order of the file."""
        env = self.parameters(params)
        self.names()
        self.inputs(env)
        above: Above = self.net.inputs[0] if len(self.net.inputs) == 1 else UNDECIDED
        for name, steps in self.spec.stacks.items():
            above = self.unroll.stack(name, steps, env, above)
        self.results(env, above)

    def parameters(self, given: Mapping[str, Any]) -> Env:
        """Values of the spec's parameters."""
        env: dict[str, Any] = {}
        for name in given.keys() - self.spec.params.keys():
            message = f"there is no parameter '{name}' to set{did_you_mean(name, self.spec.params)}"
            self.report(Wrong(("params",), message))
        for name, default in self.spec.params.items():
            at: Route = ("params", name)
            if name in given:
                env[name] = given[name]
            elif default == REQUIRED:
                self.report(Wrong(at, f"'{name}' has no value", hint=f"--set {name}=VALUE"))
                env[name] = FAILED
            else:
                env[name] = self.arguments.open_value(default, env, at)
        return env

    def names(self) -> None:
        """Blocks, defaults and stacks must not be mistaken for something else."""
        for name in self.spec.blocks:
            if name in ops.names():
                self.report(Wrong(("blocks", name), f"'{name}' is an op already", hint="choose another name"))
        for name in self.spec.defaults:
            if name not in ops.names():
                guess = did_you_mean(name, ops.names())
                self.report(Wrong(("defaults", name), f"there is no op '{name}'{guess}", guess=guess))
        for name in self.spec.stacks.keys() & self.spec.inputs.keys():
            self.report(Wrong(("stacks", name), f"'{name}' is an input already", hint="choose another name"))

    def inputs(self, env: Env) -> None:
        """A node for each input."""
        if not self.spec.inputs:
            self.report(Wrong(("inputs",), "the network has no input"))
        for name, raw in self.spec.inputs.items():
            at: Route = ("inputs", name)
            values = raw if isinstance(raw, Mapping) else self.arguments.value(raw, env, at)
            if values is not FAILED and not isinstance(values, Mapping):
                self.report(Wrong(at, f"an input is a mapping with channels and size, not {describe(values)}"))
            layer = self.arguments.input(Input, values, env, at) if isinstance(values, Mapping) else None
            op, opened = (None, layer) if isinstance(layer, OpenLayer) else (layer, None)
            self.net.inputs.append(name)
            self.net.nodes[name] = Node(name, "input", op, (), at, open=opened)
            self.net.scope.fresh(name)
            self.net.scope.define(name, Entry(name, at))

    def results(self, env: Env, last: Above) -> None:
        """Outputs and expectations."""
        given = self.spec.outputs
        for i, name in enumerate([given] if isinstance(given, str) else given):
            at: Route = ("outputs",) if isinstance(given, str) else ("outputs", i)
            node = self.unroll.find(name, Here((), self.net.scope, env), at)
            if node is not None:
                self.net.outputs.append(node)
        if not given and last in self.net.nodes:
            self.net.outputs.append(last)
        for name, raw in self.spec.expect.items():
            self.expectation(name, raw, env)

    def expectation(self, name: str, raw: Any, env: Env) -> None:
        """What the spec says must come out of a layer."""
        at: Route = ("expect", name)
        node = self.unroll.find(name, Here((), self.net.scope, env), at)
        values = self.arguments.value(raw, env, at)
        if values is FAILED:
            return
        if not isinstance(values, Mapping):
            self.report(Wrong(at, f"an expectation is a mapping with channels and size, not {describe(raw)}"))
            return
        expect = self.arguments.validated(Expect, values, at)
        if node is not None and expect is not None:
            self.net.expectations.append(Expectation(name, node, at, **expect.model_dump()))
