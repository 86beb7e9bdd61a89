"""``cuncuntong background``: the one process beside the web server; ``serve`` starts and watches it.

It runs the task table and the periodic jobs, and a second thread chains the audit entries.
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from types import FrameType

from cuncuntong.cli.arguments import Parser
from cuncuntong.cli.main import django_ready

log = logging.getLogger("cuncuntong.background")
SEAL_SECONDS = 3.0
PAUSE_AFTER_TROUBLE = 5.0


def parser() -> argparse.ArgumentParser:
    """No options."""
    return Parser(prog="cuncuntong background", description="后台任务进程（由 cuncuntong serve 启动）")


def run(_options: argparse.Namespace) -> int:
    """Runs until SIGTERM or SIGINT."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    django_ready()
    from cuncuntong.foundation.tasks.worker import worker_loop

    sealing = threading.Thread(target=seal_loop, args=(stop,), name="audit-sealer")
    sealing.start()
    try:
        worker_loop(stop)
    finally:
        stop.set()
        sealing.join(timeout=20)
    return 0


def seal_loop(stop: threading.Event) -> None:
    """Chains audit entries every few seconds; outlives a database that is away, or a disk that is full."""
    from django.db import close_old_connections, connection

    while not stop.wait(SEAL_SECONDS):
        try:
            close_old_connections()
            seal_waiting(stop)
        except Exception:
            # Whatever it is: a thread that ended here would leave the chain unsealed until a restart.
            log.warning("the audit chain waits and goes on", exc_info=True)
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE)
    connection.close()


def seal_waiting(stop: threading.Event) -> int:
    """Chains what waits, in batches, so that a large import doesn't keep the writers out."""
    from cuncuntong.foundation.audit.chain import seal_pending
    from cuncuntong.foundation.audit.models import AuditEntry

    count = 0
    # Asked first: sealing opens a write transaction, which on SQLite costs the clerks a wait.
    while not stop.is_set() and AuditEntry.sealing.filter(seq__isnull=True).exists():
        done = seal_pending(batch=500)
        if not done:
            break
        count += done
        stop.wait(0.05)
    return count
