"""Chunk: one of the parts of an axis, in a number that is stated.

    x (C, H, W) -> y (ceil(C / chunks), H, W); the last part may be smaller

    There may be fewer parts than asked for: 5 channels in 4 chunks are 2 + 2 + 1. `dim` counts as
    torch does, the batch being 0.

Fails    an index that is not there
Source   torch.chunk

>>> Chunk(chunks=2, index=0).shape((64, 28, 28))
(32, 28, 28)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._fields import Count, Natural
from shapeplan.ops._part import PartOp, missing
from shapeplan.slicing import Part


class Chunk(PartOp):
    """Arguments of a chunk."""

    main: ClassVar = "chunks"

    chunks: Count = Field(description="Parts at most.")
    index: Natural = Field(description="Which part is kept, counted from 0.")

    def part(self, n: int) -> Part:
        """The part of that index."""
        size = -(-n // self.chunks)
        if self.index * size >= n:
            raise missing(self.index, -(-n // size), n)
        return Part(self.index * size, min((self.index + 1) * size, n))
