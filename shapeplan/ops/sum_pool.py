"""Sum pooling: the sum under a sliding window.

    x (C, H, W) -> y (C, H', W')
    H' = floor((H + padding before + padding after - kernel_size) / stride) + 1   [px of x]
    stride = kernel_size unless given

Fails    as avg_pool
Source   mxnet.gluon Pooling with pool_type='sum'; torch.nn.AvgPool2d with divisor_override = 1

>>> SumPool(kernel_size=2).shape((64, 56, 56))
(64, 28, 28)
"""

from __future__ import annotations

from shapeplan.ops._pool import PoolOp


class SumPool(PoolOp):
    """Arguments of a sum pooling."""
