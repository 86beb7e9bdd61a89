"""Closed lists of the gateway."""

from __future__ import annotations

from django.db import models


class HandoverState(models.TextChoices):
    """How far something handed over has come."""

    WAITING = "waiting", "待报送"
    SENT = "sent", "已报送，等上级答复"
    AGREED = "agreed", "上级已办结"
    REFUSED = "refused", "上级不同意"
    FAILED = "failed", "报送失败"
    WITHDRAWN = "withdrawn", "已撤回"


# Still to be followed.
OPEN = (HandoverState.WAITING, HandoverState.SENT, HandoverState.FAILED)
