"""Item 30: changing sex, nation, address or telephone of an insured resident; done at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cuncuntong.foundation.identifiers import telephone
from cuncuntong.foundation.identifiers.codes import NATIONS, SEXES
from cuncuntong.items.shared import COUNTER, NO_NEEDLESS_PROOF, alive_rule, listed, yes
from cuncuntong.ledgers.pensions.enums import AccountState
from cuncuntong.ledgers.pensions.selectors import PensionFacts, pension_facts
from cuncuntong.ledgers.residents.enums import Detail
from cuncuntong.ledgers.residents.models import DetailChange, Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.residents.services import change_details, undo_details
from cuncuntong.ledgers.residents.services.details import sex_of_number
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    PreviewLine,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)

SOURCE = listed(30)
# The sex is offered as what the ID number says, or against it: the second one opens two more lines.
AS_ID, AGAINST_ID = "as_id", "against_id"
SEX_WORDS, NATION_WORDS = dict(SEXES), dict(NATIONS)


@dataclass(frozen=True)
class Facts:
    """What the rules look at; ``wanted`` are the details that the form would change."""

    situation: Situation
    resident: Resident
    pensions: PensionFacts
    wanted: dict[str, str]


def facts(situation: Situation) -> Facts:
    """The person, their account, and what would change."""
    return Facts(situation, situation.resident, pension_facts(situation.resident), wanted_changes(situation))


def _other(sex: str) -> str:
    return "2" if sex == "1" else "1"


def _sexes(situation: Situation) -> tuple[Choice, ...]:
    said = sex_of_number(situation.resident)
    return (
        Choice(AS_ID, f"{SEX_WORDS[said]}（与身份证号码一致）"),
        Choice(AGAINST_ID, f"{SEX_WORDS[_other(said)]}（与身份证号码不一致）"),
    )


def _sex_now(situation: Situation) -> str:
    resident = situation.resident
    return AS_ID if resident.sex == sex_of_number(resident) else AGAINST_ID


def wanted_changes(situation: Situation) -> dict[str, str]:
    """Details by name that differ from the record; a line left empty changes nothing."""
    form, resident = situation.form, situation.resident
    said = sex_of_number(resident)
    sex = {AS_ID: said, AGAINST_ID: _other(said)}.get(str(form.get("sex") or ""), "")
    told = {
        Detail.SEX: sex,
        Detail.NATION: str(form.get("nation") or ""),
        Detail.ADDRESS: str(form.get("address") or "").strip(),
        Detail.TELEPHONE: str(form.get("telephone") or ""),
    }
    return {str(name): value for name, value in told.items() if value and value != getattr(resident, name)}


def _insured(facts: Facts) -> Verdict:
    account = facts.pensions.account
    if account is None or account.state == AccountState.REVERSED:
        return failed(
            "没有参加城乡居民基本养老保险。",
            "只改联系电话和居住地址的，请在居民档案里用“修改联系方式”。",
        )
    return passed(f"参保人员，账户{account.number}。")


def _something_new(facts: Facts) -> Verdict:
    if not facts.wanted:
        return failed("与现有资料相同，没有要修改的内容。", "请填写要修改的项目，不改的留着不动。")
    names = "、".join(str(Detail(name).label) for name in facts.wanted)
    return passed(f"要修改：{names}。")


def _sex_confirmed(facts: Facts) -> Verdict:
    form, sex = facts.situation.form, facts.wanted.get(Detail.SEX)
    said = sex_of_number(facts.resident)
    if sex is None or sex == said:
        return passed("性别与身份证号码一致，或没有修改性别。")
    missing = []
    if not yes(form.get("sex_confirmed")):
        missing.append("本人确认")
    if not form.get("sex_evidence"):
        missing.append("凭据")
    if missing:
        return failed(
            f"身份证号码显示性别为{SEX_WORDS[said]}，要改成{SEX_WORDS[sex]}，还缺{'、'.join(missing)}。",
            "请核对身份证和户口簿：号码录错的，到县级窗口更正身份证号码；确实变更的，请本人确认并写明凭据。",
            field="sex_confirmed" if "本人确认" in missing else "sex_evidence",
        )
    return passed("性别与身份证号码不一致，本人已确认并有凭据，记入台账。")


def value_words(name: str, value: str) -> str:
    """A detail's value in words, a telephone masked."""
    if not value:
        return "未登记"
    words = {Detail.SEX: SEX_WORDS, Detail.NATION: NATION_WORDS}.get(Detail(name))
    if words is not None:
        return words.get(value, value)
    return telephone.mask(value) if name == Detail.TELEPHONE else value


