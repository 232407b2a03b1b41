"""What the tool says about itself: pages and lists of ops and rules, and a spec to start from."""

from __future__ import annotations

import sys
from importlib.resources import files

from shapeplan import dialects, ops, rules
from shapeplan.ops._base import Op
from shapeplan.suggest import did_you_mean


def page(name: str) -> str:
    """The documentation of an op, a rule or a framework. Raises KeyError, with a sentence, for another name."""
    if name in ops.names():
        return op_page(name)
    if name in rules.names():
        return f"{name}\n\n{(rules.load(name).__doc__ or '').strip()}"
    if name in dialects.names():
        return f"{name}\n\n{framework_page(name)}"
    known = [*ops.names(), *rules.names(), *dialects.names()]
    raise KeyError(
        f"there is no op, rule or framework '{name}'{did_you_mean(name, known)}; see 'shapeplan ops' and 'shapeplan rules'"
    )


def framework_page(name: str) -> str:
    """The documentation of a framework's rules."""
    return (sys.modules[type(dialects.load(name)).__module__].__doc__ or "").strip()


def op_page(name: str) -> str:
    """The documentation of an op: its text and its arguments."""
    op = ops.load(name)
    rows = [argument_row(op, field) for field in op.model_fields]
    width = max((len(row[0]) for row in rows), default=0)
    lines = [f"  {left:<{width}}  {right}" for left, right in rows]
    return "\n".join([name, "", op.manual(), *(["", "Arguments", *lines] if rows else [])])


def argument_row(op: type[Op], field: str) -> tuple[str, str]:
    """An argument with its default, and what it is."""
    info = op.model_fields[field]
    default = "required" if info.is_required() else "" if info.default is None else str(info.default).lower()
    main = " (also as a bare value)" if field == op.main else ""
    name = info.alias or field
    left = f"{name}: {default}" if default else name
    return left, f"{info.description or ''}{main}"


def op_list() -> str:
    """A line for each op: its name and what it is."""
    width = max(map(len, ops.names()))
    return "\n".join(f"{name:<{width}}  {ops.load(name).about()}" for name in ops.names())


def rule_list() -> str:
    """A line for each rule: its name, its severity and what it finds."""
    width = max(map(len, rules.names()))
    lines = []
    for name in rules.names():
        rule = rules.load(name)
        lines.append(f"{name:<{width}}  {rule.SEVERITY:<7}  {(rule.__doc__ or '').strip().partition(chr(10))[0]}")
    return "\n".join(lines)


def starter() -> str:
    """A small commented U-Net."""
    return files("shapeplan").joinpath("starter.yaml").read_text(encoding="utf-8")
