"""ONNX, as ONNX Runtime executes it.

    conv            floor((n + p - extent) / s) + 1; same, same_lower: ceil(n / s), without dilation
    conv_transpose  (n - 1) s + extent + output_padding - p, output_padding < s;
                    same, same_lower: cut to n s where it is more;
                    output_size o: what is too much is cut, the odd pixel before (but with same), and what is
                    missing is added behind; refused where a convolution of o would not give n
    pooling         stride = 1 unless given; padding < kernel_size; dilation also of averaging and norms;
                    trunc((n + p - extent) / s) + 1, and with ceil_mode ceil(...) + 1 without a window that
                    starts in the padding behind: a window that is too large still gives 1 pixel or 0;
                    same, same_lower: the padding of an undilated window, for a dilated one, too;
                    a negative one is a crop, which max_pool without dilation refuses
    resize          floor(n scale) in single precision; not_larger, not_smaller: n scale to the nearest
    padding         negative amounts are cut first; what is left is at least 1 pixel where the mode copies,
                    and more than the padding for reflect; circular copies it as often as needed
    slicing         Python's, but backward from before the first entry is from the first
    empty maps      returned by pooling, resizing by a factor, padding with a constant, and slicing

Source  onnx.ai/onnx/operators, opset 21: Conv-11, ConvTranspose-11, MaxPool-12, AveragePool-19, Resize-19,
        Pad-21, Slice-13;
        onnxruntime/core/providers: common.h ComputePad, cpu/nn/conv_transpose_attributes.h,
        cpu/nn/pool_attributes.h, cpu/tensor/{upsamplebase.h, pad.cc, slice_helper.h}
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from shapeplan.axis import Axis, Fixed, Rounding, Same, Scale, Window
from shapeplan.dialects import Dialect, Kernel, check_below, named_pads, transposed
from shapeplan.fault import Fault
from shapeplan.slicing import Part

SINGLE = 24  # significant bits

SAME = {"same", "same_lower"}  # SAME_UPPER, SAME_LOWER


class Onnx(Dialect):
    """The rules of ONNX Runtime."""

    name: ClassVar = "onnx"
    defaults: ClassVar = {op: {"stride": 1} for op in ("max_pool", "avg_pool", "lp_pool")}
    dilated_pools: ClassVar = frozenset({"max_pool", "avg_pool", "lp_pool"})
    allows: ClassVar = frozenset({"backward_slice", "padded_lp_pool"})
    limited: ClassVar = frozenset({"max_pool"})

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution; 'same' with a stride beyond the kernel may begin at the second pixel, which is not told here."""
        if kernel.padding in SAME:
            if kernel.dilation > 1:
                raise self.refusal(f"has no dilation with padding '{kernel.padding}'", "padding")
            return Same(kernel.size, kernel.stride, lower=kernel.padding == "same_lower")
        lo, hi = self.pads(kernel)
        return Window(kernel.size, kernel.stride, lo, hi, kernel.dilation)

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution; same cuts off what is more than n s, which does not depend on n."""
        extra = self.added(kernel, output_padding)
        if kernel.padding in SAME:
            lo, hi = halves(max(kernel.extent + extra - kernel.stride, 0), upper=kernel.padding == "same")
        else:
            lo, hi = self.pads(kernel)
        return transposed(kernel, lo, hi - extra)

    def conv_transpose_to(self, kernel: Kernel, output_padding: int | None, n: int, wanted: int) -> Axis:
        """A transposed convolution that makes `wanted` pixels of n, whatever its padding."""
        extra = self.added(kernel, output_padding)
        full = (n - 1) * kernel.stride + kernel.extent
        most = full + kernel.stride - 1
        if not 1 <= wanted <= most:
            text = f"output_size {wanted} is out of reach: 1 to {most}, of which a convolution makes {n} px again"
            raise Fault("output-padding-range", text, field="output_size")
        if wanted > full + extra:
            return transposed(kernel, 0, full - wanted)
        lo, hi = halves(full + extra - wanted, upper=kernel.padding == "same")
        return transposed(kernel, lo, hi - extra)

    def added(self, kernel: Kernel, output_padding: int | None) -> int:
        """The output_padding, below the stride."""
        extra = output_padding or 0
        check_below(extra, kernel.stride, f"the stride {kernel.stride}")
        return extra

    def padding_form(self, op: str, padding: Any, mode: str = "zeros") -> None:  # noqa: ARG002 - whatever its amount
        """Refuses anything but zeros around a convolution."""
        if mode != "zeros":
            text = f"pads a convolution with zeros, not in mode '{mode}'"
            raise self.refusal(text, "padding_mode", hint="a pad layer in front")

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        rounding: Rounding = "ceil_inside" if ceil_mode else "trunc"
        if kernel.padding in SAME:
            lower = kernel.padding == "same_lower"
            return Same(kernel.size, kernel.stride, kernel.dilation, lower, undilated=True, rounding=rounding)
        lo, hi = self.pads(kernel)
        if max(lo, hi) >= kernel.size:
            raise self.refusal(
                f"allows padding below the kernel_size {kernel.size}, and it is {max(lo, hi)}", "padding"
            )
        return Window(kernel.size, kernel.stride, lo, hi, kernel.dilation, rounding=rounding)

    def window_fits(self, kernel: Kernel, n: int) -> None:
        """Refuses a max_pool whose padding 'same' would be a crop; the kernel for dilations takes it."""
        if kernel.padding in SAME and not kernel.dilated:
            last = (-(-n // kernel.stride) - 1) * kernel.stride
            if last + kernel.size < n:
                text = f"max_pool with padding '{kernel.padding}' must reach the last of {n} px, and its last window"
                raise self.refusal(f"{text} ends at {last + kernel.size}", "padding")

    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio."""
        return Scale(ratio, points, SINGLE)

    def resize_alike(self, policy: str, ratios: Sequence[Fraction], points: int | None) -> Axis:
        """The smallest of the ratios for not_larger, the largest for not_smaller."""
        ratio = min(ratios) if policy == "not_larger" else max(ratios)
        return Scale(ratio, points, SINGLE, halves_up=True)

    def resize_to(self, size: int, points: int | None) -> Axis:
        """Resizing to a size, which is a scale above 0."""
        if size == 0:
            raise self.refusal("resizes to 1 pixel or more", "size")
        return Fixed(size, points)

    def least(self, op: str) -> int:
        """Some return maps without pixels."""
        return 0 if op in {"max_pool", "avg_pool", "lp_pool", "upsample", "pad", "slice"} else 1

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses padding that copies pixels where none are left, or beyond those that reflect mirrors."""
        if mode in {"zeros", "constant"}:
            return
        if mode == "symmetric":
            raise self.refusal("has no padding mode 'symmetric'", "mode", hint="mode: reflect")
        left = n + min(before, 0) + min(after, 0)
        if left < 1:
            raise self.refusal(f"copies pixels into {mode} padding, and none of {n} are left", "padding")
        if mode == "reflect" and max(before, after) >= left:
            text = (
                f"copies at most {left - 1} of {left} px into reflect padding, and {max(before, after)} are asked for"
            )
            raise self.refusal(text, "padding")

    def kept(self, n: int, part: slice) -> Part:
        """As Python, but a start in front of the first entry is the first, backward, too."""
        if part.step < 0 and part.start is not None and part.start < -n:
            part = slice(0, part.stop, part.step)
        return super().kept(n, part)

    def pads(self, kernel: Kernel) -> tuple[int, int]:
        """Pixels before and after."""
        pads = named_pads(kernel)
        if pads is None:
            raise self.refusal(f"has no padding '{kernel.padding}' for {kernel.op}", "padding")
        return pads


def halves(total: int, *, upper: bool) -> tuple[int, int]:
    """What is cut before and after; the odd pixel before, unless `upper`."""
    before = total // 2 if upper else total - total // 2
    return before, total - before


DIALECT = Onnx()
