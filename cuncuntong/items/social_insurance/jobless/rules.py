"""Who may claim unemployment benefit."""

from __future__ import annotations

from cuncuntong.items.shared import alive_rule, day_words, month_words
from cuncuntong.items.social_insurance.jobless.facts import SOURCE, Claim
from cuncuntong.items.social_insurance.jobless.showing import changed_words, used_words
from cuncuntong.items.social_insurance.payee_choice import payable_rule
from cuncuntong.ledgers.insurance.enums import ParticipationState
from cuncuntong.ledgers.insurance.selectors import pension_above
from cuncuntong.network.parameters import current
from cuncuntong.rules.service_item import Rule, Verdict, failed, passed, unfilled
from cuncuntong.rules.unemployment import LEAST, paid_words


def _registered(claim: Claim) -> Verdict:
    row = claim.registration
    if row is None:
        return failed("目前没有失业登记。", "请先办理第11项“失业登记”，当场可办；领取期限从登记之日起计算。")
    return passed(f"{day_words(row.registered_on)}办理失业登记。")


def _looking(claim: Claim) -> Verdict:
    if not claim.situation.form.get("looking"):
        return unfilled("looking")
    if claim.situation.form.get("looking") == "no":
        return failed(
            "本人说明没有求职要求。",
            "失业保险金只发给有求职要求的人；愿意就业的，请如实填写。",
            field="looking",
        )
    return passed("有求职要求。")


def _involuntary(claim: Claim) -> Verdict:
    row = claim.registration
    if row is None:
        return passed("登记失业后再核对离职原因。")
    if not claim.from_unit:
        return failed(
            f"登记的失业原因是“{row.get_reason_display()}”，不是从用人单位失业。",
            "登记有误的，请先办理第11项“变更登记内容”。",
        )
    if claim.voluntary_left and row.left_how:
        return failed(
            f"登记的离职方式是“{row.get_left_how_display()}”，不属于非因本人意愿中断就业。",
            "与事实不符的，请带解除、终止劳动关系的证明，先办理第11项“变更登记内容”。",
        )
    if not row.left_how:
        return failed("失业登记没有写明怎样离开单位。", "请先办理第11项“变更登记内容”，补充离职方式。")
    return passed(f"离职方式：{row.get_left_how_display()}。{changed_words(claim)}")


def _paid(claim: Claim) -> Verdict:
    least = current().integer(LEAST, claim.on)
    basis, term = claim.basis, claim.term
    if basis.participation is None:
        return failed(
            "上级台账中没有查到失业保险参保记录。",
            "请与最后参保单位核对是否为您缴纳失业保险费；刚参保的，等上级数据更新后再办。",
        )
    if term.months:
        return passed(f"{term.words}。")
    short = least - basis.paid_since
    since = "上次领取以后" if basis.counted_from else ""
    owed = f"另有{basis.owed}个月欠缴，请单位补缴后再核对。" if basis.owed else ""
    return failed(
        f"{since}{paid_words(basis.paid_since)}，不满{least}个月，还差{short}个月。",
        f"{owed}缴费记录有误的，请与参保单位和经办机构核对（数据截至{day_words(basis.as_of or claim.on)}）。",
    )


def _not_employed(claim: Claim) -> Verdict:
    job = claim.job
    if job is not None:
        where = job.employer or str(job.get_kind_display())
        return failed(
            f"就业记录显示{day_words(job.starts_on)}起在{where}就业。",
            "在业期间不能领取失业保险金；已经离开的，请先更新就业记录（单位办理减员，或第10项结束灵活就业）。",
        )
    known = claim.basis.participation
    if known is not None and known.state == ParticipationState.PAYING:
        return failed(
            f"{known.unit or '单位'}仍在为您缴纳失业保险费（数据截至{day_words(known.as_of)}）。",
            "请先请原单位办理减员；已经办理的，等上级数据更新后再办。",
        )
    return passed("没有在业记录。")


def _not_drawing(claim: Claim) -> Verdict:
    if claim.running is None:
        return passed("没有正在领取的失业保险金。")
    return failed(
        f"自{month_words(claim.running.starts_on)}起正在领取失业保险金，{used_words(claim.running)}。",
        "不用重复申领；没有到账的，可以查询第27项发放记录。",
    )


def _no_pension(claim: Claim) -> Verdict:
    drawn = claim.pension.entitlement
    if drawn is not None:
        return failed(
            f"自{month_words(drawn.starts_on)}起领取城乡居民养老保险待遇。",
            "享受基本养老保险待遇的，不再领取失业保险金。",
        )
    above = pension_above(claim.resident)
    if above is not None and above.running:
        return failed(
            f"自{month_words(above.pension.starts_on)}起领取企业职工基本养老保险待遇"
            f"（数据截至{day_words(above.pension.as_of)}）。",
            "享受基本养老保险待遇的，不再领取失业保险金；有误的，请与发放机构核实。",
        )
    if claim.pension.other_receiving:
        return failed(
            "正在领取其他基本养老保险待遇。",
            "享受基本养老保险待遇的，不再领取失业保险金；有误的，请与发放机构核实。",
        )
    return passed("没有领取养老保险待遇。")


RULES = (
    alive_rule(SOURCE),
    Rule("unemployment_registered", "已办理失业登记", SOURCE, _registered),
    Rule("benefit_looking", "有求职要求", SOURCE, _looking),
    Rule("benefit_involuntary", "非因本人意愿中断就业", SOURCE, _involuntary),
    Rule("benefit_paid", "缴费满一年", SOURCE, _paid),
    Rule("insured_by_unit", "没有在业", SOURCE, _not_employed),
    Rule("benefit_running", "没有重复申领", SOURCE, _not_drawing),
    Rule("other_pension_receiving", "没有享受基本养老保险待遇", SOURCE, _no_pension),
    payable_rule(23),
)
