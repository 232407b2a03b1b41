"""Channel shuffle: the channels of all groups are dealt out in turn, so that groups mix.

    x (C, H, W) -> y (C, H, W)

Fails    groups does not divide C; a vector
Source   torch.nn.ChannelShuffle; Zhang et al. 2018 (ShuffleNet), section 3.1

>>> ChannelShuffle(groups=4).shape((64, 28, 28))
(64, 28, 28)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._conv import check_groups
from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Count
from shapeplan.ops._spatial import check_rank
from shapeplan.shape import Shape


class ChannelShuffle(ElementwiseOp):
    """Arguments of a channel shuffle."""

    main: ClassVar = "groups"

    groups: Count = Field(description="Groups that the channels come in.")

    def check(self, shape: Shape) -> None:
        """Groups are of one size."""
        check_rank(shape)
        check_groups(self.groups, shape[0], "channels")
