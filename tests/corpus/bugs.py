"""Real shape bugs against shapeplan: `python -m tests.corpus.bugs FILE [--write FOLDER]`.

Every entry of a file of bugs (the header of `bugs.yaml` says what is in it) is written as a spec and
checked. Prints where the first failure is expected and where it was found, the layer that is named as
the cause, the best fix and how many of those offered make the network work. Exits with 1 if anything
is not as expected, 2 if the file cannot be read. With --write, the specs are kept in a folder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.corpus.entries import CannotWriteError, entry_of, load
from tests.corpus.judging import causes, judge, summary, table
from tests.corpus.writing import spec_of


def main(arguments: list[str] | None = None) -> int:
    """Runs the tool; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.bugs", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="a file of bugs")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="where to put the specs")
    options = parser.parse_args(arguments)
    try:
        entries = load(options.file)
    except CannotWriteError as error:
        print(error, file=sys.stderr)
        return 2
    known = causes()
    verdicts = [judge(raw, known) for raw in entries]
    print(*table(verdicts), "", summary(verdicts), sep="\n")
    if options.write is not None:
        write(entries, options.write)
    return int(any(verdict.wrong for verdict in verdicts))


def write(entries: list[dict[str, object]], folder: Path) -> None:
    """The specs of all entries that can be written, one a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for raw in entries:
        try:
            text = spec_of(entry_of(raw))
        except CannotWriteError:
            continue
        (folder / f"{raw['id']}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
