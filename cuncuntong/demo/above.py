"""The province: lost cards that were reported up, in every standing; keys and residents for its stand-in.

Runs last: what other scenes handed over stays waiting, and goes up once the demonstration is served.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from cuncuntong.demo.province_ledgers import write_ledgers
from cuncuntong.ledgers.above.enums import Channel, FeedState
from cuncuntong.ledgers.above.hooks import feed_of, kinds
from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover
from cuncuntong.ledgers.above.services import Said, take_answer
from cuncuntong.ledgers.above.services.sending import arrived, failed
from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.services import report_loss
from cuncuntong.ledgers.insurance.models import BenefitPayment, ContributionMonth, Participation, Pension
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

NOTE = "演示：在集市丢失"
# How many days ago each card was reported lost, and what became of the report.
STORIES = (
    (0, "waiting"), (1, "waiting"),
    (1, "sent"), (3, "sent"), (5, "sent"),
    (2, "failed"), (3, "rejected"),
    (4, "agreed"), (5, "agreed"), (6, "agreed"),
    (4, "refused"),
    (5, "differs"),
)  # fmt: skip
PEOPLE = 60


def above_scene(*, seed: int, today: dt.date) -> None:
    """Makes the rows once; a second call finds them and does nothing."""
    finished_runs()
    if not Answer.objects.filter(key="cards.loss:0").exists():
        _losses(seed, today)
    for_the_province(today)


def _losses(seed: int, today: dt.date) -> None:
    rng = Random(f"{seed}-above")
    cards = SocialCard.objects.filter(state=CardState.NORMAL, resident__standing=Standing.PRESENT)
    cards = cards.filter(issued_in="", resident__handovers__isnull=True)
    found = list(cards.select_related("resident").order_by("pk")[:500])
    chosen = rng.sample(found, min(len(STORIES), len(found)))
    noon = timezone.make_aware(dt.datetime.combine(today, dt.time(10, 0)))
    for card, (days, story) in zip(chosen, STORIES, strict=False):
        at = min(noon - dt.timedelta(days=days), timezone.now())
        try:
            report_loss(card=card, formal=False, at=at, actor=None, note=NOTE)
        except LedgerRefused:
            continue  # another scene has its own story with this card
        row = Handover.objects.filter(resident=card.resident).order_by("-pk").first()
        if row is not None:
            _tell(row, story, at)
    take_answer(
        Said(
            key="cards.loss:0",
            serial=1,
            agreed=True,
            words="演示：这条答复的编号本县没有",
            at=noon - dt.timedelta(days=1),
        ),
        channel=Channel.HTTP,
    )


def finished_runs() -> None:
    """A finished run for each ledger that the other scenes filled: true counts and days."""
    filled: dict[str, QuerySet[Any]] = {
        "insurance.participations": Participation.objects.all(),
        "insurance.contributions": ContributionMonth.objects.all(),
        "insurance.pensions": Pension.objects.all(),
        "insurance.payments": BenefitPayment.objects.all(),
        "cards": SocialCard.objects.filter(as_of__isnull=False),
    }
    county = str(settings.CUNCUNTONG["COUNTY_CODE"])
    for code, rows in filled.items():
        found = rows.aggregate(rows=Count("pk"), day=Max("as_of"))
        if not found["rows"] or FeedRun.objects.filter(feed=code).exists():
            continue
        feed = feed_of(code)
        at = timezone.make_aware(dt.datetime.combine(found["day"], dt.time(21, 0)))
        at = min(at + dt.timedelta(days=1), timezone.now())
        FeedRun.objects.create(
            feed=code, line=feed.line, channel=Channel.FILE, name=f"演示-{feed.name}.csv",
            as_of=found["day"], state=FeedState.DONE, rows=found["rows"], position=found["rows"],
            new=found["rows"], county_code=county, made_at=at, checked_at=at, done_at=at,
            remark="演示数据，不是从上级收到的",
        )  # fmt: skip


def _tell(row: Handover, story: str, at: dt.datetime) -> None:
    """Lets the report stand as the story says, by the services that do it in earnest."""
    if story == "waiting":
        return
    if story == "failed":
        failed(row, "演示：上级系统没有应答（超时）")
        return
    if story == "rejected":
        failed(row, "上级系统拒收（422）演示：卡号与省库不一致", rejected=True)
        return
    arrived(row, reference=f"SX{row.pk:010d}", channel=Channel.HTTP)
    Handover.objects.filter(pk=row.pk).update(sent_at=at, made_at=at)
    if story == "sent":
        return
    said = at + dt.timedelta(hours=5)
    agreed = story != "refused"
    words = "演示：同意" if agreed else "演示：该卡已在省级注销，不能挂失"
    take_answer(Said(row.key, 1, agreed, words, said, code="0000"), channel=Channel.HTTP)
    if story == "differs":
        other = "演示：同一序号的另一种说法"
        take_answer(Said(row.key, 1, False, other, said, code="E101"), channel=Channel.HTTP)


def for_the_province(today: dt.date) -> None:
    """What the stand-in for the province is given: kinds that go up, residents, ledgers, keys for files."""
    key_file = Path(str(settings.CUNCUNTONG["ABOVE_KEY_FILE"]))
    if not key_file.exists():
        pair = {"ours": secrets.token_hex(32), "theirs": secrets.token_hex(32)}
        _write(key_file, json.dumps(pair))
    folder = Path(str(settings.CUNCUNTONG["VAR_DIR"])) / "province"
    known = [{"code": kind.code, "name": kind.name} for kind in kinds()]
    _write(folder / "kinds.json", json.dumps(known, ensure_ascii=False))
    write_ledgers(folder / "ledgers", today)
    people = folder / "residents.json"
    if people.exists():
        return
    born = (today - dt.timedelta(days=365 * 50), today - dt.timedelta(days=365 * 25))
    insured = Participation.objects.values("resident_id")
    rows = Resident.objects.filter(standing=Standing.PRESENT, birth_date__range=born)
    rows = rows.exclude(pk__in=insured).order_by("pk")[:PEOPLE]
    given = [{"id_number": str(row.id_number), "name": row.name} for row in rows]
    _write(people, json.dumps(given, ensure_ascii=False))


def _write(path: Path, text: str) -> None:
    """A file that only this user reads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
