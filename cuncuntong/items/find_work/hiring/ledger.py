"""What item 7 does to the ledger, and tells."""

from __future__ import annotations

from typing import Any

from cuncuntong.items.find_work.hiring.facts import Facts, content, facts
from cuncuntong.items.find_work.hiring.fields import END, FULL, NEW, PEOPLE, RENEW
from cuncuntong.items.shared import day_words, yes
from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, PostingState, SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.posting_words import pay_words, time_words
from cuncuntong.ledgers.jobs.selectors.postings import gigs_of_resident
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.selectors import place_columns
from cuncuntong.rules.service_item import EffectOrder, EffectRefused, NextStep, Result, Situation

RECOMMENDED_BY = "8"


def effect(order: EffectOrder) -> Result:
    """Registers, renews, changes the number, or ends, as the form says."""
    situation = order.situation
    known = facts(situation)
    if known.action == NEW:
        return _register(order, known)
    posting = _chosen(situation)
    made: dict[str, Any] = {
        "posting": posting,
        "version": None,
        "actor": order.actor,
        "case_number": situation.case_number,
    }
    if known.action == RENEW:
        row = services.renew_posting(**made)
        until = f"，有效期至{day_words(row.valid_until)}" if row.valid_until else ""
        return _result(row, f"招工已续期{until}。", _next(row))
    if known.action == PEOPLE:
        row = services.set_hired(
            **made,
            hired=int(situation.form.get("hired_now") or 0),
            headcount=int(situation.form["headcount_now"]),
        )
        return _result(row, f"人数已改为招{row.headcount}人，已招到{row.hired}人。", _next(row))
    if known.action == FULL:
        row = services.set_hired(**made, hired=posting.headcount)
        return _result(row, "已登记招满，不再公开。")
    if known.action == END:
        row = services.end_posting(**made, reason=situation.form.get("end_reason", ""))
        return _result(row, "招工已结束，不再公开。")
    raise EffectRefused("没有选择办理内容。", "请重新选择。")


def _register(order: EffectOrder, known: Facts) -> Result:
    situation = order.situation
    employer = known.employer or _new_employer(order, known)
    place = place_columns(situation.form["work_place"])
    if place is None:
        raise EffectRefused("工作地点不在区划里。", "请重新选择在哪里干。")
    row = services.post(
        employer=employer,
        kind=SeekerKind.GIG,
        values={**content(situation.form), **place},
        via=Via.POINT,
        actor=order.actor,
        agent=situation.resident,
        confirmed=True,
        case_number=situation.case_number,
    )
    unverified = employer.state != EmployerState.VERIFIED
    words = "招工已登记，送县里审核，通过后公布。" + ("用工方同时送县里核验。" if unverified else "")
    return _result(row, words, _next(row))


def _new_employer(order: EffectOrder, known: Facts) -> Employer:
    situation, resident = order.situation, known.resident
    form = situation.form
    common: dict[str, Any] = {
        "contact_name": resident.name,
        "telephone": form.get("telephone") or resident.telephone,
        "place": {
            "village_code": resident.village_code,
            "township_code": resident.township_code,
            "county_code": resident.county_code,
        },
        "via": Via.POINT,
        "actor": order.actor,
        "consented": yes(form.get("consented")),
        "confirmed": True,
        "case_number": situation.case_number,
    }
    if known.by_unit:
        return services.register_employer(
            kind=EmployerKind.UNIT, name=form["unit_name"], credit_code=form["credit_code"], **common
        )
    return services.register_employer(
        kind=EmployerKind.PERSON,
        name=resident.name,
        id_number=resident.id_number,
        resident=resident,
        **common,
    )


def _chosen(situation: Situation) -> Posting:
    own = gigs_of_resident(situation.resident)
    found = next((one for one in own if one.code == situation.form.get("posting")), None)
    if found is None:
        raise EffectRefused("没有选中要办的招工。", "请选择是哪一条。")
    return found


def _next(row: Posting) -> tuple[NextStep, ...]:
    words = f"看看谁能来“{row.title}”"
    shows = row.state in (PostingState.PENDING, PostingState.PUBLISHED)
    return (NextStep(RECOMMENDED_BY, words),) if shows else ()


def _result(row: Posting, message: str, steps: tuple[NextStep, ...] = ()) -> Result:
    lines = [
        ("招聘编号", row.code),
        ("招什么工", row.title),
        ("状态", row.get_state_display()),
        ("人数", f"招{row.headcount}人，已招到{row.hired}人"),
        ("时间", time_words(row)),
        ("工钱", pay_words(row)),
        ("用工方", f"{row.employer.name}，{row.employer.get_state_display()}"),
    ]
    if row.valid_until:
        lines.append(("有效期至", day_words(row.valid_until)))
    data = {"posting": row.pk, "code": row.code, "employer": row.employer_id}
    return Result(message=message, lines=tuple(lines), data=data, next_steps=steps)


def undo(order: EffectOrder, data: Any) -> str:
    """Takes back what the case did to the posting, and the employer's registration that came with it."""
    number = order.situation.case_number
    row = services.undo_posting(case_number=number, actor=order.actor)
    employer = services.undo_employer(case_number=number, actor=order.actor)
    if row.state == PostingState.REVERSED:
        also = "，用工方登记一并撤销" if employer is not None else ""
        return f"招工登记已撤销{also}。"
    return (
        f"已恢复为办理前：“{row.title}”{row.get_state_display()}，招{row.headcount}人，已招到{row.hired}人。"
    )


def subject(situation: Situation) -> str:
    """One line for lists."""
    form = situation.form
    done = {RENEW: "续期", PEOPLE: "改人数", FULL: "招满", END: "结束招工"}.get(form.get("action", ""))
    if done:
        return done
    return f"{form.get('title', '')}，招{form.get('headcount', '')}人，{form.get('starts_on', '')}开工"


def likely(resident: Resident) -> int:
    """Nothing that is known without asking the ledger says that somebody needs hands."""
    return 0
