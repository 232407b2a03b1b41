"""An entry as a spec in shapeplan's language: YAML text that a person would have written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from shapeplan import api
from tests.corpus.entries import WIDTH, CannotWriteError, Entry, Layer
from tests.corpus.replay import Replay, UnknownError, replay

# Frameworks by words in an entry's `framework`, the dialects that may say it, the best first; torch comes last.
DIALECTS = {
    "keras": ("keras",),
    "tensorflow": ("tensorflow", "keras"),
    "mxnet": ("mxnet",),
    "gluon": ("mxnet",),
    "onnx": ("onnx",),
    "paddle": ("paddle",),
    "flax": ("flax",),
    "jax": ("flax",),
}
WORDS = {"keras", "tensorflow"}  # dialects that say padding by words
NEAR = range(-2, 9)  # input sizes, beside an entry's own, at which a spec must do what the entry does

Args = dict[str, Any]


def spec_of(entry: Entry) -> str:
    """The spec, in the entry's own framework where that computes what the entry says, else in torch."""
    try:
        replay(entry)
    except UnknownError:  # nothing to compare with
        return written(entry, "torch")
    for dialect in dialects_of(entry):
        text = written(entry, dialect)
        if all(agrees(entry, text, tuple(n + by for n in entry.size)) for by in NEAR if min(entry.size) + by > 0):
            return text
    return written(entry, "torch")


def dialects_of(entry: Entry) -> list[str]:
    """The dialects that may say an entry."""
    named = str(entry.raw.get("framework", "")).lower()
    return [dialect for word, dialects in DIALECTS.items() if word in named for dialect in dialects]


def agrees(entry: Entry, text: str, size: tuple[int, ...]) -> bool:
    """Whether a spec has the sizes of the replay up to the first failure, and fails at that layer alone."""
    replayed = replay(entry, size)
    try:
        plan = api.plan(text, sizes={"x": size})
    except api.SpecError:
        return False
    found = {name: plan[id_of(name)].shape for name in replayed.shapes}
    same = all((found[name] or ())[1:] == sizes for name, (_, sizes) in replayed.shapes.items())
    failed = None if replayed.at is None else plan[id_of(replayed.at)].id
    refused = {node.id for node in plan.nodes for fault in node.faults if fault.rule == "dialect-refuses"}
    return same and refused <= {failed} and (failed is None or plan[failed].faults != ())


def written(entry: Entry, dialect: str) -> str:
    """The spec in a dialect. Raises CannotWriteError."""
    try:
        run: Replay | None = replay(entry)
    except UnknownError:
        run = None
    inputs = [("x", entry.channels, entry.size), *constants(entry, run)]
    lines = [*heading(entry), "shapeplan: 1", f"name: {plain(title(entry))}", f"framework: {dialect}", "inputs:"]
    lines += [f"  {id_of(name)}: {{channels: {c}, size: {flow(list(size))}}}" for name, c, size in inputs]
    lines += ["stacks:", "  net:"]
    above: str | None = "x" if len(inputs) == 1 else None
    for layer in entry.layers:
        if layer.kind != "const_size":
            lines += layer_lines(layer, above, dialect, run)
            above = layer.id
    return "\n".join([*lines, *ends(entry)]) + "\n"


def heading(entry: Entry) -> Iterator[str]:
    """Where the bug was reported, and what caused it."""
    for key in ("url", "cause"):
        if entry.raw.get(key):
            yield "# " + " ".join(str(entry.raw[key]).split())


def title(entry: Entry) -> str:
    """What the network is."""
    return str(entry.raw.get("architecture") or entry.id)


def constants(entry: Entry, run: Replay | None) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """The tensors of a given size, each as an input; with the channels of what they are compared with."""
    for layer in entry.layers:
        if layer.kind == "const_size":
            size = layer.args.get("size")
            partners = [other for other in entry.layers if layer.id in other.inputs]
            widths = [run.shapes[name][0] for p in partners for name in p.inputs if run and name in run.shapes]
            c = layer.args.get("channels") or next((w for w in widths if w is not None), WIDTH)
            yield layer.id, c, tuple(size if isinstance(size, list) else [size])


def layer_lines(layer: Layer, above: str | None, dialect: str, run: Replay | None) -> Iterator[str]:
    """A layer: its op with arguments, its id, and what it reads where that is not the layer above."""
    op, args, inputs = layer.op, arguments(layer, dialect), list(layer.inputs)
    if len(inputs) > 1:
        op, args, inputs = join(layer, args, inputs, above, run)
        if layer.kind == "cropcat" and "fit" not in args:  # the second map is smaller on some axis
            cut = f"{layer.id}_crop"
            yield from step("crop_or_pad", {"size": id_of(layer.inputs[0])}, cut, [layer.inputs[1]])
            args, inputs = {"from": [id_of(layer.inputs[0]), id_of(cut)]}, []
    yield from step(op, args, layer.id, [] if inputs == [above] else inputs)


def step(op: str, args: Args, name: str, inputs: list[str]) -> Iterator[str]:
    """The lines of a layer."""
    said = args["with"] if set(args) == {"with"} and isinstance(args["with"], str) else args
    yield f"    - {op}: {flow(said)}" if args else f"    - {op}:"
    yield f"      id: {id_of(name)}"
    if inputs:
        yield f"      from: {flow([id_of(i) for i in inputs] if len(inputs) > 1 else id_of(inputs[0]))}"


