"""The values in a configuration: each is checked, and what is wrong with one says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from shapeplan.suggest import did_you_mean
from shapeplan.wording import literal

if TYPE_CHECKING:
    from shapeplan.config import Place

LEVELS = ("error", "warning", "note", "off")


def values(table: Any, place: Place) -> dict[str, Any]:
    """The fields of a Config from a table of TOML. Raises CannotRunError."""
    if not isinstance(table, dict):
        raise place.wrong(f"tool.shapeplan is a table, not {literal(table)}", "shapeplan")
    found = {}
    for key, value in table.items():
        if key not in READERS:
            raise place.wrong(f"there is no key {literal(key)}{did_you_mean(key, READERS)}", key)
        found[key.replace("-", "_")] = READERS[key](key, value, place)
    return found


def rule_names(key: str, value: Any, place: Place) -> tuple[str, ...]:
    """A list of rules."""
    names = texts(key, value, place)
    for name in names:
        known_rule(name, place)
    return names


def known_rule(name: str, place: Place) -> None:
    """Raises CannotRunError for a name that is no rule's."""
    from shapeplan import rules

    if name not in rules.names():
        raise place.wrong(f"there is no rule {literal(name)}{did_you_mean(name, rules.names())}", name)


def texts(key: str, value: Any, place: Place) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise place.wrong(f'{key} is a list such as ["a", "b"], not {literal(value)}', key)
    return tuple(value)


def table_of(key: str, value: Any, place: Place) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise place.wrong(f"{key} is a table, not {literal(value)}", key)
    return value


def severity(key: str, value: Any, place: Place) -> dict[str, str]:
    """Severities by rule."""
    for rule, level in table_of(key, value, place).items():
        known_rule(rule, place)
        one_of(LEVELS, rule, "severity", level, place)
    return dict(value)


def one_of(known: Iterable[str], word: str, what: str, value: Any, place: Place) -> str:
    """A text that is one of a few."""
    known = list(known)
    if not isinstance(value, str) or value not in known:
        raise place.wrong(f"there is no {what} {literal(value)}{did_you_mean(str(value), known)}", word)
    return value


def per_file_ignores(key: str, value: Any, place: Place) -> dict[str, tuple[str, ...]]:
    """Rules by pattern of files."""
    return {glob: rule_names(glob, names, place) for glob, names in table_of(key, value, place).items()}


def framework(key: str, value: Any, place: Place) -> str:
    """The name of a framework."""
    from shapeplan import dialects

    return one_of(dialects.names(), key, "framework", value, place)


def sizes(key: str, value: Any, place: Place) -> dict[str, str]:
    """Sizes by input; one without a name is the only input's."""
    from shapeplan.given import SpecError, one_size

    named = {"": value} if isinstance(value, str) else table_of(key, value, place)
    for name, size in named.items():
        if not isinstance(size, str):
            raise place.wrong(f'a size is written as "500x500", not {literal(size)}', name or key)
        try:
            one_size(size)
        except SpecError as error:
            raise place.wrong(str(error), name or key) from None
    return dict(named)


READERS: dict[str, Callable[[str, Any, Place], Any]] = {
    "select": rule_names,
    "ignore": rule_names,
    "severity": severity,
    "per-file-ignores": per_file_ignores,
    "framework": framework,
    "exclude": texts,
    "sizes": sizes,
}
