"""The gateway: handovers, answers that wait for a person, packages, fetched ledgers of 凤城镇's county."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.above import hooks
from cuncuntong.ledgers.above.enums import Channel, FeedState, PackageKind, PackageState
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.hooks import Feed, FeedColumn, HandoverKind, Taken
from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover, Package
from cuncuntong.ledgers.above.services import Said, take_answer
from cuncuntong.ledgers.above.services.handing import hand_over
from cuncuntong.ledgers.above.services.sending import arrived, failed
from cuncuntong.network.enums import DutyKind, Line
from tests.web.areas import Sample

KIND, FEED = "walk.pause", "walk.ledger"
TABLES = [Handover, Answer, Package, FeedRun]
SAMPLES = {
    **{f"above:{name}": Sample(lambda world: [world.above_row.pk]) for name in ("one", "again")},
    "above:problem": Sample(lambda world: [world.above_answer.pk]),
    **{
        f"above:{name}": Sample(lambda world: [world.above_package.pk])
        for name in ("package", "package_wrong")
    },
    **{
        f"above:{name}": Sample(lambda world: [world.above_run.pk])
        for name in ("feed_run", "feed_act", "feed_wrong")
    },
    "above:feed_head": Sample(lambda world: [FEED], placed=False),
}


def _kind() -> None:
    """Registered once a process: the walk looks at screens, not at what a kind does."""
    if KIND not in {kind.code for kind in hooks.kinds()}:
        hooks.register_kind(HandoverKind(KIND, "演示报送", Line.EMPLOYEE_PENSION, workdays=1))
        columns = (FeedColumn("number", "编号"),)
        hooks.register_feed(
            Feed(FEED, "演示台账", Line.EMPLOYEE_PENSION, columns, lambda rows: [""] * len(rows), _take)
        )


def _take(rows: Any, as_of: Any) -> Taken:
    return Taken(same=len(rows))


def _handed(world: Any, number: int, resident: Any) -> Handover:
    return hand_over(
        key=f"{KIND}:{number}",
        kind=KIND,
        payload={"身份证号码": "140522196403051234", "原因": "演示"},
        resident=resident,
        actor=None,
        at=timezone.now(),
    )


def _answered(row: Handover, serial: int, words: str) -> Answer:
    said = Said(key=row.key, serial=serial, agreed=False, words=words, at=timezone.now())
    return take_answer(said, channel=Channel.HTTP).answer


def _rows(world: Any, number: int, resident: Any) -> None:
    """One that is sent and has contradicting answers, a package with wrong rows, a run with wrong rows."""
    row = world.above_row = _handed(world, number, resident)
    arrived(row, reference=f"S{number}", channel=Channel.HTTP)
    _answered(row, 1, "不同意")
    world.above_answer = _answered(row, 1, "同一序号的另一种说法")
    world.above_package = Package.objects.create(
        kind=PackageKind.HANDOVERS,
        number=f"140522-{number:06d}",
        digest="0" * 64,
        file=store().put(b"PK"),
        problems=store().put(b"PK"),
        state=PackageState.MADE,
        at=timezone.now(),
        county_code="140522",
    )
    world.above_run = FeedRun.objects.create(
        feed=f"walk.ledger{number}",
        line=Line.EMPLOYEE_PENSION,
        channel=Channel.FILE,
        state=FeedState.FAULTY,
        rows=3,
        wrong=1,
        samples=[[1, "演示错误"]],
        problems=store().put(b"PK"),
        made_at=timezone.now(),
        county_code="140522",
    )


def build(world: Any) -> None:
    """One of each."""
    _kind()
    _rows(world, 1, world.person)


def build_many(world: Any, many: int) -> None:
    """So many of each, and of what waits or failed."""
    _kind()
    for number in range(many):
        resident = world.county.resident(f"报送{number}")
        _rows(world, 1000 + number, resident)
        _handed(world, 2000 + number, resident)
        failed(_handed(world, 3000 + number, resident), "演示失败")


def _pages(world: Any) -> list[Any]:
    return [
        ("above:list", (), {}),
        ("above:list", (), {"state": "failed", "kind": KIND}),
        ("above:list", (), {"state": "refused"}),
        ("above:one", (world.above_row.pk,), {}),
        ("above:problems", (), {}),
        ("above:problem", (world.above_answer.pk,), {}),
        ("above:packages", (), {}),
        ("above:feeds", (), {}),
        ("above:feed_run", (world.above_run.pk,), {}),
    ]


PAGES = {
    DutyKind.BUSINESS_ADMIN: lambda world: [*_pages(world), ("above:upload", (), {})],
    DutyKind.REVIEWER: _pages,
    DutyKind.SYSTEM_ADMIN: _pages,
}
