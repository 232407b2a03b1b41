"""`$name` and `$(expression)`: values computed from parameters, and nothing else.

    $name           the value itself, of any kind
    $(2 * width)    + - * / // % **, comparisons, and/or/not, a if c else b,
                    min max ceil floor round abs
    enc$level       inside a text: the value as text;  $$ is a dollar sign

Numbers are exact: `/` gives a `Fraction`, and a whole fraction becomes an int. There are no
attributes, no indexing, no calls but those above, and every number stays below 10 ** 18, so an
expression can neither reach the machine nor occupy it.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from shapeplan.suggest import Guess, clip, did_you_mean

LONGEST = 200  # characters of one expression
LARGEST = 10**18

_REFERENCE = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\()")
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min, "max": max, "ceil": math.ceil, "floor": math.floor, "round": round, "abs": abs,
}  # fmt: skip
_OPERATORS = frozenset({"and", "or", "not", "if", "else"})
_CONSTANTS = {"true": True, "false": False}  # as YAML spells them
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.Div: lambda a, b: Fraction(a) / Fraction(b),
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


MOST_TEXT = 10_000  # characters of a text that expressions make
MOST_VALUES = 100_000  # values in the lists that they make

FAILED: Any = object()  # stands for a value that could not be computed, and was reported


class Open:
    """A value that is still to be found, or one that depends on such a value; see unknowns.py."""


class Unsettled(Exception):  # noqa: N818 - nothing is wrong
    """A value depends on one that is still to be found."""


class AlreadyReported(Exception):  # noqa: N818 - it says no more than that
    """A value depends on one that could not be computed."""


class ExpressionError(ValueError):
    """An expression that cannot be computed; the text says why, and `guess` what was meant by an unknown name."""

    def __init__(self, text: str, guess: Guess | None = None) -> None:
        super().__init__(text)
        self.guess = guess


def evaluate(value: Any, names: Mapping[str, Any]) -> Any:
    """`value` with every `$` in its texts computed; lists and mappings are walked.

    >>> evaluate({"channels": "$(4 * width)", "id": "enc$level"}, {"width": 64, "level": 2})
    {'channels': 256, 'id': 'enc2'}

    A value that is still to be found stays as it is. Raises ExpressionError, AlreadyReported where a name
    stands for FAILED, Unsettled where something is computed from what is still to be found.
    """
    computed = _evaluate(value, names)
    if isinstance(computed, list | dict) and _values(computed, MOST_VALUES) > MOST_VALUES:
        raise ExpressionError(f"there are more than {MOST_VALUES} values in this list")
    return computed


def _evaluate(value: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return _text(value, names) if "$" in value else value
    if isinstance(value, dict):
        return {key: _evaluate(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_evaluate(item, names) for item in value]
    return value


def _values(value: Any, most: int) -> int:
    """Number of values within lists and mappings; counting ends above `most`."""
    count, waiting = 0, [value]
    while waiting and count <= most:
        item = waiting.pop()
        count += 1
        if isinstance(item, list | dict):
            waiting.extend(item.values() if isinstance(item, dict) else item)
    return count


def is_open(value: Any) -> bool:
    """Whether a value, or one within it, is still to be found."""
    if isinstance(value, list | dict):
        return any(map(is_open, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Open)


def names_in(value: Any) -> frozenset[str]:
    """The names that `value` reads; none where an expression cannot be parsed."""
    if isinstance(value, str):
        return frozenset(name for part in _parts(value) for name in _names(part)) if "$" in value else frozenset()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return frozenset().union(*(names_in(item) for item in value))
    return frozenset()


def _names(part: tuple[str, str]) -> list[str]:
    kind, text = part
    if kind == "name":
        return [text]
    if kind != "expression":
        return []
    try:
        return [node.id for node in ast.walk(_parse(text)) if isinstance(node, ast.Name)]
    except ExpressionError:
        return []


def _text(text: str, names: Mapping[str, Any]) -> Any:
    if "${" in text:
        raise ExpressionError(f"'{clip(text)}': a value is written $name or $(name), without braces")
    parts = _parts(text)
    values = [part if kind == "text" else _value(kind, part, names) for kind, part in parts]
    if len(values) == 1:
        return values[0]
    if is_open(values):
        raise Unsettled
    joined = "".join(_spell(v) for v in values)
    if len(joined) > MOST_TEXT:
        raise ExpressionError(f"a text of {len(joined)} characters is too long; {MOST_TEXT} are allowed")
    return joined


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """The pieces of a text: ('text', ...), ('name', ...), ('expression', ...)."""
    parts: list[tuple[str, str]] = []
    at = 0
    while (found := _REFERENCE.search(text, at)) is not None:
        if found.start() > at:
            parts.append(("text", text[at : found.start()]))
        at = found.end()
        if found[1]:
            parts.append(("text", "$"))
        elif found[2]:
            parts.append(("name", found[2]))
        else:
            end = _closing(text, at)
            parts.append(("expression", text[at:end]))
            at = end + 1
    if at < len(text):
        parts.append(("text", text[at:]))
    return tuple(parts)


def _closing(text: str, at: int) -> int:
    """Index of the parenthesis that closes the one before `at`."""
    depth = 1
    for i in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return i
    raise ExpressionError(
        f"'{clip(text)}' has no closing parenthesis; within {{ }} and [ ] a comma ends the value: quote it"
    )


def _value(kind: str, part: str, names: Mapping[str, Any]) -> Any:
    if kind == "name":
        return _name(part, names)
    try:
        return _small(_compute(_parse(part), names))
    except ExpressionError:
        raise
    except ZeroDivisionError:
        raise ExpressionError(f"'{clip(part)}' divides by zero") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise ExpressionError(f"'{clip(part)}' cannot be computed: {error}") from None


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression of {len(text)} characters is too long; {LONGEST} are allowed")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"'{clip(text)}' is not an expression{_reserved(text)}") from None


def _reserved(text: str) -> str:
    """Which word of a text cannot be a name; '' where all can."""
    words = [word for word in re.findall(r"\w+", text) if iskeyword(word) and word not in _OPERATORS]
    return f": '{words[0]}' is a word of its own in expressions; give what is meant another name" if words else ""


def _compute(node: ast.expr, names: Mapping[str, Any]) -> Any:  # noqa: C901, PLR0911 - a case for each kind of node
    match node:
        case ast.Constant(value=bool() | int() | str() as value):
            return value
        case ast.Constant(value=float() as value) if math.isfinite(value):
            return Fraction(repr(value))
        case ast.Name(id=name):
            return _settled(_name(name, names))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _compute(operand, names)
        case ast.BinOp(op=ast.Pow(), left=left, right=right):
            return _power(_number(left, names), _number(right, names))
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _BINARY:
            return _small(_BINARY[type(op)](_number(left, names), _number(right, names)))
        case ast.BoolOp(op=op, values=values):
            return _junction(op, values, names)
        case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(op) in _COMPARE for op in ops):
            terms = [_compute(term, names) for term in (left, *rights)]
            return all(_COMPARE[type(op)](a, b) for op, a, b in zip(ops, terms, terms[1:], strict=False))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _compute(body if _compute(test, names) else orelse, names)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_number(arg, names) for arg in args))
    raise ExpressionError(
        f"'{clip(ast.unparse(node))}' is not allowed in an expression; "
        f"use + - * / // % **, comparisons, and, or, not, if-else, {', '.join(_FUNCTIONS)}"
    )


def _junction(op: ast.boolop, values: list[ast.expr], names: Mapping[str, Any]) -> Any:
    result: Any = isinstance(op, ast.And)
    for value in values:
        result = _compute(value, names)
        if bool(result) is not isinstance(op, ast.And):
            break
    return result


def _number(node: ast.expr, names: Mapping[str, Any]) -> Any:
    value = _compute(node, names)
    if isinstance(value, float):
        value = Fraction(repr(value)) if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise ExpressionError(f"'{clip(ast.unparse(node))}' is not a number")
    return value


def _power(base: Any, exponent: Any) -> Any:
    if Fraction(exponent).denominator != 1:
        raise ExpressionError(f"the exponent {exponent} is not a whole number")
    size = max(abs(base), 1 / Fraction(abs(base)) if base else 1)
    if abs(exponent) * math.log2(size) > math.log2(LARGEST):
        raise ExpressionError(f"{base} ** {exponent} is too large; numbers stay below 10 ** 18")
    return Fraction(base) ** int(exponent)


def _small(value: Any) -> Any:
    """The value, a whole fraction as an int; refused when it is too large."""
    if not isinstance(value, int | Fraction):
        return value
    if value.denominator == 1:
        value = int(value) if not isinstance(value, bool) else value
    if abs(value) >= LARGEST:
        raise ExpressionError("a number is too large; numbers stay below 10 ** 18")
    return value


def _name(name: str, names: Mapping[str, Any]) -> Any:
    try:
        value = names[name] if name in names else _CONSTANTS[name]
    except KeyError:
        guess = did_you_mean(name, names)
        raise ExpressionError(f"there is no parameter '{clip(name)}' here{guess}", guess) from None
    if value is FAILED:
        raise AlreadyReported
    return value


def _settled(value: Any) -> Any:
    if is_open(value):
        raise Unsettled
    return value


def _spell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
