"""PyTorch (torch.nn, torch.nn.functional).

    conv            floor((n + 2 p - extent) / s) + 1; 'same' only with stride 1, the odd pixel behind
    conv_transpose  (n - 1) s - 2 p + extent + output_padding; output_padding < max(s, d)
    pooling         stride = kernel_size; padding <= kernel_size / 2;
                    ceil_mode drops a window that starts in the padding behind;
                    3-D averaging needs n >= kernel_size, padding aside
    resize          floor(n scale) in double precision
    padding modes   reflect below n pixels, circular at most n

Source  torch.nn.Conv2d, ConvTranspose2d, MaxPool2d, Upsample, ReflectionPad2d;
        ATen/native/Pool.h pooling_output_shape
"""

from __future__ import annotations

from fractions import Fraction

from shapeplan.axis import Axis, Same, Scale, Window
from shapeplan.dialects import Dialect, Pads
from shapeplan.fault import Fault

DOUBLE = 53  # significant bits

_REACH = {"reflect": -1, "circular": 0}  # pixels that a mode can copy, beside n


class Torch(Dialect):
    """PyTorch's rules."""

    name = "torch"

    def conv(self, size: int, stride: int, padding: Pads, dilation: int) -> Axis:
        """A convolution."""
        if padding == "same":
            if stride != 1:
                raise Fault(
                    "dialect-refuses",
                    f"torch has padding 'same' only with stride 1, and the stride is {stride}",
                    field="padding",
                    hint=f"padding: {dilation * (size - 1) // 2}",
                )
            return Same(size, stride, dilation)
        lo, hi = pads(padding, size, dilation)
        return Window(size, stride, lo, hi, dilation)

    def conv_transpose(self, size: int, stride: int, padding: Pads, output_padding: int, dilation: int) -> Axis:
        """A transposed convolution: the window over pixels that are `stride` apart."""
        if isinstance(padding, str):
            raise Fault(
                "dialect-refuses",
                f"torch takes the padding of a transposed convolution as a number, not as '{padding}'",
                field="padding",
            )
        limit = max(stride, dilation)
        if output_padding >= limit:
            raise Fault(
                "output-padding-range",
                f"output_padding {output_padding} must be smaller than the stride or the dilation, "
                f"max({stride}, {dilation}) = {limit}",
                field="output_padding",
                hint="output_padding: " + " or ".join(map(str, range(min(limit, 8)))),
            )
        lo, hi = padding
        reach = dilation * (size - 1)
        return Window(size, 1, reach - lo, reach - hi + output_padding, dilation, stride)

    def pool(self, size: int, stride: int, padding: Pads, dilation: int, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        if padding == "same":
            raise Fault("dialect-refuses", "torch has no padding 'same' for pooling", field="padding")
        lo, hi = pads(padding, size, dilation)
        if max(lo, hi) > size // 2:
            raise Fault(
                "dialect-refuses",
                f"torch allows padding up to half the kernel, {size} // 2 = {size // 2}, and it is {max(lo, hi)}",
                field="padding",
            )
        return Window(size, stride, lo, hi, dilation, rounding="ceil_inside" if ceil_mode else "floor")

    def window_fits(self, size: int, n: int, rank: int) -> None:
        """Refuses an averaging window larger than the map in three dimensions, whatever the padding."""
        if rank == len("DHW") and n < size:
            raise Fault(
                "dialect-refuses",
                f"torch's 3-D average pooling needs at least the {size} px of its window, padding aside, and gets {n}",
                field="kernel_size",
            )

    def pool_stride(self, size: int) -> int:
        """The stride of a pooling that states none: the kernel size."""
        return size

    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio."""
        return Scale(ratio, points, DOUBLE)

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses padding beyond the pixels that the mode copies."""
        most = n + _REACH.get(mode, max(before, after) - n)
        if max(before, after) > most:
            raise Fault(
                "dialect-refuses",
                f"torch's {mode} padding of {max(before, after)} needs more than the {n} px there are; "
                f"{max(most, 0)} is the most",
                field="padding",
            )


def pads(padding: Pads, size: int, dilation: int) -> tuple[int, int]:
    """Pixels before and after, for the names of convolution arithmetic (Dumoulin & Visin 2016)."""
    reach = dilation * (size - 1)
    match padding:
        case "valid":
            return 0, 0
        case "half":
            return reach // 2, reach // 2
        case "full":
            return reach, reach
        case str():
            raise Fault("dialect-refuses", f"torch has no padding '{padding}'", field="padding")
    return padding


DIALECT = Torch()
