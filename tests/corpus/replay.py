"""What torch does with an entry, layer by layer, stated apart from shapeplan: the formulas of its documentation.

Only TF's 'same' is not torch's. The replay tells whether a spec says the same network as the entry,
whatever the framework that the spec names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from tests.corpus.entries import WIDTH, Entry, Layer

Shape = tuple[int | None, tuple[int, ...]]  # channels, None for any; sizes. A vector has no sizes.


class FailedError(Exception):
    """The layer fails, with the kind that bugs.yaml gives it."""


class UnknownError(Exception):
    """The op is none of those that are replayed."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Shapes of the layers up to the first that fails, and that one with its kind."""

    shapes: dict[str, Shape]
    at: str | None = None
    kind: str | None = None


def replay(entry: Entry, size: Sequence[int] | None = None) -> Replay:
    """Runs an entry, at its own input size unless another is given. Raises UnknownError."""
    shapes: dict[str, Shape] = {"x": (entry.channels, tuple(size or entry.size))}
    for layer in entry.layers:
        try:
            shapes[layer.id] = run(layer, [shapes[name] for name in layer.inputs])
        except FailedError as failed:
            return Replay(shapes, layer.id, str(failed))
        except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError) as error:
            raise UnknownError(f"{layer.id}: {error!r}") from None
    return Replay(shapes)


def run(layer: Layer, inputs: list[Shape]) -> Shape:
    """The shape that a layer makes. Raises FailedError, or UnknownError."""
    args = layer.args
    if layer.kind == "const_size":
        return args.get("channels"), per_axis(args["size"], (1,))
    if len(inputs) > 1:
        return join(layer.kind, inputs)
    if layer.kind == "linear":
        return linear(args, *inputs[0]), ()
    c, sizes = inputs[0]
    if layer.kind == "flatten":
        return product((c or WIDTH, *sizes)), ()
    return (channels(args, c) if layer.kind in CONV else c), spatial(layer, sizes)


def spatial(layer: Layer, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """What a layer that reads one map makes of its sizes. Raises FailedError, or UnknownError."""
    args = layer.args
    match layer.kind:
        case "conv" | "deconv":
            return each(CONV[layer.kind], args, sizes)
        case "maxpool" | "avgpool":
            return each(pool, args, sizes)
        case "upsample" if "scale_factor" in args:
            scales = (Fraction(str(scale)) for scale in per_axis(args["scale_factor"], sizes))
            return tuple(floor(n * scale) for n, scale in zip(sizes, scales, strict=True))
        case "upsample" | "adaptive_avgpool" | "adaptive_maxpool":
            size = args["size" if layer.kind == "upsample" else "output_size"]
            if not isinstance(size, str):
                return per_axis(size, sizes)
        case "bn" | "relu":
            return sizes
    raise UnknownError(layer.kind)


def linear(args: dict[str, Any], c: int | None, sizes: tuple[int, ...]) -> int:
    """Features of a linear layer, which reads the last axis."""
    arriving = sizes[-1] if sizes else c
    if arriving is not None and args.get("in_features", arriving) != arriving:
        raise FailedError("linear_mismatch")
    return int(args["out_features"])


def join(kind: str, inputs: list[Shape]) -> Shape:
    """Sizes must be equal; channels are added up, or must be equal where they are known."""
    known = [c for c, _ in inputs if c is not None]
    summed = sum(known) if len(known) == len(inputs) else None
    if kind == "cropcat":
        return summed, inputs[0][1]
    if len({sizes for _, sizes in inputs}) > 1:
        raise FailedError("mismatch")
    if kind in {"cat", "concat"}:
        return summed, inputs[0][1]
    if kind == "same_size":
        return inputs[0]
    if kind != "add":
        raise UnknownError(kind)
    if len(set(known)) > 1:
        raise FailedError("channel_mismatch")
    return (known[0] if known else None), inputs[0][1]


def channels(args: dict[str, Any], c: int | None) -> int:
    """Channels of a convolution."""
    groups, out = args.get("groups", 1), args.get("out_channels", WIDTH)
    stated = args.get("in_channels", c)
    if stated is not None and (stated % groups or out % groups):
        raise FailedError("groups")
    if c is not None and stated != c:
        raise FailedError("channel_mismatch")
    return int(out)


def each(out: Callable[..., int], args: dict[str, Any], sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The formula, axis by axis."""
    k, s = args["kernel_size"], args.get("stride", args["kernel_size"] if out is pool else 1)
    columns = [k, s, args.get("padding", 0), args.get("dilation", 1)]
    rows = zip(sizes, *(per_axis(value, sizes) for value in columns), strict=True)
    extras = per_axis(args.get("output_padding", 0), sizes)
    made = [out(*row, extra, ceil_mode=args.get("ceil_mode", False)) for row, extra in zip(rows, extras, strict=True)]
    return tuple(made)


def conv(n: int, k: int, s: int, p: Any, d: int, _: int, *, ceil_mode: bool) -> int:
    """A convolution."""
    extent = d * (k - 1) + 1
    if p == "same_torch" and s > 1:
        raise FailedError("config")
    room = n + sum(pads(p, n, s, extent)) - extent
    if room < 0:
        raise FailedError("kernel_too_large")
    return room // s + 1


def pool(n: int, k: int, s: int, p: Any, d: int, _: int, *, ceil_mode: bool) -> int:
    """A pooling; in ceil_mode the last window starts within the map or the padding in front."""
    extent = d * (k - 1) + 1
    lo, hi = pads(p, n, s, extent)
    if max(lo, hi) > k // 2:
        raise FailedError("config")
    out = (-(-(n + lo + hi - extent) // s) if ceil_mode else (n + lo + hi - extent) // s) + 1
    if ceil_mode and (out - 1) * s >= n + lo:
        out -= 1
    if out < 1:
        raise FailedError("kernel_too_large")
    return out


def deconv(n: int, k: int, s: int, p: Any, d: int, extra: int, *, ceil_mode: bool) -> int:
    """A transposed convolution."""
    if p == "same_torch":
        raise FailedError("config")
    if p == "same_tf":
        return n * s
    if extra >= max(s, d):
        raise FailedError("output_padding")
    out = (n - 1) * s - sum(pads(p, n, s, k)) + d * (k - 1) + 1 + extra
    if out < 1:
        raise FailedError("kernel_too_large")
    return out


CONV: dict[str, Callable[..., int]] = {"conv": conv, "deconv": deconv}


def pads(p: Any, n: int, s: int, extent: int) -> tuple[int, int]:
    """Pixels before and after."""
    if p in {"same_tf", "same_torch"} if isinstance(p, str) else False:
        total = max((-(-n // s) - 1) * s + extent - n, 0)
        return total // 2, total - total // 2
    return (p[0], p[1]) if isinstance(p, list) else (p, p)


def per_axis(value: Any, sizes: tuple[int, ...]) -> tuple[Any, ...]:
    """One value an axis."""
    return tuple(value) if isinstance(value, list) else (value,) * len(sizes)


def product(factors: Sequence[int]) -> int:
    """The product."""
    found = 1
    for factor in factors:
        found *= factor
    return found
