"""Addresses of the counter: the clerk's day from finding a resident to telling the result."""

from __future__ import annotations

from django.urls import URLPattern, path

from cuncuntong.web.counter.views import (
    again,
    answers,
    blank_forms,
    changes,
    desk,
    done,
    drafts,
    filing,
    find,
    pages,
    people,
    results,
    sending,
    work,
)

app_name = "counter"

_RESIDENT = "residents/<int:resident>/"
_ITEM = _RESIDENT + "items/<str:item>/"
_CASE = "cases/<str:number>/"

urlpatterns: list[URLPattern] = [
    # Find, then act.
    path("", find.start, name="start"),
    path("find/", find.find, name="find"),
    path("residents/new/", people.register, name="register"),
    path("residents/visit/", people.visit, name="visit"),
    path(_RESIDENT, desk.desk, name="desk"),
    path(_RESIDENT + "contact/", people.contact, name="contact"),
    path(_RESIDENT + "unmask/", people.unmask, name="unmask"),
    # One item for one resident: form, check, send.
    path(_ITEM, filing.form, name="form"),
    path(_ITEM + "findings/", filing.findings, name="findings"),
    path(_ITEM + "check/", filing.check, name="check"),
    path(_ITEM + "send/", sending.send, name="send"),
    path(_ITEM + "advice/", filing.advice, name="advice"),
    path(_ITEM + "draft/", drafts.save, name="draft_save"),
    path(_ITEM + "pages/", pages.add, name="page_add"),
    path(_ITEM + "pages/<int:page>/remove/", pages.remove, name="page_remove"),
    path(_ITEM + "look-up/", answers.look_up, name="look_up"),
    # What lies on the point's desk.
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<str:key>/", drafts.resume, name="draft"),
    path("drafts/<str:key>/drop/", drafts.drop, name="draft_drop"),
    path("inbox/", work.inbox, name="inbox"),
    path("cases/", work.cases, name="cases"),
    path("take-over/", work.take_over, name="take_over"),
    path("done/<str:number>/", done.done, name="done"),
    path(_CASE + "supplement/", changes.supplement, name="supplement"),
    path(_CASE + "supplement/pages/", again.make_again, name="page_again"),
    path(_CASE + "supplement/pages/<int:page>/remove/", again.remove_again, name="page_again_remove"),
    path(_CASE + "draft/", changes.case_draft_save, name="case_draft"),
    path(_CASE + "correct/", changes.correct, name="correct"),
    path(_CASE + "withdraw/", changes.withdraw, name="withdraw"),
    path(_CASE + "deliver/", results.deliver, name="deliver"),
    # When power or network is out.
    path("blank-forms/", blank_forms.blank_forms, name="blank_forms"),
    path("blank-forms/enter/", blank_forms.enter, name="blank_enter"),
    path("blank-forms/void/", blank_forms.void, name="blank_void"),
]
