"""What every file of the vocabulary has: documentation that is true, a class of its name, fields that say what they are."""

from __future__ import annotations

import doctest
import sys

import pytest

from shapeplan import dialects, ops
from shapeplan.axis import Fixed, Same, Scale, Window
from shapeplan.fault import Fault
from shapeplan.paired import Paired

# the arguments that an op cannot do without
NEEDED = {
    "adaptive_avg_pool": {"output_size": 2}, "adaptive_max_pool": {"output_size": 2}, "avg_pool": {"kernel_size": 2},
    "bilinear_resize": {"mode": "to_odd_up"},
    "channel_shuffle": {"groups": 2}, "chunk": {"chunks": 2, "index": 1}, "conv": {"out_channels": 6, "kernel_size": 3},
    "conv_transpose": {"out_channels": 6, "kernel_size": 2, "stride": 2}, "crop": {"before": 1},
    "crop_or_pad": {"size": 7},
    "custom": {"name": "it"}, "depthwise_conv": {"kernel_size": 3}, "fold": {"output_size": 3, "kernel_size": 2},
    "fractional_max_pool": {"kernel_size": 2, "output_ratio": 0.5}, "group_norm": {"num_groups": 4},
    "linear": {"out_features": 10}, "local_response_norm": {"size": 5}, "log_softmax": {"dim": 1},
    "lp_pool": {"kernel_size": 2}, "max_pool": {"kernel_size": 2}, "max_unpool": {"kernel_size": 2},
    "mean": {"dim": 1}, "pad": {"padding": 1}, "permute": {"dims": [0, 2, 1, 3]},
    "pixel_shuffle": {"upscale_factor": 2}, "pixel_unshuffle": {"downscale_factor": 2},
    "reduce": {"dim": [2, 3], "mode": "sum"}, "reshape": {"shape": [-1, 6]},
    "separable_conv": {"out_channels": 6, "kernel_size": 3}, "softmax": {"dim": 1},
    "split": {"split_size": 2, "index": 1}, "squeeze": {"dim": 2}, "sum_pool": {"kernel_size": 2}, "unfold": {"kernel_size": 2},
    "unsqueeze": {"dim": 1}, "upsample": {"scale_factor": 2},
}  # fmt: skip
MAP = (8, 6, 10)
ODD = {"fold": (8, 4), "linear": (8,), "permute": MAP, "reshape": MAP}


def example(name):
    op = ops.load(name)(**NEEDED.get(name, {}))
    shape = ODD.get(name, MAP)
    return op, (shape, shape) if op.joins else (shape,)


every_op = pytest.mark.parametrize("name", ops.names())


@every_op
def test_documentation(name):
    op = ops.load(name)
    manual = op.manual()
    assert op.about().endswith((".", ":")) or ": " in op.about(), "the first line says what it is"
    assert "->" in manual, "shapes in and out"
    assert "\nSource   " in manual
    assert manual.count(">>> ") == 1, "one example"
    module = sys.modules[op.__module__]
    tests = doctest.DocTestFinder().find(module, name, extraglobs={})
    results = [doctest.DocTestRunner(verbose=False).run(test) for test in tests]
    assert sum(r.attempted for r in results) >= 1
    assert sum(r.failed for r in results) == 0


@every_op
def test_class(name):
    op = ops.load(name)
    assert op.__name__ == ops.class_name(name)
    assert op.__doc__
    names = {field.alias or name for name, field in op.model_fields.items()}
    assert op.main is None or op.main in names
    assert set(op.references) <= names
    assert op.family in {"conv", "pool", "upsample", "norm", "activation", "merge", "linear", "shape"}


@every_op
def test_fields(name):
    op = ops.load(name)
    schema = op.model_json_schema()
    assert (
        set(schema["properties"]) == {field.alias or name for name, field in op.model_fields.items()}
        if op.model_fields
        else True
    )
    for field, part in schema.get("properties", {}).items():
        assert part.get("description", "").endswith("."), f"{field} has a description"
    assert schema["additionalProperties"] is False


@every_op
def test_arguments_survive_a_round_trip(name):
    op, _ = example(name)
    again = type(op)(**op.model_dump(mode="json", exclude_none=True))
    assert again.model_dump() == op.model_dump()
    assert isinstance(op.brief(), str)
    hash(op)


@every_op
def test_infers(name):
    op, inputs = example(name)
    outcome = op.infer(inputs, dialects.load("torch"))
    assert outcome.faults == ()
    assert outcome.shape is not None
    assert None not in outcome.shape
    assert len(outcome.exact) == len(outcome.shape)
    assert outcome.parameters is not None
    assert len(outcome.axes) == len(inputs)
    for axes, shape in zip(outcome.axes, inputs, strict=True):
        if axes is not None:
            records = list(zip(axes, shape[1:], strict=True))
            assert all(isinstance(axis, (Window, Same, Scale, Fixed, Paired)) for axis, _ in records)
            assert outcome.shape[1:] == tuple(axis.out(n) for axis, n in records)


@every_op
def test_unknown_sizes_stay_unknown_and_silent(name):
    op, inputs = example(name)
    known = op.infer(inputs, dialects.load("torch"))
    for i in range(len(inputs[0])):
        holed = tuple((*shape[:i], None, *shape[i + 1 :]) for shape in inputs)
        outcome = op.infer(holed, dialects.load("torch"))
        assert outcome.faults == ()
        if outcome.shape is not None:
            assert len(outcome.shape) == len(known.shape)
            assert all(n in {None, m} for n, m in zip(outcome.shape, known.shape, strict=True))
            assert outcome.parameters in {None, known.parameters}


@every_op
def test_a_vector_is_taken_or_refused(name):
    op, inputs = example(name)
    try:
        rules = {fault.rule for fault in op.infer(tuple((64,) for _ in inputs), dialects.load("torch")).faults}
    except Fault as fault:
        rules = {fault.rule}
    assert rules <= {"wrong-rank", "dialect-refuses"}


@every_op
def test_a_slip_is_refused(name):
    with pytest.raises(ValueError, match=r"[Ee]xtra"):
        ops.load(name)(**NEEDED.get(name, {}), kernel_sise=3)


def test_needed_is_what_is_needed():
    assert set(NEEDED) <= set(ops.names())


def test_unknown_name():
    with pytest.raises(KeyError):
        ops.load("max_pol")
