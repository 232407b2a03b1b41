"""A comment ignores a rule that finds nothing where it holds.

Why   What it was for is mended, or its name is misspelled; left there, it hides the next finding of its kind.
      It is told where all of the spec works, with nothing replaced by --size, --set or --framework.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}  # shapeplan: ignore[groups]
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Fix   safe: the comment without the rule, or with the name that was meant
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan import rules
from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.ignores import Ignore, ignores, renamed, without
from shapeplan.suggest import did_you_mean
from shapeplan.wording import literal

SEVERITY: Severity = "warning"
RULE = "unused-ignore"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each name in a comment that is no rule's, one for those that find nothing, and one for none at all."""
    for ignore in ignores(a.source):
        if not ignore.rules:
            message = "it ignores nothing, since it names no rule: # shapeplan: ignore[rule]"
            yield Diagnostic(RULE, "warning", message, ignore.span, a.source)
        unknown = [name for name in ignore.rules if name not in rules.names()]
        for name in unknown:
            yield unknown_rule(a, ignore, name)
        if not (a.is_sound and a.settings.is_plain):
            continue
        idle = [name for name in ignore.rules if name not in unknown and not is_needed(a, ignore, name)]
        if idle:
            fix = Fix(removal(ignore, idle), (without(a.source, ignore, frozenset(idle)),), safe=True)
            message = f"{' and '.join(idle)} {'find' if len(idle) > 1 else 'finds'} nothing here to ignore"
            yield Diagnostic(RULE, "warning", message, ignore.span, a.source, fixes=(fix,))


def is_needed(a: Analysis, ignore: Ignore, rule: str) -> bool:
    """Whether a rule finds something where a comment holds."""
    return rule == RULE or any(ignore.covers(d) for d in rules.found(a, rule))


def unknown_rule(a: Analysis, ignore: Ignore, name: str) -> Diagnostic:
    """A name that is no rule's, and the one that was meant if it is of use here."""
    guess = did_you_mean(name, rules.names())
    if guess.meant is not None and is_needed(a, ignore, guess.meant):
        edit = renamed(a.source, ignore, [guess.meant if rule == name else rule for rule in ignore.rules])
        fix = Fix(f"'{guess.meant}' instead of {literal(name)}", (edit,), safe=True)
    else:
        fix = Fix(removal(ignore, [name]), (without(a.source, ignore, frozenset([name])),), safe=True)
    message = f"there is no rule {literal(name)}{guess}"
    return Diagnostic(RULE, "warning", message, ignore.span, a.source, fixes=(fix,))


def removal(ignore: Ignore, names: list[str]) -> str:
    """What is done about names of a comment."""
    return "remove the comment" if len(names) == len(ignore.rules) else f"remove {', '.join(names)} from the comment"
