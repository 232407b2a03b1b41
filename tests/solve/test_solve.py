"""`solve`: what it finds, what it says where there is nothing to be found, and what it writes."""

import io
import json
import os
import re
import stat
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import shapeplan
from shapeplan import api, questions
from shapeplan.cli import main
from shapeplan.schema import json_schema
from shapeplan.solutions import solve
from tests.language.specs import net
from tests.solve.test_brute_force import brute_force, hashable, one_an_axis

HERE = Path(__file__).parent
WAVENET = HERE / "wavenet.yaml"
ENCODER_DECODER = HERE / "encoder_decoder.yaml"

ONE_CONV = net(
    "- conv: {out_channels: 8, kernel_size: solve, stride: solve, padding: solve}",
    "inputs:\n  x: {channels: 3, size: [224]}\n",
    "expect:\n  net: {size: [112]}",
)
DILATED = """
- for: {d: [1, 2, 4]}
  layers:
    - branches:
        filter:
          - conv: {out_channels: 8, kernel_size: 3, dilation: $d, padding: PADDING}
        identity:
      merge: add
"""
AUDIO = "params: {p: solve}\ninputs:\n  x: {channels: 8, size: [100]}\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["solve", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def rows(text: str, **settings: Any) -> list[list[Any]]:
    """The solutions of a spec, each the values in the order of the text."""
    solved = shapeplan.solve(text, **settings)
    return [[values[sought.route] for sought in solved.unknowns] for values in solved.solutions]


def message(text: str, **settings: Any) -> str:
    """Why a spec cannot be solved."""
    with pytest.raises(shapeplan.SpecError) as error:
        shapeplan.solve(text, **settings)
    return "\n".join([*(d.message for d in error.value.diagnostics), str(error.value)])


# -- what is found


def test_the_paddings_of_a_wavenet() -> None:
    solved = shapeplan.solve(WAVENET)
    assert (solved.count, solved.is_complete) == (1, True)
    assert list(solved.solutions[0].values()) == [2**i for i in range(10)]


def test_the_output_padding_of_an_encoder_decoder_differs_by_axis() -> None:
    solved = shapeplan.solve(ENCODER_DECODER)
    assert (solved.count, solved.is_complete) == (1, True)
    assert list(solved.solutions[0].values()) == [1, [1, 0], [0, 1], 0]
    assert api.check(solved.text(solved.solutions[0])) == api.check(solved.text(solved.solutions[0]))
    assert [d for d in api.check(solved.text(solved.solutions[0])) if d.severity == "error"] == []


