"""Steps -> nodes: one method for each kind of step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeplan import ops
from shapeplan.arguments import Env
from shapeplan.naming import UNDECIDED, Above, Naming
from shapeplan.net import Net, Node
from shapeplan.ops._base import Op
from shapeplan.ops._fields import is_whole
from shapeplan.scope import Entry, Scope
from shapeplan.source import Route
from shapeplan.spec import REQUIRED, Block, Branches, For, If, Layer, Repeat, Spec, Step, Wrong, describe
from shapeplan.suggest import did_you_mean

MAX_STEPS = 250_000  # layers and rounds of an unrolled network
MAX_DEPTH = 50  # blocks within blocks

READS = ("from", "with")


class TooLargeError(Exception):
    """The network has more layers than anybody means."""


class Unroll(Naming):
    """Adds nodes to a net; every method that takes steps gives the id of the last one's output."""

    def __init__(self, spec: Spec, net: Net) -> None:
        super().__init__(spec, net)
        self.blocks = spec.blocks
        self.steps_left = MAX_STEPS
        self.within: list[str] = []  # blocks being unrolled
        self.globals: Env = {}

    def stack(self, name: str, steps: Sequence[Step], env: Env, above: Above) -> Above:
        """A stack, whose name stands for its output."""
        route: Route = ("stacks", name)
        self.globals = env
        scope = self.net.scope.inside(self.net.scope.fresh(name))
        self.group(scope, "stack", name, route)
        above = self.steps(steps, route, scope, env, above)
        self.net.scope.define(name, Entry(above, route, scope))
        return above

    def steps(self, steps: Sequence[Step], route: Route, scope: Scope, env: Env, above: Above) -> Above:
        """Unrolls a list of layers below `above`; gives the last one's output."""
        for i, step in enumerate(steps):
            above = self.step(step, (*route, i), scope, env, above)
        return above

    def step(self, step: Step, route: Route, scope: Scope, env: Env, above: Above) -> Above:
        self.steps_left -= 1
        if self.steps_left < 0:
            self.report(Wrong(route, f"the network has more than {MAX_STEPS} layers and rounds"))
            raise TooLargeError
        match step:
            case Layer() if step.op in self.blocks:
                return self.block(step, route, scope, env, above)
            case Layer():
                return self.layer(step, route, scope, env, self.reads(step, route, scope, env, above))
            case Repeat():
                return self.rounds(step, route, scope, self.repetitions(step, route, env), above)
            case For():
                return self.rounds(step, route, scope, self.values(step, route, env), above)
            case If():
                return self.condition(step, route, scope, env, above)
            case Branches():
                return self.branches(step, route, scope, env, above)

    def rounds(self, step: Repeat | For, route: Route, scope: Scope, envs: Sequence[Env], above: Above) -> Above:
        """The layers of a loop, once in each environment."""
        for env in envs:
            self.steps_left -= 1
            above = self.steps(step.layers, (*route, "layers"), scope.round(), env, above)
        return above

    def repetitions(self, step: Repeat, route: Route, env: Env) -> Sequence[Env]:
        at = (*route, "repeat")
        count = self.arguments.value(step.repeat, env, at)
        if count is None or not is_whole(count, 0):
            if count is not None or step.repeat is None:
                self.report(Wrong(at, f"repeat must be a whole number, 0 or more, not {describe(count)}"))
            return []
        if count > MAX_STEPS:
            self.report(Wrong(at, f"{count} rounds are more than the {MAX_STEPS} that a network may have"))
            return []
        return [env] * count

    def values(self, step: For, route: Route, env: Env) -> Sequence[Env]:
        lists: dict[str, list[Any]] = {}
        for name, raw in step.for_.items():
            at = (*route, "for", name)
            values = self.arguments.value(raw, env, at)
            if isinstance(values, list):
                lists[name] = values
            elif values is not None or raw is None:
                self.report(Wrong(at, f"'{name}' must be a list of values, not {describe(values)}"))
        lengths = {name: len(values) for name, values in lists.items()}
        if len(set(lengths.values())) > 1:
            spelled = ", ".join(f"{name} has {length}" for name, length in lengths.items())
            self.report(Wrong((*route, "for"), f"the lists of a loop run side by side and must be equally long: {spelled}"))
        if len(lists) < len(step.for_) or len(set(lengths.values())) > 1:
            return []
        return [{**env, **dict(zip(lists, row, strict=True))} for row in zip(*lists.values(), strict=True)]

    def condition(self, step: If, route: Route, scope: Scope, env: Env, above: Above) -> Above:
        at = (*route, "if")
        value = self.arguments.value(step.if_, env, at)
        if not isinstance(value, bool):
            if value is not None or step.if_ is None:
                self.report(Wrong(at, f"a condition is true or false, not {describe(value)}"))
            return None
        if value:
            return self.steps(step.layers, (*route, "layers"), scope, env, above)
        return self.steps(step.else_, (*route, "else"), scope, env, above)

    def branches(self, step: Branches, route: Route, scope: Scope, env: Env, above: Above) -> Above:
        if step.from_ is not None:
            above = self.find(step.from_, scope, env, (*route, "from"))
        name = self.id_of(step, route, env)
        inner = scope.inside(scope.fresh(name)) if name else scope.round()
        ends: list[Above] = []
        for title, steps in step.branches.items():
            at = (*route, "branches", title)
            branch = inner.inside(inner.fresh(title))
            self.group(branch, "branch", title, at)
            ends.append(self.steps(steps or [], at, branch, env, above))
            inner.define(title, Entry(ends[-1], at, branch))
        merge = self.merge(step, route)
        return None if merge is None else self.layer(merge, route, scope, env, ends, inner if name else None)

    def merge(self, step: Branches, route: Route) -> Layer | None:
        """The join of the branches as a layer."""
        raw = step.merge
        args = {raw: None} if isinstance(raw, str) else raw
        if not isinstance(args, Mapping) or len(args) != 1 or not is_join(next(iter(args))):
            meant = did_you_mean(raw, ops.names()) if isinstance(raw, str) else ""
            message = f"merge must be one join, such as add or concat, not {describe(raw)}{meant}"
            self.report(Wrong((*route, "merge"), message))
            return None
        ((op, values),) = args.items()
        return Layer.model_validate({op: values} if step.id is None else {op: values, "id": step.id})

    def reads(self, step: Layer, route: Route, scope: Scope, env: Env, above: Above) -> list[Above]:
        """Nodes that a layer reads, by its `from` and `with`, beside the op or among its arguments."""
        among = step.args if isinstance(step.args, Mapping) else {}
        beside = {"from": step.from_, "with": step.with_}
        found: dict[str, list[Above]] = {}
        for key in READS:
            names = among.get(key) if beside[key] is None else beside[key]
            if names is not None:
                at = (*route, key) if beside[key] is not None else (*route, step.op, key)
                found[key] = self.find_all(names, scope, env, at)
        if isinstance(step.args, (str, list)) and is_join(step.op):
            found["with"] = self.find_all(step.args, scope, env, (*route, step.op))
        if "from" not in found and above == UNDECIDED:
            inputs = " or ".join(self.net.inputs)
            self.report(Wrong(route, "nothing is above the first layer, and there are several inputs", hint=f"from: {inputs}"))
            above = None
        return [*found.get("from", [above]), *found.get("with", [])]

    def layer(self, step: Layer, route: Route, scope: Scope, env: Env, inputs: list[Above], inner: Scope | None = None) -> Above:
        """A node for a layer. `inner` is the scope of the branches that it merges."""
        at = (*route, "merge", step.op) if inner is not None else (*route, step.op)
        known = step.op in ops.names()
        if not known:
            names = [*ops.names(), *self.blocks]
            self.report(Wrong((*route, step.op), f"there is no op or block '{step.op[:80]}'{did_you_mean(step.op, names)}"))
        name = inner.path[-1] if inner else self.name_of(step, route, scope, env)
        layer = self.op(step, at, env) if known else None
        if layer is not None:
            inputs = self.checked(step, layer, inputs, at) + self.referred(layer, scope, env, at)
        id_ = ".".join((*scope.path, name))
        self.net.nodes[id_] = Node(id_, step.op, layer, tuple(inputs), route, scope.path, step.note)
        self.define(step, route, scope, env, Entry(id_, (*route, "id"), inner))
        return id_

    def op(self, step: Layer, at: Route, env: Env) -> Op | None:
        """Validated arguments of a layer, without what says where it reads."""
        if is_join(step.op) and isinstance(step.args, (str, list)):
            return self.arguments.op(step.op, {}, env, at)
        args = self.arguments.mapping(step.args, ops.load(step.op).main, step.op, at)
        if args is None:
            return None
        return self.arguments.op(step.op, {key: raw for key, raw in args.items() if key not in READS}, env, at)

    def checked(self, step: Layer, layer: Op, inputs: list[Above], at: Route) -> list[Above]:
        """The inputs, of which only a join has more than one."""
        if not layer.joins and len(inputs) != 1:
            self.report(Wrong(at, f"{step.op} reads one layer, and is given {len(inputs)}", "reference"))
            return [None]
        return inputs

    def referred(self, layer: Op, scope: Scope, env: Env, at: Route) -> list[Above]:
        """Layers that arguments such as `output_size: enc3` name."""
        named = [(field, getattr(layer, field)) for field in layer.references]
        return [self.find(name, scope, env, (*at, field)) for field, name in named if isinstance(name, str)]

    def block(self, step: Layer, route: Route, scope: Scope, env: Env, above: Above) -> Above:
        """The layers of a block, under the name of the instance."""
        block, at = self.blocks[step.op], (*route, step.op)
        if step.op in self.within or len(self.within) >= MAX_DEPTH:
            way = " > ".join([*self.within[-5:], step.op])
            said = "uses itself" if step.op in self.within else f"lies more than {MAX_DEPTH} blocks deep"
            self.report(Wrong(at, f"block '{step.op}' {said}: {way}", "reference"))
            return self.spoiled(step, route, scope, env)
        inputs = self.reads(step, route, scope, env, above)
        params = self.params(step, block, env, at)
        if params is None:
            return self.spoiled(step, route, scope, env)
        name = self.name_of(step, route, scope, env)
        inner = scope.inside(name, closed=True)
        self.group(inner, "block", step.op, route)
        self.enter(step, block, inner, inputs, at)
        self.within.append(step.op)
        end = self.steps(block.layers, ("blocks", step.op, "layers"), inner, params, inputs[0])
        self.within.pop()
        entry = Entry(end, (*route, "id") if step.id else route, inner)
        scope.see(name, entry)
        self.define(step, route, scope, env, entry)
        return end

    def spoiled(self, step: Layer, route: Route, scope: Scope, env: Env) -> Above:
        """A node for a block that cannot be unrolled."""
        id_ = ".".join((*scope.path, self.name_of(step, route, scope, env)))
        self.net.nodes[id_] = Node(id_, step.op, None, (), route, scope.path, step.note)
        self.define(step, route, scope, env, Entry(id_, (*route, "id")))
        return id_

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
            message = f"block '{step.op}' has no parameter '{name}'{did_you_mean(name, block.params)}"
            self.report(Wrong((*at, name), message))
        values = dict(self.globals)
        for name, default in block.params.items():
            if name in given:
                values[name] = self.arguments.value(given[name], env, (*at, name))
            elif default == REQUIRED:
                self.report(Wrong(at, f"block '{step.op}' needs a value for '{name}'"))
            else:
                values[name] = self.arguments.value(default, values, ("blocks", step.op, "params", name))
        return values if block.params.keys() <= values.keys() else None


def is_join(op: str) -> bool:
    """Whether the op joins several layers."""
    return op in ops.names() and ops.load(op).joins
