"""Linear layer: every output feature is a weighted sum of the last axis.

    x (F) -> y (out_features);  x (C, H, F) -> y (C, H, out_features)
    parameters = F out_features + out_features if bias   [1]

Fails    in_features, if given, is not F
Source   torch.nn.Linear

>>> Linear(out_features=10).shape((25088,))
(10,)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._fields import Count, Flag
from shapeplan.shape import Shape, Size, product, spell


class Linear(Op):
    """Arguments of a linear layer."""

    main: ClassVar = "out_features"
    family: ClassVar = "linear"

    out_features: Count = Field(description="Features of the output.")
    in_features: Count | None = Field(None, description="Features of the input: checked, not needed.")
    bias: Flag = Field(True, description="Whether a bias is added to each output feature.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The last axis becomes out_features."""
        x = inputs[0]
        shape = (*x[:-1], self.out_features)
        return plain(shape, 1, self.parameters(x[-1]), self.mismatch(x))

    def macs(self, inputs: tuple[Shape, ...], output: Shape) -> Size:
        """Every output feature takes a product for each input feature [1]."""
        return product((inputs[0][-1], *output))

    def parameters(self, features: Size) -> Size:
        """Weights and biases [1]."""
        if features is None:
            return None
        return features * self.out_features + (self.out_features if self.bias else 0)

    def mismatch(self, x: Shape) -> tuple[Fault, ...]:
        """The fault of a layer that states another number of features than arrives."""
        if self.in_features is None or x[-1] in (None, self.in_features):
            return ()
        text = f"in_features is {self.in_features}, and {x[-1]} features arrive"
        if len(x) > 1:
            text = f"in_features is {self.in_features}, and the last axis of {spell(x)} is {x[-1]}"
        hint = "flatten in front of it" if len(x) > 1 else f"in_features: {x[-1]}"
        return (Fault("linear-mismatch", text, field="in_features", axis=len(x) - 1, hint=hint),)
