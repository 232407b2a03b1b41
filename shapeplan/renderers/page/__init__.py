"""Plan and findings -> one HTML file that needs nothing else: the drawing, a table, and sizes that can be changed.

The page makes no request and runs no script but its own: the content-security policy names both by their
hashes. All text of the user stands in a block of JSON, which the script puts in place as text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import Any

from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.renderers.drawing import MOST_BOXES, summary
from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.look import Look
from shapeplan.renderers.page.facts import facts
from shapeplan.renderers.page.picture import colours, pictures

LONGEST_TITLE = 200
SCRIPTS = ("base.js", "drawing.js", "panel.js", "main.js")  # one after the other


def page(
    plan: Plan,
    findings: Sequence[Diagnostic],
    dot: str | os.PathLike[str] | None = None,
    look: Look = Look(),  # noqa: B008 - it is frozen
) -> str:
    """The page. `dot` is the Graphviz to use; of the look, view and theme are those that it opens with.

    Raises RenderError.
    """
    if look.annotate:
        raise RenderError("a page tells the facts of the layer that is chosen; leave --annotate out")
    views, svgs = pictures(plan, findings, dot, look)
    opens = {"first": _first(views, look.view), "dark": look.theme == "dark"}
    data = {**facts(plan, findings), "summary": summary(plan, findings), "views": views, **opens}
    style = f"{colours()}\n{_source('page.css')}"
    script = "\n".join(map(_source, SCRIPTS))
    title = clean(plan.name, LONGEST_TITLE) or "network"
    return Template(_source("page.html")).substitute(
        data=_json(data),
        pictures="\n".join(svgs),
        script=script,
        script_hash=_hash(script),
        style=style,
        style_hash=_hash(style),
        title=html.escape(title),
    )


def _first(views: Sequence[Mapping[str, Any]], wanted: str) -> str:
    """The view that is wanted; else layers where they are few."""
    names = [str(view["name"]) for view in views]
    if wanted in names:
        return wanted
    return names[-1] if len(views[-1]["boxes"]) <= MOST_BOXES else names[0]


def _source(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _json(data: object) -> str:
    """Data as text that no tag can end; numbers that a browser would round are texts."""
    text = json.dumps(_safe(data), ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _safe(data: object) -> object:
    if isinstance(data, dict):
        return {key: _safe(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_safe(value) for value in data]
    return str(data) if isinstance(data, int) and abs(data) >= 2**53 else data


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
