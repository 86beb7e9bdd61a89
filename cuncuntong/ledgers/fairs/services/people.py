"""People at a fair: residents who want to come, and visitors counted at the door."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from cuncuntong.ledgers.fairs.enums import FairState
from cuncuntong.ledgers.fairs.models import Fair, FairInterest, VisitorCount
from cuncuntong.ledgers.fairs.services.common import FairRefused, locked, log
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.models import Account

MOST_AT_ONCE = 500


def note_interest(*, fair_id: int, resident: Resident, actor: Account | None) -> FairInterest:
    """Notes that a resident wants to come and to be reminded; a second time it is the same note."""
    with transaction.atomic():
        fair = Fair.objects.filter(pk=fair_id, state=FairState.PUBLISHED).first()
        if fair is None:
            raise NotVisible("没有找到这场招聘会。")
        if fair.is_over:
            raise FairRefused("这场招聘会已经结束。")
        interest, made = FairInterest.objects.get_or_create(
            fair=fair,
            resident=resident,
            defaults={
                "actor": actor,
                "village_code": resident.village_code,
                "township_code": resident.township_code,
                "county_code": resident.county_code,
            },
        )
        if made:
            log(fair, "fair.interest_noted", actor, resident=resident.pk)
    return interest


def drop_interest(*, fair_id: int, resident: Resident, actor: Account | None) -> bool:
    """Takes the note back; False where there was none."""
    with transaction.atomic():
        interest = FairInterest.objects.filter(fair_id=fair_id, resident=resident).first()
        if interest is None:
            return False
        log(interest.fair, "fair.interest_dropped", actor, resident=resident.pk)
        interest.delete()
    return True


def count_visitors(*, caller: Caller, fair_id: int, number: int, key: str) -> bool:
    """So many people came in; the same key counts once. Raises FairRefused, Denied, NotVisible."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise FairRefused(f"一次计1到{MOST_AT_ONCE}人。", "请核对人数。", field="number")
    if not key or len(key) > 40:
        raise FairRefused("页面已过期。", "请刷新页面再计数。")
    with transaction.atomic():
        fair = locked(caller, fair_id)
        if fair.state not in (FairState.PUBLISHED, FairState.HELD):
            raise FairRefused(f"这场招聘会{fair.get_state_display()}，不能计数。")
        try:
            with transaction.atomic():
                VisitorCount.objects.create(fair=fair, number=number, key=key, counted_by=caller.account)
        except IntegrityError:
            return False
        log(fair, "fair.visitors_counted", caller.account, count=number)
    return True
