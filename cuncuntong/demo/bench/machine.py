"""On what the figures were measured."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import Any


def describe() -> dict[str, Any]:
    """Cores, memory, system, Python and the packages that matter, and the load before the start."""
    return {
        "date": dt.datetime.now().astimezone().isoformat(timespec="minutes"),
        "cpu": _cpu(),
        "cores": os.cpu_count() or 1,
        "memory_gb": _memory(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": metadata.version("django"),
        "granian": metadata.version("granian"),
        "sqlite": sqlite3.sqlite_version,
        "load_before": load(),
    }


def load() -> float:
    """The mean number of running processes over the last minute."""
    return round(os.getloadavg()[0], 2)


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _memory() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3, 1)
