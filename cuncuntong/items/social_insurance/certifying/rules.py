"""Who may be certified, and what must have been seen for it."""

from __future__ import annotations

from cuncuntong.items.shared import CERTIFICATION, alive_rule, day_words, listed, yes
from cuncuntong.items.social_insurance.certifying.facts import Facts, read_position
from cuncuntong.ledgers.certification.services.refusing import why_not
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.rules.certification import due_day
from cuncuntong.rules.service_item import Rule, Verdict, failed, passed, unfilled

SOURCE = f"{listed(21)}；{CERTIFICATION}"


def _drawn(facts: Facts) -> Verdict:
    if facts.resident.standing == Standing.DECEASED:
        return passed("见“居民健在”。")
    if facts.row is None:
        return failed(
            "该居民没有正在领取的养老待遇，不用认证。", "请核对身份；还没有领取的，请先办待遇申领。"
        )
    names = [
        words
        for draws, words in (
            (facts.row.draws_resident, "城乡居民养老待遇"),
            (facts.row.draws_employee, "企业职工养老待遇（数据来自上级）"),
        )
        if draws
    ]
    return passed(f"正在领取{'、'.join(names)}。")


def _day(facts: Facts) -> Verdict:
    if facts.resident.standing == Standing.DECEASED or facts.row is None:
        return passed("不适用：没有可以认证的待遇。")
    if facts.seen_on is None:
        return unfilled("seen_on")
    message, remedy = why_not(
        facts.resident, facts.row, on=facts.seen_on, today=facts.situation.on, months=facts.months
    )
    if message:
        return failed(message, remedy, field="seen_on")
    until = due_day(facts.seen_on, facts.months)
    return passed(f"{day_words(facts.seen_on)}，有效期到{day_words(until)}。")


def _seen(facts: Facts) -> Verdict:
    answer = facts.situation.form.get("face_seen")
    if not answer:
        return unfilled("face_seen")
    if not yes(answer):
        return failed(
            "没有见到本人，或人和证件不符，不能认证。",
            "请本人到场或约定上门；发现去世、失踪、重复领取的，请在“资格认证”中登记线索，并办第37项或第24项。",
            field="face_seen",
        )
    return passed("已见到本人，人和证件相符。")


def _position(facts: Facts) -> Verdict:
    try:
        found = read_position(facts.situation.form.get("position"))
    except ValueError:
        return failed(
            "位置坐标看不懂。",
            "请写经度和纬度，用逗号隔开，例如 112.414738,35.486039；或清空不填。",
            field="position",
        )
    return passed("没有填写坐标。" if found is None else "坐标已记下。")


RULES = (
    alive_rule(SOURCE),
    Rule("certification_drawn", "正在领取养老待遇", SOURCE, _drawn),
    Rule("certification_day", "比上次认证新，不晚于今天", SOURCE, _day),
    Rule("certification_seen", "见到本人", SOURCE, _seen),
    Rule("certification_position", "位置坐标", listed(21), _position),
)
