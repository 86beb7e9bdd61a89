"""``python -m cuncuntong.cli``."""

from __future__ import annotations

from cuncuntong.cli.main import main

raise SystemExit(main())
