"""What a layer says when it cannot work: the rule that reports it, the fact, and its place."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 - the field's word; it is collected far more often than raised
    """A layer cannot work with what it is given.

    rule     name of the rule that reports it, such as 'vanished-axis'
    text     the fact with its numbers, one sentence without the layer's name
    field    the argument at fault, if it is one
    axis     index of the axis in the shape (0 is channels), if it is one
    hint     what would mend it, if that is known
    """

    def __init__(
        self, rule: str, text: str, *, field: str | None = None, axis: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(text)
        self.rule, self.text, self.field, self.axis, self.hint = rule, text, field, axis, hint