@pytest.mark.parametrize(("h", "w"), [(125, 253), (97, 131), (200, 201)])
def test_every_size_has_its_output_padding(h: int, w: int) -> None:
    text = ENCODER_DECODER.read_text(encoding="utf-8").replace("[125, 251]", f"[{h}, {w}]")
    wanted = []
    for n in (h, w):
        sizes = [n]
        for _ in range(4):
            sizes.append((sizes[-1] + 1) // 2)  # kernel 3, stride 2, padding 1
        wanted.append([big - (2 * small - 1) for big, small in pairwise(sizes)][::-1])
    assert rows(text) == [[a if a == b else [a, b] for a, b in zip(*wanted, strict=True)]]


def test_all_windows_between_two_sizes() -> None:
    found = {tuple(row) for row in rows(ONE_CONV, limit=100)}
    every = {
        (k, s, p) for k in range(1, 12) for s in range(1, 9) for p in range(k) if (224 + 2 * p - k) // s + 1 == 112
    }
    assert found == every
    assert len(every) > 5


def test_the_best_come_first() -> None:
    first = rows(ONE_CONV)
    assert first[:3] == [[3, 2, 1], [5, 2, 2], [7, 2, 3]]  # odd kernels, padding half of them
    assert first[-1] == [1, 2, 0]  # it skips every other pixel
    square = ONE_CONV.replace("[224]", "[224, 224]").replace("[112]", "[112, 112]")
    alike = rows(square, limit=11)
    assert alike == first
    assert any(isinstance(value, list) for value in rows(square, limit=12)[-1])


def test_bounds_can_be_set() -> None:
    assert rows(ONE_CONV, maxima={"kernel_size": 4}) == [[3, 2, 1], [2, 2, 0], [4, 2, 1], [1, 2, 0]]
    chosen = ONE_CONV.replace("kernel_size: solve", "kernel_size: {solve: [7, 4]}")
    assert rows(chosen) == [[7, 2, 3], [4, 2, 1]]
    ranged = ONE_CONV.replace("kernel_size: solve", "kernel_size: {solve: {min: 9, max: 13}}")
    assert rows(ranged, maxima={"kernel_size": 4}) == [[9, 2, 4], [11, 2, 5], [13, 2, 6], [10, 2, 4], [12, 2, 5]]


def test_one_place_is_one_value() -> None:
    found = rows(net(DILATED.replace("PADDING", "$(p * d)"), AUDIO))
    assert found == [[1]]
    block = "blocks:\n  twice:\n    params: {p: required}\n    layers:\n"
    block += "      - conv: {out_channels: 8, kernel_size: 3, padding: $p}\n"
    before = AUDIO.replace("params: {p: solve}\n", "") + block
    assert rows(net("- twice: solve\n- twice: 1\n- add: x", before)) == [[1]]
    with_defaults = net(
        "- conv: 8\n- conv: 8\n- add: x",
        before.partition("blocks")[0] + "defaults:\n  conv: {kernel_size: 5, padding: solve}\n",
    )
    assert rows(with_defaults) == [[2]]


def test_where_no_one_value_fits_each_use_is_solved_by_itself() -> None:
    solved = shapeplan.solve(net(DILATED.replace("PADDING", "$p"), AUDIO))
    assert solved.count == 0
    assert list(solved.apart) == ["p"]
    assert list(solved.apart["p"].values()) == [1, 2, 4]
    assert solved.nearest == {("params", "p"): 1}
    assert [d.rule for d in questions.nearest(solved)] == ["skip-mismatch"]


def test_entries_of_lists_and_of_sizes() -> None:
    layers = "- conv: {out_channels: 8, kernel_size: [3, 5], padding: [[solve, 0], solve]}\n- max_pool: 2"
    before = "inputs:\n  x: {channels: 3, size: [solve, 16]}\n"
    expect = "expect:\n  net: {size: [10, 8]}"
    assert [row for row in rows(net(layers, before, expect), limit=99) if row[1] == 2] == [
        [20, 2, 2],
        [21, 2, 2],
    ]


def test_channels_that_a_join_or_in_channels_determines() -> None:
    image = "inputs:\n  x: {channels: 5, size: [8, 8]}\n"
    conv = "- conv: {out_channels: solve, kernel_size: 1}\n"
    last = "- conv: {out_channels: 2, kernel_size: 1, in_channels: 12}"
    assert rows(net(f"{conv}- concat: x\n{last}", image)) == [[7]]
    assert rows(net(f"{conv}{last}", image)) == [[12]]
    assert rows(net("- flatten\n- linear: {in_features: solve, out_features: 2}", image)) == [[320]]
    free = shapeplan.solve(net(conv, image))
    assert (free.count, free.undetermined) == (2048, ("out_channels",))


def test_a_bare_value_and_candidates_of_any_kind() -> None:
    image = "inputs:\n  x: {channels: 4, size: [12, 12]}\n"
    assert rows(net("- max_pool: {solve: [2, 3, 5]}", image, "expect:\n  net: {size: [4, 4]}")) == [[3]]
    assert rows(net("- max_pool: solve", image, "expect:\n  net: {size: [4, 6]}")) == [[[3, 2]]]
    upsampled = net("- upsample: {scale_factor: {solve: [1.5, 2, 2.5]}}", image, "expect:\n  net: {size: [18, 30]}")
    assert rows(upsampled) == [[[1.5, 2.5]]]
    padded = net("- conv: {out_channels: 4, kernel_size: 4, padding: {solve: [same, half, valid]}}\n- add: x", image)
    assert rows(padded) == [["same"]]
    written = shapeplan.solve(padded)
    assert "padding: same}" in written.text(written.solutions[0])


def test_a_receptive_field_that_is_expected() -> None:
    layers = "- conv: {out_channels: 8, kernel_size: solve, padding: solve}\n- conv: {out_channels: 8, kernel_size: 3}"
    before = "inputs:\n  x: {channels: 8, size: [50]}\n"
    assert rows(net(layers, before, "expect:\n  net: {size: [50], receptive_field: [7]}")) == [[5, 3]]
    assert rows(net(layers, before, "expect:\n  net: {size: [50], receptive_field: [8]}")) == []
    assert len(rows(net(layers, before, "expect:\n  net: {size: [50]}"))) > 3


def test_features_couple_the_axes() -> None:
    layers = "- conv: {out_channels: 2, kernel_size: 5, padding: solve}\n- max_pool: 2\n- flatten"
    text = net(layers, "inputs:\n  x: {channels: 1, size: [12, 20]}\n", "expect:\n  net: {features: 144}")
    unknowns = {("stacks", "net", 0, "conv", "padding"): one_an_axis(list(range(5)), 2)}
    solved = shapeplan.solve(text)
    assert {hashable(dict(values)) for values in solved.solutions} == brute_force(api.read(text=text).tree, unknowns)
    assert solved.count == len(solved.solutions) > 1


@pytest.mark.parametrize(
    "text",
    [
        net("- conv: {out_channels: 4, kernel_size: 3, padding: $p}\n- conv: {out_channels: 4, kernel_size: [3, 5], "
            "padding: [$p, $(2 * p)]}\n- add: x", "params: {p: {solve: [0, 1, 2]}}\ninputs:\n  x: {channels: 4, size: [9, 9]}\n"),
        net("- conv: {out_channels: 4, kernel_size: $k, padding: $(k // 2)}\n- add: x",
            "params: {k: {solve: [2, 3, 4, 5]}}\ninputs:\n  x: {channels: 4, size: [9, 9]}\n"),
    ],
)  # fmt: skip
def test_parameters_by_brute_force(text: str) -> None:
    tree = api.read(text=text).tree
    ((name, given),) = tree["params"].items()
    found = {values["params", name] for values in shapeplan.solve(text).solutions}
    clean = {
        value
        for value in given["solve"]
        if not any(d.severity == "error" for d in api.check({**tree, "params": {name: value}}))
    }
    assert found == clean
    assert found


def test_settings_hold() -> None:
    text = net("- conv: {out_channels: $c, kernel_size: 3, stride: 2, padding: 1}\n- conv_transpose: "
               "{out_channels: $c, kernel_size: 3, stride: 2, padding: 1, output_padding: solve}\n- add: x",
               "params: {c: 3}\ninputs:\n  x: {channels: 3, size: [9, 9]}\n")  # fmt: skip
    assert rows(text) == [[0]]
    assert rows(text, sizes="8x9") == [[[1, 0]]]
    assert shapeplan.solve(text, params={"c": 2}).count == 0
    assert shapeplan.solve(text, framework="onnx").count == 1


def test_axes_that_change_places() -> None:
    layers = "- permute: [0, 1, 3, 2]\n- conv: {out_channels: 3, kernel_size: {solve: [9, 10, 30]}}"
    image = "inputs:\n  x: {channels: 3, size: [9, 30]}\n"
    assert rows(net(layers, image, "expect:\n  net: {size: [1, 1]}")) == [[[30, 9]]]


# -- work and limits


def test_many_solutions_are_counted_without_being_listed() -> None:
    conv = "- conv: {out_channels: 8, kernel_size: solve, padding: {solve: {min: 0, max: 3}}}\n"
    before, expect = "inputs:\n  x: {channels: 8, size: [20]}\n", "expect:\n  net: {size: [20]}"
    solved = shapeplan.solve(net(conv * 12, before, expect), limit=2, maxima={"kernel_size": 5})
    ways = {20: 1}
    for _ in range(12):
        further: dict[int, int] = {}
        for n, count in ways.items():
            for m in [n + 2 * p - k + 1 for k in range(1, 6) for p in range(4)]:
                further[m] = further.get(m, 0) + (count if m > 0 else 0)
        ways = further
    assert (solved.count, solved.is_complete, len(solved.solutions)) == (ways[20], True, 2)
    assert solved.count > 10**12


def test_the_search_stops_at_the_stated_work() -> None:
    conv = "- conv: {out_channels: 8, kernel_size: solve, padding: solve}\n"
    text = net(conv * 4, "inputs:\n  x: {channels: 8, size: [64, 64]}\n", "expect:\n  net: {size: [64, 64]}")
    solved = solve(api.analysis(text), work=5_000)
    assert (solved.is_complete, solved.work, len(solved.solutions)) == (False, 5_000, 20)
    assert solved.count >= 20
    assert list(solved.solutions[0].values()) == [1, 0] * 4
    assert all(api.analysis(solved.text(values)).errors == frozenset() for values in solved.solutions)


# -- what cannot be solved


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("- conv: {out_channels: 8, kernel_size: 3}", "nothing to solve"),
        ("- conv: {out_channels: 8, kernel_size: 3, padding_mode: solve}", "nothing bounds 'padding_mode'"),
        ("- upsample: {scale_factor: solve}", "nothing bounds 'scale_factor'"),
        ("- conv: {out_channels: 8, kernel_size: 3, padding: {solve: 3}}", "solve takes a list of values"),
        ("- conv: {out_channels: 8, kernel_size: 3, padding: {solve: []}}", "solve takes a list of values"),
        ("- conv: {out_channels: 8, kernel_size: 3, padding: {solve: {least: 3}}}", "solve takes a list of values"),
        ("- conv: {out_channels: 8, kernel_size: 3, pading: solve}", "did you mean 'padding'?"),
        ("- conv: {out_channels: 8, kernel_size: -3, padding: solve}", "must be a whole number, 0 or more"),
        ("- conv: {out_channels: 8, padding: solve}", "'kernel_size' is missing"),
        ("- repeat: $p\n  layers: [relu]", "this depends on 'p'"),
        ("- if: $(p > 1)\n  layers: [relu]", "this depends on 'p'"),
        ("- relu:\n  id: x$p", "this depends on 'p'"),
        ("- conv: {out_channels: 8, kernel_size: 99, padding: solve}\n- add: y", "there is no layer 'y'"),
    ],
)
def test_what_cannot_be_solved(layers: str, said: str) -> None:
    before = "params: {p: solve}\n" if "$p" in layers or "(p" in layers else ""
    assert said in message(net(layers, before + "inputs:\n  image: {channels: 3, size: [32, 32]}\n"))


