"""Unfold: every window of the map becomes a column.

    x (C, H, W) -> y (C kernel_size^2, L), L = number of windows = H' W'
    H' = floor((H + 2 padding - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1

Fails    window larger than the padded input; maps that are not 2-D
Differs  tensorflow and flax leave the windows in their place: y (C kernel_size^2, H', W')
Source   torch.nn.Unfold; tf.image.extract_patches

>>> Unfold(kernel_size=2, stride=2).shape((3, 8, 8))
(12, 16)
"""

from __future__ import annotations

from typing import ClassVar

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Outcome, plain, whole
from shapeplan.ops._spatial import check_rank
from shapeplan.ops._windows import WindowsOp
from shapeplan.shape import Shape, product


class Unfold(WindowsOp):
    """Arguments of an unfold."""

    main: ClassVar = "kernel_size"

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """As many columns as there are windows, or a map of them."""
        check_rank(inputs[0], (2,))
        c, *sizes = inputs[0]
        faults: list[Fault] = []
        if dialect.unfolds_to_map:
            shape = (product((c, self.taps)), *self.places(sizes, dialect, faults))
            return Outcome(shape, whole(shape), (self.axes(dialect),), 0, tuple(faults))
        columns = self.windows(sizes, dialect, faults)
        return plain((product((c, self.taps)), columns), faults=tuple(faults))
