"""The task table's own upkeep."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cuncuntong.foundation.sqlite.statistics import refresh_statistics
from cuncuntong.foundation.tasks.queue import prune
from cuncuntong.foundation.tasks.schedule import periodic

KEEP_SUCCESSFUL = dt.timedelta(days=7)
KEEP_FAILED = dt.timedelta(days=180)


@periodic("tasks.prune", at="03:40")
def prune_tasks() -> str:
    """Removes finished tasks that nobody will look at any more."""
    count = prune(timezone.now(), successful=KEEP_SUCCESSFUL, failed=KEEP_FAILED)
    return f"清理{count}条"


@periodic("tasks.statistics", at="04:10")
def look_at_tables() -> str:
    """Keeps the small database's planner in the picture; the county's engine does so itself."""
    return "已更新数据库统计" if refresh_statistics() else "这个数据库自己更新统计"