def test_unknowns_that_reach_no_layer() -> None:
    assert "no layer depends on 'q'" in message(
        net("- conv: {out_channels: 8, kernel_size: 3, padding: $p}", AUDIO.replace("p: solve", "p: solve, q: solve"))
    )
    assert "a size that is to be solved is a list" in message(
        net("- relu", "inputs:\n  x: {channels: 3, size: solve}\n")
    )


def test_a_size_that_is_given_is_not_to_be_solved() -> None:
    text = net("- relu", "inputs:\n  x: {channels: 3, size: [solve]}\n")
    assert "--size gives it" in message(text, sizes="8")


# -- what other commands say


def test_check_says_it_once_and_nothing_of_what_follows() -> None:
    found = api.check(ENCODER_DECODER)
    assert [d.rule for d in found if d.severity != "note"] == ["unsolved"] * 4
    assert found[-1].hint == f"shapeplan solve {ENCODER_DECODER}"
    assert len([d for d in api.check(WAVENET) if d.severity == "error"]) == 10  # though it repeats the stack
    with pytest.raises(shapeplan.SpecError):
        shapeplan.plan(WAVENET)


def test_a_spec_to_be_solved_is_drawn(tmp_path: Path) -> None:
    api.render(ENCODER_DECODER, tmp_path / "net.dot")
    assert "is to be solved" in (tmp_path / "net.dot").read_text(encoding="utf-8")


