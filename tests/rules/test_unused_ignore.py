"""`# shapeplan: ignore[rule]`: where it holds, what is no such comment, and comments that ignore nothing."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.ignores import ignores, without
from shapeplan.source import read_text
from tests.language.specs import net

SPECS = sorted((Path(__file__).parents[2] / "specs").rglob("*.yaml"))
LOSS = "shapeplan: ignore[unread-border]"  # 65 px and a pooling of 2: a row is lost
SPEC = """\
inputs:
  image: {channels: 3, size: [65, 64]}
stacks:
  encoder:
    - conv: {out_channels: 8, kernel_size: 1}
      id: enc
    - branches:
        one:
          - relu
          - max_pool: 2
        two:
          - relu
          - max_pool: 2
      merge: add
  head:
    - upsample: {scale_factor: 2}
outputs: [encoder, head]
"""


def said(text: str) -> list[tuple[str, int]]:
    """Warnings, each with its line."""
    return [(d.rule, d.line) for d in api.check(read_text(text)) if d.severity == "warning"]


def with_line(number: int, line: str, text: str = SPEC) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([*lines[: number - 1], f"{line}\n", *lines[number - 1 :]])


def test_without_a_comment() -> None:
    assert said(SPEC) == [("unread-border", 10), ("unread-border", 13)]


@pytest.mark.parametrize("number", [1, 3, 4, 7])
@pytest.mark.parametrize("more", ["", "\n", "\n    # and why\n\n"])
def test_above_a_block_it_holds_for_all_of_it(number: int, more: str) -> None:
    indent = " " * {1: 0, 3: 0, 4: 2, 7: 4}[number]
    assert said(with_line(number, f"{indent}# {LOSS} it is meant{more}")) == []


def test_above_a_layer_it_holds_for_the_layer() -> None:
    assert said(with_line(10, f"          # {LOSS}")) == [("unread-border", 14)]
    assert said(with_line(8, f"        # {LOSS}")) == [("unread-border", 14)]  # a branch
    assert said(with_line(15, f"  # {LOSS}")) == [  # another stack
        ("unread-border", 10), ("unread-border", 13), ("unused-ignore", 15),
    ]  # fmt: skip


def test_in_a_line_it_holds_for_the_line() -> None:
    text = SPEC.replace("    - branches:", f"    - branches:  # {LOSS}")
    assert said(text) == [("unused-ignore", 7), ("unread-border", 10), ("unread-border", 13)]
    assert said(SPEC.replace("max_pool: 2", f"max_pool: 2  # {LOSS}")) == []


@pytest.mark.parametrize(
    "comment", ["#shapeplan:ignore[groups, unread-border]", "# x # shapeplan: ignore[ unread-border ]"]
)
def test_other_ways_to_write_it(comment: str) -> None:
    found = said(SPEC.replace("max_pool: 2", f"max_pool: 2  {comment}"))
    assert {rule for rule, _ in found} == ({"unused-ignore"} if "groups" in comment else set())


@pytest.mark.parametrize(
    "value", ['"a # shapeplan: ignore[groups]"', "'# shapeplan: ignore[groups]'", "|\n  # shapeplan: ignore[groups]", "a#shapeplan: ignore[groups]"]
)  # fmt: skip
def test_what_is_in_a_value_is_no_comment(value: str) -> None:
    assert ignores(read_text(f"name: {value}\nx: 1\n")) == []


def test_comments_of_a_text_that_is_no_yaml() -> None:
    assert "yaml-syntax" in {d.rule for d in api.check("a: [\n")}
    assert said("a: [  # shapeplan: ignore[group]\n") == [("unused-ignore", 1)]
    assert api.check("a: [  # shapeplan: ignore[yaml-syntax]\n") == []


def test_nothing_is_told_unused_that_may_be_needed_otherwise() -> None:
    """An error hides findings, and another size has others."""
    text = SPEC.replace("max_pool: 2", f"max_pool: 2  # {LOSS}")
    assert said(SPEC.replace("[65, 64]", "[64, 64]").replace("max_pool: 2", f"max_pool: 2  # {LOSS}")) != []
    assert [d.rule for d in api.check(text, sizes="64x64") if d.severity != "note"] == []
    broken = text.replace("[65, 64]", "[64, 64]").replace("merge: add", "merge: ad")
    assert {d.rule for d in api.check(broken) if d.severity != "note"} == {"schema"}
    assert "ignore" in api.fix(text, sizes="64x64").text


def fixed(text: str) -> str:
    result = api.fix(read_text(text))
    assert [d for d in result.found if d.rule == "unused-ignore"] == []
    return result.text


PLAIN = net("- relu")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- relu  # shapeplan: ignore[groups]", "- relu"),
        ("- relu  # shapeplan: ignore[groups, size-range] because", "- relu"),
        ("- relu  # shapeplan: ignore[groups] why # more", "- relu # more"),
        ("- relu  # more # shapeplan: ignore[groups]", "- relu  # more"),
        ("# shapeplan: ignore[groups]\n    - relu", "- relu"),
        ("# shapeplan: ignore[groups] # more\n    - relu", "# more\n    - relu"),
        ("- relu  # shapeplan: ignore[no-such-rule]", "- relu"),
        ("- relu  # shapeplan: ignore[]", "- relu"),
    ],
)
def test_a_comment_that_ignores_nothing_is_removed(before: str, after: str, ending: str) -> None:
    text = PLAIN.replace("- relu", before)
    assert text != PLAIN
    expected = PLAIN.replace("- relu", after)
    assert fixed(text.replace("\n", ending)) == expected.replace("\n", ending)


def test_what_ignores_something_stays() -> None:
    text = SPEC.replace("max_pool: 2", "max_pool: 2  # shapeplan: ignore[groups,unread-border, unused-id]")
    assert fixed(text) == SPEC.replace("max_pool: 2", f"max_pool: 2  # {LOSS}")


def messages(text: str) -> Iterable[str]:
    return [d.message for d in api.check(read_text(text)) if d.rule == "unused-ignore"]


def test_a_misspelled_rule_is_told_and_mended() -> None:
    text = SPEC.replace("max_pool: 2", f"max_pool: 2  # {LOSS.replace('border', 'boarder')}")
    assert messages(text) == ["there is no rule 'unread-boarder'; did you mean 'unread-border'?"] * 2
    assert fixed(text) == SPEC.replace("max_pool: 2", f"max_pool: 2  # {LOSS}")


def test_a_comment_may_ignore_that_it_ignores_nothing() -> None:
    assert said(PLAIN.replace("- relu", "- relu  # shapeplan: ignore[groups, unused-ignore]")) == []


def test_the_last_line() -> None:
    assert fixed(f"{PLAIN}# shapeplan: ignore[groups]") == PLAIN
    assert messages(f"{PLAIN}# shapeplan: ignore[groups, size-range]") == [
        "groups and size-range find nothing here to ignore"
    ]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_comment_anywhere_is_found_and_taken_away_without_a_trace(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    tree = read_text(text).tree
    for i, line in enumerate(lines):
        behind = [*lines[:i], line.rstrip("\n") + f"  # {LOSS}\n", *lines[i + 1 :]]
        above = [*lines[:i], f" # {LOSS} so\n", *lines[i:]]
        for changed in (behind, above) if line.strip() else (above,):
            source = read_text("".join(changed))
            found = next(
                ignore for ignore in ignores(source) if (ignore.span.line, ignore.rules) == (i + 1, ("unread-border",))
            )
            assert source.tree == tree
            assert source.apply([without(source, found, frozenset(found.rules))]) == text
            assert found.first <= found.last <= len(changed) + 1


def test_what_is_ignored_is_not_fixed() -> None:
    text = net("- conv: {out_channels: 4, kernelsize: 1}  # shapeplan: ignore[schema]")
    assert api.fix(text).text == text


@pytest.mark.parametrize(
    "comment", ["# shapeplan: ignore", "# shapeplan: ignore [groups]", "# shapeplan: ignore, it is meant"]
)
def test_a_comment_must_name_a_rule(comment: str) -> None:
    assert messages(PLAIN.replace("- relu", f"- relu  {comment}")) == [
        "it ignores nothing, since it names no rule: # shapeplan: ignore[rule]"
    ]
    assert messages(PLAIN.replace("- relu", "- relu  # shapeplan: ignored here, ignore-list")) == []
