"""Every rule's documentation is true: Bad fires the rule and no other error, Good is silent, fixes mend."""

import re
import textwrap

import pytest

from shapeplan import api, rules
from shapeplan.rules import Rule

SECTIONS = ("Why", "Bad", "Good", "Fix")


def sections(rule: Rule) -> dict[str, str]:
    parts = re.split(r"^(Why|Bad|Good|Fix)\b", rule.__doc__ or "", flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def spec(rule: Rule, section: str) -> str:
    return textwrap.dedent(sections(rule)[section].lstrip("\n"))


@pytest.mark.parametrize("name", rules.names())
def test_documentation_has_all_sections(name: str) -> None:
    assert tuple(sections(rules.load(name))) == SECTIONS


@pytest.mark.parametrize("name", rules.names())
def test_bad_fires_only_the_rule(name: str) -> None:
    rule = rules.load(name)
    found = [d for d in api.check(spec(rule, "Bad")) if d.severity != "note" or rule.SEVERITY == "note"]
    assert {d.rule for d in found} == {name}
    assert found[0].severity == rule.SEVERITY


@pytest.mark.parametrize("name", rules.names())
def test_good_is_silent(name: str) -> None:
    rule = rules.load(name)
    assert [d for d in api.check(spec(rule, "Good")) if d.severity != "note" or d.rule == name] == []


@pytest.mark.parametrize("name", rules.names())
def test_every_fix_mends_and_changes_nothing_twice(name: str) -> None:
    bad = spec(rules.load(name), "Bad")
    for diagnostic in api.check(bad):
        for fix in diagnostic.fixes:
            mended = diagnostic.source.apply(fix.edits)
            assert [d for d in api.check(mended) if d.rule == diagnostic.rule or d.severity == "error"] == [], fix.title


def test_rules_that_offer_fixes_do() -> None:
    offered = {d.rule for name in rules.names() for d in api.check(spec(rules.load(name), "Bad")) if d.fixes}
    assert offered == {
        "bias-before-norm", "channel-mismatch", "checkerboard", "dead-layer", "dialect-refuses", "expectation",
        "expression", "gridding", "groups", "inexact-scale", "linear-mismatch", "output-padding-range", "reference", "schema",
        "size-range", "skip-mismatch", "unread-border", "unused-block", "unused-ignore", "unused-param", "vanished-axis",
        "wasted-padding", "wrong-rank",
    }  # fmt: skip
