"""Layer normalisation: the trailing axes of each example are brought to mean 0 and variance 1.

    x (C, H, W) -> y (C, H, W)
    parameters = 2 (with bias) or 1 for each number of normalized_shape, if elementwise_affine   [1]

    Without normalized_shape, all axes but the batch.

Fails    normalized_shape is not the trailing part of the shape
Source   torch.nn.LayerNorm; Ba et al. 2016

>>> LayerNorm().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Flag, Number, SizePerAxis
from shapeplan.shape import Shape, Size, product, spell


class LayerNorm(ElementwiseOp):
    """Arguments of a layer normalisation."""

    family: ClassVar = "norm"
    main: ClassVar = "normalized_shape"

    normalized_shape: SizePerAxis | None = Field(None, description="Trailing sizes; all axes unless given.")
    eps: Number = Field(1e-5, description="Added to the variance.", validate_default=True)
    elementwise_affine: Flag = Field(True, description="Whether each number has a scale, and a shift with bias.")
    bias: Flag = Field(True, description="Whether there is a shift.")

    def trailing(self, shape: Shape) -> Shape:
        """The sizes that are normalised."""
        given = self.normalized_shape
        return shape if given is None else (given,) if isinstance(given, int) else given

    def steady(self, rank: int, dialect: Dialect) -> tuple[Axis, ...] | None:
        """Stated sizes must be those that arrive."""
        return super().steady(rank, dialect) if self.normalized_shape is None else None

    def check(self, shape: Shape) -> None:
        """The sizes stated must be the last ones that arrive."""
        stated = self.trailing(shape)
        found = shape[-len(stated) :]
        if len(found) < len(stated) or any(n not in (None, m) for n, m in zip(found, stated, strict=True)):
            text = f"normalized_shape is {spell(stated)}, and {spell(shape)} arrives"
            raise Fault("channel-mismatch", text, field="normalized_shape")

    def beyond_taps(self, i: int, length: int) -> str | None:
        """The statistics are those of the trailing axes."""
        given = 1 if isinstance(self.normalized_shape, int) else len(self.normalized_shape or range(length))
        return "normalises over the whole axis" if i >= length - given else None

    def parameters(self, c: Size, shape: Shape) -> Size:
        """A scale, and a shift, for each number [1]."""
        count = product(self.trailing(shape))
        return 0 if not self.elementwise_affine else None if count is None else count * (1 + self.bias)
