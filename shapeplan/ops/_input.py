"""Input of the network: a map with channels and sizes, or a vector of features.

    -> y (channels, H, W), or y (features)

    A size is a number; or a range of sizes that are all meant, {min: 64, max: 1024, multiple_of: 32}, each
    key optional; or the word any. Tables and drawings show the size of a range that is nearest to 256.

Not written as a layer: `inputs:` of the spec declares it.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from shapeplan.dialects import Dialect
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._fields import Count, mistake
from shapeplan.ops._ranges import InputSizes, SizeRange
from shapeplan.shape import Shape


class Input(Op):
    """Declaration of an input."""

    family: ClassVar = "input"

    channels: Count | None = Field(None, description="Channels of a map.")
    size: InputSizes | None = Field(
        None, description="One size an axis: [L], [H, W] or [D, H, W]; or a range {min, max, multiple_of}, or any."
    )
    features: Count | None = Field(None, description="Length of a vector, instead of channels and size.")

    @model_validator(mode="after")
    def _map_or_vector(self) -> Input:
        is_map = self.channels is not None and bool(self.size) and self.features is None
        is_vector = self.features is not None and self.channels is None and self.size is None
        if not is_map and not is_vector:
            raise mistake("an input has channels and size, such as {channels: 3, size: [224, 224]}, or features")
        return self

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The declared shape; of a range, the size that stands for it."""
        sizes = tuple(n.shown if isinstance(n, SizeRange) else n for n in self.size or ())
        return plain((self.features,) if self.channels is None else (self.channels, *sizes), 0)

    @property
    def ranges(self) -> dict[int, SizeRange]:
        """The ranges of sizes, by axis of the shape."""
        return {i + 1: n for i, n in enumerate(self.size or ()) if isinstance(n, SizeRange)}
