"""A window with stride and dilation that is computed phase by phase, which is not the window of the textbook.

Every d-th pixel belongs to one of d phases. Each phase is padded to one length and has an undilated
window slide over it by the stride; then the phases are laid side by side again.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shapeplan.digits import toward_zero
from shapeplan.sampling import within


@dataclass(frozen=True, slots=True)
class Phased:
    """A window of `size` taps that moves by `stride` over each of `dilation` phases of the padded axis.

        n -> d m - (d p - n')   [px of y]
        n' = n + pad_lo + pad_hi;  p = ceil(n' / d) pixels a phase;  m = trunc((p - size + stride) / stride)

    With a stride of 1 it is the dilated window; with a larger one the outputs of a phase are d stride
    pixels apart, and those of neighbouring phases one.

    Source   tf.nn.depthwise_conv2d: space_to_batch_nd, the convolution, batch_to_space_nd

    >>> axis = Phased(size=1, stride=2, dilation=2)
    >>> axis.out(11), [axis.taps(j, 11)[0] for j in range(axis.out(11))]
    (5, [0, 1, 4, 5, 8])
    """

    size: int
    stride: int
    dilation: int
    pad_lo: int = 0
    pad_hi: int = 0

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""
        d = self.dilation
        return (n + self.pad_lo + self.pad_hi - d * self.size) * Fraction(1, self.stride) + d

    def out(self, n: int) -> int:
        """Output size [px of y]; below 0 where the phases are shorter than the window."""
        phase, fill = self.phases(n)
        return self.dilation * toward_zero(phase - self.size + self.stride, self.stride) - fill

    def phases(self, n: int) -> tuple[int, int]:
        """Pixels a phase of n, and those that are added so that all phases have as many [px]."""
        padded, d = n + self.pad_lo + self.pad_hi, self.dilation
        phase = -(-padded // d)
        return phase, d * phase - padded

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        d = self.dilation
        first = j // d * self.stride * d + j % d - self.pad_lo
        return within(range(first, first + d * (self.size - 1) + 1, d), n)

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        return self.stride * self.dilation, self.dilation
