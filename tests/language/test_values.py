"""`$name`, `$(expression)`, and what YAML makes of plain text."""

import pytest

from tests.language.specs import IMAGE, errors, message, messages, net, shape, shapes

PARAMS = f"params: {{w: 6, half: 0.5, mode: same, flag: true, sizes: [3, 5]}}\n{IMAGE}"


@pytest.mark.parametrize(
    ("value", "channels"),
    [
        ("$w", 6), ("$(w)", 6), ("$(w * 2 - 1)", 11), ("$(w / 4 * 2)", 3), ("$(w // 4)", 1), ("$(w % 4)", 2),
        ("$(2 ** 3)", 8), ("$(w * half)", 3), ("$(w if flag else 1)", 6), ("$(1 if w < 6 else 2)", 2),
        ("$(min(w, 4))", 4), ("$(max(w, 4, 9))", 9), ("$(ceil(w / 4))", 2), ("$(floor(w / 4))", 1),
        ("$(round(w / 4))", 2), ("$(abs(-w))", 6), ("$(-(-w))", 6), ("$(1 < 2 < 3 and w)", 6),
        ("$(mode == 'same' and 7)", 7),
        ("$(0.1 * 10 * 3)", 3), ("$( 3 )", 3), ("$(2.5 * 2)", 5), ("$(12 / 5 * 5 / 2)", 6),
    ],
)  # fmt: skip
def test_expressions(value: str, channels: int) -> None:
    assert shape(net(f'- conv: {{out_channels: "{value}", kernel_size: 1}}', PARAMS)) == (channels, 32, 32)


def test_values_of_any_kind() -> None:
    layers = """
        - conv: {out_channels: 3, kernel_size: $sizes, padding: $mode, bias: $flag}
        - upsample: {scale_factor: $(3 / 2)}
        - conv: {out_channels: 3, kernel_size: [$w, "$(w + 1)"]}
    """
    assert list(shapes(net(layers, PARAMS)).values())[1:] == [(3, 32, 32), (3, 48, 48), (3, 43, 42)]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("$nope", "there is no parameter 'nope' here"),
        ("$ww", "did you mean 'w'?"),
        ("$(1 / 0)", "divides by zero"),
        ("$(1 % 0)", "divides by zero"),
        ("$(0 ** -1)", ""),
        ("$(9 ** 9 ** 9)", "too large"),
        ("$(2 ** (1 / 2))", "not a whole number"),
        ("$(w", "has no closing parenthesis"),
        ("$(w +)", "is not an expression"),
        ("$()", "is not an expression"),
        ("$(sizes[0])", "is not allowed in an expression"),
        ("$(mode.upper())", "is not allowed in an expression"),
        ("$(__import__('os'))", "is not allowed in an expression"),
        ("$(x := 3)", "is not"),
        ("$(lambda: 3)", "is not allowed in an expression"),
        ("$(open('x'))", "is not allowed in an expression"),
        ("$([1 for _ in sizes])", "is not allowed in an expression"),
        ("$(min())", "cannot be computed"),
        ("$(min(1))", "cannot be computed"),
        ("$(round(2, 1, 3))", "cannot be computed"),
        ("$(mode * 3)", "is not a number"),
        ("$(flag + 1)", "is not a number"),
        ("$(mode < 3)", "cannot be computed"),
        ("$w-1", "must be a whole number, 1 or more, not '6-1'"),
        ("$$3", "not '$3'"),
        ("$ 3", "not '$ 3'"),
        ("${w}", "without braces"),
        ("$(1 / 3)", "not 1/3"),
        ("$(w - 6)", "not 0"),
        ("$flag", "not true"),
    ],
)
def test_bad_values(value: str, words: str) -> None:
    ((line, column, said),) = errors(net(f'- conv: {{kernel_size: 1, out_channels: "{value}"}}', PARAMS))
    assert ((line, column), words in said) == ((6, 30), True), said


def test_text_and_names_within_text() -> None:
    layers = """
        - for: {i: [1, 2]}
          layers:
            - relu:
              id: enc$(i)_$i-x
        - add: enc1_1-x
        - add: enc$(w - 4)_2-x
    """
    assert list(shapes(net(layers, PARAMS)))[1:3] == ["net.enc1_1-x", "net.enc2_2-x"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("bias: no", "YAML 1.1's 'no' is plain text here: write false"),
        ("bias: on", "YAML 1.1's 'on' is plain text here: write true"),
        ("bias: Yes", "write true"),
        ("bias: 0", "must be true or false, not 0"),
        ("bias: 'true'", "must be true or false, not 'true'"),
        ("stride: 1_000", "'1_000' is plain text here: write 1000"),
        ("stride: 3:2", "write 182 if that is meant"),
        ("stride: '2'", "not '2'"),
        ("stride: 2.0", "not 2.0"),
        ("stride: 017", "'017' starts with a zero"),
        ("stride: [1, 2", "expected ',' or ']'"),
        ("stride: 2, stride: 3", "'stride' is given twice; first on line 5"),
        ("stride: !!int 2", "tags are not used"),
        ("<<: *nope", "no '&nope' stands before '*nope'"),
    ],
)
def test_yaml_traps(written: str, words: str) -> None:
    found = messages(net(f"- conv: {{out_channels: 3, kernel_size: 3, {written}}}"))
    assert any(words in each for each in found), found


@pytest.mark.parametrize("written", ["0x10", "0o20", "16", "+16"])
def test_whole_numbers(written: str) -> None:
    assert shape(net(f"- conv: {{out_channels: {written}, kernel_size: 1}}")) == (16, 32, 32)


@pytest.mark.parametrize(
    "value",
    ["-1", "0", "1.5", "8.0", "1e3", "1e400", ".inf", ".nan", "true", "null", "[8]", "{a: 1}", "10000000000000", "''"],
)
def test_channels_are_whole_numbers(value: str) -> None:
    assert message(net(f"- conv: {{kernel_size: 1, out_channels: {value}}}")).startswith(
        "must be a whole number, 1 or more, not "
    )


def test_nothing_is_called_nothing() -> None:
    assert message(net("- conv: {kernel_size: 1, out_channels: null}")).endswith("not nothing")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1e400", "a number too large"), ("{a: null}", "{a: null}"), ("[true, 3]", "[true, 3]"), ("'3'", "'3'"),
        ("false", "false"), (f"[{'3, ' * 60}3]", f"[{'3, ' * 18}3,..."),
    ],
)  # fmt: skip
def test_values_are_repeated_as_they_are_written(value: str, said: str) -> None:
    assert message(net(f"- conv: {{kernel_size: 1, out_channels: {value}}}")).endswith(f", not {said}")


def test_anchors_and_merge_keys() -> None:
    layers = """
        - conv: &c {out_channels: 4, kernel_size: 3}
        - conv: *c
        - conv: {<<: *c, out_channels: 5}
    """
    assert list(shapes(net(layers)).values())[1:] == [(4, 30, 30), (4, 28, 28), (5, 26, 26)]


def test_a_mistake_in_an_anchored_value_is_reported_once() -> None:
    text = f"{IMAGE}stacks:\n  a: &layers\n    - reul\n  b: *layers\n"
    assert [found[:2] for found in errors(text)] == [(5, 7)]


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    text = net("- relu\n- conv: {out_channels: 0, kernel_size: 1}")
    assert errors("\ufeff" + text.replace("\n", "\r\n")) == errors(text)


def test_keys_are_case_sensitive() -> None:
    assert "unknown key 'Inputs'; did you mean 'inputs'?" in messages("Inputs: {}\nstacks: {n: []}\n")
