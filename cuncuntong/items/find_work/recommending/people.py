"""Item 8: the people who fit a gig of the employer who stands here, as far as they agreed to be shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.items.find_work.recommending import WEAK, counted_words
from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_lines import place_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, time_words
from cuncuntong.ledgers.jobs.seeker_words import able_words, age_words, masked_name, wanted_words
from cuncuntong.ledgers.jobs.selectors.matching import Recommended, parted, recommend_seekers
from cuncuntong.ledgers.jobs.selectors.postings import gigs_of_resident, shows
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.service_item import Choice, LookUpAnswer, LookUpTable, NextStep, Situation

COLUMNS = ("求职者", "性别年龄", "想干的活", "会什么", "为什么推荐，哪里不合适")
EMPTY = "现在没有合适、又同意向用人单位展示的零工求职者。招聘信息公布后，合适的求职者会收到通知。"
PRIVATE = "只列同意向用人单位展示的求职者。姓名不写全，电话由工作人员说明事由后当面提供，并作登记。"
REGISTER, SEARCH = "7", "9"


def open_gigs(resident: Resident, on: dt.date) -> list[Posting]:
    """The gigs of whoever stands here that show now, the newest first."""
    return [one for one in gigs_of_resident(resident) if shows(one, on)]


def gig_choices(situation: Situation) -> tuple[Choice, ...]:
    """Which gig hands are wanted for."""
    gigs = open_gigs(situation.resident, situation.on)
    return tuple(Choice(str(one.pk), f"{one.title}（{place_words(one)}，{pay_words(one)}）") for one in gigs)


def first_gig(situation: Situation) -> str:
    """The newest."""
    found = gig_choices(situation)
    return found[0].value if found else ""


def look_up_people_for(situation: Situation) -> LookUpAnswer:
    """The twenty best for the chosen gig."""
    gigs = {str(one.pk): one for one in open_gigs(situation.resident, situation.on)}
    posting = gigs.get(str(situation.form.get("gig") or first_gig(situation)))
    if posting is None:
        return _not_yet(situation)
    found = recommend_seekers(posting, situation.on)
    fitting, weak = parted(found)
    on = situation.on
    return LookUpAnswer(
        summary=(
            ("招聘零工", f"{posting.title}，{time_words(posting)}，{pay_words(posting)}"),
            ("还需", f"{max(0, posting.headcount - posting.hired)}人"),
            ("合适的人", counted_words(len(fitting), len(weak), "人")),
        ),
        tables=(
            LookUpTable("推荐的零工求职者", COLUMNS, tuple(_row(one, on) for one in fitting), empty=EMPTY),
            *((LookUpTable(WEAK, COLUMNS, tuple(_row(one, on) for one in weak)),) if weak else ()),
        ),
        as_of=timezone.now(),
        notes=(PRIVATE,),
        panel_data={
            "employer": posting.employer_id,
            "posting": posting.pk,
            "people": [_person(one) for one in (*fitting, *weak)],
        },
        next_steps=(NextStep(SEARCH, "自己加减条件，查全部零工求职者"),),
    )


def _not_yet(situation: Situation) -> LookUpAnswer:
    waiting = [one for one in gigs_of_resident(situation.resident) if not shows(one, situation.on)]
    told = f"有{len(waiting)}条，都不在招聘中" if waiting else "没有登记"
    return LookUpAnswer(
        summary=(("招聘零工登记", told),),
        tables=(
            LookUpTable(
                "已登记的零工",
                ("招聘", "状态", "有效期至"),
                tuple(
                    (
                        one.title,
                        one.get_state_display(),
                        day_words(one.valid_until) if one.valid_until else "",
                    )
                    for one in waiting
                ),
            ),
        )
        if waiting
        else (),
        notes=("先登记要招的零工，县里审核公布后就可以推荐人：请办理第7项“招聘零工登记”。",),
        next_steps=(NextStep(REGISTER, "登记要招的零工，或查看审核情况"),),
    )


def _row(one: Recommended, on: dt.date) -> tuple[str, ...]:
    seeker = one.seeker
    return (
        masked_name(seeker.resident.name),
        age_words(seeker, on),
        wanted_words(seeker),
        able_words(seeker),
        one.words,
    )


def _person(one: Recommended) -> dict[str, Any]:
    return {
        "seeker": one.seeker.pk,
        "name": masked_name(one.seeker.resident.name),
        "score": one.score,
        "weak": one.weak,
    }
