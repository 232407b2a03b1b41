"""Power-average pooling: the p-norm under a sliding window.

    x (C, H, W) -> y (C, H', W')
    H' = floor((H + padding before + padding after - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1;  stride = kernel_size unless given
    y = (sum of x^p)^(1/p) with p = norm_type

Fails    window larger than the input
Differs  padding: ONNX and MXNet only; dilation: ONNX only
Source   torch.nn.LPPool2d; ONNX LpPool-18; mxnet.nd.Pooling with pool_type='lp'

>>> LpPool(norm_type=2, kernel_size=2).shape((64, 56, 56))
(64, 28, 28)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.ops._fields import Number, SizePerAxis
from shapeplan.ops._pool import PoolOp


class LpPool(PoolOp):
    """Arguments of a power-average pooling."""

    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    norm_type: Number = Field(2, description="The power p.", validate_default=True)

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """One window an axis, with padding where the dialect has it."""
        if self.padding != 0 and "padded_lp_pool" not in dialect.allows:
            raise dialect.refusal("has no padding of lp_pool", "padding", hint="a pad layer in front")
        return super().axes(rank, dialect)
