"""What keras (on TensorFlow) and tf.nn share: TensorFlow's kernels, as a CPU runs them without oneDNN.

transposed conv  (n - 1) s + length pixels; accepted where the forward convolution of that size
                 makes n: 'same' 1 <= length <= s, others extent - p0 - p1 <= length < ... + s
reflect          below n pixels; symmetric at most n; negative amounts never
"""

from __future__ import annotations

from fractions import Fraction

from shapeplan.axis import Axis, Scale, Window
from shapeplan.dialects import Dialect, Kernel, stretched

_REACH = {"reflect": -1, "symmetric": 0}  # pixels that a mode can copy, beside n


class OnTensorFlow(Dialect):
    """The rules of TensorFlow's kernels."""

    channels_last = True
    least_block = 2

    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a whole factor."""
        if ratio.denominator > 1:
            raise self.refusal(f"resizes by whole factors, and this one is {float(ratio):g}", "scale_factor")
        return Scale(ratio, points)

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses negative amounts, other modes, and padding beyond the pixels that the mode copies."""
        if min(before, after) < 0:
            raise self.refusal("has no negative padding", "padding", hint="crop: {before: ..., after: ...}")
        if mode in {"zeros", "constant"}:
            return
        if mode not in _REACH:
            raise self.refusal(f"has no padding mode '{mode}'", "mode", hint="mode: symmetric")
        most = n + _REACH[mode]
        if max(before, after) > most:
            text = f"copies at most {most} of {n} px into {mode} padding, and {max(before, after)} are asked for"
            raise self.refusal(text, "padding")

    def only_zeros(self, kernel: Kernel) -> None:
        """Refuses a convolution's padding that is not of zeros."""
        if kernel.mode != "zeros":
            text = f"fills the padding of {kernel.op} with zeros, not by '{kernel.mode}'"
            raise self.refusal(text, "padding_mode", hint="pad: {mode: reflect, ...} in front")

    def undilated_transpose(self, kernel: Kernel) -> None:
        """Refuses dilation and groups, which the gradient of a convolution lacks."""
        if kernel.dilation > 1:
            text = "has no dilation of a transposed convolution on a CPU"
            raise self.refusal(text, "dilation", hint="dilation: 1")
        if kernel.groups > 1:
            raise self.refusal("has no groups of a transposed convolution", "groups", hint="groups: 1")

    def one_stride(self, strides: set[int], op: str) -> None:
        """Refuses strides of a depthwise convolution that differ."""
        if len(strides) > 1:
            text = f"wants one stride for both axes of a {op}, and they are {' and '.join(map(str, sorted(strides)))}"
            raise self.refusal(text, "stride", hint=f"stride: {min(strides)}")


def spreading(kernel: Kernel, before: int, length: int) -> Window:
    """The window of a transposed convolution to (n - 1) stride + length pixels, `before` cut off in front."""
    reach = kernel.extent - 1
    return Window(kernel.size, 1, reach - before, length - 1 + before, kernel.dilation, kernel.stride)


def cut_in_front(kernel: Kernel, length: int) -> int:
    """Pixels that 'same' cuts off in front, of those that do not fit into (n - 1) stride + length."""
    return max(kernel.extent - length, 0) // 2


def spreading_to(kernel: Kernel, n: int, wanted: int, pads: tuple[int, int] | None) -> Axis:
    """The window that makes `wanted` pixels of n; pads is None for 'same'. Raises Fault out of reach."""
    shortest = 1 if pads is None else kernel.extent - sum(pads)
    least = spreading(kernel, 0, shortest).out(n)
    before = cut_in_front(kernel, shortest + wanted - least) if pads is None else pads[0]
    return stretched(spreading(kernel, before, shortest), n, wanted, least, least + kernel.stride - 1)
