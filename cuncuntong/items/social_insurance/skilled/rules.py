"""Who may claim the subsidy for a higher skill."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import alive_rule, day_words
from cuncuntong.items.social_insurance.payee_choice import payable_rule
from cuncuntong.items.social_insurance.skilled.facts import MOST, RELAXED, SOURCE, WITHIN, Claim
from cuncuntong.ledgers.skills.numbers import looks_right, plain
from cuncuntong.ledgers.skills.selectors import in_year, used_by_another
from cuncuntong.ledgers.unemployment.selectors.basis import insured_now
from cuncuntong.network.parameters import current
from cuncuntong.rules import occupations
from cuncuntong.rules.ages import add_months
from cuncuntong.rules.service_item import Rule, Verdict, failed, passed, unfilled


def _insured(claim: Claim) -> Verdict:
    if claim.drawing is not None:
        return passed("正在领取失业保险金。")
    known = claim.basis.participation
    if insured_now(known) and known is not None:
        return passed(f"{known.unit or '单位'}在职参保（数据截至{day_words(known.as_of)}）。")
    if known is None:
        return failed(
            "上级台账中没有查到失业保险参保记录。", "请与参保单位核对；刚参保的，等上级数据更新后再办。"
        )
    return failed(
        f"失业保险目前是“{known.get_state_display()}”（数据截至{day_words(known.as_of)}），也没有领取失业保险金。",
        "须是企业在职参保职工，或正在领取失业保险金；信息有误的，请与参保单位和经办机构核对。",
    )


def _months(claim: Claim) -> Verdict:
    needed, paid = int(str(claim.needed.value)), claim.basis.paid
    rule = "（按阶段性放宽的年限）" if claim.relaxed else ""
    if paid >= needed:
        return passed(f"失业保险缴费{paid}个月，达到{needed}个月{rule}。")
    if claim.basis.participation is None:
        return failed("没有失业保险缴费记录。", "请与参保单位核对缴费。")
    ended = "" if claim.relaxed else _relaxation_over(claim.on)
    return failed(
        f"失业保险缴费{paid}个月，不满{needed}个月，还差{needed - paid}个月。{ended}",
        "缴费记录有误的，请与参保单位和经办机构核对。",
    )


def _relaxation_over(on: dt.date) -> str:
    """Says that the relaxed rule ran out, where it is the reason."""
    known = current().definition(RELAXED)
    before = [one for one in known.values if one.ends is not None and one.ends < on]
    if not before:
        return ""
    last = before[-1]
    return f"放宽到{last.value}个月的阶段性政策已于{day_words(last.ends)}到期。" if last.ends else ""


def _occupation(claim: Claim) -> Verdict:
    words = str(claim.situation.form.get("occupation") or "").strip()
    if not words:
        return unfilled("填写职业后核对。")
    if not claim.occupation:
        near = [one.name for one in occupations.resolve(words).candidates[:3]]
        offered = f"是不是：{'、'.join(near)}？" if near else ""
        return failed(
            f"“{words}”不能确定是哪个职业。{offered}",
            "请按证书上写的职业（工种）全称填写。",
            field="occupation",
        )
    return passed(f"职业：{occupations.label(claim.occupation)}。")


def _certificate(claim: Claim) -> Verdict:
    number = str(claim.situation.form.get("certificate_number") or "")
    if not number:
        return unfilled("填写证书编号后核对。")
    if not looks_right(number):
        return failed(
            "证书编号应为8至30位字母和数字。",
            "请对照证书原件填写，不要填身份证号码。",
            field="certificate_number",
        )
    if plain(number) == claim.resident.id_number.upper():
        return failed("填的是身份证号码，不是证书编号。", "请对照证书原件填写。", field="certificate_number")
    if used_by_another(claim.resident, number):
        return failed(
            "这个证书编号已被他人用于申领技能提升补贴。",
            "请先核对证书原件有没有填错；确属本人的，请县级经办机构核查，核查清楚后再申领。",
            field="certificate_number",
        )
    own = next((one for one in claim.standing if one.certificate_number == plain(number)), None)
    if own is not None:
        return failed(f"这本证书已于{day_words(own.applied_on)}申领过补贴。", "同一本证书只能申领一次。")
    return passed("全县没有重复的证书编号。")


def _once(claim: Claim) -> Verdict:
    if not claim.occupation or not claim.level:
        return unfilled("填写职业和等级后核对。")
    same = next(
        (one for one in claim.standing if (one.occupation, one.level) == (claim.occupation, claim.level)),
        None,
    )
    if same is not None:
        return failed(
            f"{same.occupation_name}（{same.level}）已于{day_words(same.applied_on)}享受过补贴。",
            "同一职业同一等级只能享受一次；取得更高等级的可以再申领。",
        )
    return passed("同一职业同一等级没有享受过补贴。")


def _yearly(claim: Claim) -> Verdict:
    most, used = current().integer(MOST, claim.on), in_year(list(claim.standing), claim.on)
    if used >= most:
        return failed(
            f"{claim.on.year}年已经享受{used}次，每年最多{most}次。", "请明年再申领，注意发证后的申领期限。"
        )
    return passed(f"{claim.on.year}年享受过{used}次，每年最多{most}次。")


def _in_time(claim: Claim) -> Verdict:
    if claim.issued_on is None:
        return unfilled("填写发证日期后核对。")
    within = current().integer(WITHIN, claim.on)
    last = add_months(claim.issued_on, within)
    if claim.on > last:
        return failed(
            f"证书{day_words(claim.issued_on)}核发，申领期限到{day_words(last)}，已经过期。",
            f"须在证书核发之日起{within}个月内申领；日期填错的请改正。",
            field="issued_on",
        )
    return passed(f"证书{day_words(claim.issued_on)}核发，可在{day_words(last)}前申领。")


RULES = (
    alive_rule(SOURCE),
    Rule("skill_insured", "在职参保或领取失业保险金", SOURCE, _insured),
    Rule("skill_months", "失业保险缴费达到规定时间", SOURCE, _months),
    Rule("skill_occupation", "职业明确", SOURCE, _occupation),
    Rule("skill_certificate", "证书没有用过", SOURCE, _certificate),
    Rule("skill_once", "同一职业同一等级只享受一次", SOURCE, _once),
    Rule("skill_yearly", "没有超过每年的次数", SOURCE, _yearly),
    Rule("skill_in_time", "在申领期限内", SOURCE, _in_time),
    payable_rule(22),
)
