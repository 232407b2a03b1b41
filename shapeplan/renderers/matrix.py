"""The matrix of a convolution: output = W input, both read row by row; a transposed one is W^T."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from shapeplan.arithmetic import Lesson
from shapeplan.axis import Same, Window
from shapeplan.same_transposed import SameTransposed

WIDEST, TALLEST = 64, 64  # entries that are printed

MOST_WEIGHTS = 200_000  # entries that are counted

Entry = tuple[int, int, str]  # row, column, the weight that stands there


def matrix_text(lessons: Sequence[Lesson], *, is_transposed: bool) -> str:
    """The matrix with its size, how much of it is zero, and what the stretched form would cost."""
    rows, columns = prod(lesson.out for lesson in lessons), prod(lesson.n for lesson in lessons)
    entries = list(matrix(lessons))
    zero = 1 - len(entries) / (rows * columns)
    name = "W^T" if is_transposed else "W"
    lines = [f"{name}: {rows} x {columns}, {len(entries)} entries are weights, {zero:.0%} are zero"]
    if rows <= TALLEST and columns <= WIDEST:
        lines.append(grid(entries, rows, columns))
    else:
        lines.append(f"(not printed: more than {TALLEST} x {WIDEST})")
    if is_transposed:
        lines.append(stretched(lessons, rows, columns))
    return "\n".join(lines)


def most_weights(lessons: Sequence[Lesson]) -> int:
    """At most so many entries are weights: each output has a tap for each of the kernel's."""
    return prod(lesson.out * window(lesson).size for lesson in lessons)


def stretched(lessons: Sequence[Lesson], rows: int, columns: int) -> str:
    """What the equivalent convolution over the stretched and padded input would cost."""
    padded = prod(window(lesson).padded(lesson.n) for lesson in lessons)
    return (
        f"as a convolution over the stretched and padded input the matrix would be {rows} x {padded} = "
        f"{rows * padded} entries, against {columns} x {rows} = {columns * rows} of W"
    )


def window(lesson: Lesson) -> Window:
    """The window of an axis, its padding settled."""
    record = lesson.record
    if isinstance(record, Same | SameTransposed):
        record = record.window(lesson.n)
    assert isinstance(record, Window)
    return record


def matrix(lessons: Sequence[Lesson]) -> Iterator[Entry]:
    """The weights of the matrix; everything else is zero.

    Weights are named by their place in the kernel, in the order in which the convolution applies
    them; for a transposed convolution that order is turned around.
    """
    axes = [list(links(window(lesson), lesson.n, lesson.out)) for lesson in lessons]
    sizes_in, sizes_out = [lesson.n for lesson in lessons], [lesson.out for lesson in lessons]
    for chosen in product(*axes):
        outs, ins, taps = zip(*chosen, strict=True)
        yield flat(outs, sizes_out), flat(ins, sizes_in), "w" + "".join(map(str, taps))


def links(w: Window, n: int, out: int) -> Iterator[tuple[int, int, int]]:
    """For an axis, each output with an input that it reads, and the tap that joins them."""
    for j in range(out):
        for t in range(w.size):
            place = j * w.stride - w.pad_lo + t * w.dilation
            if place % w.base_dilation == 0 and 0 <= place // w.base_dilation < n:
                tap = w.size - 1 - t if w.base_dilation > 1 else t
                yield j, place // w.base_dilation, tap


def flat(indices: Sequence[int], sizes: Sequence[int]) -> int:
    """Index of a pixel when a map is read row by row.

    >>> flat((1, 2), (3, 4))
    6
    """
    at = 0
    for index, size in zip(indices, sizes, strict=True):
        at = at * size + index
    return at


def grid(entries: Sequence[Entry], rows: int, columns: int) -> str:
    """The matrix as a table, zeros as dots."""
    cells = [["."] * columns for _ in range(rows)]
    for row, column, weight in entries:
        cells[row][column] = weight
    width = max(len(weight) for _, _, weight in entries)
    return "\n".join(" ".join(cell.rjust(width) for cell in row) for row in cells)
