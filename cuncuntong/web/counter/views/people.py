"""A resident's record at the counter: registering, visitors from elsewhere, contact, whole numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cuncuntong.ledgers.residents.names import is_han
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone, open_resident, see_resident
from cuncuntong.ledgers.residents.services import (
    AlreadyRegistered,
    ChangedMeanwhile,
    LikelyDoubles,
    RegistrationRefused,
    VisitRefused,
    change_contact,
    grant_visit,
    register_resident,
)
from cuncuntong.ledgers.residents.services import unmask as unmask_number
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import villages_within
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.forms import ContactForm, RegisterForm, VisitForm
from cuncuntong.web.counter.views.find import found_rows


@needs(Ability.RESIDENT_WRITE)
def register(request: CallerRequest) -> HttpResponse:
    """登记新居民: what was searched for is filled in; likely doubles are shown before anything is made."""
    villages = [
        (village.code, f"{village.parent.name} {village.name}" if village.parent else village.name)
        for village in villages_within(request.caller, Ability.RESIDENT_WRITE).order_by("code")
    ]
    if request.method != "POST":
        form = RegisterForm(initial=_typed(request.GET.get("q", "")), villages=villages)
        return _register_page(request, form)
    form = RegisterForm(request.POST, villages=villages)
    if not form.is_valid():
        return _register_page(request, form, status=422)
    seen = request.POST.get("doubles_seen") == "1"
    try:
        person = register_resident(caller=request.caller, doubles_seen=seen, **form.cleaned_data)
    except AlreadyRegistered as known:
        typed = form.cleaned_data["name"].strip()
        if typed == known.resident.name:
            messages.info(request, str(known))
        else:
            messages.warning(
                request,
                f"这个号码已登记在“{known.resident.name}”名下，与填写的“{typed}”不同。"
                "请对照证件核对；号码没输错而姓名不对的，请报县级业务管理员更正。",
            )
        return redirect("counter:desk", known.resident.pk)
    except LikelyDoubles as doubles:
        return _register_page(
            request, form, status=422, doubles=found_rows(doubles.residents), form_errors=True
        )
    except RegistrationRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _register_page(request, form, status=422)
    messages.success(request, f"已登记新居民{person.name}。")
    return redirect("counter:desk", person.pk)


def _register_page(
    request: CallerRequest, form: RegisterForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return render(request, "counter/register.html", {"form": form, **extra}, status=status)


def _typed(text: str) -> dict[str, str]:
    """Where what was searched for belongs in the form."""
    text = text.strip()[:60]
    if any(is_han(char) for char in text):
        return {"name": text}
    if len(text) >= 15 and text[:-1].isdigit():
        return {"id_number": text}
    return {"telephone": text} if len(text) == 11 and text.isdigit() else {}


@needs(Ability.CASE_FILE)
def visit(request: CallerRequest) -> HttpResponse:
    """异地到场办理: by the whole number and the declaration that the person stands here; for today."""
    form = VisitForm(
        request.POST or None, label_suffix="", initial={"id_number": request.GET.get("q", "")[:30]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant = grant_visit(
                caller=request.caller,
                id_number=form.cleaned_data["id_number"],
                reason=form.cleaned_data["reason"],
            )
        except VisitRefused as refused:
            form.add_error("id_number", str(refused))
        else:
            messages.success(request, "已登记到场。今天之内可以为这位居民办理。")
            return redirect("counter:desk", grant.resident_id)
    return render(request, "counter/visit.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Ability.RESIDENT_WRITE)
def contact(request: CallerRequest, resident: int) -> HttpResponse:
    """Telephone and address."""
    if request.method == "POST":
        person = see_resident(request.caller, resident, Ability.RESIDENT_WRITE)
    else:
        person = open_resident(request.caller, resident)
        if person.telephone:
            # The form shows the whole number, which is an unmasking like any other.
            unmask_number(caller=request.caller, resident=person, field="telephone", reason="修改联系方式")
    initial = {"telephone": person.telephone, "address": person.address, "version": person.version}
    form = ContactForm(request.POST or None, initial=initial, label_suffix="")
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                caller=request.caller,
                resident=person,
                telephone=form.cleaned_data["telephone"],
                address=form.cleaned_data["address"],
                version=form.cleaned_data["version"],
            )
        except RegistrationRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        except ChangedMeanwhile as conflict:
            changed = conflict.resident
            form.add_error(None, str(conflict))
            # Saving again from here means that this one is wanted.
            form.data = {**form.data.dict(), "version": str(changed.version)}  # type: ignore[attr-defined]
        else:
            messages.success(request, f"{person.name}的联系方式已保存。")
            return redirect("counter:desk", person.pk)
    context = {"form": form, "person": person, "changed": changed, "id_number": masked_id(person)}
    return render(request, "counter/contact.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Ability.RESIDENT_UNMASK)
def unmask(request: CallerRequest, resident: int) -> HttpResponse:
    """The whole ID number or telephone, for a reason; each showing is audited."""
    person = see_resident(request.caller, resident, Ability.RESIDENT_UNMASK)
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    back = reverse("counter:desk", args=[resident])
    try:
        value = unmask_number(caller=request.caller, resident=person, field=field, reason=reason)
    except KeyError:
        raise Http404 from None
    except RegistrationRefused as refused:
        messages.error(request, refused.message)
        return redirect(back)
    masked = masked_id(person) if field == "id_number" else masked_telephone(person)
    if request.headers.get("HX-Request"):
        return render(request, "components/unmasked.html", {"value": value, "masked": masked})
    context = {"value": value, "person": person, "field": field, "masked": masked, "back": back}
    return render(request, "counter/unmasked.html", context)
