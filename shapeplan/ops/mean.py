"""Mean over whole axes.

    x (C, H, W) -> y without the axes of `dim`, or with one entry each if keepdim

    `dim` counts as torch does, the batch being 0: [2, 3] are H and W.

Fails    an axis that is not there; the batch; no axis left
Source   torch.mean

>>> Mean(dim=[2, 3]).shape((512, 7, 7)), Mean(dim=[2, 3], keepdim=True).shape((512, 7, 7))
((512,), (512, 1, 1))
"""

from __future__ import annotations

from shapeplan.ops._reduce import ReduceOp


class Mean(ReduceOp):
    """Arguments of a mean."""
