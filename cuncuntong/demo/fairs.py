"""Fairs of the demonstration: held, today's, coming, called off and a draft; all made up and called so."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import FairKind, FairMove, FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair, FairEvent, FairPosting, Stand, VisitorCount
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, Via
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.network.models import Division
from cuncuntong.network.selectors import home_county, townships

# No subscriber number in the area begins with 0.
TELEPHONE = "0356-0000000"
MARK = "演示："


@dataclass(frozen=True)
class Scene:
    """One fair: what, how many days away, in which of the townships (None: the county), how far it is."""

    title: str
    days: int
    town: int | None
    state: str = FairState.PUBLISHED
    hours: tuple[int, int] = (9, 12)
    share: float = 0.5
    more: dict[str, Any] = field(default_factory=dict)


SCENES = (
    Scene("秋季综合招聘会", -41, 0, FairState.HELD, share=0.8, more={"stands": 60}),
    Scene("农闲零工集市", -13, 1, FairState.HELD, (8, 11), 0.4, {"kind": FairKind.GIG}),
    Scene("家门口招聘日", 0, 0, hours=(8, 17), share=0.4, more={"stands": 20}),
    Scene("蚕桑丝绸行业专场招聘会", 6, 2, share=0.5, more={"kind": FairKind.SPECIAL, "stands": 30}),
    Scene(
        "高校毕业生网上招聘月",
        8,
        None,
        share=0.7,
        more={
            "way": FairWay.ONLINE,
            "address": "",
            "url": "https://example.com/fair",
            "audience": "高校毕业生和其他青年",
        },
    ),
    Scene("年前返乡人员招聘会", 20, 1, share=0.3, more={"audience": "返乡农民工和城乡劳动者"}),
    Scene("山区乡镇流动招聘会", 9, 8, FairState.CANCELLED, share=0.2),
    Scene("元宵节招聘会", 60, 0, FairState.DRAFT, share=0.0),
)


def demonstration_fairs(*, seed: int, today: dt.date) -> None:
    """Adds the fairs once, with the demonstration's employers and their open postings."""
    if Fair.objects.filter(title__startswith=MARK).exists():
        return
    draw = random.Random(f"fairs-{seed}")
    towns = list(townships().order_by("code"))
    verified = Employer.objects.filter(state=EmployerState.VERIFIED, kind=EmployerKind.UNIT)
    employers = list(verified.order_by("pk")[:60])
    open_postings: dict[int, list[Posting]] = {}
    for posting in shown_postings(today).filter(employer__in=employers):
        open_postings.setdefault(posting.employer_id, []).append(posting)
    for scene in SCENES:
        fair = _fair(scene, today, towns)
        _history(fair)
        _stands(fair, scene, employers, open_postings, draw)


def _fair(scene: Scene, today: dt.date, towns: list[Division]) -> Fair:
    town = towns[scene.town % len(towns)] if scene.town is not None and towns else None
    county = home_county()
    day = today + dt.timedelta(days=scene.days)
    starts, ends = (timezone.make_aware(dt.datetime.combine(day, dt.time(hour))) for hour in scene.hours)
    planned = {"plan_employers": 20, "plan_postings": 60, "plan_people": 300, "plan_agreements": 60}
    held = (
        {"held_employers": 18, "held_postings": 66, "held_people": 274, "held_agreements": 71}
        if scene.state == FairState.HELD
        else {}
    )
    return Fair.objects.create(
        **{
            "title": MARK + scene.title,
            "starts_at": starts,
            "ends_at": ends,
            "address": f"{town.name if town else county.name}文化广场（演示）",
            "audience": "有就业意愿的城乡劳动者",
            "organiser": f"{county.name}人力资源和社会保障局（演示）",
            "telephone": TELEPHONE,
            "introduction": "演示数据，不是真实的招聘会。",
            "state": scene.state,
            "published_at": None if scene.state == FairState.DRAFT else timezone.now(),
            "cancelled_reason": "天气预报有大雪" if scene.state == FairState.CANCELLED else "",
            "sequence": 1 if scene.state == FairState.CANCELLED else 0,
            "sign_up_until": day - dt.timedelta(days=1) if scene.days > 1 else None,
            "reminded_on": today if scene.days <= 0 else None,
            "township_code": town.code if town else "",
            "county_code": county.code,
            **planned,
            **held,
            **scene.more,
        }
    )


def _history(fair: Fair) -> None:
    moves = [FairMove.CREATE]
    if fair.state != FairState.DRAFT:
        moves.append(FairMove.PUBLISH)
    if fair.state == FairState.CANCELLED:
        moves.append(FairMove.CANCEL)
    if fair.state == FairState.HELD:
        moves.append(FairMove.RESULTS)
    FairEvent.objects.bulk_create(
        FairEvent(fair=fair, move=move, note=fair.cancelled_reason if move == FairMove.CANCEL else "")
        for move in moves
    )


def _stands(
    fair: Fair,
    scene: Scene,
    employers: list[Employer],
    open_postings: dict[int, list[Posting]],
    draw: random.Random,
) -> None:
    most = min(fair.stands or 24, 24, len(employers))
    chosen = draw.sample(employers, round(most * scene.share)) if most else []
    came = scene.state == FairState.HELD or scene.days == 0
    stands = [
        Stand(
            fair=fair,
            employer=employer,
            number=f"A{place}" if fair.way != FairWay.ONLINE else "",
            via=draw.choice([Via.PUBLIC, Via.COUNTY]),
            checked_in_at=fair.starts_at if came and draw.random() < 0.8 else None,
        )
        for place, employer in enumerate(chosen, start=1)
    ]
    made = Stand.objects.bulk_create(stands)
    FairPosting.objects.bulk_create(
        FairPosting(stand=stand, posting=posting)
        for stand in made
        for posting in open_postings.get(stand.employer_id, [])[:4]
    )
    if came:
        VisitorCount.objects.bulk_create(
            VisitorCount(
                fair=fair, number=draw.randint(1, 10), at=fair.starts_at, key=f"demo-{fair.pk}-{number}"
            )
            for number in range(20)
        )
