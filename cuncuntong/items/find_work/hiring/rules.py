"""Item 7's rules: who may have hands looked for, for what, and on which terms."""

from __future__ import annotations

from collections.abc import Callable

from cuncuntong.foundation.identifiers.credit_code import CreditCode
from cuncuntong.items.find_work.hiring.facts import FORM_FIELDS, Facts, occupation_code
from cuncuntong.items.find_work.hiring.fields import END, FULL, PEOPLE, RENEW
from cuncuntong.items.shared import alive_rule, listed, yes
from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState
from cuncuntong.rules import occupations
from cuncuntong.rules.postings import LOOK, NOTE, STOP, PostingFinding
from cuncuntong.rules.service_item import Rule, Verdict, failed, passed, unfilled

_POSSIBLE = {
    RENEW: (PostingState.PUBLISHED, PostingState.PAUSED, PostingState.ENDED),
    PEOPLE: (PostingState.PUBLISHED, PostingState.PAUSED, PostingState.FILLED),
    FULL: (PostingState.PUBLISHED, PostingState.PAUSED),
    END: (
        *(PostingState.PUBLISHED, PostingState.PAUSED, PostingState.FILLED),
        *(PostingState.PENDING, PostingState.RETURNED),
    ),
}
_WORDS = ("title", "description", "requirements", "pay_words", "hours_words", "address")
_OFFERED = 5


def _fits(facts: Facts) -> Verdict:
    if facts.new:
        return passed("新登记一条招工。")
    if facts.standing is None:
        return failed("没有选中要办的招工。", "请选择是哪一条；要发新的，请选“新登记招工”。", field="posting")
    if facts.standing.state not in _POSSIBLE.get(facts.action, ()):
        state = facts.standing.get_state_display()
        return failed(f"这条招工{state}，不能这样办。", "请换一项办理内容。", field="action")
    return passed(f"“{facts.standing.title}”{facts.standing.get_state_display()}。")


def _people(facts: Facts) -> Verdict:
    form = facts.situation.form
    if facts.action != PEOPLE or form.get("headcount_now") in ("", None):
        return passed("不改人数，或人数合理。")
    if int(form.get("hired_now") or 0) > int(form["headcount_now"]):
        return failed(
            f"已招到{form['hired_now']}人，比要招的{form['headcount_now']}人还多。",
            "请核对两个人数。",
            field="hired_now",
        )
    return passed("人数合理。")


def _employer(facts: Facts) -> Verdict:
    if not facts.new:
        return passed("用工方已登记。")
    if facts.by_unit:
        wrong = _unit(facts)
        if wrong is not None:
            return wrong
    known = facts.employer
    if known is None and not (facts.situation.form.get("telephone") or facts.resident.telephone):
        return failed("没有联系电话，求职者和工作人员联系不上。", "请填写联系电话。", field="telephone")
    if known is None:
        who = "单位" if facts.by_unit else "本人"
        return passed(f"{who}第一次招工，随本件一并登记，由县里核验一次。")
    if known.state == EmployerState.BLOCKED:
        return failed(
            f"用工主体“{known.name}”已停用，不能招工。", "有疑问的，请与县人力资源和社会保障局联系。"
        )
    return passed(f"已登记用工主体“{known.name}”，{known.get_state_display()}。")


def _unit(facts: Facts) -> Verdict | None:
    form, code = facts.situation.form, facts.code
    if not form.get("credit_code"):
        return None  # the form says that it is missing
    if isinstance(code, str):
        return failed(code, "请对照营业执照重新填写。", field="credit_code")
    if facts.employer is None and isinstance(code, CreditCode):
        if code.warning and not yes(form.get("code_checked")):
            return failed(
                code.warning,
                "请对照营业执照再核对一遍；确认无误的，在“代码已对照营业执照核对”选“是”。",
                field="code_checked",
            )
        if not form.get("unit_name"):
            return failed("这个单位还没有登记过。", "请按营业执照填写单位名称。", field="unit_name")
    return None


