"""Flax (flax.linen, flax.nnx) and jax (jax.lax, jax.numpy, jax.image).

    n' = input_dilation (n - 1) + 1;  a window that finds no place gives 0 pixels, and is no error

    conv            'same' ceil(n / s), unless told otherwise; else max(0, floor((n' + p - extent) / s) + 1);
                    causal in one dimension; circular and reflect with padding 'same' only;
                    a named padding excludes input_dilation; negative padding crops what is there
    conv_transpose  'same' n s, unless told otherwise; 'valid' n s + max(extent - s, 0); numbers are the
                    padding of the dilated map: (n - 1) s + p - extent + 2, so that more of it gives more
    pooling         stride 1 unless given; padding by name or in pairs; no ceil_mode, no dilation
    padding         reflect, symmetric, circular as often as needed; interior sets pixels between pixels
    resize          to a size only

Source  flax.linen.Conv, ConvTranspose, max_pool; jax.lax.conv_general_dilated, conv_transpose,
        reduce_window, pad; jax.numpy.pad; jax.image.resize
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from shapeplan.axis import Axis, Same, Window
from shapeplan.dialects import Dialect, Kernel, named_pads
from shapeplan.fault import Fault

_POOL = {"stride": 1, "padding": "valid"}
_SAME = {"padding": "same"}
_RESIZES = {"nearest", "linear", "bilinear", "trilinear", "cubic", "bicubic", "lanczos3", "lanczos5"}
_WRAPPING = {"circular", "reflect"}


class Flax(Dialect):
    """Flax's rules, and those of jax below it."""

    name: ClassVar = "flax"
    channels_last: ClassVar = True
    defaults: ClassVar = {
        "conv": _SAME, "conv_transpose": _SAME, "depthwise_conv": _SAME, "separable_conv": _SAME,
        "max_pool": _POOL, "avg_pool": _POOL, "sum_pool": _POOL,
    }  # fmt: skip
    allows: ClassVar = frozenset({"input_dilation", "negative_padding", "circular_transpose"})
    limited: ClassVar = frozenset({"conv", "conv_transpose", "depthwise_conv", "separable_conv"})
    dilated_pools: ClassVar = frozenset()

    def check(self, kernels: Sequence[Kernel]) -> None:
        """Refuses a named padding beside an input_dilation on any axis."""
        if isinstance(kernels[0].padding, str) and any(kernel.base_dilation > 1 for kernel in kernels):
            raise self.refusal("takes no named padding beside an input_dilation", "padding", hint="padding: 1")

    def padding_form(self, op: str, padding: Any, mode: str = "zeros") -> None:
        """Refuses a pooling's padding as numbers; filled convolutions are 'same'."""
        numbers = padding if isinstance(padding, (tuple, list)) else (padding,)
        bare = next((p for p in numbers if isinstance(p, int) and p), None)
        if bare and op.endswith("_pool"):
            text = "takes the padding of a pooling as pairs [before, after], not as numbers"
            raise self.refusal(text, "padding", hint=f"padding: [[{bare}, {bare}], ...]")
        known = {"zeros", "circular"} if op == "conv_transpose" else {"zeros", *_WRAPPING}
        if mode not in known or (mode != "zeros" and padding != "same"):
            what = f"padding mode {mode}" if mode not in known else f"padding mode {mode} only with padding 'same'"
            raise self.refusal(f"has {'no ' if mode not in known else ''}{what}", "padding_mode")

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution."""
        reach = kernel.extent - 1
        if kernel.mode in _WRAPPING:  # padded first, whatever the stride
            return self.window(kernel, reach // 2, reach - reach // 2)
        if kernel.padding in {"same", "same_lower"}:
            return Same(kernel.size, kernel.stride, kernel.dilation, lower=kernel.padding == "same_lower")
        if kernel.padding == "causal":
            if kernel.rank > 1:
                raise self.refusal(f"has padding 'causal' in one dimension, and the map has {kernel.rank}", "padding")
            return self.window(kernel, reach, 0)
        return self.window(kernel, *self.pads(kernel))

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution: one of stride 1 over pixels that are `stride` apart, and padded."""
        if output_padding:
            raise self.refusal("has no output_padding", "output_padding", hint="padding: [[before, after], ...]")
        k, s = kernel.extent, kernel.stride
        if kernel.padding == "same_lower" and s == 1:  # lax.conv_transpose hands it on to the convolution
            return Same(kernel.size, 1, kernel.dilation, lower=True)
        if kernel.padding == "same":
            lo = k - 1 if s > k - 1 else -(-(k + s - 2) // 2)
            return self.spread(kernel, lo, k + s - 2 - lo)
        if kernel.padding == "valid":
            return self.spread(kernel, k - 1, s - 1 + max(k - s, 0))
        return self.spread(kernel, *self.pads(kernel))

    def conv_transpose_to(self, kernel: Kernel, output_padding: int | None, n: int, wanted: int) -> Axis:  # noqa: ARG002
        """Refused: the size follows from the padding."""
        raise self.refusal("has no output_size", "output_size", hint="padding: [[before, after], ...]")

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        if ceil_mode:
            raise self.refusal("has no ceil_mode", "ceil_mode", hint="padding: same")
        if kernel.padding in {"same", "same_lower"}:
            return Same(kernel.size, kernel.stride, lower=kernel.padding == "same_lower")
        return self.window(kernel, *self.pads(kernel))

    def resize(self, ratio: Fraction, points: int | None) -> Axis:  # noqa: ARG002
        """Refused: jax.image.resize takes the shape."""
        raise self.refusal("resizes to a size, not by a factor", "scale_factor", hint="size: [H, W]")

    def upsampling(self, mode: str, rank: int, *, sized: bool) -> None:  # noqa: ARG002
        """Refuses what jax.image.resize lacks; its cubic is the bicubic of two dimensions."""
        if mode not in _RESIZES:
            raise self.refusal(f"has no mode '{mode}'", "mode", hint="mode: " + " or ".join(sorted(_RESIZES)))

    def least(self, op: str) -> int:  # noqa: ARG002
        """Every layer returns maps without pixels."""
        return 0

    def takes(self, op: str) -> int:  # noqa: ARG002
        """Every layer takes maps without pixels."""
        return 0

    def window_fits(self, kernel: Kernel, n: int) -> None:
        """Refuses negative padding that takes off more than there is."""
        if isinstance(kernel.padding, str):
            return
        apart = kernel.stride if kernel.op == "conv_transpose" else kernel.base_dilation
        lo, hi = kernel.padding
        if Window(pad_lo=lo, pad_hi=hi, base_dilation=apart).padded(n) < 0:
            raise self.refusal(f"cannot take {-lo} and {-hi} px off an axis of {n}", "padding")

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses what cannot be copied: negative amounts, or from no pixel."""
        if mode in {"zeros", "constant"}:
            return
        if min(before, after) < 0:
            raise self.refusal(f"has no negative {mode} padding", "padding", hint="mode: zeros")
        if n == 0 and max(before, after) > 0:
            raise self.refusal(f"has no pixel to copy into {mode} padding", "padding")

    def window(self, kernel: Kernel, lo: int, hi: int) -> Window:
        """The window that slides over the padded axis."""
        return Window(kernel.size, kernel.stride, lo, hi, kernel.dilation, kernel.base_dilation, "floor_zero")

    def spread(self, kernel: Kernel, lo: int, hi: int) -> Window:
        """The window of a transposed convolution, over pixels that are `stride` apart."""
        return Window(kernel.size, 1, lo, hi, kernel.dilation, kernel.stride, "floor_zero")

    def pads(self, kernel: Kernel) -> tuple[int, int]:
        """Pixels before and after; of the names only 'valid'."""
        pads = named_pads(kernel)
        if pads is None or kernel.padding in {"half", "full"}:
            raise self.no_padding(kernel, pads)
        return pads

    def no_padding(self, kernel: Kernel, pads: tuple[int, int] | None) -> Fault:
        """The refusal of a name, with the numbers that it stands for."""
        hint = f"padding: [[{pads[0]}, {pads[1]}], ...]" if pads else None
        return self.refusal(f"has no padding '{kernel.padding}' for {kernel.op}", "padding", hint=hint)


DIALECT = Flax()
