"""Lists of evidence: each row checked, taken or given back with why; and losses that are reported."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.ledgers.certification.enums import ListState, LossState, Way
from cuncuntong.ledgers.certification.models import Certification, EvidenceRow, Loss
from cuncuntong.ledgers.certification.services import close_loss, report_loss, want_home
from cuncuntong.ledgers.certification.services.lists import run_list, take_list
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.ledgers.certification.make import TODAY, night, row_of, seen
from tests.ledgers.make import County
from tests.ledgers.payments.make import entitled


def sheet(*rows: tuple[str, str, str]) -> bytes:
    lines = ["身份证号码,姓名,日期,说明", *(",".join((*row, "门诊")) for row in rows)]
    return "\n".join(lines).encode()


def sent(caller: Caller, content: bytes) -> dict[int, str]:
    """What became of each row: "" where it was taken."""
    made = take_list(
        caller=caller, way=Way.MEDICAL, source="县医保局10月就医记录", name="就医.csv", content=content
    )
    assert made.state == ListState.DONE
    return dict(EvidenceRow.objects.filter(evidence_list=made).order_by("row").values_list("row", "why"))


def test_good_rows_certify_and_the_others_are_given_back(county: County) -> None:
    good, known, dead = (entitled(county, name).resident for name in ("王一", "王二", "王三"))
    seen(known, dt.date(2026, 11, 1))
    Resident.objects.filter(pk=dead.pk).update(standing="deceased", deceased_on=dt.date(2026, 10, 1))
    wrong = good.id_number[:-1] + ("0" if good.id_number[-1] != "0" else "1")
    found = sent(
        county.business_admin(),
        sheet(
            (good.id_number, "王一", "2026-10-20"),
            (known.id_number, "王二", "2026-10-20"),
            (dead.id_number, "王三", "2026-10-20"),
            (wrong, "王一", "2026-10-20"),
            (good.id_number, "张冠", "2026-10-21"),
            (good.id_number, "王一", "昨天"),
            (good.id_number, "王一", "2026-10-20"),
        ),
    )
    assert found[2] == ""
    assert "已有2026年11月1日的认证" in found[3]
    assert "死亡" in found[4]
    assert "校验" in found[5] or "号码" in found[5]
    assert found[6] == "姓名与台账不符：名单写“张冠”。"
    assert found[7].startswith("日期：")
    assert "同一天" in found[8]
    made = Certification.objects.get(resident=good)
    assert (made.on, made.way, made.source, made.evidence) == (
        dt.date(2026, 10, 20),
        Way.MEDICAL,
        "县医保局10月就医记录",
        "门诊",
    )
    assert row_of(good).due_on == dt.date(2027, 10, 20)


def test_the_same_file_is_taken_once_and_a_stopped_one_goes_on(county: County) -> None:
    people = [entitled(county, f"王{number}").resident for number in range(3)]
    content = sheet(*((one.id_number, one.name, "2026-10-20") for one in people))
    admin = county.business_admin()
    sent(admin, content)
    with pytest.raises(LedgerRefused, match="上传过"):
        sent(admin, content)
    lost = EvidenceRow.objects.order_by("row").last()
    assert lost is not None
    EvidenceRow.objects.filter(pk=lost.pk).update(state="waiting")
    lost.evidence_list.state = ListState.WAITING
    lost.evidence_list.save()
    run_list(lost.evidence_list_id)
    assert Certification.objects.count() == 3


def test_what_is_no_list_is_refused_whole(county: County) -> None:
    admin = county.business_admin()
    for content in (b"", b"\x00\x01", "证号,日期\n1,2".encode(), sheet()):
        with pytest.raises(SheetRefused):
            sent(admin, content)
    with pytest.raises(Denied):
        sent(county.clerk(), sheet())


def test_a_loss_is_due_in_twenty_working_days(county: County) -> None:
    person, clerk = entitled(county).resident, county.clerk()
    night(TODAY)
    loss = report_loss(
        caller=clerk, resident=person, kind="death", learned_on=TODAY, note="家属说上月去世", today=TODAY
    )
    # 25 November 2026 is a Wednesday: 20 working days later is Wednesday 23 December.
    assert loss.due_on == dt.date(2026, 12, 23)
    with pytest.raises(LedgerRefused, match="还没有办结"):
        report_loss(caller=clerk, resident=person, kind="death", learned_on=TODAY, note="又说", today=TODAY)
    with pytest.raises(LedgerRefused, match="得知日期还没有到"):
        report_loss(
            caller=clerk,
            resident=person,
            kind="other",
            learned_on=TODAY + dt.timedelta(days=1),
            note="x",
            today=TODAY,
        )
    with pytest.raises(NotVisible):
        report_loss(
            caller=county.clerk(county.huangcheng),
            resident=person,
            kind="double",
            learned_on=TODAY,
            note="x",
            today=TODAY,
        )
    with pytest.raises(Denied):
        close_loss(caller=clerk, loss=loss, groundless=True, words="健在", today=TODAY)
    closed = close_loss(
        caller=county.business_admin(), loss=loss, groundless=True, words="核实健在", today=TODAY
    )
    assert (closed.state, Loss.objects.get().closed_on) == (LossState.GROUNDLESS, TODAY)


def test_who_wants_a_visit_is_noted_and_a_visit_ends_it(county: County) -> None:
    person, clerk = entitled(county).resident, county.clerk()
    night(TODAY)
    with pytest.raises(LedgerRefused, match="为什么上门"):
        want_home(caller=clerk, row=row_of(person), wanted=True, note="")
    want_home(caller=clerk, row=row_of(person), wanted=True, note="高龄，下周三上午")
    assert row_of(person).home_wanted
    seen(person, way=Way.HOME)
    row = row_of(person)
    assert (row.home_wanted, row.home_note) == (False, None)


def test_a_townships_reviewer_sends_no_list_of_the_county(county: County) -> None:
    elsewhere = entitled(county, "王一").resident
    reviewer = county.caller(DutyKind.REVIEWER, county.beiliu)
    with pytest.raises(LedgerRefused, match="由县级上传"):
        sent(reviewer, sheet((elsewhere.id_number, "王一", "2026-10-20")))
    assert not Certification.objects.exists()