def _agreed(facts: Facts) -> Verdict:
    form = facts.situation.form
    if facts.new and form.get("consented") in ("", None):
        return unfilled("consented")
    if not facts.new or yes(form.get("consented")):
        return passed("用工方同意公开招工信息。")
    return failed(
        "用工方不同意公开，招工信息不能公布。", "请向用工方说明：不公开求职者就看不到；同意的再登记。",
        field="consented",
    )  # fmt: skip


def _occupation(facts: Facts) -> Verdict:
    form = facts.situation.form
    if not facts.new:
        return passed("不需要确定职业。")
    if not form.get("title"):
        return unfilled("title")
    code = occupation_code(form)
    if code:
        return passed(f"职业：{occupations.label(code)}。")
    words = str(form.get("occupation") or form["title"])
    offered = [one.name for one in occupations.resolve(words).candidates[:_OFFERED]]
    if offered:
        return failed(
            f"“{words}”可能是：{'、'.join(offered)}。", "请在“属于哪种职业”里填写其中一种。",
            field="occupation",
        )  # fmt: skip
    return failed(
        f"“{words}”不知道是哪种职业。", "请在“属于哪种职业”里换个说法，例如 建筑工、园艺工。",
        field="occupation",
    )  # fmt: skip


def _stops(facts: Facts, fields: tuple[str, ...]) -> list[PostingFinding]:
    return [one for one in facts.findings if one.weight == STOP and one.field in fields]


def _sound(asked: str, fields: tuple[str, ...], fine: str) -> Callable[[Facts], Verdict]:
    """What the check found on these columns and must be corrected; ``asked`` is the field they wait for."""

    def test(facts: Facts) -> Verdict:
        found = _stops(facts, fields)
        if not found and facts.new and facts.situation.form.get(asked) in ("", None):
            return unfilled(asked)
        if not found:
            return passed(fine)
        reason = "；".join(f"{one.words.rstrip('。')}（{one.source}）" for one in found) + "。"
        remedy = "".join(dict.fromkeys(one.remedy for one in found))
        return failed(reason, remedy, field=FORM_FIELDS.get(found[0].field, found[0].field))

    return test


def _confirmed(facts: Facts) -> Verdict:
    found = [one for one in facts.findings if one.weight == LOOK]
    if not found:
        # A note asks for nothing; whoever posts is told it as the reviewer is.
        notes = "".join(f"{one.words}{one.remedy}" for one in facts.findings if one.weight == NOTE)
        return passed(notes or "没有要核对的提示。")
    words = "".join(f"{one.words}{one.remedy}" for one in found)
    if yes(facts.situation.form.get("findings_confirmed")):
        return passed(f"已与用工方核对：{words}")
    return failed(
        words, "核对无误、仍要这样登记的，在“提示已与用工方核对”选“是”。", field="findings_confirmed"
    )


def _rules() -> tuple[Rule, ...]:
    item, check = listed(7), "《就业促进法》《劳动法》有关条文，见理由"
    return (
        alive_rule(item),
        Rule("gig_action", "与现有招工相符", item, _fits),
        Rule("gig_people", "人数合理", item, _people),
        Rule("gig_employer", "用工方可以招工", item, _employer),
        Rule("gig_agreed", "用工方同意公开", item, _agreed),
        Rule("gig_occupation", "知道是哪种职业", item, _occupation),
        Rule("gig_words", "用语合法", check, _sound("description", _WORDS, "没有歧视性用语、收费和电话。")),
        Rule(
            "gig_pay", "工钱合理", check, _sound("pay_low", ("pay_low", "pay_high", "pay_unit"), "工钱合理。")
        ),
        Rule("gig_days", "日期合理", item, _sound("starts_on", ("starts_on", "ends_on"), "日期合理。")),
        Rule(
            "gig_insurance",
            "说明了保险",
            check,
            _sound("insurance", ("insurance", "headcount"), "已说明保险。"),
        ),
        Rule("gig_confirmed", "提示已核对", item, _confirmed),
    )


RULES = _rules()
