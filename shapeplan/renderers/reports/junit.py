"""A report as of tests, in JUnit's XML: a suite for each spec, a case for each finding, failed where it fails the check."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from shapeplan.checked import Checked, Run
from shapeplan.diagnostic import Diagnostic
from shapeplan.renderers.places import inside
from shapeplan.renderers.text import report

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(run: Run) -> str:
    """The whole document."""
    suites = "".join(suite(run, file) for file in run.files)
    failures = sum(run.fails(d.severity) for d in run.found)
    counts = {"tests": sum(cases(run, file) for file in run.files), "failures": failures}
    errors = len(run.files) - len(run.checked)
    head = opened("testsuites", name="shapeplan", **counts, errors=errors)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{suites}</testsuites>\n'


def cases(run: Run, file: Checked) -> int:
    """How many cases a spec has; one that passes where nothing is to be said."""
    return max(1, len(run.shown(file)))


def suite(run: Run, file: Checked) -> str:
    """All cases of one path."""
    name = inside(file.path)
    failures = sum(run.fails(d.severity) for d in file.found)
    head = opened(
        "testsuite", name=name, tests=cases(run, file), failures=failures, errors=int(file.error is not None), time="0"
    )
    told = "".join(case(run, d, name) for d in run.shown(file))
    if file.error is not None:
        told = one_test("check", name, element("error", "cannot be checked", "error", file.error))
    return f"  {head}\n{told or one_test('check', name, '')}  </testsuite>\n"


def case(run: Run, d: Diagnostic, name: str) -> str:
    """One finding."""
    said = report(d, run.left(d))
    if run.fails(d.severity):
        inner = element("failure", f"{d.line}:{d.column}: {d.message}", d.rule, said)
    else:
        inner = f"      <system-out>{escape(clean(said))}</system-out>\n"
    return one_test(f"{d.rule} at {d.line}:{d.column}", name, inner)


def one_test(name: str, classname: str, inner: str) -> str:
    """One case, which passes unless something in it says otherwise."""
    return f"    {opened('testcase', name=name, classname=classname, time='0')}\n{inner}    </testcase>\n"


def element(name: str, message: str, kind: str, text: str) -> str:
    """A failure or an error."""
    return f"      {opened(name, message=message, type=kind)}{escape(clean(text))}</{name}>\n"


def opened(tag: str, /, **attributes: object) -> str:
    """The start of an element."""
    return f"<{tag}{''.join(f' {key}={quoteattr(clean(str(value)))}' for key, value in attributes.items())}>"


def clean(text: str) -> str:
    """A text that may stand in XML."""
    return _NOT_XML.sub("\ufffd", text)
