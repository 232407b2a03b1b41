"""Which rules speak about a spec, and how loudly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shapeplan.diagnostic import Diagnostic, Severity

ALWAYS = ("yaml-syntax", "schema", "reference", "expression")  # without these nothing is known of a network
WEIGHT: dict[Severity, int] = {"note": 0, "warning": 1, "error": 2}
OFF = "off"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen among the rules for one spec.

    select    rules that speak, beside those of the language; all where there are none
    ignore    rules that do not speak
    severity  what a rule reports as, by rule, where it is not its own; 'off' is no report
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)

    def takes(self, rule: str) -> bool:
        """Whether a rule speaks.

        >>> Choice(select=("groups",)).takes("groups"), Choice(select=("groups",)).takes("size-range")
        (True, False)
        """
        if rule in self.ignore or self.severity.get(rule) == OFF:
            return False
        return not self.select or rule in self.select or rule in ALWAYS

    def weighed(self, d: Diagnostic, own: Severity) -> Diagnostic:
        """A finding with the severity that is chosen for its rule, whose own is `own`.

        What a rule itself reports as less than its own severity is never made more.
        """
        chosen = next((s for s in WEIGHT if s == self.severity.get(d.rule)), own)
        if chosen == own or (d.severity != own and WEIGHT[d.severity] <= WEIGHT[chosen]):
            return d
        return replace(d, severity=chosen)
