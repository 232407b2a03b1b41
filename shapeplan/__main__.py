"""`python -m shapeplan` is the command `shapeplan`."""

from __future__ import annotations

from shapeplan.cli import main

raise SystemExit(main())
