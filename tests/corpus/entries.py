"""Entries of a file of bugs, read and made uniform: what `bugs.yaml` states in its header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

WIDTH = 4  # channels where an entry states none

ABOUT = {"id", "op", "in", "note", "name", "comment"}  # keys of a layer that are no arguments
WINDOW = {"k": "kernel_size", "s": "stride", "p": "padding", "d": "dilation"}
POOL = {**WINDOW, "ceil": "ceil_mode"}
CONV = {**WINDOW, "c": "out_channels", "in_c": "in_channels", "groups": "groups", "bias": "bias"}
RESIZE = {"scale": "scale_factor", "size": "size", "mode": "mode", "align_corners": "align_corners"}

# Ops of the file: the op of the language, and the names of its arguments there.
OPS: dict[str, tuple[str, dict[str, str]]] = {
    "conv": ("conv", CONV),
    "dwconv": ("depthwise_conv", {**WINDOW, "in_c": "in_channels"}),
    "deconv": ("conv_transpose", {**CONV, "out_pad": "output_padding", "out_size": "output_size"}),
    "maxpool": ("max_pool", POOL),
    "avgpool": ("avg_pool", POOL),
    "upsample": ("upsample", RESIZE),
    "cat": ("concat", {}),
    "concat": ("concat", {}),
    "add": ("add", {}),
    "mul": ("multiply", {}),
    "sub": ("subtract", {}),
    "same_size": ("add", {}),
    "cropcat": ("concat", {}),
    "flatten": ("flatten", {}),
    "linear": ("linear", {"in_f": "in_features", "out_f": "out_features"}),
    "adaptive_avgpool": ("adaptive_avg_pool", {"size": "output_size"}),
    "adaptive_maxpool": ("adaptive_max_pool", {"size": "output_size"}),
    "globalpool": ("global_avg_pool", {}),
    "global_avgpool": ("global_avg_pool", {}),
    "global_maxpool": ("global_max_pool", {}),
    "reshape": ("reshape", {"size": "shape"}),
    "pad": ("pad", {"p": "padding", "mode": "mode"}),
    "crop": ("crop", {"size": "size", "p": "before"}),
    "bn": ("batch_norm", {}),
    "const_size": ("input", {"size": "size", "c": "channels"}),
}


class CannotWriteError(Exception):
    """An entry says what is not known here, or has no form in the language."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: the op of the file, what it reads, the arguments by their names in the language."""

    id: str
    kind: str
    inputs: tuple[str, ...]
    args: dict[str, Any]

    @property
    def op(self) -> str:
        """The op of the language."""
        return OPS[self.kind][0] if self.kind in OPS else self.kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One bug, with its layers in order."""

    raw: Mapping[str, Any]
    layers: tuple[Layer, ...]
    size: tuple[int, ...]
    channels: int = WIDTH
    expect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name of the bug."""
        return str(self.raw.get("id", "?"))

    @property
    def at(self) -> str:
        """Where the first failure is expected."""
        return str(self.expect.get("at", "OUTPUT"))

    @property
    def kind(self) -> str:
        """The expected kind of failure."""
        return str(self.expect.get("kind", "ok"))

    @property
    def want(self) -> tuple[int, ...] | None:
        """The size that the user wanted."""
        want = self.raw.get("want")
        return None if want is None else numbers(want)


def load(path: Path) -> list[Mapping[str, Any]]:
    """The entries of a file as they stand there. Raises CannotWriteError where it is no list of mappings."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CannotWriteError(f"{path}: {error}") from None
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise CannotWriteError(f"{path}: a file of bugs is a list of entries, each a mapping with id, input and layers")
    return raw


def entry_of(raw: Mapping[str, Any]) -> Entry:
    """An entry, checked. Raises CannotWriteError."""
    for key in ("input", "layers"):
        if not isinstance(raw.get(key), list) or not raw[key]:
            raise CannotWriteError(f"'{key}' must be a list that is not empty")
    expect = raw.get("expect", {})
    if not isinstance(expect, dict):
        raise CannotWriteError("'expect' must be a mapping with at, kind and sizes")
    layers = tuple(map(layer_of, raw["layers"]))
    known = {"x"}
    for layer in layers:
        for name in layer.inputs:
            if name not in known:
                raise CannotWriteError(f"layer '{layer.id}' reads '{name}', and no layer above has that id")
        known.add(layer.id)
    if expect.get("at", "OUTPUT") not in {*known, "OUTPUT"}:
        raise CannotWriteError(f"'expect' is at '{expect['at']}', and no layer has that id")
    return Entry(raw, layers, numbers(raw["input"]), width_of_input(raw, layers), expect)


def layer_of(raw: Any) -> Layer:
    """A layer with the arguments' names in the language. Raises CannotWriteError for what is not known."""
    if not isinstance(raw, dict) or not isinstance(raw.get("op"), str) or "id" not in raw:
        raise CannotWriteError(f"a layer is a mapping with id and op, not {raw!r}")
    kind, name = raw["op"], str(raw["id"])
    names = names_of(kind, name)
    for key in raw.keys() - ABOUT:
        if key not in names:
            known = ", ".join(sorted(names)) or "none"
            raise CannotWriteError(f"layer '{name}': {kind} has no argument '{key}' (known: {known})")
    read = raw.get("in", [])
    inputs = tuple(map(str, read)) if isinstance(read, list) else (str(read),)
    return Layer(name, kind, inputs, {names[key]: value for key, value in raw.items() if key in names})


def names_of(kind: str, layer: str) -> dict[str, str]:
    """Arguments of an op by their names in the file; of an op that only the language has, its own."""
    from shapeplan import ops

    if kind in OPS:
        return OPS[kind][1]
    if kind not in ops.names():
        raise CannotWriteError(f"layer '{layer}': there is no op '{kind}' (known: {', '.join(sorted(OPS))})")
    own = {name: name for name in ops.load(kind).model_fields}
    return {**own, **{short: name for short, name in CONV.items() if name in own}}


def width_of_input(raw: Mapping[str, Any], layers: tuple[Layer, ...]) -> int:
    """Channels of the input: stated, or what its readers agree to expect, unless that is the bug."""
    for key in ("channels", "in_c", "c", "in_channels", "input_channels"):
        if isinstance(raw.get(key), int):
            return int(raw[key])
    readers = [layer for layer in layers if "x" in layer.inputs]
    stated = {layer.args["in_channels"] for layer in readers if isinstance(layer.args.get("in_channels"), int)}
    at_fault = raw.get("expect", {}).get("at") in {layer.id for layer in readers}
    if len(stated) == 1 and not (at_fault and raw["expect"].get("kind") == "channel_mismatch"):
        return int(stated.pop())
    return WIDTH


def numbers(value: Any) -> tuple[int, ...]:
    """A size as numbers. Raises CannotWriteError."""
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in listed):
        raise CannotWriteError(f"a size is a list of whole numbers, not {value!r}")
    return tuple(listed)
