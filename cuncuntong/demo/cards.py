"""Cards on their way: being made, replaced or changed, of another province, seen otherwise by the province.

All that is made here is synthetic and says so.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cuncuntong.ledgers.cards.enums import CardAnswer, CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard

SUCCESSORS = (MakingState.MAKING, MakingState.TO_COLLECT, MakingState.COLLECTED)
MOST = 60


def cards_on_their_way(*, seed: int, today: dt.date) -> None:
    """Makes the rows once; a second call finds them and does nothing."""
    if SocialCard.objects.filter(as_of__isnull=False).exists():
        return
    rng = Random(f"{seed}-cards")
    with transaction.atomic():
        _as_the_province_says(today)
        _replaced(rng)
        _beginning(rng)
        _elsewhere()
        _otherwise(today)


def _as_the_province_says(today: dt.date) -> None:
    """The ledger was fetched three days ago and said the same."""
    as_of = today - dt.timedelta(days=3)
    SocialCard.objects.update(as_of=as_of, above_state=F("state"), above_making=F("making"))


def _replaced(rng: Random) -> None:
    """Every third formal loss is replaced, some normal cards are changed; new ones in every progress."""
    lost = list(SocialCard.objects.filter(state=CardState.FORMAL_LOSS).order_by("pk")[: MOST * 3 : 3])
    worn = list(SocialCard.objects.filter(state=CardState.NORMAL).order_by("-pk")[: MOST // 4])
    SocialCard.objects.filter(pk__in=[one.pk for one in lost]).update(
        making=MakingState.REPLACING, above_making=MakingState.REPLACING, replacement_requested=True
    )
    SocialCard.objects.filter(pk__in=[one.pk for one in worn]).update(
        making=MakingState.CHANGING, above_making=MakingState.CHANGING
    )
    made = []
    for place, former in enumerate([*lost, *worn]):
        # The first of four has only been asked for.
        if place % 4:
            making = SUCCESSORS[place % 4 - 1]
            made.append(_successor(former, making, rng))
    SocialCard.objects.bulk_create(made, batch_size=500)


def _successor(former: SocialCard, making: MakingState, rng: Random) -> SocialCard:
    return SocialCard(
        resident_id=former.resident_id,
        number=f"S{rng.randrange(10**9):09d}",
        bank=former.bank,
        state=CardState.SEALED,
        making=making,
        successor=True,
        above_state=CardState.SEALED,
        above_making=making,
        as_of=former.as_of,
    )


def _beginning(rng: Random) -> None:
    """Some of the first cards that are being made have only been asked for."""
    keys = list(
        SocialCard.objects.filter(state=CardState.SEALED, making=MakingState.MAKING, successor=False)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    some = rng.sample(keys, len(keys) // 3)
    SocialCard.objects.filter(pk__in=some).update(
        making=MakingState.INITIAL, above_making=MakingState.INITIAL
    )


def _elsewhere() -> None:
    keys = list(
        SocialCard.objects.filter(state=CardState.NORMAL, making=MakingState.ACTIVATED)
        .order_by("pk")
        .values_list("pk", flat=True)[100:1100:250]
    )
    SocialCard.objects.filter(pk__in=keys).update(issued_in="演示外省")


def _otherwise(today: dt.date) -> None:
    """A few losses that the province does not know of, and a few that it refused."""
    losses = CardEvent.objects.filter(
        move=CardMove.REPORT_FORMAL,
        card__state=CardState.FORMAL_LOSS,
        card__replacement_requested=False,
        at__date__lt=today - dt.timedelta(days=5),
    ).select_related("card")
    for event in losses.order_by("pk")[:3]:
        SocialCard.objects.filter(pk=event.card_id).update(
            above_state=CardState.NORMAL, differs_since=today - dt.timedelta(days=3)
        )
    for event in losses.order_by("-pk")[:2]:
        event.answer, event.answered_at = CardAnswer.REFUSED, timezone.now()
        event.answer_words = "演示：卡号与发卡银行登记不符"
        event.look = (
            "上级不同意：演示：卡号与发卡银行登记不符。这张卡之后又有变动，没有自动恢复，请核对卡状态。"
        )
        event.save(update_fields=["answer", "answered_at", "answer_words", "look"])