def test_the_word_is_a_name_where_a_name_stands() -> None:
    text = net(
        "- conv: {out_channels: 3, kernel_size: 3, padding: 1}\n  id: solve\n- max_pool: 2\n"
        "- upsample: {size: solve}\n- add: solve\n- relu:\n  note: solve"
    )
    assert [d for d in api.check(text) if d.severity == "error"] == []


def test_the_schema_allows_it() -> None:
    validator = Draft202012Validator(json_schema())
    for path in (WAVENET, ENCODER_DECODER):
        assert [error.message for error in validator.iter_errors(api.read(path).tree)] == []
    layers = [
        {"conv": {"out_channels": "solve", "kernel_size": {"solve": [3, 5]}, "padding": ["solve", 1]}},
        {"max_pool": "solve"}, {"max_pool": {"solve": {"min": 2}}},
    ]  # fmt: skip
    inputs = {"x": {"channels": 3, "size": ["solve", 8]}}
    assert validator.is_valid({"inputs": inputs, "stacks": {"net": layers}})
    for wrong in ({"solve": []}, {"solve": {"least": 1}}, {"solve": [1], "also": 2}):
        layer = {"conv": {"out_channels": 3, "kernel_size": wrong}}
        assert not validator.is_valid({"inputs": inputs, "stacks": {"net": [layer]}})