def effect(order: EffectOrder) -> Result:
    """Writes the details; what stood before is kept."""
    situation = order.situation
    rows = change_details(
        resident=situation.resident,
        changes=wanted_changes(situation),
        on=situation.on,
        actor=order.actor,
        evidence=str(situation.form.get("sex_evidence") or ""),
        confirmed_sex=yes(situation.form.get("sex_confirmed")),
        case_number=situation.case_number,
    )
    names = "、".join(str(row.get_field_display()) for row in rows)
    return Result(
        message=f"{names}已修改。银行账户等关键信息没有变动。",
        lines=tuple(_line(row) for row in rows),
        data={"changes": [row.pk for row in rows]},
    )


def _line(row: DetailChange) -> tuple[str, str]:
    before, after = value_words(row.field, row.before), value_words(row.field, row.after)
    note = "（与身份证号码不一致，已由本人确认）" if row.against_id else ""
    return str(row.get_field_display()), f"原为{before}，现为{after}{note}"


def undo(order: EffectOrder, data: Any) -> str:
    """Gives the record what stood before."""
    rows = undo_details(case_number=order.situation.case_number, actor=order.actor)
    told = "、".join(f"{row.get_field_display()}恢复为{value_words(row.field, row.before)}" for row in rows)
    return f"变更已撤销：{told}。"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """Old and new side by side."""
    return tuple(
        PreviewLine(
            str(Detail(name).label),
            value_words(name, value),
            f"现在登记：{value_words(name, str(getattr(situation.resident, name)))}",
        )
        for name, value in wanted_changes(situation).items()
    )


def subject(situation: Situation) -> str:
    """One line for lists."""
    names = "、".join(str(Detail(name).label) for name in wanted_changes(situation))
    return f"修改{names}" if names else "资料变更"


def likely(resident: Resident) -> int:
    """Insured people, whenever something has changed."""
    return 30 if "pension.basic" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="30",
    name="参加城乡居民基本养老保险人员非关键信息变更",
    group=Group.SOCIAL_INSURANCE,
    content="参保人的性别、民族、居住地址、联系电话发生变化时，参保人员可提出修改申请。",
    audience="参加我省城乡居民养老保险的参保人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    fields=(
        FormField("telephone", "新的联系电话", FieldKind.TELEPHONE, required=False, section="要修改的内容",
                  hint="不改的留空"),
        FormField("address", "居住地址", FieldKind.TEXT, required=False, section="要修改的内容",
                  prefill="resident.address", max_length=120),
        FormField("nation", "民族", FieldKind.CHOICE, section="要修改的内容", prefill="resident.nation",
                  choices=tuple(Choice(code, name) for code, name in NATIONS)),
        FormField("sex", "性别", FieldKind.CHOICE, section="要修改的内容", choices=_sexes, default=_sex_now,
                  paper_choices=lambda on: tuple(Choice(code, name) for code, name in SEXES)),
        FormField("sex_confirmed", "本人确认按此登记性别", FieldKind.YES_NO, required=False, ruled=True,
                  section="性别与身份证号码不一致", hint="号码录错的不在这里改，请到县级窗口更正身份证号码",
                  show_when=("sex", (AGAINST_ID,))),
        FormField("sex_evidence", "凭据", FieldKind.LONG_TEXT, required=False, ruled=True, max_length=200,
                  section="性别与身份证号码不一致", hint="例如公安机关的户籍变更证明，写明日期和编号",
                  show_when=("sex", (AGAINST_ID,))),
    ),
    facts=facts,
    rules=(
        alive_rule(SOURCE),
        Rule("pension_insured", "参加了城乡居民基本养老保险", SOURCE, _insured),
        Rule("something_new", "有要修改的内容", SOURCE, _something_new),
        Rule("sex_confirmed", "性别与身份证号码", f"{SOURCE}；GB 11643（公民身份号码）", _sex_confirmed),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    submit_label="确认修改",
    guide=Guide(
        basis=(listed(30), NO_NEEDLESS_PROOF),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明要修改的性别、民族、居住地址或联系电话。",
            "核对后当场修改，告知修改前后的内容。",
        ),
        result="当场修改参保信息。",
        tips=(
            "姓名、身份证号码、银行账户等关键信息不在本项办理，请到县级窗口。",
            "修改居住地址和电话不用任何证明。",
        ),
    ),
)  # fmt: skip
