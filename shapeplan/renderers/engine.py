"""Runs Graphviz: finds the executable, gives it a time limit, and an easier task where that is not enough."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

BUNDLED = "graphviz-pure"
VARIABLE = "SHAPEPLAN_DOT"
# Keep dot from improving a layout for ever.
EASY = {"mclimit": "0.1", "nslimit": "1", "nslimit1": "1", "splines": "line"}
# Each attempt: options, seconds.
ATTEMPTS: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 20),
    (tuple(f"-G{name}={value}" for name, value in EASY.items()), 30),
)
DPI, POINTS = 96, 72  # of a PNG; of an inch
LONGEST_SIDE, MOST_PIXELS = 16_000, 60_000_000


class RenderError(Exception):
    """A picture cannot be made; the message says what to do."""


class UnfinishedError(RenderError):
    """Graphviz needs too much time for a picture."""


def find_dot(dot: str | os.PathLike[str] | None = None) -> str:
    """The executable: the given one, that of SHAPEPLAN_DOT, the bundled one, or `dot` on PATH. Raises RenderError."""
    wanted = dot or os.environ.get(VARIABLE)
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise RenderError(f"there is no executable '{os.fspath(wanted)}'; give the path of Graphviz's dot")
        return found
    found = bundled() or shutil.which("dot")
    if found is None:
        raise RenderError(
            f"no Graphviz was found: pip install {BUNDLED}, or install Graphviz so that dot is on PATH, "
            f"or name it with --dot or {VARIABLE}; .dot files need none"
        )
    return found


def bundled() -> str | None:
    """The executable that the package graphviz-pure brings along, if it is installed."""
    try:
        files = importlib.metadata.distribution(BUNDLED).files or []
    except importlib.metadata.PackageNotFoundError:
        return None
    paths = [Path(str(file.locate())) for file in files if file.name in {BUNDLED, f"{BUNDLED}.exe"}]
    return next((str(path.resolve()) for path in paths if path.is_file()), None)


def run(dot_text: str, format: str, dot: str | os.PathLike[str] | None = None, *, placed: bool = False) -> bytes:
    """The picture of a DOT text, with places of its own or not, in a format that Graphviz knows. Raises RenderError."""
    command = [find_dot(dot), *(("-Kneato", "-n2") if placed else ("-Kdot",))]
    for options, seconds in ATTEMPTS:
        picture = _picture([*command, *options], dot_text, format, seconds)
        if picture is not None:
            return picture
    raise UnfinishedError(
        f"Graphviz did not finish within {sum(seconds for _, seconds in ATTEMPTS):g} s: the network has too many "
        "crossing edges; put repeated layers into blocks, which are then folded, or write a .dot file"
    )


def _picture(command: list[str], dot_text: str, format: str, seconds: float) -> bytes | None:
    """One attempt. What becomes pixels is drawn as SVG first, to see how large it will be."""
    if format == "png":
        svg = _attempt([*command, "-Tsvg"], dot_text, seconds)
        if svg is None:
            return None
        check_pixels(svg)
        seconds *= 2
    return _attempt([*command, f"-T{format}"], dot_text, seconds)


def _attempt(command: Sequence[str], dot_text: str, seconds: float) -> bytes | None:
    """What Graphviz prints; None where the time is over."""
    try:
        done = subprocess.run(command, input=dot_text.encode(), capture_output=True, timeout=seconds, check=False)  # noqa: S603 - the user's own choice
    except subprocess.TimeoutExpired:
        return None
    except OSError as error:
        raise RenderError(f"{command[0]} cannot be run: {error.strerror}") from None
    if done.returncode or not done.stdout:
        said = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        raise RenderError(f"Graphviz failed: {said[0] if said else f'exit status {done.returncode}'}")
    return done.stdout


def check_pixels(svg: bytes) -> None:
    """Raises RenderError where the picture would be too large as pixels. `svg` is the same picture."""
    size = re.search(rb'<svg width="(\d+)pt" height="(\d+)pt"', svg)
    if size is None:
        return
    wide, high = (int(points) * DPI // POINTS for points in size.groups())
    if max(wide, high) > LONGEST_SIDE or wide * high > MOST_PIXELS:
        raise RenderError(f"as PNG the picture would be {wide} x {high} px; write a .svg, which has no limit")
