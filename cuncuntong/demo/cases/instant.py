"""Items 1, 33 and 40: handled to their end at the counter, with what they leave in the ledgers."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from django.utils import timezone

from cuncuntong.cases.enums import Move
from cuncuntong.cases.forms import LABELS_KEY
from cuncuntong.demo.cases.story import Story
from cuncuntong.demo.ledgers.jobs import SKILLS, wishes_of
from cuncuntong.items.find_work.seeking import OCCUPATIONS, PLACES
from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.cards.enums import CardMove, CardState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.selectors import masked_number
from cuncuntong.ledgers.cards.services import loss_ends_at
from cuncuntong.ledgers.jobs.enums import SeekerKind, SeekerMove, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, SeekerEvent
from cuncuntong.ledgers.jobs.services import valid_until
from cuncuntong.ledgers.jobs.services.seeker_rows import wanted_rows

LOSSES = ("赶集时丢失", "找不到了，先挂失", "坐车时丢失", "")


def tell_instant(story: Story, rng: Random, now: dt.datetime) -> None:
    """Decided by the rules, done, and told to the resident who stands there."""
    case, at = story.case, story.case.accepted_at
    note = "符合办理条件，即时办结"
    if case.item == "1":
        message = _register(story, rng)
    elif case.item == "40":
        message = _report_loss(story, rng, now)
    else:
        message, note = "已查询", ""
        case.effect = {"message": message, "lines": [], "data": {}}
        message = ""
    case.decided_by, case.decided_at, case.in_time = case.filed_by, at, True
    story.step(Move.APPROVE, at, case.filed_by, note)
    story.step(Move.APPLY, at, case.filed_by, message)
    story.step(Move.FEED_BACK, at, case.filed_by, "当场告知")
    case.fed_back_at = at


def _register(story: Story, rng: Random) -> str:
    case, resident = story.case, story.case.resident
    on = timezone.localdate(case.accepted_at)
    until = valid_until(on)
    seeker = JobSeeker(
        resident=resident,
        kind=SeekerKind.FIXED,
        state=SeekerState.ACTIVE if until >= timezone.localdate() else SeekerState.EXPIRED,
        **wishes_of(rng.choice(OCCUPATIONS[SeekerKind.FIXED]), SeekerKind.FIXED, rng),
        work_place=rng.choice(PLACES),
        skills=rng.choice(SKILLS),
        education=resident.education,
        shown_to_employers=bool(resident.telephone) and rng.random() < 0.6,
        last_contact_on=on,
        registered_on=on,
        valid_until=until,
        case_number=case.number,
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )
    story.rows.append(seeker)
    story.rows += wanted_rows(seeker)
    story.rows.append(
        SeekerEvent(
            seeker=seeker, move=SeekerMove.REGISTER, on=on, actor=case.filed_by, case_number=case.number
        )
    )
    case.form = _wishes(seeker)
    case.form[LABELS_KEY] = {"action": f"新登记（有效期至{day_words(until)}）"}
    case.subject = f"新登记：{seeker.occupation}，{seeker.work_place}"
    message = f"求职登记已办好，有效期至{day_words(until)}，到期前可以续期。"
    lines = [
        ["登记状态", SeekerState.ACTIVE.label],
        ["意向职业", seeker.occupation],
        ["意向工作地点", seeker.work_place],
        ["有效期至", day_words(until)],
    ]

    def finish() -> None:
        case.effect = {"message": message, "lines": lines, "data": {"seeker": seeker.pk}}

    story.finish = finish
    return message


def _wishes(seeker: JobSeeker) -> dict[str, Any]:
    """The form that such a registration was made by; empty lines are not kept."""
    values = {
        "action": "register",
        "occupation": seeker.occupation,
        "work_place": seeker.work_place,
        "distance_km": seeker.distance_km,
        "pay_floor": f"{seeker.pay_floor:.2f}",
        "pay_unit": str(seeker.pay_unit),
        "hours": str(seeker.hours),
        "experience_years": seeker.experience_years,
        "certificates": list(seeker.certificates),
        "health_limits": list(seeker.health_limits),
        "push_agreed": "yes" if seeker.push_agreed else "no",
        "education": seeker.education,
        "skills": seeker.skills,
        "shown_to_employers": "yes" if seeker.shown_to_employers else "no",
    }
    return {key: value for key, value in values.items() if value}


def _report_loss(story: Story, rng: Random, now: dt.datetime) -> str:
    """A loss, temporary mostly; one whose days are over has ended by itself since."""
    case, at = story.case, story.case.accepted_at
    card = SocialCard.objects.get(resident=case.resident, state=CardState.NORMAL)
    formal = rng.random() < 0.25
    move = CardMove.REPORT_FORMAL if formal else CardMove.REPORT_TEMPORARY
    state = CardState.FORMAL_LOSS if formal else CardState.TEMPORARY_LOSS
    ends = None if formal else loss_ends_at(at)
    note = rng.choice(LOSSES)
    story.rows.append(_event(card, move, state, at, story, note))
    card.state, card.loss_ends_at, card.version = state, ends, card.version + 1
    case.form = {"action": str(move.value), **({"note": note} if note else {})}
    case.subject = move.label
    lines = [["社保卡号", masked_number(card)], ["卡状态", state.label]]
    if ends:
        local = timezone.localtime(ends)
        when = f"{day_words(local.date())}{local:%H:%M}"
        label = f"临时挂失（到{when}自动解挂）"
        message = (
            f"社保卡已临时挂失，到{when}自动解挂。到时仍没找到的，请改办正式挂失；提前找到的，可来解除挂失。"
        )
        lines.append(["自动解挂时间", when])
        if ends <= now:
            lapse = _event(card, CardMove.LAPSE, CardState.NORMAL, ends, story, "临时挂失到期，自动解挂")
            lapse.actor, lapse.case_number, lapse.loss_ends_before = None, "", ends
            story.rows.append(lapse)
            card.state, card.loss_ends_at, card.version = CardState.NORMAL, None, card.version + 1
    else:
        label = "正式挂失（不会自动解挂）"
        message = "社保卡已正式挂失，不会自动解挂。找到卡的，可来解除挂失；找不到的，请办理补卡。"
    case.form[LABELS_KEY] = {"action": label}
    case.effect = {"message": message, "lines": lines, "data": {"card": card.pk}}
    story.changed.append(card)
    return message


def _event(
    card: SocialCard, move: CardMove, after: CardState, at: dt.datetime, story: Story, note: str
) -> CardEvent:
    return CardEvent(
        card=card,
        move=move,
        before=card.state,
        after=after,
        at=at,
        actor=story.case.filed_by,
        note=note,
        case_number=story.case.number,
    )
