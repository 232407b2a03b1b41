"""What the convolutions share: a kernel, groups of channels, weights and bias."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal

from pydantic import Field

from shapeplan.axis import Axis, Same, Window
from shapeplan.dialects import Dialect, Kernel
from shapeplan.fault import Fault
from shapeplan.ops._fields import Count, Flag, NaturalPerAxis, SignedPadding, SizePerAxis, spread
from shapeplan.ops._kernels import kernels
from shapeplan.ops._spatial import SpatialOp, at_axis, each_axis
from shapeplan.shape import Shape, Size, product


class ConvOp(SpatialOp):
    """A convolution of any kind. Subclasses say how many channels come out and in how many groups."""

    family: ClassVar = "conv"

    kernel_size: NaturalPerAxis = Field(description="Taps of the window.")
    stride: SizePerAxis = Field(1, description="Pixels that the window moves by.")
    padding: SignedPadding = Field(0, description="Pixels added around the map, or same, valid, half, full.")
    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    bias: Flag = Field(True, description="Whether a bias is added to each output channel.")
    in_channels: Count | None = Field(None, description="Channels of the input: checked, not needed.")

    def channels(self, c: Size) -> Size:
        """Output channels, when the groups divide them and the input's."""
        check_channels(self.in_channels, c, "in_channels")
        return divided(c, self.width(c), self.split(c))

    def parameters(self, c: Size, rank: int) -> Size:
        """Weights and biases [1]."""
        return weights(c, self.width(c), self.split(c), self.taps(rank), bias=self.bias)

    def kernels(self, rank: int) -> list[Kernel]:
        """The window of each axis."""
        more = {"apart": getattr(self, "input_dilation", 1), "mode": getattr(self, "padding_mode", "zeros")}
        return kernels(self.op_name(), rank, self.kernel_size, self.stride, self.padding, self.dilation, **more)

    def checked_kernels(self, rank: int, dialect: Dialect) -> list[Kernel]:
        """The window of each axis, if the dialect has such windows. Raises Fault."""
        found = self.kernels(rank)
        dialect.padding_form(self.op_name(), self.padding, found[0].mode)
        each_axis(dialect.has, found)
        dialect.check(found)
        return found

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether the dialect may want more pixels than the window needs."""
        return self.op_name() in dialect.limited

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """The dialect may want more pixels than the window needs."""
        if self.op_name() not in dialect.limited:
            return
        for i, (kernel, n) in enumerate(zip(self.kernels(len(sizes)), sizes, strict=True)):
            if n is not None:
                with at_axis(i + 1):
                    dialect.window_fits(kernel, n)

    def beyond_taps(self, i: int, length: int) -> str | None:
        """Circular padding reads the other end."""
        return "pads each end with the other" if getattr(self, "padding_mode", "zeros") == "circular" else None

    def taps(self, rank: int) -> int:
        """Taps of the whole window [1]."""
        return prod(spread(self.kernel_size, rank, "kernel_size"))

    def macs(self, inputs: tuple[Shape, ...], output: Shape) -> Size:
        """Every output pixel takes a product for each weight of its channel [1]."""
        c, rank = inputs[0][0], len(inputs[0]) - 1
        return product((weights(c, self.width(c), self.split(c), self.taps(rank), bias=False), *output[1:]))

    def width(self, c: Size) -> Size:
        """Channels of the output."""
        raise NotImplementedError

    def split(self, c: Size) -> Size:
        """Groups of channels."""
        raise NotImplementedError


class SlidingConv(ConvOp):
    """A convolution whose window slides over the map, as all do but the transposed."""

    padding_mode: Literal["zeros", "reflect", "replicate", "circular"] = Field(
        "zeros", description="What the padding is filled with."
    )

    def copies_edges(self) -> bool:
        """As the mode says."""
        return self.padding_mode != "zeros"

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """One window an axis."""
        return each_axis(dialect.conv, self.checked_kernels(rank, dialect))

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether there is more than zeros around the map, too."""
        return super().minds_sizes(dialect) or self.padding_mode != "zeros"

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """Padding that is copied from the map must fit into it."""
        super().limits(sizes, dialect)
        if self.padding_mode == "zeros":
            return
        for i, (axis, n) in enumerate(zip(self.axes(len(sizes), dialect), sizes, strict=True)):
            window = axis.window(n) if isinstance(axis, Same) and n is not None else axis
            if n is not None and isinstance(window, Window):
                with at_axis(i + 1):
                    dialect.pad(self.padding_mode, window.pad_lo, window.pad_hi, n)


class GroupedConv(ConvOp):
    """A convolution that states its output channels and groups."""

    main: ClassVar = "out_channels"

    out_channels: Count = Field(description="Channels of the output.")
    groups: Count = Field(1, description="Groups of channels that do not see each other.")

    def kernels(self, rank: int) -> list[Kernel]:
        """The window of each axis, with the groups."""
        return [replace(kernel, groups=self.groups) for kernel in super().kernels(rank)]

    def width(self, c: Size) -> Size:
        """Channels of the output."""
        return self.out_channels

    def split(self, c: Size) -> Size:
        """Groups of channels."""
        return self.groups


def check_channels(declared: int | None, c: Size, field: str) -> None:
    """Raises Fault where the spec states another number of channels than arrives."""
    if declared is not None and c is not None and declared != c:
        raise Fault(
            "channel-mismatch",
            f"{field} is {declared}, and {c} channels arrive",
            field=field,
            axis=0,
            hint=f"{field}: {c}, or leave {field} out",
        )


def divided(c: Size, width: Size, groups: Size) -> Size:
    """`width`, when `groups` divides it and the c input channels. Raises Fault."""
    if groups is not None:
        check_groups(groups, c, "input channels")
        check_groups(groups, width, "output channels")
    return width


def check_groups(groups: int, n: Size, what: str, field: str = "groups") -> None:
    """Raises Fault where n channels do not fall into equal groups."""
    if n is not None and n % groups:
        raise Fault(
            "groups",
            f"{field} = {groups} does not divide the {n} {what} ({n} = {n // groups} * {groups} + {n % groups})",
            field=field,
            axis=0,
        )


def weights(c: Size, width: Size, groups: Size, taps: int, *, bias: bool) -> Size:
    """Numbers in a kernel of c / groups x width x taps, and its bias [1]."""
    if c is None or width is None or groups is None:
        return None
    return c // groups * width * taps + (width if bias else 0)
