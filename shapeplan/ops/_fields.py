"""Types of layer arguments. Each says in its own words what it wanted, and is exact.

`PerAxis` values are one number for all axes or one an axis; `spread` gives one an axis.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import GetPydanticSchema, PlainSerializer
from pydantic_core import PydanticCustomError, core_schema

from shapeplan.fault import Fault
from shapeplan.shape import axis_names
from shapeplan.source import yaml11_hint
from shapeplan.wording import literal

LARGEST = 10**12  # a size or a channel count beyond this is a slip


def mistake(message: str) -> PydanticCustomError:
    """An error in our own words; pydantic takes them for a template, which their braces must not spoil."""
    return PydanticCustomError("shapeplan", "{message}", {"message": message})


def wrong(wanted: str, value: Any) -> PydanticCustomError:
    """The error of a value that is not what was wanted."""
    hint = yaml11_hint(value) if isinstance(value, str) else None
    return mistake(f"must be {wanted}, not {literal(value)}" + (f" ({hint})" if hint else ""))


def parsed(parse: Callable[[Any], Any], json_schema: dict[str, Any]) -> GetPydanticSchema:
    """A pydantic type from a function that returns the value or raises what `wrong` makes."""
    return GetPydanticSchema(
        lambda _type, _handler: core_schema.no_info_plain_validator_function(
            parse, metadata={"pydantic_js_functions": [lambda _schema, _handler: json_schema]}
        )
    )


def is_whole(value: Any, least: int) -> bool:
    """Whether the value is an int (not a bool) of at least `least`."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST


def whole(least: int) -> GetPydanticSchema:
    """A whole number of at least `least`."""
    wanted = {0: "a whole number, 0 or more", 1: "a whole number, 1 or more"}.get(least, "a whole number")

    def parse(value: Any) -> int:
        if not is_whole(value, least):
            raise wrong(wanted, value)
        return int(value)

    return parsed(parse, {"type": "integer", "minimum": least} if least > -LARGEST else {"type": "integer"})


def whole_per_axis(least: int) -> GetPydanticSchema:
    """A whole number, or a list of one an axis."""
    wanted = f"a whole number, {least} or more" if least > -LARGEST else "a whole number"
    number = {"type": "integer", "minimum": least} if least > -LARGEST else {"type": "integer"}

    def parse(value: Any) -> int | tuple[int, ...]:
        if is_whole(value, least):
            return int(value)
        if isinstance(value, (list, tuple)) and value and all(is_whole(v, least) for v in value):
            return tuple(value)
        raise wrong(f"{wanted}, or a list of one an axis", value)

    return parsed(parse, {"anyOf": [number, {"type": "array", "items": number, "minItems": 1}]})


PADDINGS = {
    "same": "As many pixels out as in, divided by the stride; an odd one more is put behind.",
    "valid": "No padding.",
    "half": "extent // 2 on either side.",
    "full": "extent - 1 on either side: every overlap of window and map.",
    "same_lower": "As same; an odd one more is put in front.",
    "causal": "All in front: an output reads nothing behind its own place.",
}


def is_edges(value: Any, least: int) -> bool:
    """Whether the value is a whole number or a pair [before, after] of at least `least`."""
    if not isinstance(value, (list, tuple)):
        return is_whole(value, least)
    return len(value) == len(("before", "after")) and all(is_whole(v, least) for v in value)


def _padding(value: Any, least: int = 0) -> Any:
    if value in PADDINGS if isinstance(value, str) else is_whole(value, least):
        return value
    if isinstance(value, (list, tuple)) and value and all(is_edges(v, least) for v in value):
        return tuple(tuple(v) if isinstance(v, (list, tuple)) else v for v in value)
    raise wrong(
        f"a whole number, a list of one an axis, a list of pairs [before, after], or one of {', '.join(PADDINGS)}",
        value,
    )


def _signed_padding(value: Any) -> Any:
    return _padding(value, -LARGEST)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong("true or false", value)
    return value


