"""Keras 3 (keras.layers, on TensorFlow).

    padding         the words 'same' and 'valid', in 1-D convolutions also 'causal'; no numbers
    conv            same ceil(n / s), valid floor((n - extent) / s) + 1, causal floor((n - 1) / s) + 1;
                    no stride beside a dilation; an empty result is refused
    depthwise_conv, separable_conv   as conv, in 1-D and 2-D, also with both; one stride for both axes
                    where there is no dilation
    conv_transpose  output_padding None: same n s, valid (n - 1) s + max(extent, s);
                    given: same (n - 1) s + extent % 2 + op, valid (n - 1) s + extent + op; op < s;
                    no dilation on a CPU; same with an even extent needs op > 0
    pooling         same ceil(n / s), valid trunc((n - k + s) / s): a window up to s - 1 px too large
                    gives an axis without pixels when run; a functional model refuses it
    upsampling      whole factors; modes other than nearest in 2-D
    crop            to a size beyond the map: resized to it, in 2-D
    global pooling  keepdims=False

Kernels of oneDNN, which TensorFlow uses on some machines unless told otherwise, also take unequal
strides of a depthwise convolution.

Source  keras/src/backend/tensorflow/nn.py; keras/src/backend/common/backend_utils.py
        _get_output_shape_given_tf_padding; keras/src/layers/convolutional; tensorflow
        conv_grad_shape_utils.cc
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from shapeplan.axis import Axis, Same, Window
from shapeplan.dialects import Kernel, check_below
from shapeplan.dialects._tf_kernels import OnTensorFlow, cut_in_front, spreading, spreading_to
from shapeplan.fault import Fault

POOLS = {"max_pool", "avg_pool"}
DEPTHWISE = {"depthwise_conv", "separable_conv"}
MODES = {"nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5"}


class Keras(OnTensorFlow):
    """The rules of Keras 3."""

    name: ClassVar = "keras"
    defaults: ClassVar = {
        "conv_transpose": {"output_padding": None},
        "global_avg_pool": {"keepdim": False},
        "global_max_pool": {"keepdim": False},
    }
    dilated_pools: ClassVar = frozenset()
    crop_resizes: ClassVar = True

    def padding_form(self, op: str, padding: Any, mode: str = "zeros") -> None:  # noqa: ARG002 - words whatever the mode
        """Refuses pixels: the padding of a window is a word."""
        if not isinstance(padding, str) and padding != 0:
            text = f"states the padding of {op} as 'same' or 'valid', not in pixels"
            raise self.refusal(text, "padding", hint="padding: same, or pad in front")

    def check(self, kernels: Sequence[Kernel]) -> None:
        """Refuses a stride beside a dilation; of depthwise convolutions three axes and unequal strides."""
        first = kernels[0]
        self.only_zeros(first)
        strided, dilated = (any(getattr(k, field) > 1 for k in kernels) for field in ("stride", "dilation"))
        if first.op in DEPTHWISE:
            if first.rank > len("HW"):
                raise self.refusal(f"has no {first.op} of {first.rank} axes", "kernel_size")
            if not dilated:
                self.one_stride({k.stride for k in kernels}, first.op)
        elif strided and dilated:
            raise self.refusal(f"has no {first.op} with both a stride and a dilation", "dilation", hint="stride: 1")

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution."""
        match self.word(kernel):
            case "same":
                return Same(kernel.size, kernel.stride, kernel.dilation)
            case "causal" if kernel.op == "conv" and kernel.rank == 1:
                return Window(kernel.size, kernel.stride, kernel.extent - 1, 0, kernel.dilation)
            case "valid":
                return Window(kernel.size, kernel.stride, dilation=kernel.dilation)
        raise self.unknown(kernel)

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution; an output_padding of 0 is another thing than none."""
        self.undilated_transpose(kernel)
        same = self.transposed_same(kernel)
        if output_padding is None:
            length = kernel.stride if same else max(kernel.extent, kernel.stride)
        else:
            check_below(output_padding, kernel.stride, f"the stride {kernel.stride}")
            length = (kernel.extent % 2 if same else kernel.extent) + output_padding
        if length < 1:
            text = f"needs output_padding with padding 'same' and an even kernel ({kernel.size})"
            raise self.refusal(text, "output_padding", hint="leave output_padding out: n stride pixels")
        return spreading(kernel, cut_in_front(kernel, length) if same else 0, length)

    def conv_transpose_to(self, kernel: Kernel, output_padding: int | None, n: int, wanted: int) -> Axis:  # noqa: ARG002
        """A transposed convolution that makes `wanted` pixels of n: by some output_padding, or none."""
        self.undilated_transpose(kernel)
        return spreading_to(kernel, n, wanted, None if self.transposed_same(kernel) else (0, 0))

    def transposed_same(self, kernel: Kernel) -> bool:
        """Whether the padding of a transposed convolution is 'same' and not 'valid'."""
        word = self.word(kernel)
        if word not in {"same", "valid"}:
            raise self.unknown(kernel)
        return word == "same"

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        if ceil_mode:
            raise self.refusal("has no ceil_mode", "ceil_mode", hint="padding: same")
        match self.word(kernel):
            case "same":
                return Same(kernel.size, kernel.stride)
            case "valid":
                return Window(kernel.size, kernel.stride, rounding="trunc_sum")
        raise self.unknown(kernel)

    def least(self, op: str) -> int:
        """A pooling may return a map without pixels."""
        return 0 if op in POOLS else 1

    def takes(self, op: str) -> int:  # noqa: ARG002 - all layers
        """What a pooling left without pixels is taken by the next layer."""
        return 0

    def upsampling(self, mode: str, rank: int, *, sized: bool) -> None:
        """Refuses modes that there are not, and what UpSampling1D and UpSampling3D lack."""
        if mode not in MODES:
            raise self.refusal(f"has no mode '{mode}'", "mode", hint="mode: bilinear")
        if rank != len("HW") and (sized or mode != "nearest"):
            raise self.refusal(f"upsamples {rank} axes by a factor and mode nearest only", "size" if sized else "mode")

    def word(self, kernel: Kernel) -> str:
        """The padding as Keras says it."""
        self.padding_form(kernel.op, 0 if kernel.padding == (0, 0) else kernel.padding)
        return kernel.padding if isinstance(kernel.padding, str) else "valid"

    def unknown(self, kernel: Kernel) -> Fault:
        """The fault of a word that the layer does not know."""
        return self.refusal(f"has no padding '{kernel.padding}' for {kernel.op} of {kernel.rank} axes", "padding")


DIALECT = Keras()
