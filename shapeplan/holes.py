"""Pixels within the receptive field that dilated windows step over: sets of offsets folded forward along the graph."""

from __future__ import annotations

from typing import NamedTuple

from shapeplan.axis import IDENTITY, Axis, Same, Window
from shapeplan.infer import Plan, PlannedNode

LARGEST = 1_000_000  # pixels of a receptive field, above which nothing is told [px]


class Field(NamedTuple):
    """The pixels that an output away from the borders depends on, along one axis.

    origin   the input of the network that they belong to
    jump     from the field of one output to that of the next [px of the input]
    start    the first pixel of the first output's field [px of the input]
    read     which pixels from there on are read, as bits
    dilated  the layers with a dilation since the field has holes; none where it has none, or not by a dilation
    """

    origin: str
    jump: int = 1
    start: int = 0
    read: int = 1
    dilated: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Pixels from the first to the last [px of the input]."""
        return self.read.bit_length()

    @property
    def holes(self) -> int:
        """Pixels between them that are not read [px of the input].

        >>> Field("x", read=0b10101).holes
        2
        """
        return self.length - self.read.bit_count()

    def through(self, window: Window, node: str) -> Field:
        """The field of what a window makes of the map."""
        read = repeated(self.read, window.size, window.dilation * self.jump)
        start, jump = self.start - window.pad_lo * self.jump, self.jump * window.stride
        made = Field(self.origin, jump, start, read)
        if made.holes and (self.dilated or (window.dilation > 1 and not self.holes)):
            more = (node,) if window.dilation > 1 and window.size > 1 else ()
            return Field(self.origin, jump, start, read, (*self.dilated, *more))
        return made


def gridding(plan: Plan, axis: int) -> dict[str, Field]:
    """The last layers of ways whose dilations leave holes in the receptive field along a spatial axis, by id."""
    fields: dict[str, Field | None] = {}
    for node in plan:
        fields[node.id] = field_of(plan, fields, node, axis)
    known = ((node, fields[node.id]) for node in plan if is_end(plan, fields, node))
    return {node.id: field for node, field in known if field is not None and field.dilated}


def is_end(plan: Plan, fields: dict[str, Field | None], node: PlannedNode) -> bool:
    """Whether no layer that reads this one has a field that is known; a join may have the rest from another way."""
    readers = [plan[reader] for reader, _ in plan.net.readers[node.id]]
    return node.id in plan.net.outputs or not any(
        fields[reader.id] is not None or reader.layer is None or reader.layer.joins for reader in readers
    )


def field_of(plan: Plan, fields: dict[str, Field | None], node: PlannedNode, axis: int) -> Field | None:
    """What an output depends on; None where that is not the same all along the axis, or more than can be told.

    A map of one pixel that is spread over others is left out.
    """
    if not node.inputs:
        return Field(node.id)
    found: list[Field] = []
    for k, source in node.reads:
        record, field, n = node.record(k, axis), fields[source], plan[source].size(axis)
        if n == 1 and len(node.reads) > 1:
            continue
        window = window_of(record, n)
        if field is None or window is None or field.length + field.jump * window.extent > LARGEST:
            return None
        found.append(field if record == IDENTITY else field.through(window, node.id))
    return united(found)


def window_of(record: Axis | None, n: int | None) -> Window | None:
    """The window that slides over n pixels; None for what sets pixels apart, resizes or mixes."""
    if isinstance(record, Same) and n is not None:
        record = record.window(n)
    return record if isinstance(record, Window) and record.base_dilation == 1 else None


def united(fields: list[Field]) -> Field | None:
    """The field of maps that are joined; None where they do not go together."""
    if not fields or len({(field.origin, field.jump) for field in fields}) > 1:
        return None
    if all(field == fields[0] for field in fields[1:]):
        return fields[0]
    start, read = min(field.start for field in fields), 0
    for field in fields:
        read |= field.read << (field.start - start)
    made = Field(fields[0].origin, fields[0].jump, start, read)
    dilated = tuple(dict.fromkeys(layer for field in fields for layer in field.dilated))
    return Field(made.origin, made.jump, start, read, dilated if made.holes else ())


def repeated(read: int, times: int, step: int) -> int:
    """The union of a set of bits and its copies, so many in all, each `step` bits farther.

    >>> bin(repeated(0b1, 3, 2)), bin(repeated(0b11, 2, 4))
    ('0b10101', '0b110011')
    """
    done = 1
    while done < times:
        more = min(done, times - done)
        read |= read << more * step
        done += more
    return read
