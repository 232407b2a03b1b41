"""TensorFlow (tf.nn, tf.image, tf.pad), where one op stands for the functions of all ranks.

    padding         'same', 'valid'; in pixels for 2-D convolutions, undilated max pools of one or two
                    axes (less than k), and dilated pools
    conv            same ceil(n / s), others trunc((n + p0 + p1 - extent + s) / s): a window up to s - 1 px
                    too large gives an axis without pixels. Implicit groups in 1-D and 2-D;
                    a dilation in 3-D (tf.nn.convolution) only with stride 1
    depthwise_conv, separable_conv   2-D, one stride for both axes; with a dilation computed phase by
                    phase, `Phased`
    conv_transpose  to a size that is stated, from which the convolution leads back; no dilation on a
                    CPU, no groups, no output_padding
    pooling         as conv; dilation (tf.nn.pool) not with 'same' and not with a stride
    fractional_max_pool   floor(n / pooling_ratio) in single precision; ratios from 1
    resize          2-D; whole factors, sizes, or the nearest whole number to n min(size / n) in single
                    precision (preserve_aspect_ratio: `aspect: not_larger`)
    unfold          (extract_patches) leaves the windows in their place

Source  tensorflow/python/ops/nn_ops.py _WithSpaceToBatch, convolution_internal, pool_v2;
        tensorflow/core/framework/kernel_shape_util.cc GetWindowedOutputSizeVerbose;
        tensorflow/core/kernels/conv_grad_shape_utils.cc; image_ops_impl.py _resize_images_common
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from shapeplan.axis import Axis, Same, Scale, Window
from shapeplan.dialects import Kernel
from shapeplan.dialects._tf_kernels import OnTensorFlow, spreading, spreading_to
from shapeplan.phased import Phased

SINGLE = 24  # significant bits

POOLS = {"max_pool", "avg_pool"}
DEPTHWISE = {"depthwise_conv", "separable_conv"}
EMPTY = {"conv", "unfold", *DEPTHWISE, *POOLS}  # ops that return maps without pixels
MODES = {
    "nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic",
}  # fmt: skip


class TensorFlow(OnTensorFlow):
    """The rules of TensorFlow."""

    name: ClassVar = "tensorflow"
    dilated_pools: ClassVar = frozenset(POOLS)
    sized_transpose: ClassVar = True
    unfolds_to_map: ClassVar = True

    def check(self, kernels: Sequence[Kernel]) -> None:
        """Refuses what the functions of that op lack."""
        first = kernels[0]
        self.only_zeros(first)
        strided, dilated = (any(getattr(k, field) > 1 for k in kernels) for field in ("stride", "dilation"))
        if first.op == "conv" and first.rank > len("HW"):
            if first.groups > 1:
                raise self.refusal("has no groups of a 3-D convolution on a CPU", "groups", hint="groups: 1")
            if strided and dilated:
                raise self.refusal("has no 3-D convolution with both a stride and a dilation", "dilation")
        if first.op in DEPTHWISE:
            if first.rank != len("HW"):
                raise self.refusal(f"has no {first.op} of {first.rank} axes, only of 2", "kernel_size")
            self.one_stride({k.stride for k in kernels}, first.op)
        if first.op in POOLS and dilated:
            self.dilated_pool(first.op, [k.padding for k in kernels], strided=strided)

    def dilated_pool(self, op: str, paddings: Sequence[object], *, strided: bool) -> None:
        """Refuses what tf.nn.pool does not do with a dilation."""
        if strided:
            raise self.refusal(f"has no {op} with both a stride and a dilation", "dilation", hint="stride: 1")
        if "same" in paddings:
            raise self.refusal(f"has no {op} with padding 'same' and a dilation", "padding", hint="padding: valid")

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution; a depthwise one with a dilation goes phase by phase."""
        pads = self.pads(kernel)
        if kernel.op in DEPTHWISE and kernel.dilated and kernel.stride > 1:
            reach = kernel.extent - 1
            lo, hi = (reach // 2, reach - reach // 2) if pads is None else pads
            return Phased(kernel.size, kernel.stride, kernel.dilation, lo, hi)
        if pads is None:
            return Same(kernel.size, kernel.stride, kernel.dilation)
        return Window(kernel.size, kernel.stride, *pads, kernel.dilation, rounding="trunc_sum")

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution to the smallest size; which, an output_size will say."""
        self.undilated_transpose(kernel)
        if output_padding:
            raise self.refusal("has no output_padding", "output_padding", hint="output_size: ...")
        pads = self.pads(kernel)
        return spreading(kernel, 0, 1 if pads is None else kernel.extent - sum(pads))

    def conv_transpose_to(self, kernel: Kernel, output_padding: int | None, n: int, wanted: int) -> Axis:
        """A transposed convolution that makes `wanted` pixels of n."""
        self.conv_transpose(kernel, output_padding)
        return spreading_to(kernel, n, wanted, self.pads(kernel))

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        if ceil_mode:
            raise self.refusal("has no ceil_mode", "ceil_mode", hint="padding: same")
        pads = self.pads(kernel)
        if pads is None:
            return Same(kernel.size, kernel.stride)
        if kernel.dilation == 1 and max(pads) >= kernel.size:
            raise self.refusal(f"wants padding below the window's {kernel.size} px", "padding")
        return Window(kernel.size, kernel.stride, *pads, kernel.dilation, rounding="trunc_sum")

    def pads(self, kernel: Kernel) -> tuple[int, int] | None:
        """Pixels before and after; None for 'same'. Raises Fault."""
        padding = kernel.padding
        if padding in ("same", "valid"):
            return None if padding == "same" else (0, 0)
        if isinstance(padding, str):
            raise self.refusal(f"has no padding '{padding}' for {kernel.op}", "padding", hint="padding: same or valid")
        if padding != (0, 0) and not self.takes_pixels(kernel):
            text = f"states the padding of {kernel.op} of {kernel.rank} axes as 'same' or 'valid', not in pixels"
            raise self.refusal(text, "padding", hint="pad in front")
        return padding

    def takes_pixels(self, kernel: Kernel) -> bool:
        """Whether the padding may be stated in pixels."""
        if kernel.op in POOLS:
            return kernel.dilation > 1 or (kernel.op == "max_pool" and kernel.rank <= len("HW"))
        return kernel.op != "unfold" and kernel.rank == len("HW")

    def fractional_pool(self, ratio: Fraction | None) -> Axis:
        """A fractional pooling."""
        if ratio is None:
            raise self.refusal("states a fractional pooling by its pooling_ratio", "pooling_ratio")
        if ratio < 1:
            raise self.refusal(f"wants a pooling_ratio of at least 1, and it is {float(ratio):g}", "pooling_ratio")
        return Scale(1 / ratio, None, SINGLE, divides=True)

    def resize_alike(self, policy: str, ratios: Sequence[Fraction], points: int | None) -> Axis:
        """Resizing that keeps the aspect within the size."""
        if policy != "not_larger":
            raise self.refusal(f"keeps the aspect within the size, not by '{policy}'", "aspect")
        return Scale(min(ratios), points, SINGLE, nearest=True)

    def upsampling(self, mode: str, rank: int, *, sized: bool) -> None:  # noqa: ARG002 - factors as sizes
        """Refuses modes that there are not, and maps that are no images."""
        if rank != len("HW"):
            raise self.refusal(f"resizes images, and the map has {rank} axes", "mode")
        if mode not in MODES:
            raise self.refusal(f"has no mode '{mode}'", "mode", hint="mode: bilinear")

    def least(self, op: str) -> int:
        """Windows may return a map without pixels."""
        return 0 if op in EMPTY else 1

    def takes(self, op: str) -> int:  # noqa: ARG002 - all functions
        """What a window left without pixels is taken by the next function."""
        return 0


DIALECT = TensorFlow()
