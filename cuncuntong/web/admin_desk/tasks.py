"""Background work: what failed, what waits, when each periodic job ran."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks.models import ScheduledRun
from cuncuntong.foundation.tasks.queue import failed_tasks, try_again, waiting_count
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import needs
from cuncuntong.web.cut import first_of

MOST = 50


@needs(Ability.TASKS_READ)
def listing(request: Any) -> HttpResponse:
    """Failed tasks with their last error, and the schedule."""
    failed, cut = first_of(failed_tasks(), MOST, "处理以后接着列出其余的")
    context = {
        "failed": failed,
        "cut": cut,
        "waiting": waiting_count(),
        "schedule": ScheduledRun.objects.order_by("name"),
    }
    return render(request, "admin_desk/tasks.html", context)


@needs(Ability.TASKS_READ)
@require_POST
def again(request: Any, pk: uuid.UUID) -> HttpResponse:
    """Puts a failed task back into the queue."""
    done = try_again(str(pk))
    if done:
        record(
            actor=request.caller.account,
            action="task.retried",
            object_type="task",
            object_id=str(pk),
            allow_autocommit=True,
        )
        messages.success(request, "已重新排队，几秒后执行。")
    else:
        messages.error(request, "这个任务已不在失败清单里，请刷新页面。")
    return redirect("admin_desk:tasks")
