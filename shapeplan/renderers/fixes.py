"""The difference that fixes make, as text."""

from __future__ import annotations

from difflib import diff_bytes, unified_diff

from shapeplan.wording import escaped

NO_NEWLINE = b"\n\\ No newline at end of file\n"


def diff(path: str, old: bytes, new: bytes) -> bytes:
    r"""A unified diff, as `patch` takes it; empty where nothing differs.

    >>> print(diff("a.yaml", b"x: 1\ny: 2\n", b"x: 1\ny: 3\n").decode(), end="")
    --- a.yaml
    +++ a.yaml
    @@ -1,2 +1,2 @@
     x: 1
    -y: 2
    +y: 3
    """
    name = escaped(path).encode()
    return b"".join(map(whole, diff_bytes(unified_diff, lines(old), lines(new), name, name)))


def lines(content: bytes) -> list[bytes]:
    """Lines as `diff` sees them: each ends with a line feed, the last one perhaps not."""
    parts = content.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def whole(line: bytes) -> bytes:
    """A line of a diff, with the remark of one that no line feed ends."""
    return line if line.endswith(b"\n") else line + NO_NEWLINE
