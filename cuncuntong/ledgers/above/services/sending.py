"""What the transports note about a handover that goes up: begun, arrived, failed, asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cuncuntong.ledgers.above.enums import UNSENT, Channel, HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services.answers import CORRECTION_PAUSE
from cuncuntong.ledgers.above.services.noting import audit, note
from cuncuntong.network.parameters import current

# How long one process may take over one of them; then another sends it again under the same key.
LEASE = dt.timedelta(minutes=3)
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)
FIRST_ASK = dt.timedelta(seconds=20)
# Whose result is asked for; those at an end only for a while, see ``asked``.
ASKED = (HandoverState.SENT, HandoverState.AGREED, HandoverState.REFUSED, HandoverState.WITHDRAWN)
LONGEST_ASK = dt.timedelta(minutes=30)


def due_keys(now: dt.datetime, most: int) -> list[int]:
    """What is to be sent, longest due first."""
    rows = Handover.objects.filter(state__in=[one.value for one in UNSENT], next_try_at__lte=now)
    free = rows.filter(Q(busy_until__isnull=True) | Q(busy_until__lt=now))
    return list(free.order_by("next_try_at", "pk").values_list("pk", flat=True)[:most])


def claim(pk: int, now: dt.datetime) -> Handover | None:
    """Takes one to send, alone; None where somebody else has it or it was withdrawn."""
    rows = Handover.objects.filter(pk=pk, state__in=[one.value for one in UNSENT], next_try_at__lte=now)
    free = rows.filter(Q(busy_until__isnull=True) | Q(busy_until__lt=now))
    if not free.update(busy_until=now + LEASE, tries=F("tries") + 1):
        return None
    return Handover.objects.get(pk=pk)


def let_go(row: Handover) -> None:
    """It was not sent after all: nothing was called."""
    Handover.objects.filter(pk=row.pk, busy_until=row.busy_until).update(
        busy_until=None, tries=F("tries") - 1
    )


def arrived(row: Handover, *, reference: str, channel: str) -> None:
    """The province has it."""
    with transaction.atomic():
        kept = Handover.objects.select_for_update().get(pk=row.pk)
        if kept.state not in UNSENT:
            return  # the answer was faster than the receipt, or another process than this one
        now = timezone.now()
        kept.state, kept.sent_at, kept.channel = HandoverState.SENT, now, channel
        kept.reference = reference[:60] or kept.reference
        kept.error, kept.next_try_at, kept.busy_until = "", None, None
        kept.next_ask_at = now + FIRST_ASK
        kept.save()
        note(kept, "已报送", f"上级流水号{kept.reference}" if kept.reference else "")
        audit(kept, "sent", None, channel=channel, tries=kept.tries)


def failed(
    row: Handover,
    words: str,
    *,
    retry_at: dt.datetime | None = None,
    rejected: bool = False,
    may_be_there: bool = False,
) -> None:
    """It did not arrive, as far as is known. ``rejected``: it is not sent again by itself.

    ``may_be_there``: the other side may have it and the receipt was lost. Then ``channel`` says so, until a
    receipt or a rejection comes, and it can't be withdrawn (services.handing).
    """
    with transaction.atomic():
        kept = Handover.objects.select_for_update().get(pk=row.pk)
        if kept.state not in UNSENT:
            return
        now = timezone.now()
        if kept.error != words[:200] or kept.state != HandoverState.FAILED:
            note(kept, "上级拒收" if rejected else "报送失败", words)
        pause = min(FIRST_PAUSE * 2 ** min(max(kept.tries - 1, 0), 10), LONGEST_PAUSE)
        kept.state, kept.error, kept.busy_until = HandoverState.FAILED, words[:200], None
        kept.next_try_at = None if rejected else max(now + pause, retry_at or now)
        if rejected:
            kept.channel = ""
        elif may_be_there:
            kept.channel = Channel.HTTP
        kept.save(update_fields=["state", "error", "busy_until", "next_try_at", "channel"])
        if rejected:
            audit(kept, "rejected", None, error=kept.error)


def to_ask(now: dt.datetime, most: int) -> list[Handover]:
    """Whose result is to be asked for, longest due first."""
    rows = Handover.objects.filter(state__in=[one.value for one in ASKED], next_ask_at__lte=now)
    return list(rows.order_by("next_ask_at", "pk").only("pk", "key", "asks", "state")[:most])


def asked(rows: Sequence[Handover], now: dt.datetime) -> None:
    """They were asked for: those that stay open are asked for again later, ever less often.

    What is answered, or was withdrawn when it may have arrived, is asked for daily, so many days long: the
    province may correct its answer, or answer what we believed not to be there.
    """
    by_asks: dict[int, list[int]] = {}
    ended = []
    for row in rows:
        if row.state == HandoverState.SENT:
            by_asks.setdefault(min(row.asks, 12), []).append(row.pk)
        else:
            ended.append(row.pk)
    days = current().integer("service.correction_days", timezone.localdate(now))
    closed = Handover.objects.filter(pk__in=ended, next_ask_at__lte=now).exclude(state=HandoverState.SENT)
    closed.filter(asks__gte=days).update(next_ask_at=None)
    closed.filter(asks__lt=days).update(asks=F("asks") + 1, next_ask_at=now + CORRECTION_PAUSE)
    for asks, keys in by_asks.items():
        pause = min(FIRST_ASK * 2**asks, LONGEST_ASK)
        Handover.objects.filter(pk__in=keys, state=HandoverState.SENT).update(
            asks=F("asks") + 1, next_ask_at=now + pause
        )
