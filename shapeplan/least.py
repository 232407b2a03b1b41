"""How many layers a spec has at least, counted without unrolling: a bomb is refused before it goes off."""

from __future__ import annotations

from collections.abc import Sequence

from shapeplan.spec import Branches, For, If, Repeat, Spec, Step

MOST_STEPS = 250_000  # layers and rounds of an unrolled network
MOST_DEPTH = 50  # blocks within blocks


def least_steps(spec: Spec) -> int:
    """Layers and rounds that the stacks have, expressions apart; counting goes on above any limit."""
    return sum(_Count(spec).steps(steps) for steps in spec.stacks.values())


class _Count:
    """Counts each block once."""

    def __init__(self, spec: Spec) -> None:
        self.blocks = spec.blocks
        self.known: dict[str, int] = {}
        self.depth = 0

    def steps(self, steps: Sequence[Step]) -> int:
        return sum(map(self.step, steps))

    def step(self, step: Step) -> int:
        match step:
            case Repeat(repeat=int() as count, layers=layers) if 0 <= count <= MOST_STEPS:  # more is refused there
                return 1 + count * (1 + self.steps(layers))
            case For(for_=lists, layers=layers):
                rounds = [len(values) for values in lists.values() if isinstance(values, list)]
                return 1 + min(rounds, default=0) * (1 + self.steps(layers))
            case Branches(branches=branches):
                return 1 + sum(self.steps(steps or []) for steps in branches.values())
            case If() | Repeat():
                return 1
        return 1 + self.block(step.op)

    def block(self, name: str) -> int:
        """Steps of a block; none for an op, for a block within itself, and for one that lies too deep."""
        if name not in self.blocks or self.depth >= MOST_DEPTH:
            return 0
        if name not in self.known:
            self.known[name] = 0
            self.depth += 1
            self.known[name] = self.steps(self.blocks[name].layers)
            self.depth -= 1
        return self.known[name]
