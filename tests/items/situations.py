"""Situations that a caseworker can read (tests/items/NN.yaml), made real in the ledgers.

Every key is Chinese; one that is not known fails loudly, so that a slip never hides a check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from cuncuntong.cases.examine import Examination, examine
from cuncuntong.cases.forms import offered_choices
from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.ledgers.cards.enums import CardState, MakingState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    EntryKind,
    OtherKind,
    OtherState,
    PayingKind,
    Scheme,
)
from cuncuntong.ledgers.pensions.models import Entitlement, OtherScheme, PensionAccount
from cuncuntong.ledgers.pensions.services import open_account, post_entry
from cuncuntong.ledgers.residents.enums import Hukou, Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.rules.materials import material_kind
from cuncuntong.rules.service_item import EffectOrder, FormField, ServiceItem, Situation
from tests.items.pictures import PICTURES
from tests.items.worlds import ENTRIES
from tests.ledgers.make import County, id_number

HERE = Path(__file__).parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
CASE_NUMBER = "S20261124-0001"


_ABOUT = {"名称", "今天", "填写", "材料", "照片"}
_LEDGERS = {"居民", "居民养老", "补充养老", "其他养老", "就业", "社保卡", "求职登记"}
_EXPECTED = {
    "结论",
    "照片不行",
    "原因",
    "办法",
    "提示",
    "说明",
    "可选",
    "测算",
    "结果",
    "结果说明",
    "接着",
    "撤销后",
    "查询",
}
_KEYS = _ABOUT | _LEDGERS | _EXPECTED | set(ENTRIES)
_AMOUNTS = {"个人": EntryKind.OWN, "补贴": EntryKind.SUBSIDY, "集体": EntryKind.COLLECTIVE}


def all_situations() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(item's number, situation) of every file."""
    for path in sorted(HERE.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert set(told) == {"事项", "情形"}, f"{path.name}: 事项、情形"
        for one in told["情形"]:
            unknown = set(one) - _KEYS
            assert not unknown, f"{path.name}：{one['名称']} 有不认识的项目 {sorted(unknown)}"
            yield told["事项"], one


def moment(told: object) -> dt.datetime:
    """今天: a day (ten in the morning) or a day and time, in the county's time."""
    if isinstance(told, dt.datetime):
        return told.replace(tzinfo=SHANGHAI)
    assert isinstance(told, dt.date)
    return dt.datetime.combine(told, dt.time(10), tzinfo=SHANGHAI)


def label_value(choices: Any, label: str) -> str:
    """The value of a closed list's word."""
    found = [str(one.value) for one in choices if one.label == label]
    assert found, f"没有“{label}”：{[one.label for one in choices]}"
    return found[0]


class World:
    """One situation, entered in the ledgers."""

    def __init__(self, county: County, item: ServiceItem, told: Mapping[str, Any]) -> None:
        self.item = item
        self.county = county
        self.told = told
        self.now = moment(told["今天"])
        self.today = self.now.date()
        self.resident = self._resident(county, told["居民"])
        self.actor = Account.objects.create(username="reviewer", full_name="审核员")
        self._pension(Scheme.BASIC, told.get("居民养老"))
        self._pension(Scheme.SUPPLEMENTARY, told.get("补充养老"))
        self._others(told.get("其他养老", ()))
        self._jobs(told.get("就业", ()), told.get("求职登记"))
        self._card(told.get("社保卡"))
        for key, enter in ENTRIES.items():
            if key in told:
                enter(self, told[key])
        # Filled in once: what is offered changes with the ledger.
        self.form = self._fill_in()

    def _resident(self, county: County, told: Mapping[str, Any]) -> Resident:
        birth: dt.date = told["出生"]
        more: dict[str, Any] = {"telephone": told.get("电话", "")}
        if "在校至" in told:
            more["student_until"] = told["在校至"]
        if "死亡" in told:
            more |= {"standing": Standing.DECEASED, "deceased_on": told["死亡"]}
        if "迁出" in told:
            more |= {
                "standing": Standing.MOVED_OUT,
                "moved_out_on": told["迁出"],
                "moved_to": told.get("迁往", ""),
            }
        if "文化程度" in told:
            more["education"] = next(code for code, name in EDUCATIONS if name == told["文化程度"])
        if "户口" in told:
            more["hukou"] = label_value(Hukou, told["户口"])
        number = id_number(f"{birth:%Y%m%d}", male=told.get("性别") == "男")
        return county.resident("李秀英", id_number=number, **more)

    def _pension(self, scheme: Scheme, told: Mapping[str, Any] | None) -> None:
        if told is None:
            return
        account = open_account(
            resident=self.resident, scheme=scheme, level=told.get("档次"), on=told["参保"], actor=None
        )
        for paid in told.get("缴费", ()):
            self._pay(account, paid)
        claim = told.get("待遇")
        if claim:
            Entitlement.objects.create(
                account=account,
                resident=self.resident,
                starts_on=claim["起"],
                monthly=Decimal(str(claim["每月"])),
                computed_on=claim["起"],
                years_paid=15,
                balance=Decimal(str(claim.get("余额", 0))),
                county_code="140522",
            )
        if claim or "状态" in told:
            account.state = label_value(AccountState, told.get("状态", "领取待遇"))
            account.save(update_fields=["state"])

    def _pay(self, account: PensionAccount, paid: Mapping[str, Any]) -> None:
        first, _, last = str(paid["年度"]).partition("-")
        for year in range(int(first), int(last or first) + 1):
            day = paid.get("缴费日期", dt.date(year, 6, 1))
            arrived = paid.get("到账日期", day + dt.timedelta(days=2))
            for word, kind in _AMOUNTS.items():
                if paid.get(word):
                    post_entry(
                        account=account,
                        kind=kind,
                        year=year,
                        amount=Decimal(str(paid[word])),
                        paid_on=day,
                        arrived_on=None if arrived == "无" else arrived,
                        source="测试",
                        actor=None,
                        level=account.level,
                        paying=label_value(PayingKind, paid.get("类型", "正常缴费"))
                        if kind == EntryKind.OWN
                        else PayingKind.NONE,
                    )

    def _others(self, told: Any) -> None:
        for one in told:
            OtherScheme.objects.create(
                resident=self.resident,
                kind=label_value(OtherKind, one["险种"]),
                state=label_value(OtherState, one["状态"]),
                since=one.get("起"),
                as_of=one["截至"],
                source="省集中系统",
            )

    def _jobs(self, told: Any, seeking: Mapping[str, Any] | None) -> None:
        for one in told:
            Employment.objects.create(
                resident=self.resident,
                kind="unit",
                employer=one["单位"],
                starts_on=one["起"],
                insured=one.get("参保") == "是",
                source="就业登记",
            )
        if seeking:
            register_seeker(
                resident=self.resident,
                kind=SeekerKind.FIXED,
                occupation=seeking["职业"],
                work_place=seeking["地点"],
                on=seeking["登记"],
                actor=None,
                case_number="S20200101-0001",
            )

    def _card(self, told: Mapping[str, Any] | None) -> None:
        if told is None:
            return
        until = told.get("临时挂失到")
        SocialCard.objects.create(
            resident=self.resident,
            number="D21345678",
            bank=told.get("银行", ""),
            state=label_value(CardState, told["状态"]),
            loss_ends_at=until.replace(tzinfo=SHANGHAI) if until else None,
            replacement_requested=told.get("已申请补卡") == "是",
            making=label_value(MakingState, told.get("制卡进度", "已激活")),
            issued_in=told.get("发卡地", ""),
            as_of=told.get("截至"),
            above_state=label_value(CardState, told["上级状态"]) if "上级状态" in told else "",
            differs_since=told.get("截至") if told.get("不一致") == "是" else None,
        )

    def situation(self, form: Mapping[str, Any] | None = None) -> Situation:
        """The situation as the item's functions get it."""
        blank = {field.key: "" for field in self.item.fields}
        values = self.form if form is None else form
        return Situation(self.resident, {**blank, **values}, self.today, CASE_NUMBER)

    def _fill_in(self) -> dict[str, str | list[str]]:
        """填写, from labels and words to keys and values."""
        return {
            field.key: [self._value(field, str(one)) for one in told]
            if isinstance(told, list)
            else self._value(field, str(told))
            for field, told in (
                (self._field(label), told) for label, told in self.told.get("填写", {}).items()
            )
        }

    def _field(self, label: str) -> FormField:
        found = [field for field in self.item.fields if field.label == label]
        assert found, f"表单没有“{label}”：{[field.label for field in self.item.fields]}"
        return found[0]

    def _value(self, field: FormField, told: str) -> str:
        offered = offered_choices(field, self.situation({}))
        if field.kind == "text" or not offered:
            return told
        words = [one.value for one in offered if one.label.startswith(told)]
        # What is not offered is handed in as it was told: the form must refuse it.
        return words[0] if words else told

    def offered(self, label: str) -> list[str]:
        """The words of a line's choices."""
        return [one.label for one in offered_choices(self._field(label), self.situation({}))]

    def examine(self) -> Examination:
        """What the counter finds."""
        wanted = [material for material in self.item.materials if material.attach]
        names = self.told.get("材料", [material.name for material in wanted])
        attached = {material.key for material in wanted if material.name in names}
        # What the check at the upload refuses never gets into the draft.
        attached -= {key for key, faults in self.refused().items() if faults}
        return examine(self.item, self.resident, self.form, on=self.today, attached=attached)

    def refused(self) -> dict[str, tuple[str, ...]]:
        """What the counter says of the picture (照片) for each material that is checked."""
        checked = {one.key: kind for one in self.item.materials if (kind := material_kind(one.kind))}
        return {key: kind.check(self._picture()) for key, kind in checked.items()}

    def _picture(self) -> bytes:
        return PICTURES[self.told.get("照片", "本人")]()

    def order(self) -> EffectOrder:
        """What the item's effect and undo get."""
        papers = {one.key: [self._picture()] for one in self.item.materials if one.kind}
        return EffectOrder(
            self.situation(), 1, self.actor, None, self.now, papers=lambda key: papers.get(key, [])
        )
