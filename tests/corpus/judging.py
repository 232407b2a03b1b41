"""What shapeplan says of an entry, against what the entry expects: the place, the kind, the cause, and fixes that work."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from shapeplan import api
from shapeplan.diagnostic import Diagnostic, Fix
from shapeplan.edit import value_at
from tests.corpus.entries import CannotWriteError, Entry, entry_of
from tests.corpus.writing import id_of, spec_of

CAUSES = Path(__file__).with_name("expected.yaml")
ROUNDS = 8  # errors that are mended one after the other

# Rules that report a kind of failure.
RULES = {
    "mismatch": {"skip-mismatch"},
    "kernel_too_large": {"vanished-axis"},
    "channel_mismatch": {"channel-mismatch"},
    "groups": {"groups"},
    "linear_mismatch": {"linear-mismatch", "channel-mismatch"},
    "config": {"dialect-refuses", "wrong-rank", "schema", "output-padding-range"},
    "output_padding": {"output-padding-range", "dialect-refuses"},
    "size": {"expectation"},
}


@dataclass
class Verdict:
    """What was found of an entry; `wrong` says in words what is not as expected."""

    id: str
    expected: str = ""
    found: str = ""
    cause: str = ""
    fix: str = ""
    works: str = "-"
    wrong: list[str] = field(default_factory=list)


def causes(path: Path = CAUSES) -> dict[str, Any]:
    """Expected causes by id of the entry."""
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


def judge(raw: Mapping[str, Any], known: Mapping[str, Any]) -> Verdict:
    """The verdict on an entry; what cannot be written is one, too."""
    verdict = Verdict(str(raw.get("id", "?")))
    try:
        entry = entry_of(raw)
        verdict.expected = f"{entry.at} {entry.kind}"
        text = spec_of(entry)
    except CannotWriteError as error:
        verdict.found = "cannot be written"
        verdict.wrong.append(f"cannot be written: {error}")
        return verdict
    try:
        Judgement(entry, text, verdict).run(known)
    except Exception as error:  # noqa: BLE001 - a fault of this tool, or of shapeplan, in one entry leaves the others
        verdict.wrong.append(f"cannot be judged: {error!r}")
    return verdict


@dataclass
class Judgement:
    """An entry under judgement, with its spec."""

    entry: Entry
    text: str
    verdict: Verdict

    def run(self, known: Mapping[str, Any]) -> None:
        """Fills in the verdict."""
        first = first_error(self.text, RULES.get(self.entry.kind, ()))
        self.verdict.found = remark(self.text) if first is None else f"{place(self.entry, first)} {first.rule}"
        self.check_place(first)
        self.check_sizes(first)
        self.check_cause(first, known)
        if first is not None:
            self.check_fixes(first)

    def check_place(self, first: Diagnostic | None) -> None:
        """The first error must be at the right layer, and by a rule of that kind; or none at all."""
        kind = "ok" if self.entry.kind == "size" and self.entry.want is None else self.entry.kind
        if kind == "ok":
            if first is not None:
                self.wrong(f"reported, though nothing is wrong: {first.message}")
            return
        if first is None:
            self.wrong("not reported")
        elif place(self.entry, first) != self.entry.at:
            self.wrong(f"at {place(self.entry, first)} instead of {self.entry.at}")
        elif first.rule not in RULES.get(kind, {first.rule}):
            self.wrong(f"rule {first.rule} for {kind}")

    def check_sizes(self, first: Diagnostic | None) -> None:
        """The sizes that the entry quotes must be those that are computed, fractions too."""
        try:
            plan = api.plan(self.text)
        except api.SpecError:  # what is wrong is reported, and no size is known
            return
        at = plan[id_of(self.entry.layers[-1].id if self.entry.at == "OUTPUT" else self.entry.at)]
        ends = [at] if self.entry.at == "OUTPUT" else [plan[i] for i in at.inputs if i is not None]
        found = [list((end.shape or ())[1:]) for end in ends]
        expected = self.entry.expect.get("sizes") or []
        if self.entry.kind in {"mismatch", "size", "kernel_too_large"} and expected and expected[: len(found)] != found:
            self.wrong(f"sizes {found} instead of {expected}")
        exacts = {n for node in plan.nodes for n in (node.exact or ())}
        for text in self.entry.raw.get("fractional", []):
            if Fraction(str(text)) not in exacts:
                self.wrong(f"no size is {text} before rounding")
        for key, works in (("known_good", True), ("known_bad", False)):
            for size in self.entry.raw.get(key, []):
                if (errors(api.check(self.text, sizes={"x": tuple(size)})) == []) is not works:
                    self.wrong(f"{size} is {key}")

    def check_cause(self, first: Diagnostic | None, known: Mapping[str, Any]) -> None:
        """The cause must be the layer that the table, or the entry itself, names."""
        found = None if first is None or first.cause is None else layer_of(self.entry, first.cause)
        self.verdict.cause = found or "-"
        table = {**known, **({self.entry.id: self.entry.raw["cause_at"]} if "cause_at" in self.entry.raw else {})}
        if self.entry.id in table and first is not None and found != table[self.entry.id]:
            self.wrong(f"cause {found} instead of {table[self.entry.id]}")

    def check_fixes(self, first: Diagnostic) -> None:
        """At least one fix must make the network work, and the output be what is wanted."""
        working = [fix for fix in first.fixes if works(self.entry, self.text, first, fix)]
        self.verdict.works = f"{len(working)} of {len(first.fixes)}"
        self.verdict.fix = (working or [*first.fixes, Fix("-")])[0].title
        if not working:
            self.wrong("no fix makes the network work")

    def wrong(self, text: str) -> None:
        """Notes what is not as expected."""
        self.verdict.wrong.append(text)


def remark(text: str) -> str:
    """What is said of sizes where there is no error."""
    found = [d for d in api.check(text) if d.rule in {"fractional-size", "unread-border"}]
    return f"{found[0].severity} {found[0].rule}" if found else "-"


def errors(found: list[Diagnostic]) -> list[Diagnostic]:
    """The errors among findings."""
    return [d for d in found if d.severity == "error"]


def first_error(text: str, rules: Collection[str] = ()) -> Diagnostic | None:
    """The error of the layer that is computed first, by one of some rules if there are several; errors of the text first."""
    found = errors(api.check(text))
    try:
        order = {node.id: i for i, node in enumerate(api.plan(text).nodes)}
    except api.SpecError:
        order = {}
    return min(found, key=lambda d: (order.get(d.node or "", -1), d.rule not in rules), default=None)


def place(entry: Entry, found: Diagnostic) -> str:
    """Where a finding is, as the entry says it."""
    if found.rule == "expectation":
        return "OUTPUT"
    return layer_of(entry, found.node or written_at(found))


def written_at(found: Diagnostic) -> str:
    """The id of the layer in whose text a finding is that belongs to no node."""
    step = value_at(found.source.tree, found.at[:3]) if isinstance(found.at, tuple) else None
    return str(step.get("id", "?")) if isinstance(step, dict) else "?"


def layer_of(entry: Entry, node: str) -> str:
    """The layer of an entry that a node stands for."""
    name = node.rpartition(".")[2].removesuffix("_crop")
    return next((layer.id for layer in entry.layers if id_of(layer.id) == name), name)


def works(entry: Entry, text: str, error: Diagnostic, fix: Fix) -> bool:
    """Whether the network works with a fix; with the best ones of what is wrong beside it, if anything is."""
    if not fix.edits:
        return works_resized(text, fix)
    text = error.source.apply(fix.edits)
    for _ in range(ROUNDS):
        left = first_error(text)
        if left is None:
            return has_wanted(entry, text)
        more = next((other for other in left.fixes if other.edits), None)
        if more is None:
            return False
        text = left.source.apply(more.edits)
    return False


def works_resized(text: str, fix: Fix) -> bool:
    """Whether the network works with the input size in a fix's title."""
    size = re.match(r"input (\d+(?: x \d+)*) ", fix.title)
    return size is not None and errors(api.check(text, sizes={"x": tuple(map(int, size[1].split(" x ")))})) == []


def has_wanted(entry: Entry, text: str) -> bool:
    """Whether the output has the wanted size, or the input's, if that was what was wanted."""
    if entry.want is None:
        return True
    plan = api.plan(text)
    out, start = ((plan[name].shape or ())[1:] for name in (id_of(entry.layers[-1].id), "x"))
    return out == entry.want or (entry.want == entry.size and out == start)


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """The verdicts as a table, then what is wrong."""
    rows = [("entry", "expected", "found", "cause", "works", "best fix")]
    rows += [(v.id, v.expected, v.found, v.cause, v.works, v.fix) for v in verdicts]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    for verdict in verdicts:
        yield from (f"{verdict.id}: {text}" for text in verdict.wrong)


def summary(verdicts: list[Verdict]) -> str:
    """The count in one line."""
    right = sum(not verdict.wrong for verdict in verdicts)
    return f"{len(verdicts)} entries, {right} as expected, {len(verdicts) - right} not"
