"""The demonstration's handbook, its issues with acknowledgements, and archive institutions.

The answers are what the items' own guides say, put as questions; nothing is added to them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.policies.indexes import HANDBOOK, entry_put
from cuncuntong.ledgers.policies.models import (
    ArchiveInstitution,
    EntryVersion,
    HandbookEntry,
    HandbookIssue,
    IssueDelivery,
)
from cuncuntong.ledgers.policies.services import (
    ArchiveDraft,
    EntryDraft,
    issue_handbook,
    load_library,
    save_entry,
    save_institution,
)
from cuncuntong.ledgers.policies.services.handbook import version_values
from cuncuntong.network.models import Account, Division
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem

# Of a hundred points, how many acknowledged the first issue, and so far the second.
DONE_FIRST, DONE_SECOND = 97, 62
DAYS_SINCE_FIRST, DAYS_SINCE_SECOND = 60, 10
CLERK = "clerk01"
TITLE = "演示"

GENERAL = (
    (
        "到哪个服务点都能办吗？",
        "能。四十项服务到任何一个村（社区）、乡镇服务点都能办，不分户籍在哪个村。",
    ),
    (
        "办事要收费吗？",
        "不收费。有人要收费的，请记下时间、地点和姓名，向县人社局反映。",
    ),
    (
        "办到哪一步了，怎么查？",
        "凭受理回执上的编号和身份证号码后六位，在网上“查办理进度”查询，也可以到受理的服务点问。",
    ),
    (
        "行动不便、来不了服务点怎么办？",
        "请家人或村干部转告服务点，工作人员可以上门办理或者代理办理。",
    ),
)


@dataclass(frozen=True)
class Answered:
    """A question with its answer, and what keeps it from being written twice."""

    origin: str
    item: str
    question: str
    answer: str
    basis: str
    order: int


def library_scene(*, seed: int, today: dt.date) -> None:
    """Entries for every open item, two issues, and institutions named 演示…; once."""
    load_library()
    with transaction.atomic():
        _entries()
        _issues(random.Random(seed), today)
        _institutions()


def _questions() -> Iterator[Answered]:
    for order, (question, answer) in enumerate(GENERAL, start=1):
        yield Answered(f"guide:general:{order}", "", question, answer, "", order)
    for item in items.all():
        if item.open:
            yield from _of_item(item)


def _of_item(item: ServiceItem) -> Iterator[Answered]:
    guide = item.guide
    bring = [*item.documents, *(one.name + (f"（{one.note}）" if one.note else "") for one in item.materials)]
    steps = [f"{number}. {step}" for number, step in enumerate(guide.steps, start=1)]
    done = [f"办理时限：{item.limit_text}。", f"收费：{guide.fee}。", f"地点：{guide.where}。"]
    answers = (
        ("bring", f"办“{item.name}”要带什么？", "\n".join(bring)),
        ("steps", f"“{item.name}”怎么办？", "\n".join(steps)),
        ("limit", f"“{item.name}”几天办好，收费吗？", "\n".join([*done, guide.result])),
        ("tips", f"办“{item.name}”还要注意什么？", "\n".join(guide.tips_on(timezone.localdate()))),
    )
    for order, (what, question, answer) in enumerate(answers, start=1):
        if answer.strip():
            basis = guide.basis[0][:200] if guide.basis else ""
            yield Answered(
                f"guide:{item.number}:{what}", item.number, question[:120], answer.strip(), basis, order * 10
            )


def _entries() -> None:
    known = set(HandbookEntry.objects.exclude(origin=None).values_list("origin", flat=True))
    asked = set(HandbookEntry.objects.filter(withdrawn_at=None).values_list("item", "question"))
    wanted = [
        one for one in _questions() if one.origin not in known and (one.item, one.question) not in asked
    ]
    made = HandbookEntry.objects.bulk_create(
        HandbookEntry(
            origin=one.origin,
            item=one.item,
            question=one.question,
            answer=one.answer,
            basis=one.basis,
            order=one.order,
            synthetic=True,
        )
        for one in wanted
    )
    EntryVersion.objects.bulk_create(EntryVersion(**version_values(one, "演示条目", None)) for one in made)
    HANDBOOK.put_many(entry_put(one) for one in made)


def _issues(chance: random.Random, today: dt.date) -> None:
    """One some weeks ago, and a newer one after a change."""
    if HandbookIssue.objects.exists() or not HandbookEntry.objects.exists():
        return
    first = issue_handbook(note="演示：首次发放", actor=None, on=today - dt.timedelta(days=DAYS_SINCE_FIRST))
    _acknowledged(first, DONE_FIRST, chance)
    changed = HandbookEntry.objects.filter(origin="guide:general:3").first()
    if changed is not None:
        answer = changed.answer + "查得太频繁时，要等一会儿再查。"
        draft = EntryDraft(changed.question, answer, changed.item, changed.basis, changed.order, "补充说明")
        save_entry(draft=draft, actor=None, entry_id=changed.pk, version=changed.version)
    second = issue_handbook(
        note="演示：补充查询进度的说明", actor=None, on=today - dt.timedelta(days=DAYS_SINCE_SECOND)
    )
    _acknowledged(second, DONE_SECOND, chance)


def _acknowledged(issue: HandbookIssue, percent: int, chance: random.Random) -> None:
    """Most points by one account of the demonstration: others have none. Its own point has still to do it."""
    clerk = Account.objects.filter(username=CLERK).first()
    if clerk is None:
        return
    own = set(clerk.duties.values_list("point_id", flat=True))
    rows = []
    for row in IssueDelivery.objects.filter(issue=issue):
        luck, later = chance.randrange(100), dt.time(8 + chance.randrange(9), chance.randrange(60))
        day = issue.issued_on + dt.timedelta(days=chance.randrange(8))
        if issue.serial > 1 if row.point_id in own else luck >= percent:
            continue
        row.acknowledged_at = timezone.make_aware(dt.datetime.combine(day, later))
        row.acknowledged_by = clerk
        rows.append(row)
    IssueDelivery.objects.bulk_update(rows, ["acknowledged_at", "acknowledged_by"], batch_size=500)


def _institutions() -> None:
    if ArchiveInstitution.objects.exists():
        return
    places = {one.code: one for one in Division.objects.filter(code__in=["140522", "140522100", "140522101"])}
    if len(places) < 3:
        return
    for draft in _institution_drafts(places["140522"], places["140522100"], places["140522101"]):
        save_institution(draft=draft, actor=None)
    ArchiveInstitution.objects.filter(name__startswith=TITLE).update(synthetic=True)


def _institution_drafts(county: Division, town: Division, other: Division) -> tuple[ArchiveDraft, ...]:
    whole = ((county.code, county.name),)
    common = partial(
        ArchiveDraft,
        how_in="由原存档机构寄来或机要转递；本人先来开调档函。",
        how_out="带接收机构开的调档函和身份证来办，档案由机构之间转递。",
        source="演示数据，不是实际机构",
        hours="工作日 8:30–12:00，14:30–18:00",
    )
    return (
        common(
            name="演示县公共就业和人才服务中心",
            keeps="全县流动人员人事档案：未就业毕业生、灵活就业人员、与单位解除劳动关系的人员",
            address="演示路1号便民服务中心二楼",
            areas=whole,
            division=town,
            telephone="0356-0000001",
        ),
        common(
            name="演示县教育人才服务站",
            keeps="师范类毕业生和民办学校教师的人事档案",
            address="演示路12号",
            areas=whole,
            units="演示第一中学、演示职业中学、演示师范学校",
            division=town,
            telephone="0356-0000002",
        ),
        common(
            name="演示煤业集团档案室",
            keeps="本集团在职和离职职工的人事档案",
            address="演示矿区3号",
            areas=((other.code, other.name),),
            units="演示煤业集团、演示一矿、演示二矿",
            division=other,
            telephone="0356-0000003",
        ),
        common(
            name="演示市人才服务中心",
            keeps="户籍在外县（市、区）、委托存档的流动人员人事档案",
            address="演示市演示街8号",
            areas=(("", "晋城市城区"), ("", "泽州县"), ("", "高平市")),
            telephone="0356-0000004",
        ),
    )
