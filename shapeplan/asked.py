"""What is asked for beside a spec: by the command line, and where that says nothing, by the configuration."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from shapeplan import config
from shapeplan.cannot import CannotRunError, value_of
from shapeplan.choice import Choice
from shapeplan.config import Config

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis, Settings
    from shapeplan.source import Source


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for one spec.

    sizes, params, framework   on the command line
    usual_sizes                of inputs by name, '' for the only one, in the configuration
    usual_framework            of specs that name none, in the configuration
    choice                     of rules, of both
    """

    sizes: Any
    params: Mapping[str, Any]
    framework: str | None
    usual_sizes: Mapping[str, str]
    usual_framework: str | None
    choice: Choice

    @property
    def key(self) -> bytes:
        """A text that differs wherever an answer may."""
        return json.dumps(asdict(self), default=repr).encode()

    def analysis(self, source: Source) -> Analysis:
        """The analysis of a source. Raises SpecError for what does not go with it."""
        from shapeplan import api

        return api.analysis(source, self.sizes, self.params, self.framework, self.usual(source))

    def usual(self, source: Source) -> Settings:
        """What the configuration says about a source: sizes hold where they fit."""
        from shapeplan.analysis import Settings

        tree = source.tree if isinstance(source.tree, dict) else {}
        framework = None if "framework" in tree else self.usual_framework
        return Settings({}, fitting(self.usual_sizes, tree.get("inputs")), framework, self.choice)

    def settings(self, source: Source) -> dict[str, Any]:
        """The arguments of a function of the API, but for the choice of rules."""
        usual = self.usual(source)
        sizes, framework = self.sizes or usual.sizes or None, self.framework or usual.framework
        return {"sizes": sizes, "params": self.params, "framework": framework}


def fitting(sizes: Mapping[str, str], inputs: Any) -> dict[str, tuple[int, ...]]:
    """The sizes that go with the inputs of a spec: by name, and by number of axes.

    >>> fitting({"": "64x32"}, {"image": {"size": [8, 8]}}), fitting({"": "64"}, {"image": {"size": [8, 8]}})
    ({'image': (64, 32)}, {})
    """
    from shapeplan.given import SpecError, sizes_by_input

    found: dict[str, tuple[int, ...]] = {}
    for name, size in sizes.items() if isinstance(inputs, dict) else ():
        try:
            found |= sizes_by_input({name: size} if name else size, inputs)
        except SpecError:
            continue
    return found


def asked(arguments: Namespace, path: str) -> Asked:
    """What is asked for the spec of a path. Raises CannotRunError."""
    found = config_of(arguments, path)
    select, ignore = (getattr(arguments, name, None) or () for name in ("select", "ignore"))
    choice = found.choice(path, select, ignore)
    return Asked(
        sizes_of(getattr(arguments, "size", [])), params_of(arguments.set), arguments.framework,
        found.sizes, found.framework, choice,
    )  # fmt: skip


def config_of(arguments: Namespace, path: str) -> Config:
    """The configuration of a path; that of the working directory for standard input."""
    if arguments.isolated:
        return Config()
    return config.nearest(path) if arguments.config is None else config.read(arguments.config)


def sizes_of(given: list[str]) -> Any:
    """What --size says, for the API. Raises CannotRunError."""
    named = {name: size for name, sign, size in (text.partition("=") for text in given) if sign}
    plain = [text for text in given if "=" not in text]
    if plain and (named or len(plain) > 1):
        raise CannotRunError("several sizes need names: --size image=500x500 --size mask=250x250")
    return plain[0] if plain else named or None


def params_of(given: list[str]) -> dict[str, Any]:
    """What --set says. Raises CannotRunError."""
    params = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise CannotRunError(f"a parameter is set as NAME=VALUE, not '{text}'")
        params[name] = value_of(value, f"--set {name}")
    return params
