"""The picture of convolution arithmetic: input, padding, window and output, still or moving.

Left the input grid with its padding (dashed) and, for a transposed convolution, the zeros between its
pixels; the window lies on it. Right the output grid with the pixel that the window makes. Pixels that
no output reads are hatched. The moving version goes through all outputs, without any script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from shapeplan.arithmetic import Lesson
from shapeplan.axis import Same, Window
from shapeplan.calculation import Calculation
from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.files import write
from shapeplan.renderers.typeset import typeset
from shapeplan.same_transposed import SameTransposed

CELL = 34  # px
MARGIN = 24
GAP = 90  # between input and output
HEAD = 64  # title and legend
MOST = 40  # pixels of an axis that are drawn
SECONDS = 0.7  # an output is shown in the moving version

INPUT, INPUT_LINE = "#CFE2F7", "#2F6DB5"
OUTPUT, OUTPUT_LINE = "#CDEBD8", "#2E8B57"
WINDOW = "#0B3D78"
ZERO, ZERO_LINE = "#FFFFFF", "#9AA3AF"
INK, GREY = "#11151C", "#5B6270"


@dataclass(frozen=True, slots=True)
class Line:
    """One axis of the picture: a window over the padded and stretched pixels.

    before   cells in front of the first real pixel
    cells    of the padded axis, at least as far as the last window reaches
    """

    window: Window
    n: int
    out: int

    @property
    def before(self) -> int:
        """Cells of padding in front; none where the axis is cropped."""
        return max(self.window.pad_lo, 0)

    @property
    def cells(self) -> int:
        """Cells of the axis."""
        length = self.window.base_dilation * (self.n - 1) + 1
        reach = (self.out - 1) * self.window.stride - self.window.pad_lo + self.window.extent
        return self.before + max(length + max(self.window.pad_hi, 0), reach)

    def pixel(self, cell: int) -> int | None:
        """The real pixel in a cell; None for padding and for zeros between pixels."""
        place = cell - self.before
        index, rest = divmod(place, self.window.base_dilation)
        return index if rest == 0 and 0 <= index < self.n else None

    def is_inside(self, cell: int) -> bool:
        """Whether a cell lies within the stretched map, be it a pixel or a zero."""
        return 0 <= cell - self.before <= self.window.base_dilation * (self.n - 1)

    def start(self, j: int) -> int:
        """The cell on which the window of output j begins."""
        return j * self.window.stride - self.window.pad_lo + self.before

    def is_read(self, cell: int) -> bool:
        """Whether some output reads the cell."""
        starts = range(self.start(0), self.start(self.out - 1) + 1, self.window.stride)
        taps = range(0, self.window.extent, self.window.dilation)
        return any(cell - t in starts for t in taps)


POINT = Line(Window(), 1, 1)  # the other axis of a 1-D picture


def draw_figure(done: Calculation, path: Path, *, animate: bool = False) -> None:
    """Writes the picture, as .svg or .png. Raises RenderError."""
    svg = figure(done, animate=animate)
    if path.suffix == ".svg":
        write(path, svg.encode())
    elif path.suffix == ".png" and not animate:
        write(path, typeset(svg, "png", "a figure as .png", ppi=144))
    else:
        wanted = ".svg (only an SVG moves)" if animate else ".svg or .png"
        raise RenderError(f"a figure is written as {wanted}, not '{path.suffix}'")


def lines(done: Calculation) -> tuple[Line, Line]:
    """The rows and columns of the picture. Raises RenderError where there is nothing to draw."""
    found = [Line(settled(lesson), lesson.n, lesson.out) for _, lesson in done.lessons]
    if len(found) > len("HW"):
        raise RenderError("a figure shows one or two axes; leave the others out")
    rows, columns = (POINT, found[0]) if len(found) == 1 else (found[0], found[1])
    if max(rows.cells, columns.cells) > MOST:
        raise RenderError(f"a figure shows at most {MOST} pixels an axis with the padding; use a smaller input")
    return rows, columns


def settled(lesson: Lesson) -> Window:
    """The window of an axis, with the padding that belongs to its size. Raises RenderError for other records."""
    record = lesson.record
    if isinstance(record, Same | SameTransposed):
        record = record.window(lesson.n)
    if not isinstance(record, Window):
        raise RenderError("a figure shows windows: convolutions, poolings, padding and cropping")
    return record


def figure(done: Calculation, *, animate: bool = False) -> str:
    """The picture as SVG. Raises RenderError where there is nothing to draw."""
    rows, columns = lines(done)
    left, right = columns.cells * CELL, columns.out * CELL
    width = max(MARGIN * 2 + left + GAP + right, 420)
    height = MARGIN * 2 + HEAD + max(rows.cells, rows.out) * CELL + 30
    x_out = MARGIN + left + GAP
    y = MARGIN + HEAD
    y_out = y + (max(rows.cells, rows.out) - rows.out) * CELL // 2
    outputs = list(product(range(rows.out), range(columns.out)))
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            'font-family="Arial, Helvetica, sans-serif">'
        ),
        f"<title>{title(done)}</title>",
        (
            '<defs><pattern id="unread" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<line x1="0" y1="0" x2="0" y2="6" stroke="#C8641E" stroke-width="2.5"/></pattern></defs>'
        ),
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 10}" font-size="17" font-weight="bold" fill="{INK}">{title(done)}</text>',
        *legend(rows, columns),
        *input_cells(rows, columns, MARGIN, y),
        *output_cells(rows, columns, x_out, y_out),
        arrow(MARGIN + left + 18, x_out - 18, y + max(rows.cells, rows.out) * CELL // 2),
        *window_marks(rows, columns, outputs, MARGIN, y, animate=animate),
        *output_marks(outputs, x_out, y_out, animate=animate),
        "</svg>",
    ]
    return "\n".join(parts)


def title(done: Calculation) -> str:
    """What the picture shows."""
    sizes = " × ".join(str(n) for n in done.shape[1:])
    made = " × ".join(str(lesson.out) for _, lesson in done.lessons)
    return f"{done.op} {done.layer.brief()} makes {made} of {sizes}"


def legend(rows: Line, columns: Line) -> Iterator[str]:
    """The kinds of cells that occur."""
    cells = list(product(range(rows.cells), range(columns.cells)))
    kinds = {cell_kind(rows, columns, r, c) for r, c in cells}
    words = {"pixel": "input", "unread": "read by no output", "zero": "zero between pixels", "padding": "padding"}
    x = MARGIN
    for kind in [*(k for k in words if k in kinds), "output"]:
        yield cell(x, MARGIN + 24, kind, size=14)
        text = words.get(kind, "output")
        yield f'<text x="{x + 20}" y="{MARGIN + 35}" font-size="11.5" fill="{GREY}">{text}</text>'
        x += 36 + 6 * len(text) + 8


def cell_kind(rows: Line, columns: Line, r: int, c: int) -> str:
    """What a cell of the input is."""
    if rows.pixel(r) is not None and columns.pixel(c) is not None:
        return "pixel" if rows.is_read(r) and columns.is_read(c) else "unread"
    return "zero" if rows.is_inside(r) and columns.is_inside(c) else "padding"


def input_cells(rows: Line, columns: Line, x: int, y: int) -> Iterator[str]:
    """The padded and stretched input."""
    for r, c in product(range(rows.cells), range(columns.cells)):
        kind = cell_kind(rows, columns, r, c)
        yield cell(x + c * CELL, y + r * CELL, kind)
        if kind in {"pixel", "unread"}:
            yield number(x + c * CELL, y + r * CELL, (rows.pixel(r) or 0) * columns.n + (columns.pixel(c) or 0))
        elif kind == "zero":
            yield number(x + c * CELL, y + r * CELL, 0, fill=ZERO_LINE)


def output_cells(rows: Line, columns: Line, x: int, y: int) -> Iterator[str]:
    """The output."""
    for r, c in product(range(rows.out), range(columns.out)):
        yield cell(x + c * CELL, y + r * CELL, "output")
        yield number(x + c * CELL, y + r * CELL, r * columns.out + c)


def cell(x: int, y: int, kind: str, size: int = CELL) -> str:
    """One cell of a grid."""
    fill, line, dash = {
        "pixel": (INPUT, INPUT_LINE, ""),
        "unread": (INPUT, INPUT_LINE, ""),
        "output": (OUTPUT, OUTPUT_LINE, ""),
        "zero": (ZERO, ZERO_LINE, ""),
        "padding": (ZERO, ZERO_LINE, ' stroke-dasharray="3 3"'),
    }[kind]
    box = f'<rect x="{x}" y="{y}" width="{size}" height="{size}"'
    drawn = f'{box} fill="{fill}" stroke="{line}"{dash}/>'
    return f'{drawn}{box} fill="url(#unread)"/>' if kind == "unread" else drawn


def number(x: int, y: int, value: int, fill: str = INK) -> str:
    """The number of a pixel."""
    place = f'x="{x + CELL / 2}" y="{y + CELL / 2 + 4}"'
    return f'<text {place} font-size="11.5" text-anchor="middle" fill="{fill}">{value}</text>'


def arrow(x1: int, x2: int, y: int) -> str:
    """From the input to the output."""
    return (
        f'<path d="M{x1} {y}H{x2 - 8}" stroke="{GREY}" stroke-width="2" fill="none"/>'
        f'<path d="M{x2 - 10} {y - 5}L{x2} {y}L{x2 - 10} {y + 5}z" fill="{GREY}"/>'
    )


def window_marks(
    rows: Line, columns: Line, outputs: Sequence[tuple[int, int]], x: int, y: int, *, animate: bool
) -> Iterator[str]:
    """The taps of the window on the input."""
    places = [(x + columns.start(c) * CELL, y + rows.start(r) * CELL) for r, c in outputs]
    taps = product(
        range(0, rows.window.extent, rows.window.dilation), range(0, columns.window.extent, columns.window.dilation)
    )
    body = "".join(
        f'<rect x="{c * CELL + 1.5}" y="{r * CELL + 1.5}" width="{CELL - 3}" height="{CELL - 3}" '
        f'fill="{WINDOW}" fill-opacity="0.30"/>'
        for r, c in taps
    )
    body += (
        f'<rect width="{columns.window.extent * CELL}" height="{rows.window.extent * CELL}" '
        f'fill="none" stroke="{WINDOW}" stroke-width="3"/>'
    )
    yield moving(body, places, animate=animate)


def output_marks(outputs: Sequence[tuple[int, int]], x: int, y: int, *, animate: bool) -> Iterator[str]:
    """The pixel that the window makes."""
    body = f'<rect width="{CELL}" height="{CELL}" fill="{OUTPUT_LINE}" fill-opacity="0.45" stroke="{OUTPUT_LINE}" stroke-width="3"/>'
    yield moving(body, [(x + c * CELL, y + r * CELL) for r, c in outputs], animate=animate)


def moving(body: str, places: Sequence[tuple[int, int]], *, animate: bool) -> str:
    """Something at the first place, or going through all of them."""
    x, y = places[0]
    if not animate:
        return f'<g transform="translate({x} {y})">{body}</g>'
    values = ";".join(f"{a} {b}" for a, b in places)
    steps = (
        f'<animateTransform attributeName="transform" type="translate" calcMode="discrete" repeatCount="indefinite" '
        f'dur="{len(places) * SECONDS:g}s" values="{values}"/>'
    )
    return f'<g transform="translate({x} {y})">{body}{steps}</g>'