def to_fraction(value: Any) -> Fraction | None:
    """An exact fraction of a YAML number, taken as it was written; None if it is no number."""
    if isinstance(value, float):
        return Fraction(repr(value)) if math.isfinite(value) else None
    return Fraction(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else None


def _ratio(value: Any) -> Fraction:
    ratio = to_fraction(value)
    if ratio is None or not 0 < ratio <= LARGEST:
        raise wrong("a number above 0", value)
    return ratio


def _ratio_per_axis(value: Any) -> Fraction | tuple[Fraction, ...]:
    if isinstance(value, (list, tuple)) and value:
        return tuple(_ratio(v) for v in value)
    return _ratio(value)


def _number(value: Any) -> Fraction:
    number = to_fraction(value)
    if number is None:
        raise wrong("a number", value)
    return number


def _size_or_layer(value: Any, least: int = 1) -> Any:
    if isinstance(value, str) or is_whole(value, least):
        return value
    if isinstance(value, (list, tuple)) and value and all(is_whole(v, least) for v in value):
        return tuple(value)
    raise wrong("a whole number, a list of one an axis, or the name of a layer", value)


def _natural_or_layer(value: Any) -> Any:
    return _size_or_layer(value, 0)


def _margin(value: Any) -> Any:
    if is_whole(value, -LARGEST):
        return value
    if isinstance(value, (list, tuple)) and value and all(is_edges(v, -LARGEST) for v in value):
        return tuple(tuple(v) if isinstance(v, (list, tuple)) else v for v in value)
    raise wrong("a whole number, a list of one an axis, or a list of pairs [before, after]", value)


def _edges(value: Any) -> int | tuple[int, int]:
    if not is_edges(value, -LARGEST):
        raise wrong("a whole number or a pair [before, after]", value)
    return value if isinstance(value, int) else (value[0], value[1])


def _size_or_keep_per_axis(value: Any) -> int | tuple[int | None, ...]:
    if is_whole(value, 0):
        return int(value)
    if isinstance(value, (list, tuple)) and value and all(v is None or is_whole(v, 0) for v in value):
        return tuple(value)
    raise wrong("a whole number, 0 or more, or a list of one an axis, null where the axis is kept", value)


def _share(value: Any) -> Fraction:
    number = to_fraction(value)
    if number is None or not 0 <= number <= 1:
        raise wrong("a number from 0 to 1", value)
    return number


def _sizes(value: Any) -> tuple[int, ...]:
    if isinstance(value, (list, tuple)) and all(is_whole(v, 1) for v in value):
        return tuple(value)
    raise wrong("a list with one size an axis, such as [572, 572]", value)


_SIZE = {"type": "integer", "minimum": 1}
_NAMED = {"enum": list(PADDINGS), "markdownEnumDescriptions": list(PADDINGS.values())}
_PAD = {"type": "integer", "minimum": 0}
_PAIR = {"type": "array", "items": _PAD, "minItems": 2, "maxItems": 2}
_WHOLE = {"type": "integer"}
_WHOLE_PAIR = {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2}
_KEPT = {"type": ["integer", "null"], "minimum": 0}
_RATIO = {"type": "number", "exclusiveMinimum": 0}


def _plain(value: Any) -> Any:
    """A fraction as JSON has it: an int where it is whole."""
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return int(value) if value.denominator == 1 else float(value)


Sizes = Annotated[tuple[int, ...], parsed(_sizes, {"type": "array", "items": _SIZE})]
Count = Annotated[int, whole(1)]
Natural = Annotated[int, whole(0)]
Whole = Annotated[int, whole(-LARGEST)]
SizePerAxis = Annotated[int | tuple[int, ...], whole_per_axis(1)]
NaturalPerAxis = Annotated[int | tuple[int, ...], whole_per_axis(0)]
WholePerAxis = Annotated[int | tuple[int, ...], whole_per_axis(-LARGEST)]
Flag = Annotated[bool, parsed(_flag, {"type": "boolean"})]
Padding = Annotated[
    str | int | tuple[int | tuple[int, int], ...],
    parsed(
        _padding,
        {"anyOf": [_PAD, _NAMED, {"type": "array", "items": {"anyOf": [_PAD, _PAIR]}}]},
    ),
]
SignedPadding = Annotated[
    str | int | tuple[int | tuple[int, int], ...],
    parsed(
        _signed_padding,
        {"anyOf": [_WHOLE, _NAMED, {"type": "array", "items": {"anyOf": [_WHOLE, _WHOLE_PAIR]}}]},
    ),
]
Margin = Annotated[
    int | tuple[int | tuple[int, int], ...],
    parsed(_margin, {"anyOf": [_WHOLE, {"type": "array", "items": {"anyOf": [_WHOLE, _WHOLE_PAIR]}, "minItems": 1}]}),
]
Edges = Annotated[int | tuple[int, int], parsed(_edges, {"anyOf": [_WHOLE, _WHOLE_PAIR]})]
SizeOrKeepPerAxis = Annotated[
    int | tuple[int | None, ...],
    parsed(_size_or_keep_per_axis, {"anyOf": [_PAD, {"type": "array", "items": _KEPT, "minItems": 1}]}),
]
Share = Annotated[Fraction, parsed(_share, {"type": "number", "minimum": 0, "maximum": 1}), PlainSerializer(_plain)]
Number = Annotated[Fraction, parsed(_number, {"type": "number"}), PlainSerializer(_plain)]
Ratio = Annotated[Fraction, parsed(_ratio, _RATIO), PlainSerializer(_plain)]
RatioPerAxis = Annotated[
    Fraction | tuple[Fraction, ...],
    parsed(_ratio_per_axis, {"anyOf": [_RATIO, {"type": "array", "items": _RATIO, "minItems": 1}]}),
    PlainSerializer(_plain),
]
SizeOrLayer = Annotated[
    str | int | tuple[int, ...],
    parsed(_size_or_layer, {"anyOf": [_SIZE, {"type": "array", "items": _SIZE}, {"type": "string"}]}),
]

NaturalOrLayer = Annotated[
    str | int | tuple[int, ...],
    parsed(_natural_or_layer, {"anyOf": [_PAD, {"type": "array", "items": _PAD}, {"type": "string"}]}),
]


def exactly_one(first: str, second: str) -> Callable[[Any], Any]:
    """A check for a model that one of two arguments is given, and not both."""

    def check(model: Any) -> Any:
        given = [field for field in (first, second) if getattr(model, field) is not None]
        if len(given) != 1:
            found = "there are both" if given else "there is neither"
            raise mistake(f"takes {first} or {second}, and {found}")
        return model

    return check


def spread(value: Any, rank: int, field: str) -> tuple[Any, ...]:
    """One value an axis, from one for all or a list of one each.

    Raises Fault where the list has another length than the map has axes.
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        return (value,) * rank
    if len(value) != rank:
        axes = ", ".join(axis_names(rank + 1)[1:])
        hint = f"{field}: [[{value[0]}, {value[1]}]]" if field == "padding" and (len(value), rank) == (2, 1) else None
        raise Fault(
            "wrong-rank",
            f"{field} has {len(value)} entries, and the map has {rank} {'axis' if rank == 1 else 'axes'} ({axes})",
            field=field,
            hint=hint,
        )
    return tuple(value)


def spread_pads(value: Any, rank: int, field: str = "padding") -> tuple[str | tuple[int, int], ...]:
    """Padding of each axis as a name or a pair (before, after)."""
    return tuple(p if isinstance(p, (str, tuple)) else (p, p) for p in spread(value, rank, field))
