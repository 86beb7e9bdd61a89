"""Work after commit: a task row in the caller's transaction, run at least once, retried, visible when dead.

A thin layer on django-tasks and its database backend, which have neither retries nor a schedule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cuncuntong.foundation.tasks.queue import background, enqueue, failed_tasks, try_again
    from cuncuntong.foundation.tasks.schedule import periodic, run_due
    from cuncuntong.foundation.tasks.worker import worker_loop

__all__ = [
    "background",
    "enqueue",
    "failed_tasks",
    "periodic",
    "run_due",
    "try_again",
    "worker_loop",
]

_HOMES = {
    "background": "queue",
    "enqueue": "queue",
    "failed_tasks": "queue",
    "try_again": "queue",
    "periodic": "schedule",
    "run_due": "schedule",
    "worker_loop": "worker",
}


def __getattr__(name: str) -> Any:
    # Django imports this package before its models may be; so each name is fetched on first use.
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
