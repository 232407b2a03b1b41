"""Steps -> nodes: one method for each kind of step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeplan import ops
from shapeplan.arguments import Env
from shapeplan.expression import FAILED
from shapeplan.least import MOST_DEPTH, MOST_STEPS
from shapeplan.naming import UNDECIDED, Above, Here, Naming
from shapeplan.net import Net, Node
from shapeplan.open_layer import OpenLayer
from shapeplan.ops._base import Op
from shapeplan.ops._fields import is_whole
from shapeplan.salvage import SPOILED
from shapeplan.scope import Entry, Scope
from shapeplan.source import Route
from shapeplan.spec import REQUIRED, Block, Branches, For, If, Layer, Repeat, Spec, Step, Wrong, describe
from shapeplan.suggest import did_you_mean

READS = ("from", "with")


class TooLargeError(Exception):
    """The network has more layers than anybody means."""


class Unroll(Naming):
    """Adds nodes to a net; every method that takes steps gives the id of the last one's output."""

    def __init__(self, spec: Spec, net: Net) -> None:
        super().__init__(spec, net)
        self.blocks = spec.blocks
        self.steps_left = MOST_STEPS
        self.within: list[str] = []  # blocks being unrolled
        self.globals: Env = {}

    def stack(self, name: str, steps: Sequence[Step], env: Env, above: Above) -> Above:
        """A stack, whose name stands for its output."""
        self.globals = env
        here = Here(("stacks", name), self.net.scope.inside(self.net.scope.fresh(name)), env)
        self.group(here, "stack", name)
        above = self.steps(steps, here, above)
        self.net.scope.define(name, Entry(above, here.route, here.scope))
        return above

    def steps(self, steps: Sequence[Step], here: Here, above: Above) -> Above:
        """Unrolls a list of layers below `above`; gives the last one's output."""
        for i, step in enumerate(steps):
            above = self.step(step, here.to(i), above)
        return above

    def step(self, step: Step, here: Here, above: Above) -> Above:
        """One step, whatever its kind."""
        self.steps_left -= 1
        if self.steps_left < 0:
            self.report(Wrong(here.route, f"the network has more than {MOST_STEPS} layers and rounds"))
            raise TooLargeError
        match step:
            case Layer() if step.op in self.blocks:
                return self.block(step, here, above)
            case Layer():
                return self.layer(step, here, here.at(step.op), self.reads(step, here, above))
            case Repeat():
                return self.rounds(step, here, self.repetitions(step, here), above)
            case For():
                return self.rounds(step, here, self.values(step, here), above)
            case If():
                return self.condition(step, here, above)
            case Branches():
                return self.branches(step, here, above)

    def rounds(self, step: Repeat | For, here: Here, envs: Sequence[Env], above: Above) -> Above:
        """The layers of a loop, once in each environment."""
        for env in envs:
            self.steps_left -= 1
            above = self.steps(step.layers, Here(here.at("layers"), here.scope.round(), env), above)
        return above

    def repetitions(self, step: Repeat, here: Here) -> Sequence[Env]:
        """The environment of each round of a repetition."""
        at = here.at("repeat")
        count = self.arguments.value(step.repeat, here.env, at)
        if not is_whole(count, 0):
            if count is not FAILED:
                self.report(Wrong(at, f"repeat must be a whole number, 0 or more, not {describe(count)}"))
            return []
        if count > MOST_STEPS:
            self.report(Wrong(at, f"{count} rounds are more than the {MOST_STEPS} that a network may have"))
            return []
        return [here.env] * count

    def values(self, step: For, here: Here) -> Sequence[Env]:
        """The environment of each round of a loop over lists."""
        lists: dict[str, list[Any]] = {}
        for name, raw in step.for_.items():
            at = here.at("for", name)
            values = self.arguments.open_value(raw, here.env, at)
            if isinstance(values, list):
                lists[name] = values
            elif values is not FAILED:
                self.report(Wrong(at, f"'{name}' must be a list of values, not {describe(values)}"))
        lengths = {name: len(values) for name, values in lists.items()}
        if len(set(lengths.values())) > 1:
            spelled = ", ".join(f"{name} has {length}" for name, length in lengths.items())
            message = f"the lists of a loop run side by side and must be equally long: {spelled}"
            self.report(Wrong(here.at("for"), message))
        if len(lists) < len(step.for_) or len(set(lengths.values())) > 1:
            return []
        return [{**here.env, **dict(zip(lists, row, strict=True))} for row in zip(*lists.values(), strict=True)]

    def condition(self, step: If, here: Here, above: Above) -> Above:
        """The layers of the side that holds."""
        at = here.at("if")
        value = self.arguments.value(step.if_, here.env, at)
        if not isinstance(value, bool):
            if value is not FAILED:
                self.report(Wrong(at, f"a condition is true or false, not {describe(value)}"))
            return None
        if value:
            return self.steps(step.layers, here.to("layers"), above)
        return self.steps(step.else_, here.to("else"), above)

    def branches(self, step: Branches, here: Here, above: Above) -> Above:
        """The branches, each from the same layer, and their join."""
        if step.from_ is not None:
            above = self.find(step.from_, here, here.at("from"))
        name = self.id_of(step, here)
        inner = here.scope.inside(here.scope.fresh(name)) if name else here.scope.round()
        ends: list[Above] = []
        for title, steps in step.branches.items():
            branch = Here(here.at("branches", title), inner.inside(inner.fresh(title)), here.env)
            self.group(branch, "branch", title)
            ends.append(self.decided(self.steps(steps or [], branch, above), here))
            inner.define(title, Entry(ends[-1], branch.route, branch.scope))
        merge = self.merge(step, here)
        if merge is None:
            return None
        return self.layer(merge, here, here.at("merge", merge.op), ends, inner if name else None)

    def merge(self, step: Branches, here: Here) -> Layer | None:
        """The join of the branches as a layer."""
        raw = step.merge
        args = {raw: None} if isinstance(raw, str) else raw
        if not isinstance(args, Mapping) or len(args) != 1 or not is_join(next(iter(args))):
            guess = did_you_mean(raw, [n for n in ops.names() if is_join(n)]) if isinstance(raw, str) else None
            message = f"merge must be one join, such as add or concat, not {describe(raw)}{guess or ''}"
            self.report(Wrong(here.at("merge"), message, guess=guess))
            return None
        ((op, values),) = args.items()
        return Layer.model_validate({op: values} if step.id is None else {op: values, "id": step.id})

    def reads(self, step: Layer, here: Here, above: Above) -> list[Above]:
        """Nodes that a layer reads, by its `from` and `with`, beside the op or among its arguments."""
        among = step.args if isinstance(step.args, Mapping) else {}
        beside = {"from": step.from_, "with": step.with_}
        found: dict[str, list[Above]] = {}
        for key in READS:
            names = among.get(key) if beside[key] is None else beside[key]
            if names is not None:
                at = here.at(key) if beside[key] is not None else here.at(step.op, key)
                found[key] = self.find_all(names, here, at)
        if isinstance(step.args, (str, list)) and is_join(step.op):
            found["with"] = self.find_all(step.args, here, here.at(step.op))
        if "from" not in found:
            found["from"] = [self.decided(above, here)]
        return [*found["from"], *found.get("with", [])]

    def decided(self, above: Above, here: Here) -> Above:
        """The layer above; None, and reported, where that could be any of several inputs."""
        if above != UNDECIDED:
            return above
        hint = f"say it on the first layer: from: {' or '.join(self.net.inputs)}"
        self.report(Wrong(here.route, "nothing is above this, and there are several inputs", hint=hint))
        return None

    def layer(self, step: Layer, here: Here, at: Route, inputs: list[Above], inner: Scope | None = None) -> Above:
        """A node for a layer whose op stands at a route. `inner` is the scope of the branches that it merges."""
        known = step.op in ops.names()
        if not known and step.op != SPOILED:
            guess = did_you_mean(step.op, [*ops.names(), *self.blocks])
            self.report(Wrong(at, f"there is no op or block '{step.op[:80]}'{guess}", guess=guess))
        name = inner.path[-1] if inner else self.name_of(step, here)
        layer = self.op(step, at, here.env) if known else None
        if layer is not None:
            inputs = self.checked(step, layer, inputs, at) + self.referred(layer, here, at)
        return self.node(step, here, name, layer, inputs, inner)

    def node(
        self,
        step: Layer,
        here: Here,
        name: str,
        layer: Op | OpenLayer | None,
        inputs: Sequence[Above],
        inner: Scope | None = None,
    ) -> Above:
        """Adds a node, and makes the id of its step stand for it."""
        id_ = ".".join((*here.scope.path, name))
        op, opened = (None, layer) if isinstance(layer, OpenLayer) else (layer, None)
        self.net.nodes[id_] = Node(id_, step.op, op, tuple(inputs), here.route, here.scope.path, step.note, opened)
        self.define(step, here, Entry(id_, here.at("id"), inner))
        return id_

    def op(self, step: Layer, at: Route, env: Env) -> Op | OpenLayer | None:
        """Validated arguments of a layer, without what says where it reads."""
        if is_join(step.op) and isinstance(step.args, (str, list)):
            return self.arguments.op(step.op, {}, env, at)
        args = self.arguments.mapping(step.args, ops.load(step.op).main, step.op, at)
        if args is None:
            return None
        return self.arguments.op(step.op, {key: raw for key, raw in args.items() if key not in READS}, env, at)

    def checked(self, step: Layer, layer: Op | OpenLayer, inputs: list[Above], at: Route) -> list[Above]:
        """The inputs, of which only a join has more than one."""
        if not layer.joins and len(inputs) != 1:
            self.report(Wrong(at, f"{step.op} reads one layer, and is given {len(inputs)}", "reference"))
            return [None]
        return inputs

    def referred(self, layer: Op | OpenLayer, here: Here, at: Route) -> list[Above]:
        """Layers that arguments such as `output_size: enc3` name."""
        named = layer.named()
        return [self.find(name, here, (*at, field)) for field, name in named if isinstance(name, str)]

    def block(self, step: Layer, here: Here, above: Above) -> Above:
        """The layers of a block, under the name of the instance."""
        block, at = self.blocks[step.op], here.at(step.op)
        params = None if self.is_too_deep(step, at) else self.params(step, block, here.env, at)
        inputs = self.reads(step, here, above)
        name = self.name_of(step, here)
        if params is None:
            return self.node(step, here, name, None, inputs)
        inside = Here(("blocks", step.op, "layers"), here.scope.inside(name, closed=True), params)
        self.group(inside, "block", step.op, here.route)
        self.enter(step, block, inside.scope, inputs, at)
        self.within.append(step.op)
        end = self.steps(block.layers, inside, inputs[0])
        self.within.pop()
        entry = Entry(end, here.at("id") if step.id else here.route, inside.scope)
        here.scope.see(name, entry)
        self.define(step, here, entry)
        return end

    def is_too_deep(self, step: Layer, at: Route) -> bool:
        """Whether a block is used within itself, or within too many others; reported."""
        if step.op not in self.within and len(self.within) < MOST_DEPTH:
            return False
        way = " > ".join([*self.within[-5:], step.op])
        said = "uses itself" if step.op in self.within else f"lies more than {MOST_DEPTH} blocks deep"
        self.report(Wrong(at, f"block '{step.op}' {said}: {way}", "reference"))
        return True

    def enter(self, step: Layer, block: Block, inner: Scope, inputs: list[Above], at: Route) -> None:
        """Gives the inputs of a block the names that it has for them."""
        wanted = max(1, len(block.inputs))
        if len(inputs) != wanted:
            self.report(Wrong(at, f"block '{step.op}' reads {wanted} layers, and is given {len(inputs)}", "reference"))
            inputs += [None] * (wanted - len(inputs))
        for i, name in enumerate(block.inputs):
            inner.define(name, Entry(inputs[i], ("blocks", step.op, "inputs", i)))

    def params(self, step: Layer, block: Block, env: Env, at: Route) -> Env | None:
        """Values of a block's parameters; None, and reported, where one is missing or unknown."""
        main = next(iter(block.params), None)
        given = self.arguments.mapping(step.args, main, step.op, at)
        if given is None:
            return None
        given = {key: raw for key, raw in given.items() if key not in READS}
        for name in given.keys() - block.params.keys():
            guess = did_you_mean(name, block.params)
            self.report(Wrong((*at, name), f"block '{step.op}' has no parameter '{name}'{guess}", guess=guess))
        values = dict(self.globals)
        for name, default in block.params.items():
            if name in given:
                values[name] = self.arguments.open_value(given[name], env, (*at, name))
            elif default == REQUIRED:
                self.report(Wrong(at, f"block '{step.op}' needs a value for '{name}'"))
            else:
                values[name] = self.arguments.open_value(default, values, ("blocks", step.op, "params", name))
        return values if all(values.get(name, FAILED) is not FAILED for name in block.params) else None


def is_join(op: str) -> bool:
    """Whether the op joins several layers."""
    return op in ops.names() and ops.load(op).joins