# -- the command


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, WAVENET)
    assert (code, "1 solution\n" in out, re.search(r"padding\[9\] \(line \d+\) +512", out) is not None) == (
        0,
        True,
        True,
    )
    code, out, _ = run(capsys, WAVENET, "--max", "padding[9]=511")
    assert code == 1
    assert "no solution within the bounds" in out
    assert "error[skip-mismatch]" in out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, ENCODER_DECODER, "--format", "json")
    data = json.loads(out)
    assert (code, data["count"], data["complete"]) == (0, 1, True)
    assert data["solutions"] == [[1, [1, 0], [0, 1], 0]]
    assert [u["name"] for u in data["unknowns"]] == ["extra[0]", "extra[1]", "extra[2]", "output_padding"]
    assert (data["nearest"], data["findings"]) == (None, [])
    assert data["unknowns"][3]["route"] == ["stacks", "decoder", 1, "conv_transpose", "output_padding"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--max", "padding"], "FIELD=N"), (["--max", "padding=-1"], "FIELD=N"), (["--max", "padding=x"], "FIELD=N"),
        (["--max", "stride=3"], "no 'stride' is to be solved"), (["--max", "padding=9999999"], "0 to 1000000"),
        (["--limit", "0"], "1 to 10,000"), (["--limit", "999999"], "1 to 10,000"), (["--write", "0"], "counted from 1"), (["--write", "2"], "there is no solution 2"),
        (["--framework", "caffe"], "no framework"),
    ],
)  # fmt: skip
def test_arguments_that_cannot_be(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = WAVENET.read_bytes()
    code, _, err = run(capsys, WAVENET, *arguments)
    assert (code, said in err) == (2, True), err
    assert WAVENET.read_bytes() == before


COMMENTED = """\
# a comment\r
shapeplan: 1
inputs: {x: {channels: 8, size: [9]}}   # solve
stacks:
  net:
    - conv: &c
        out_channels: 8
        kernel_size:
          solve: [4, 5]     # one of these
        padding: solve  # to be found
    - conv: *c
    - add: x
"""
WRITTEN = COMMENTED.replace("solve: [4, 5]", "5").replace("padding: solve", "padding: 2")


def test_write_changes_nothing_but_the_unknowns(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, link = tmp_path / "net.yaml", tmp_path / "link.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + COMMENTED.encode())
    path.chmod(0o640)
    os.symlink(path, link)
    assert run(capsys, link, "--write")[0] == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + WRITTEN.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.yaml", "net.yaml"]
    assert run(capsys, path, "--write")[0] == 2  # there is nothing left to solve


def test_write_of_what_has_no_solution(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(COMMENTED.replace("[4, 5]", "[4]"))
    before = path.read_bytes()
    assert run(capsys, path, "--write")[0] == 1
    assert path.read_bytes() == before


def test_standard_input_is_not_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WAVENET.read_bytes())))
    assert run(capsys, "-", "--write")[0] == 2
    assert run(capsys, tmp_path / "missing.yaml")[0] == 2


def test_exact_ratios() -> None:
    image = "inputs:\n  x: {channels: 4, size: [10]}\n"
    solved = shapeplan.solve(
        net("- upsample: {scale_factor: {solve: [0.1, 0.3, 0.7]}}", image, "expect:\n  net: {size: [3]}")
    )
    assert [Fraction(str(v)) for values in solved.solutions for v in values.values()] == [Fraction(3, 10)]
