"""An SVG made fit to stand inside a page: only what draws, nothing that runs, loads or clashes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({
    "svg", "g", "title", "desc", "path", "polygon", "polyline", "ellipse", "circle", "rect", "line", "text", "tspan",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "class", "cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "font-family", "font-size", "font-style", "font-weight",
    "height", "points", "r", "rx", "ry", "stroke", "stroke-dasharray", "stroke-opacity", "stroke-width", "text-anchor",
    "text-decoration", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
})  # fmt: skip
LOADS = re.compile(r"url\s*\(|javascript:|data:", re.IGNORECASE)  # in the value of an attribute


def inline(svg: str) -> str:
    """The picture as an element of a page, as wide as there is room up to its own width.

    Ids go, for a page may have several pictures; links keep what they enclose.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own, and without entities
    wide = root.get("width", "100%").replace("pt", "px")
    picture = kept(root)
    for name in ("width", "height"):
        picture.attrib.pop(name, None)
    picture.set("width", "100%")
    picture.set("style", f"max-width:{wide};height:auto;background:white")
    ET.register_namespace("", SVG)
    return ET.tostring(picture, encoding="unicode")


def kept(element: ET.Element) -> ET.Element:
    """An element with the attributes and children that are allowed: what draws, and nothing that runs or loads."""
    attributes = {k: v for k, v in element.attrib.items() if k in ATTRIBUTES and not LOADS.search(v)}
    made = ET.Element(element.tag, attributes)
    made.text, made.tail = element.text, element.tail
    for child in element:
        name = child.tag.removeprefix(f"{{{SVG}}}")
        if name == "a":
            made.extend(kept(child))
        elif name in ELEMENTS and child.tag != name:
            made.append(kept(child))
    return made
