from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeplan.expression import LARGEST, ExpressionError, evaluate, names_in

NAMES = {"width": 64, "level": 3, "half": 0.5, "project": True, "name": "enc", "sizes": [1, 2]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$width", 64),
        ("$sizes", [1, 2]),
        ("$project", True),
        ("$(4 * width)", 256),
        ("$(width / 3)", Fraction(64, 3)),
        ("$(width / 2)", 32),
        ("$(7 // 2 + 7 % 2)", 4),
        ("$(2 ** 10)", 1024),
        ("$(2 ** -1)", Fraction(1, 2)),
        ("$(-2 ** 2)", -4),
        ("$(half * 3)", Fraction(3, 2)),
        ("$(0.1 + 0.2)", Fraction(3, 10)),
        ("$(ceil(7 / 2) + floor(7 / 2) + round(7 / 3))", 9),
        ("$(max(1, width, 3) - min(2, 5))", 62),
        ("$(1 < level <= 3 and not width == 3)", True),
        ("$('a' if level > 3 else 'b')", "b"),
        ("$(project or 1 / 0)", True),
        ("$(project and not false)", True),
        ("enc$level", "enc3"),
        ("enc$(level + 1).up", "enc4.up"),
        ("a$$b", "a$b"),
        ("no dollar", "no dollar"),
    ],
)
def test_values(text: str, value: object) -> None:
    found = evaluate(text, NAMES)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$widht", "did you mean 'width'"),
        ("$(9 ** 9 ** 9)", "too large"),
        ("$(10 ** 17 * 10)", "too large"),
        ("$(1 / 0)", "divides by zero"),
        ("$(__import__('os').system('true'))", "not allowed"),
        ("$(name.upper)", "not allowed"),
        ("$([1, 2][0])", "not allowed"),
        ("$((lambda: 1)())", "not allowed"),
        ("$(open('x'))", "not allowed"),
        ("$(name + 1)", "not a number"),
        ("$(project + 1)", "not a number"),
        ("$(1 +)", "not an expression"),
        ("$(" + "(" * 150 + ")" * 150 + ")", "too long"),
        ("$(" + "1+" * 5000 + "1)", "too long"),
        ("$((1)", "no closing parenthesis"),
        ("$(2 ** 0.5)", "whole number"),
        ("$(min(width))", "cannot be computed"),
        ("$(round(1, 2, 3))", "cannot be computed"),
    ],
)
def test_refusals(text: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said.replace("(", r"\(")):
        evaluate(text, NAMES)


@given(st.text(alphabet="$()+-*/%<>=! .,'\"0123456789abcdefgwidthif else min_[]{}:\\", max_size=80))
def test_hostile_text_gives_a_value_or_an_expression_error(text: str) -> None:
    try:
        value = evaluate("$(" + text + ")", NAMES)
    except ExpressionError:
        return
    assert not isinstance(value, int | Fraction) or abs(value) < LARGEST


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    try:
        evaluate(text, NAMES)
        names_in(text)
    except ExpressionError:
        pass


def trees(depth: int = 4) -> st.SearchStrategy[str]:
    number = st.integers(0, 9).map(str)
    pair = st.tuples(st.deferred(lambda: number if depth == 0 else trees(depth - 1)), number)
    return st.one_of(number, pair.flatmap(lambda p: st.sampled_from("+-*/").map(lambda op: f"({p[0]} {op} {p[1]})")))


@given(trees())
def test_arithmetic_is_exact(text: str) -> None:
    wrapped = "".join(f"Fraction({c})" if c.isdigit() else c for c in text)
    try:
        expected = eval(wrapped, {"Fraction": Fraction})
    except ZeroDivisionError:
        with pytest.raises(ExpressionError):
            evaluate(f"$({text})", {})
        return
    assert evaluate(f"$({text})", {}) == expected


@pytest.mark.parametrize("word", ["in", "class", "lambda"])
def test_a_word_of_its_own_is_named(word: str) -> None:
    with pytest.raises(ExpressionError, match=f"'{word}' is a word of its own in expressions"):
        evaluate(f"$({word} * 6)", {word: 4})
    with pytest.raises(ExpressionError, match=r"is not an expression$"):
        evaluate("$(width * not)", NAMES)
