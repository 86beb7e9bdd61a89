"""One case under review: opening it claims it, and its decision stands at the bottom of the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.cases import find_case
from cuncuntong.cases.services import review
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.casefile.sheet import case_context, reading_entries, record_reading
from cuncuntong.web.review.next_up import claim_next
from cuncuntong.web.review.slips import SlipRow, check_rows, drafts_of, targets, typed_rows

_REFUSED = (review.AlreadyClaimed, review.OwnCase, review.WrongState)


@dataclass
class Typed:
    """What the reviewer typed, kept when the decision is not taken."""

    action: str = ""
    note: str = ""
    reason: str = ""
    remedy: str = ""
    rows: list[SlipRow] = field(default_factory=lambda: [SlipRow(0)])
    errors: list[dict[str, str]] = field(default_factory=list)
    stale: str = ""

    def problem(self, what: str, target: str = "", label: str = "") -> None:
        """Adds an error for the summary at the top."""
        self.errors.append({"label": label or "没有完成", "what": what, "field": target})


@needs(Ability.CASE_REVIEW)
@require_http_methods(["GET", "POST"])
def case(request: CallerRequest, number: str) -> HttpResponse:
    """Shows a case that is claimed by opening it, and takes its decision."""
    if request.method == "POST":
        return _decide(request, find_case(request.caller, number, Ability.CASE_REVIEW))
    found = find_case(request.caller, number, Ability.CASE_REVIEW)
    entries = reading_entries(request.caller, [found])
    why_not = ""
    try:
        review.claim_shown(caller=request.caller, case=found, entries=entries)
    except _REFUSED as refused:
        why_not = str(refused)
        record_reading(request.caller, [found])
    except review.Stale:
        return redirect("review:case", found.number)
    return _page(request, found, Typed(), why_not=why_not)


def _page(
    request: CallerRequest, case: Case, typed: Typed, *, why_not: str = "", status: int = 200
) -> HttpResponse:
    context = case_context(request.caller, case)
    sheet = context["sheet"]
    context |= {
        "typed": typed,
        "targets": targets(sheet),
        "next_row": max(row.number for row in typed.rows) + 1,
        "why_not": why_not or sheet.why_not,
        "may_decide": sheet.may_decide and not why_not,
        "may_approve": sheet.examination.ok,
        "form_errors": bool(typed.errors),
        # The same words at the field as in the summary above.
        "wrong": {error["field"]: error["what"] for error in typed.errors if error["field"]},
    }
    return render(request, "review/case.html", context, status=status)


def _decide(request: CallerRequest, case: Case) -> HttpResponse:
    post = request.POST
    typed = Typed(
        action=post.get("action", ""),
        note=post.get("note", "").strip()[:500],
        reason=post.get("reason", "").strip()[:1000],
        remedy=post.get("remedy", "").strip()[:1000],
        rows=typed_rows(post),
    )
    version = whole(post.get("version", "")) or 0
    act = {"approve": _approve, "return": _return, "refuse": _refuse, "release": _release}.get(typed.action)
    if typed.action == "add_row":
        typed.action = "return"
        typed.rows.append(SlipRow(max(row.number for row in typed.rows) + 1))
        return _page(request, case, typed)
    if act is None:
        typed.problem("请选择通过、退回补正或不予办理。")
        return _page(request, case, typed, status=422)
    try:
        done = act(request, case, version, typed)
    except review.Stale as stale:
        typed.stale = str(stale)
        return _page(request, find_case(request.caller, case.number), typed, status=409)
    except _REFUSED as refused:
        typed.problem(str(refused))
        return _page(request, case, typed, status=409)
    except (review.NotApprovable, review.EffectRefused) as refused:
        typed.problem(str(refused), label="不能通过")
    except review.ReviewRefused as refused:
        typed.problem(refused.message, _field_of(typed, refused.field))
    if typed.errors:
        return _page(request, find_case(request.caller, case.number), typed, status=422)
    messages.success(request, done)
    return _follow(request, but=case.pk if typed.action == "release" else None)


def _field_of(typed: Typed, name: str) -> str:
    if typed.action == "return":
        return f"{name or 'target'}-{typed.rows[0].number}"
    return name


def _follow(request: CallerRequest, *, but: int | None) -> HttpResponse:
    if but is not None:
        return redirect("review:queue")
    following = claim_next(request.caller)
    if following is None:
        messages.info(request, "没有可以接着审的办件了。")
        return redirect("review:queue")
    return redirect("review:case", following.number)


def _approve(request: CallerRequest, case: Case, version: int, typed: Typed) -> str:
    done = review.approve(caller=request.caller, case_id=case.pk, version=version, note=typed.note)
    words = done.effect.get("message", "") if isinstance(done.effect, dict) else ""
    return f"{case.number} 已审核通过。{words}"


def _return(request: CallerRequest, case: Case, version: int, typed: Typed) -> str:
    if not check_rows(typed.rows):
        for place, row in enumerate(typed.rows, start=1):
            if row.error:
                name = "problem" if row.target else "target"
                typed.problem(row.error, f"{name}-{row.number}", f"第{place}处")
        return ""
    review.return_case(caller=request.caller, case_id=case.pk, version=version, lines=drafts_of(typed.rows))
    return f"{case.number} 已退回补正，计时暂停，服务点会收到补正通知。"


def _refuse(request: CallerRequest, case: Case, version: int, typed: Typed) -> str:
    if not typed.reason:
        typed.problem("请写明不予办理的理由，居民会看到这段话。", "reason", "理由")
    if not typed.remedy:
        typed.problem("请写明居民可以怎么办。", "remedy", "救济和办法")
    if typed.errors:
        return ""
    review.refuse(
        caller=request.caller,
        case_id=case.pk,
        version=version,
        reason=typed.reason,
        remedy=typed.remedy,
    )
    return f"{case.number} 已作出不予办理的决定，服务点会收到通知。"


def _release(request: CallerRequest, case: Case, version: int, typed: Typed) -> str:
    review.release(caller=request.caller, case_id=case.pk)
    return f"{case.number} 已放回待审核，别的审核员可以领取。"
