"""Plans that show themselves in a notebook: the drawing and the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.infer import Plan


@dataclass(frozen=True)
class ShownPlan(Plan):
    """A plan as `shapeplan.plan` gives it; `analysis` is what it comes from, with which problems are marked."""

    analysis: Analysis

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows: text, the page and, where Graphviz is there, the picture."""
        from shapeplan.renderers.table import table

        shown = {"text/plain": table(self), "text/html": self._repr_html_()}
        if self._picture:
            shown["image/svg+xml"] = self._picture
        return {
            kind: content
            for kind, content in shown.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }

    def _repr_html_(self) -> str:
        """The drawing, problems marked, above the folded table; where it cannot be drawn, the table alone."""
        from shapeplan.renderers.inline import inline
        from shapeplan.renderers.page_table import html_table

        content = html_table(self)
        if self._picture:
            content = f"{inline(self._picture)}<details><summary>table</summary>{content}</details>"
        return f"<div>{content}</div>"

    @property
    def _picture(self) -> str:
        """The drawing as SVG; '' where there is no Graphviz, or it does not finish."""
        memo = self.analysis.memo
        if "picture" not in memo:
            memo["picture"] = _drawn(self)
        return str(memo["picture"])


def _drawn(plan: ShownPlan) -> str:
    from shapeplan.api import lint, told
    from shapeplan.renderers.drawing import draw
    from shapeplan.renderers.engine import RenderError
    from shapeplan.renderers.files import render

    a = plan.analysis
    try:
        return render(draw(plan, lint(a), told=told(a)), "svg").decode()
    except RenderError:
        return ""
