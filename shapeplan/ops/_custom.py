"""What a custom layer says about an axis."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from shapeplan.axis import IDENTITY, Axis, Fixed, Rounding, Same, Scale, Window
from shapeplan.ops._fields import Count, Edges, Ratio


class Part(BaseModel):
    """A mapping of the declaration."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WindowPart(Part):
    """A window that slides."""

    size: Count = Field(1, description="Taps.")
    stride: Count = Field(1, description="Pixels that it moves by.")
    padding: Edges = Field(0, description="Pixels added on either side, or [before, after]; negative crops.")
    dilation: Count = Field(1, description="Pixels between neighbouring taps.")
    base_dilation: Count = Field(1, description="Pixels that each pixel of the input takes.")
    rounding: Rounding = Field("floor", description="How the size is rounded.")

    def axis(self) -> Window:
        """The record."""
        lo, hi = (self.padding, self.padding) if isinstance(self.padding, int) else self.padding
        return Window(self.size, self.stride, lo, hi, self.dilation, self.base_dilation, self.rounding)


class SamePart(Part):
    """A window with as much padding as gives one pixel a stride."""

    size: Count = Field(1, description="Taps.")
    stride: Count = Field(1, description="Pixels that it moves by.")
    dilation: Count = Field(1, description="Pixels between neighbouring taps.")

    def axis(self) -> Same:
        """The record."""
        return Same(self.size, self.stride, self.dilation)


class Record(Part):
    """What happens to an axis: one of four."""

    window: WindowPart | None = Field(None, description="A window that slides.")
    same: SamePart | None = Field(None, description="A window with 'same' padding.")
    scale: Ratio | None = Field(None, description="Pixels of the output for each of the input.")
    fixed: Count | None = Field(None, description="Pixels of the output.")

    @model_validator(mode="after")
    def _one(self) -> Record:
        if len([part for part in (self.window, self.same, self.scale, self.fixed) if part is not None]) != 1:
            raise PydanticCustomError(
                "shapeplan", "an axis has one of window, same, scale and fixed, or is the word keep"
            )
        return self

    def axis(self) -> Axis:
        """The record of `shapeplan.axis`."""
        part = self.window or self.same
        if part is not None:
            return part.axis()
        return Scale(self.scale) if self.scale is not None else Fixed(self.fixed or 1)


OneAxis = Annotated[
    Annotated[Literal["keep"], Tag("keep")] | Annotated[Record, Tag("record")],
    Discriminator(lambda value: "keep" if isinstance(value, str) else "record"),
]
Axes = Annotated[
    Annotated[OneAxis, Tag("all")] | Annotated[tuple[OneAxis, ...], Tag("each")],
    Discriminator(lambda value: "each" if isinstance(value, (list, tuple)) else "all"),
]


def axis_of(one: Any) -> Axis:
    """The record of one axis, as declared."""
    return one.axis() if isinstance(one, Record) else IDENTITY