def join(
    layer: Layer, args: Args, inputs: list[str], above: str | None, run: Replay | None
) -> tuple[str, Args, list[str]]:
    """A join: with what it reads beside the layer above, or all that it reads."""
    names = [id_of(name) for name in inputs]
    shapes = [run.shapes.get(name) for name in inputs] if run else []
    args = {"with": one_or_all(names[1:]), **args} if inputs[0] == above else {"from": names, **args}
    op = layer.op
    if layer.kind == "same_size" and len({shape[0] for shape in shapes if shape} - {None}) > 1:
        op = "concat"  # only the sizes are compared
    elif layer.kind == "same_size" or (op == "add" and any(shape and 1 in (shape[0], *shape[1]) for shape in shapes)):
        args["broadcast"] = False
    if layer.kind == "cropcat" and not is_smaller(shapes):
        args["fit"] = "crop"
    return op, args, []


def is_smaller(shapes: list[Any]) -> bool:
    """Whether the second map has fewer pixels than the first on some axis."""
    return (
        len(shapes) > 1
        and None not in shapes[:2]
        and any(m < n for n, m in zip(shapes[0][1], shapes[1][1], strict=False))
    )


def arguments(layer: Layer, dialect: str) -> Args:
    """The arguments of a layer as the dialect says them."""
    args = dict(layer.args)
    if layer.op in {"conv", "conv_transpose"}:
        args = {"out_channels": args.pop("out_channels", WIDTH), **args}
    if layer.op == "crop" and "before" in args:
        args["after"] = args["before"]
    if "padding" in args and layer.op != "pad":
        args |= padding(args, layer.op, dialect)
    if layer.op == "conv_transpose" and dialect == "keras" and args["padding"] == "valid":
        args.setdefault("output_padding", 0)  # (n - 1) s + k; without it Keras makes no less than n s
    defaults = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "ceil_mode": False}
    plain = {key: value for key, value in defaults.items() if key != "stride" or "pool" not in layer.op}
    return {key: value for key, value in args.items() if plain.get(key, "?") != value}


def padding(args: Args, op: str, dialect: str) -> Args:
    """The padding in pixels or by words; `same_tf` in pixels makes the same sizes of every size."""
    p = args["padding"]
    k, s, d = (args.get(name, default) for name, default in (("kernel_size", 1), ("stride", 1), ("dilation", 1)))
    if p in ("same_torch", "same", "valid"):
        return {"padding": {"same_torch": "same"}.get(p, p)}
    if dialect in WORDS:
        return {"padding": word(p, k, s, d, op)}
    if p != "same_tf":
        return {"padding": p}
    rank = max([len(v) for v in (k, s, d) if isinstance(v, list)], default=0)
    extents = [b * (a - 1) + 1 for a, b in zip(listed(k, rank), listed(d, rank), strict=True)]
    if op == "conv_transpose":
        spans = list(zip(extents, listed(s, rank), strict=True))
        return {
            "padding": one_or_all([max(-(-(e - s) // 2), 0) for e, s in spans]),
            "output_padding": one_or_all([(e - s) % 2 if e > s else s - e for e, s in spans]),
        }
    pairs = [[(e - 1) // 2, e // 2] for e in extents]
    if all(lo == hi for lo, hi in pairs):
        return {"padding": one_or_all([lo for lo, _ in pairs])}
    return {"padding": pairs}


def word(p: Any, k: Any, s: Any, d: Any, op: str) -> Any:
    """The word for a padding: 'same' where that is the same window; what has no word as it is."""
    if p == "same_tf":
        return "same"
    if p == 0:
        return "valid" if op == "conv_transpose" else 0
    same = all(isinstance(v, int) for v in (p, k, s, d)) and s == 1 and 2 * p == d * (k - 1)
    return "same" if same and op == "conv" else p


def listed(value: Any, rank: int) -> list[Any]:
    """One value an axis; a single one where all arguments are one number."""
    return list(value) if isinstance(value, list) else [value] * max(rank, 1)


def one_or_all(values: list[Any]) -> Any:
    """A list, or its only value."""
    return values[0] if len(set(map(str, values))) == 1 else values


def ends(entry: Entry) -> Iterator[str]:
    """The outputs, where they are not the last layer alone, and the size that is wanted."""
    read = {name for layer in entry.layers for name in layer.inputs}
    last = [layer.id for layer in entry.layers if layer.id not in read and layer.kind != "const_size"]
    if len(last) > 1:
        yield f"outputs: {flow([id_of(name) for name in last])}"
    if entry.want is not None:
        yield "expect:"
        yield f"  {id_of(entry.layers[-1].id)}: {{size: {flow(list(entry.want))}}}"


def id_of(name: str) -> str:
    """An id as the language has them."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)


def flow(value: Any) -> str:
    """A value in YAML's flow style."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {flow(v)}" for key, v in value.items()) + "}"
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case Fraction():
            return repr(float(value))
        case str():
            return plain(value)
    raise CannotWriteError(f"{value!r} is no number, word or list of them")


def plain(text: str) -> str:
    """A text, in quotes where YAML needs them."""
    bare = re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_ .+()/-]|,(?= ))*", text) and not re.fullmatch(r"[\d.]+|\S*:", text)
    is_word = text.lower() in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
    return text if bare and not is_word and ", " not in text else "'" + text.replace("'", "''") + "'"
