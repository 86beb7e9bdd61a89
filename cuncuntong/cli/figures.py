"""Which figures a command counts by: the county's where an installation stands, else the shipped ones."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import unquote, urlparse

from cuncuntong.cli.console import complain
from cuncuntong.cli.main import django_ready
from cuncuntong.config import environment as env
from cuncuntong.rules.parameters import Parameters, load_parameters

SHIPPED, COUNTY = "shipped", "county"
WORDS = {SHIPPED: "程序自带的数值（没有找到已初始化的数据库）", COUNTY: "本县参数（含已核定的数值）"}


def book_of_figures() -> tuple[str, Parameters]:
    """``(SHIPPED or COUNTY, the figures)``; makes no file."""
    if not _installed():
        return SHIPPED, load_parameters()
    django_ready()
    from django.db import DatabaseError

    from cuncuntong.network.parameters import current

    try:
        return COUNTY, current()
    except DatabaseError as error:
        complain(f"注意：数据库读不出参数（{type(error).__name__}），改按程序自带的数值计算。")
        return SHIPPED, load_parameters()


def _installed() -> bool:
    """Whether there is a database with tables: opening a missing SQLite file would make one."""
    from django.conf import settings

    if settings.configured:
        return True
    url = urlparse(env.text("DATABASE_URL"))
    if url.scheme and url.scheme not in {"sqlite", "sqlite3"}:
        return True
    path = Path(env.text("VAR_DIR", "var")) / "cuncuntong.sqlite3"
    if url.scheme:
        path = Path(unquote(url.path[1:] if url.path.startswith("//") else url.path))
    if not path.is_file():
        return False
    with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as known:
        named = known.execute("SELECT 1 FROM sqlite_master WHERE name = 'network_parametervalue'")
        return named.fetchone() is not None
