"""Small items and moves that the tests of cases are made of."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from cuncuntong.cases.models import Attachment, Case, Draft
from cuncuntong.cases.services.filing import Filed, file_case
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models import Account, Division, Duty
from cuncuntong.rules.service_item import (
    Channel,
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    LookUpAnswer,
    Material,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)
from tests.ledgers.make import County

LONG_AGO = dt.date(2020, 1, 1)
_serial = itertools.count(1)

FIELDS = (
    FormField("address", "居住地址", FieldKind.TEXT, prefill="resident.address", max_length=20),
    FormField(
        "way",
        "领取方式",
        FieldKind.CHOICE,
        choices=(Choice("bank", "转账"), Choice("cash", "现金")),
    ),
    FormField("account", "银行账号", FieldKind.BANK_CARD, show_when=("way", ("bank",)), section="账户"),
    FormField("since", "起始日期", FieldKind.DATE, required=False, maximum="today"),
    FormField("amount", "金额", FieldKind.MONEY, required=False),
)
FORM = {"address": "水村一号", "way": "cash"}


def _has_lived_here(situation: Situation) -> Verdict:
    if situation.form["address"].startswith("外地"):
        return failed("居住地址不在本县。", "请到居住地办理。", field="address")
    return passed("居住地址在本县。")


RULE = Rule("lives_here", "居住在本县", "测试规则", _has_lived_here)


def move_house(order: EffectOrder) -> Result:
    """Writes the address; refuses "塌了" after writing, so that a test sees it taken back."""
    resident = order.situation.resident
    old, new = resident.address, order.situation.form["address"]
    Resident.objects.filter(pk=resident.pk).update(address=new)
    if "塌了" in new:
        raise EffectRefused("房屋已灭失。", "请核对地址。")
    return Result("地址已登记。", (("新地址", new),), {"old": old})


def move_back(order: EffectOrder, data: Any) -> str:
    """Restores the former address."""
    Resident.objects.filter(pk=order.situation.resident.pk).update(address=data["old"])
    return "地址已恢复。"


def item(number: str, kind: Kind = Kind.REVIEWED, **more: Any) -> ServiceItem:
    """An item that writes an address: reviewed within two working days unless said."""
    values: dict[str, Any] = {
        "number": number,
        "name": f"测试事项{number}",
        "group": Group.SOCIAL_INSURANCE,
        "content": "",
        "audience": "",
        "channels": (Channel.COUNTER,),
        "limit_workdays": 2 if kind == Kind.REVIEWED else 0,
        "line": Line.RESIDENT_PENSION,
        "guide": Guide(basis=("测试",)),
        "kind": kind,
        "fields": FIELDS,
        "rules": (RULE,),
        "effect": None if kind == Kind.LOOK_UP else move_house,
        "undo": None if kind == Kind.LOOK_UP else move_back,
        "batch": True,
        "subject": lambda situation: situation.form["address"],
    }
    return ServiceItem(**{**values, **more})


REVIEWED = item("T1")
INSTANT = item("T2", Kind.INSTANT)
PAPERS = item(
    "T3",
    materials=(
        Material("id_card", "身份证照片", attach=True),
        Material("seen", "户口簿", attach=False),
    ),
    batch=False,
)
LOOK_UP = item(
    "T4",
    Kind.LOOK_UP,
    fields=(),
    rules=(),
    subject=None,
    look_up=lambda situation: LookUpAnswer((("姓名", situation.resident.name),), ()),
)
DEMONSTRATION = item("T5", Kind.INSTANT, demonstration_only=True)
CLOSED = item("T6", effect=None, undo=None)
CARD_LINE = item("T7", line=Line.CARD)
ALL = (REVIEWED, INSTANT, PAPERS, LOOK_UP, DEMONSTRATION, CLOSED, CARD_LINE)


class Place(County):
    """The county, whose people have served since 2020: tests travel in time."""

    def caller(self, kind: str, place: Division) -> Caller:
        """A new account with one duty at a place."""
        made = super().caller(kind, place)
        Duty.objects.filter(account=made.account).update(starts_on=LONG_AGO)
        return made


def key() -> str:
    """A fresh idempotency key."""
    return f"key-{next(_serial)}"


def file(caller: Caller, what: ServiceItem, resident: Resident, **more: Any) -> Filed:
    """Files FORM (or what is said) under a fresh key."""
    values: dict[str, Any] = {"form": FORM, "idempotency_key": key()}
    return file_case(caller=caller, item=what, resident=resident, **{**values, **more})


def reviewer(county: Place, *lines: str, division: Division | None = None) -> Caller:
    """A reviewer at the county, for 城乡居保 unless said."""
    account = Account.objects.create(username=f"r{next(_serial)}", full_name=f"审核员{next(_serial)}")
    Duty.objects.create(
        account=account,
        kind=DutyKind.REVIEWER,
        division=division or county.county,
        lines=list(lines or [Line.RESIDENT_PENSION]),
        starts_on=LONG_AGO,
    )
    return Caller(account)


def draft(caller: Caller, what: ServiceItem, resident: Resident, case: Case | None = None) -> Draft:
    """An empty draft at the caller's point."""
    point = caller.point
    assert point is not None
    return Draft.objects.create(
        key=key(),
        item=what.number,
        resident=resident,
        point=point,
        village_code=point.village_code,
        township_code=point.township_code,
        county_code=point.county_code,
        saved_by=caller.account,
        case=case,
    )


def page(of: Draft, material: str = "id_card", replaces: Attachment | None = None) -> Attachment:
    """A page of a material in a draft; the file itself is another test's matter."""
    made = Attachment.objects.create(
        draft=of,
        material=material,
        stored_as=key(),
        title="照片.jpg",
        mime="image/jpeg",
        size=10,
        digest="0" * 64,
        uploaded_at=dt.datetime.now(dt.UTC),
        uploaded_by=of.saved_by,
    )
    if replaces is not None:
        Attachment.objects.filter(pk=replaces.pk).update(replaced_by=made)
    return made
