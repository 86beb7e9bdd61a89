"""The stand-in for the province keeps every ledger that is fetched, agrees with what stands here, and follows
what was handed over."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.demo.province_ledgers import write_ledgers
from cuncuntong.ledgers.above.feeds.checking import _whole, faults_of
from cuncuntong.ledgers.above.hooks import Taken, feed_of, feeds
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.insurance.enums import InsuranceScheme
from cuncuntong.ledgers.insurance.models import BenefitPayment, ContributionMonth, Participation, Pension
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.province.ledgers import page
from tests.ledgers.insurance.make import drawing
from tests.ledgers.make import County, card, id_number

pytestmark = pytest.mark.django_db
MONTH = dt.date(2026, 10, 1)


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> list[Resident]:
    """A pensioner, a worker with a card who once drew benefit, and one whom the province alone insures."""
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "DEMO": True}
    county = County()
    pensioner = county.resident("演示甲", id_number=id_number("19550305"))
    worker = county.resident("演示乙", id_number=id_number("19880305"))
    stranger = county.resident("演示丙", id_number=id_number("19900405"))
    drawing(pensioner)
    Participation.objects.update(source="演示省集中系统", insured_as="unit")
    one = Participation.objects.create(
        resident=worker,
        scheme=InsuranceScheme.UNEMPLOYMENT,
        insured_as="unit",
        state="paying",
        months_left=3,
        as_of=dt.date(2026, 10, 31),
        contributions_as_of=dt.date(2026, 10, 31),
        source="演示省集中系统",
    )
    ContributionMonth.objects.create(
        participation=one, month=MONTH, base="5000", own="15", unit_amount="15", state="arrived", as_of=MONTH
    )
    paper = card(worker, number="D00000001")
    SocialCard.objects.filter(pk=paper.pk).update(
        as_of=MONTH, above_state=paper.state, above_making=paper.making
    )
    write_ledgers(tmp_path / "ledgers", dt.date(2026, 11, 26))
    given = [{"id_number": str(stranger.id_number), "name": stranger.name}]
    (tmp_path / "residents.json").write_text(json.dumps(given))
    return [pensioner, worker, stranger]


def fetched(folder: Path, code: str, agreed: Any = ()) -> Taken:
    """What a fetch does: every row is right, and is taken."""
    feed, now = feed_of(code), timezone.now()
    rows = page(folder, code, "", now, agreed)["rows"]
    assert faults_of(feed, rows) == {}
    return feed.take([_whole(feed, row) for row in rows], timezone.localdate(now))


def test_every_ledger_is_served_and_says_what_is_known(people: list[Resident], tmp_path: Path) -> None:
    known = {
        "insurance.participations": 1,
        "insurance.contributions": 12,
        "insurance.pensions": 0,
        "insurance.payments": 6,
        "cards": 0,
    }
    # Those of the walks through every page belong to no ledger.
    assert {feed.code for feed in feeds() if not feed.code.startswith("walk.")} == set(known)
    for code, new in known.items():
        first = fetched(tmp_path, code)
        assert (first.new, first.changed) == (new, 0), code
        again = fetched(tmp_path, code)
        assert (again.new, again.changed, again.same) == (0, 0, first.new + first.same), code
    assert BenefitPayment.objects.filter(participation__scheme="unemployment").count() == 6
    assert Participation.objects.get(resident=people[2]).source.startswith("演示")


def test_what_was_agreed_to_shows_in_the_ledgers(people: list[Resident], tmp_path: Path) -> None:
    pensioner, worker, _ = people
    who, other = str(pensioner.id_number), str(worker.id_number)
    lost = {"id_number": other, "card": "D00000001", "state": "2", "making": "04", "loss_ends_at": ""}
    agreed = [
        {"kind": "insurance.stop", "payload": {"id_number": who, "kind": "missing"}},
        {"kind": "certification.employee", "payload": {"id_number": who, "certified_on": "2026-11-20"}},
        {
            "kind": "insurance.flexible",
            "payload": {"id_number": other, "name": worker.name, "from_month": "2026-11"},
        },
        {"kind": "cards.loss", "payload": lost},
    ]
    for code in ("insurance.participations", "insurance.pensions", "cards"):
        fetched(tmp_path, code, agreed)
        again = fetched(tmp_path, code, agreed)
        assert (again.new, again.changed) == (0, 0), code
    pension = Pension.objects.get()
    assert (pension.state, pension.certified_on) == ("suspended", dt.date(2026, 11, 20))
    mine = Participation.objects.get(resident=worker, scheme=InsuranceScheme.EMPLOYEE_PENSION)
    assert (mine.insured_as, mine.state, mine.since) == ("flexible", "paying", dt.date(2026, 11, 1))
    assert SocialCard.objects.get().state == "2"
    fetched(
        tmp_path, "insurance.pensions", [*agreed, {"kind": "insurance.resume", "payload": {"id_number": who}}]
    )
    pension.refresh_from_db()
    assert pension.state == "running"


def test_a_temporary_loss_ends_above_as_it_does_here(people: list[Resident], tmp_path: Path) -> None:
    now = timezone.now()
    lost = {
        "card": "D00000001",
        "state": "4",
        "making": "04",
        "loss_ends_at": (now - dt.timedelta(hours=1)).isoformat(),
    }
    rows = page(tmp_path, "cards", "", now, [{"kind": "cards.loss", "payload": lost}])["rows"]
    assert [(row["state"], row["loss_ends"]) for row in rows] == [("正常", "")]
    lost["loss_ends_at"] = (now + dt.timedelta(hours=1)).isoformat()
    rows = page(tmp_path, "cards", "", now, [{"kind": "cards.loss", "payload": lost}])["rows"]
    assert rows[0]["state"] == "临时挂失" and rows[0]["loss_ends"]


def test_a_card_that_was_enabled_takes_the_place_of_the_former(
    people: list[Resident], tmp_path: Path
) -> None:
    who = str(people[1].id_number)
    new = {"id_number": who, "card": "S000000002", "state": "1", "making": "04"}
    agreed = [{"kind": "cards.activate", "payload": new}]
    assert [row["state"] for row in page(tmp_path, "cards", "", timezone.now(), agreed)["rows"]] == ["注销"]
    agreed.append({"kind": "cards.reverse", "payload": {**new, "state": "0", "making": "03"}})
    assert page(tmp_path, "cards", "", timezone.now(), agreed)["rows"][0]["state"].startswith("正常")
