"""Plain objects written as YAML that the YAML 1.2 core schema reads back."""

from __future__ import annotations

import reprlib
from datetime import date, datetime
from typing import Any

import yaml
from yaml.representer import RepresenterError

from shapeplan.yaml_scalars import BadScalar, resolve

_WIDTH = 1_000_000  # characters; no line is folded below this


def dump(data: dict[Any, Any]) -> str:
    """The YAML of an object, keys in their order.

    Raises TypeError when it holds what YAML does not, or itself.
    """
    try:
        text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    except RepresenterError as error:
        raise TypeError(f"{reprlib.repr(error.args[-1])} cannot be written as YAML") from error
    except UnicodeError as error:
        raise TypeError(f"cannot be written as YAML: {error}") from error
    except RecursionError as error:
        raise TypeError("nested too deeply, or within itself, to be written as YAML") from error
    return text


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes what YAML 1.2 reads back, without aliases or tags."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML asks about each value
        return True

    def represent_text(self, data: str) -> yaml.Node:
        """PyYAML quotes what YAML 1.1 would not read as text; quote what YAML 1.2 would not."""
        try:
            quote = None if isinstance(resolve(data), str) else "'"
        except BadScalar:
            quote = "'"
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=quote)  # type: ignore[no-any-return]


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_multi_representer(dict, _Dumper.represent_dict)
_Dumper.add_multi_representer(list, _Dumper.represent_list)
for _kind in (set, bytes, date, datetime):  # PyYAML would write them with a tag or as text
    _Dumper.add_representer(_kind, _Dumper.represent_undefined)
