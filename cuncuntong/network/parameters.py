"""The county's dated parameters: the shipped figures with the county's confirmed values on top.

A value is proposed by one person and confirmed by another; only then is it in force, and only from
its own day on.
"""

from __future__ import annotations

import datetime as dt
import threading
import time

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import ParameterValue
from cuncuntong.rules.parameters import InvalidValue, OverlayValue, Parameters, load_parameters, to_json

# A page may show another process's confirmation so much later. Who decides or computes sees it at once:
# every request that changes something, and every task, begins with ``read_anew``.
FRESH_SECONDS = 5.0

_lock = threading.Lock()
_known: tuple[float, Parameters] | None = None
# Counts how often the copy was dropped, so that what was read before a drop is not kept after it.
_dropped = 0


class ParameterRefused(Exception):
    """A proposal or confirmation that can't be taken; the message says why, ``field`` where."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


def current() -> Parameters:
    """All parameters as they stand now; ask ``.get(key, on=day)``."""
    global _known  # noqa: PLW0603 - one book a process
    known = _known
    if known is not None and time.monotonic() - known[0] < FRESH_SECONDS:
        return known[1]
    dropped = _dropped
    made = load_parameters(
        OverlayValue(
            key=row.key,
            starts=row.starts_on,
            value=row.value,
            source=row.source,
            confirmed=row.confirmed_at is not None,
        )
        for row in ParameterValue.objects.filter(withdrawn_at__isnull=True).order_by("pk")
    )
    with _lock:
        if dropped == _dropped:
            _known = (time.monotonic(), made)
    return made


def setting(key: str) -> int:
    """A whole-number setting of the system as of today (``service.…``)."""
    return current().integer(key, timezone.localdate())


def forget_parameters() -> None:
    """Makes the next question read the values anew, now and after the transaction commits."""
    read_anew()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(read_anew)


def read_anew() -> None:
    """Drops this process's copy: the next question costs one query, and sees what was confirmed anywhere."""
    global _known, _dropped  # noqa: PLW0603
    with _lock:
        _known = None
        _dropped += 1


@transaction.atomic
def propose(*, caller: Caller, key: str, starts_on: dt.date, value: object, source: str) -> ParameterValue:
    """Proposes a county value; it counts once a second person confirmed it.

    Raises Denied, UnknownParameter, or ParameterRefused with the field that is wrong.
    """
    caller.need(Ability.PARAMETER_EDIT)
    book = current()
    definition = book.definition(key)
    if not source.strip():
        raise ParameterRefused("请填写依据（文件名、文号），核定人要据此核对。", "source")
    try:
        checked = book.check(key, value)
    except InvalidValue as error:
        raise ParameterRefused(str(error), "value") from error
    row = ParameterValue.objects.create(
        key=key,
        starts_on=starts_on,
        value=to_json(checked),
        source=source.strip()[:300],
        proposed_by=caller.account,
    )
    _log(caller, "parameter.proposed", row, name=definition.name)
    forget_parameters()
    return row


@transaction.atomic
def confirm(*, caller: Caller, value_id: int) -> ParameterValue:
    """Puts a proposal in force; a value of the same day that was in force is withdrawn.

    Raises Denied, NotVisible, or ParameterRefused for one's own proposal or one already settled.
    """
    caller.need(Ability.PARAMETER_CONFIRM)
    row = _get(value_id)
    if row.proposed_by_id == caller.account.pk:
        raise ParameterRefused("提出和核定须是两个人，请另一位业务管理员核定。")
    now = timezone.now()
    ParameterValue.objects.filter(
        key=row.key, starts_on=row.starts_on, confirmed_at__isnull=False, withdrawn_at__isnull=True
    ).exclude(pk=row.pk).update(withdrawn_at=now)
    done = ParameterValue.objects.filter(
        pk=row.pk, confirmed_at__isnull=True, withdrawn_at__isnull=True
    ).update(confirmed_by=caller.account, confirmed_at=now)
    if not done:
        raise ParameterRefused("这条参数值已经核定或撤回，请刷新页面查看。")
    row.refresh_from_db()
    _log(caller, "parameter.confirmed", row)
    forget_parameters()
    return row


@transaction.atomic
def withdraw(*, caller: Caller, value_id: int, reason: str) -> ParameterValue:
    """Takes a proposal back, or a confirmed value out of force; history keeps it.

    One's own proposal needs PARAMETER_EDIT; somebody else's, and every confirmed value, needs
    PARAMETER_CONFIRM; a confirmed value also a person other than its proposer. Raises Denied,
    NotVisible or ParameterRefused.
    """
    row = _get(value_id)
    confirmed = row.confirmed_at is not None
    own = row.proposed_by_id == caller.account.pk
    caller.need(Ability.PARAMETER_EDIT if own and not confirmed else Ability.PARAMETER_CONFIRM)
    if not reason.strip():
        raise ParameterRefused("请写明撤回的原因。", "reason")
    if confirmed and own:
        raise ParameterRefused("已生效的数值须由提出人以外的另一位业务管理员撤回。")
    done = ParameterValue.objects.filter(pk=row.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if not done:
        raise ParameterRefused("这条参数值已经撤回，请刷新页面查看。")
    row.refresh_from_db()
    _log(caller, "parameter.withdrawn", row, reason=reason.strip()[:200])
    forget_parameters()
    return row


def _get(value_id: int) -> ParameterValue:
    row = ParameterValue.objects.select_for_update().filter(pk=value_id).first()
    if row is None:
        raise NotVisible("没有找到这条参数值，请刷新页面。")
    return row


def _log(caller: Caller, action: str, row: ParameterValue, **more: str) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="parameter",
        object_id=row.key,
        detail={"value_id": row.pk, "starts_on": str(row.starts_on), "value": row.value, **more},
    )
