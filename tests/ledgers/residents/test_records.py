"""Reading, unmasking, changing contact details, visits, what is known, contradictions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers import contradictions
from cuncuntong.ledgers.contradictions import find_contradictions
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.residents.models import VisitGrant
from cuncuntong.ledgers.residents.selectors import (
    KNOWN_KEYS,
    duplicate_pairs,
    known_values,
    open_resident,
)
from cuncuntong.ledgers.residents.services import (
    ChangedMeanwhile,
    RegistrationRefused,
    VisitRefused,
    change_contact,
    grant_visit,
    unmask,
)
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County, basic_account, card, id_number

TODAY = dt.date(2026, 11, 24)


def test_reading_a_record_is_audited(county: County, audited: Callable[[], list[str]]) -> None:
    resident = county.resident()
    assert open_resident(county.clerk(), resident.pk) == resident
    with pytest.raises(NotVisible):
        open_resident(county.clerk(county.huangcheng), resident.pk)
    with pytest.raises(NotVisible):
        open_resident(county.clerk(), resident.pk + 1000)
    with pytest.raises(Denied):
        open_resident(county.caller(DutyKind.AUDITOR, county.county), resident.pk)
    assert audited() == ["resident.read"]


def test_unmasking_needs_a_reason_and_is_audited(county: County, audited: Callable[[], list[str]]) -> None:
    resident = county.resident(telephone="13803561234")
    clerk = county.clerk()
    with pytest.raises(RegistrationRefused):
        unmask(caller=clerk, resident=resident, field="id_number", reason=" ")
    assert unmask(caller=clerk, resident=resident, field="id_number", reason="核对证件") == resident.id_number
    assert unmask(caller=clerk, resident=resident, field="telephone", reason="回访") == "13803561234"
    with pytest.raises(NotVisible):
        unmask(caller=county.clerk(county.huangcheng), resident=resident, field="id_number", reason="x")
    with pytest.raises(KeyError):
        unmask(caller=clerk, resident=resident, field="name", reason="x")
    assert audited() == ["resident.unmasked", "resident.unmasked"]


def test_contact_changes_do_not_overwrite_each_other(
    county: County, audited: Callable[[], list[str]]
) -> None:
    resident = county.resident(telephone="13803561234", address="水村")
    clerk = county.clerk()
    changed = change_contact(
        caller=clerk, resident=resident, telephone="13900001111", address="水村", version=1
    )
    assert (changed.telephone, changed.version) == ("13900001111", 2)
    with pytest.raises(ChangedMeanwhile) as late:
        change_contact(caller=clerk, resident=resident, telephone="", address="宋庄", version=1)
    assert late.value.resident.telephone == "13900001111"
    same = change_contact(caller=clerk, resident=resident, telephone="13900001111", address="水村", version=2)
    assert same.version == 2
    assert audited() == ["resident.contact_changed"]
    with pytest.raises(RegistrationRefused):
        change_contact(caller=clerk, resident=resident, telephone="12", address="", version=2)


def test_a_changed_telephone_is_found_and_the_old_one_is_not(county: County) -> None:
    from cuncuntong.ledgers.residents.selectors import find_residents

    resident = county.resident(telephone="13803561234")
    clerk = county.clerk()
    change_contact(caller=clerk, resident=resident, telephone="13900001111", address="", version=1)
    assert find_residents(clerk, "13900001111").rows == [resident]
    assert find_residents(clerk, "13803561234").rows == []


def test_a_visit_goes_by_whole_number_for_today(county: County, audited: Callable[[], list[str]]) -> None:
    resident = county.resident(village=county.huangcheng)
    clerk = county.clerk(county.shuicun)
    with pytest.raises(VisitRefused) as nobody:
        grant_visit(caller=clerk, id_number=id_number(), reason="本人到场")
    other_county = county.resident("外县人", county_code="140521")
    with pytest.raises(VisitRefused) as outside:
        grant_visit(caller=clerk, id_number=other_county.id_number, reason="本人到场")
    assert str(nobody.value) == str(outside.value)
    first = grant_visit(caller=clerk, id_number=resident.id_number, reason="本人到场")
    assert grant_visit(caller=clerk, id_number=resident.id_number, reason="又来") == first
    assert open_resident(clerk, resident.pk) == resident
    assert audited() == [
        "resident.visit_refused",
        "resident.visit_refused",
        "resident.visit_granted",
        "resident.visit_repeated",
        "resident.read",
    ]
    for entry in AuditEntry.objects.filter(action__startswith="resident.visit"):
        assert resident.id_number[-4:] not in str(entry.detail)
        assert other_county.id_number[-4:] not in str(entry.detail)
    refused = AuditEntry.objects.filter(action="resident.visit_refused").order_by("pk")
    assert [entry.detail for entry in refused] == [{"known": False}, {"known": True}]
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)), pytest.raises(NotVisible):
        open_resident(clerk, resident.pk)


def test_a_visit_needs_a_point_a_reason_and_a_valid_number(county: County) -> None:
    resident = county.resident(village=county.huangcheng)
    with pytest.raises(Denied):
        grant_visit(caller=county.business_admin(), id_number=resident.id_number, reason="x")
    with pytest.raises(VisitRefused):
        grant_visit(caller=county.clerk(), id_number=resident.id_number, reason="")
    with pytest.raises(VisitRefused):
        grant_visit(caller=county.clerk(), id_number=resident.id_number[:-1], reason="x")
    assert not VisitGrant.objects.exists()


def test_known_values_keep_to_their_list(county: County) -> None:
    resident = county.resident(telephone="13803561234", address="水村", education="70")
    register_seeker(
        resident=resident,
        kind="fixed",
        occupation="电工",
        work_place="本县",
        pay_floor=Decimal("4000"),
        certificates=["electric", "welding"],
        shown_to_employers=True,
        on=TODAY,
        actor=None,
    )
    basic_account(resident)
    card(resident, bank="中国农业银行")
    known = known_values(resident)
    assert set(known) <= set(KNOWN_KEYS)
    assert known["resident.telephone"] == "13803561234"
    assert known["seeker.fixed.occupation"] == "电工"
    assert known["seeker.fixed.pay_floor"] == "4000.00"
    assert known["seeker.fixed.education"] == "70"
    assert known["seeker.fixed.shown_to_employers"] == "yes"
    # What somebody can do and agreed to holds for gigs as well; what was wanted does not.
    assert known["seeker.gig.certificates"] == "electric,welding"
    assert "seeker.gig.occupation" not in known
    assert known["pension.level"] == "300"
    assert known["card.bank"] == "中国农业银行"
    unknown = {
        key.rpartition(".")[2] for key in set(KNOWN_KEYS) - set(known) if key.startswith("seeker.fixed")
    }
    assert unknown == {
        "distance_km",
        "experience_years",
        "skills",
        "health_limits",
        "remarks",
        "free_from",
        "free_until",
    }


@pytest.mark.parametrize(
    ("standing", "topic", "expected"),
    [
        ("present", contradictions.PENSION_CLAIM, []),
        ("deceased", contradictions.JOB_SEEKING, [("resident_deceased", "stop")]),
        ("moved_out", contradictions.JOB_SEEKING, [("resident_moved_out", "look")]),
        (
            "moved_out",
            contradictions.PENSION_ENROL,
            [("resident_pension_elsewhere", "stop"), ("resident_moved_out", "look")],
        ),
    ],
)
def test_a_death_stops_and_a_move_stops_pensions(
    county: County, standing: str, topic: str, expected: list[tuple[str, str]]
) -> None:
    day = dt.date(2026, 5, 1)
    resident = county.resident(standing=standing, deceased_on=day, moved_out_on=day, moved_to="晋城市城区")
    found = find_contradictions(resident, TODAY, [topic])
    assert [(one.code, one.weight) for one in found] == expected
    assert all(one.words and one.remedy and one.source for one in found)


def test_pairs_of_doubles_are_found_by_the_county_alone(county: County) -> None:
    one = county.resident("李秀英", birth="19640305", telephone="13803561234")
    other = county.resident("李秀英", birth="19640305", telephone="13803561234", village=county.huangcheng)
    third = county.resident("王芳", birth="19700101", telephone="13800009999")
    fourth = county.resident("王芳", birth="19710101", telephone="13800009999")
    county.resident("李秀英", birth="19800101")
    # A couple shares a telephone: no pair. Nobody's empty telephone makes one either.
    county.resident("李建国", telephone="13803561234")
    for birth in ("19900101", "19910101"):
        county.resident("赵五", birth=birth)
    pairs = duplicate_pairs(county.business_admin())
    assert [(pair.one, pair.other) for pair in pairs] == [(one, other), (third, fourth)]
    assert [len(pair.reasons) for pair in pairs] == [2, 1]
    with pytest.raises(Denied):
        duplicate_pairs(county.clerk())
