"""Two records of one person: found, compared side by side, merged, and parted again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.cases.models import Case
from cuncuntong.foundation.identifiers import resident_id, telephone
from cuncuntong.ledgers.residents.models import Resident, ResidentMerge
from cuncuntong.ledgers.residents.selectors import duplicate_pairs, open_resident
from cuncuntong.ledgers.residents.services import MergeRefused, merge, undo_merge
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import needs
from cuncuntong.web.cut import first_of

MOST_MERGES = 50


class MergeForm(forms.Form):
    """Which record stays, and why they are one person."""

    keep = forms.ChoiceField(
        label="保留哪一份",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择保留哪一份档案。"},
    )
    reason = forms.CharField(
        label="理由和核对的材料",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由，例如“同一人，旧号码录错，已核对户口簿”。"},
    )

    def __init__(self, *args: Any, one: Resident, other: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"保留甲：{resident_id.mask(one.id_number)}"),
            (str(other.pk), f"保留乙：{resident_id.mask(other.id_number)}"),
        ]


@needs(Ability.RESIDENT_MERGE)
def listing(request: Any) -> HttpResponse:
    """Likely doubles, and merges done."""
    merges = (
        request.caller.limit(Ability.RESIDENT_MERGE, ResidentMerge.objects.all(), "kept__")
        .select_related("kept", "dropped", "merged_by", "undone_by")
        .order_by("-merged_at")
    )
    shown, cut = first_of(merges, MOST_MERGES, "更早的在操作记录里查")
    context = {"pairs": duplicate_pairs(request.caller), "merges": shown, "cut": cut}
    return render(request, "admin_desk/doubles.html", context)


@needs(Ability.RESIDENT_MERGE)
@require_http_methods(["GET", "POST"])
def compare(request: Any, one: int, other: int) -> HttpResponse:
    """Both records side by side, and the form that makes them one."""
    pair = [
        fetch(request.caller, Ability.RESIDENT_MERGE, Resident.objects.select_related("village"), pk=pk)
        for pk in (one, other)
    ]
    form = MergeForm(request.POST or None, one=pair[0], other=pair[1])
    if request.method == "POST" and form.is_valid():
        kept, dropped = sorted(pair, key=lambda row: str(row.pk) != form.cleaned_data["keep"])
        try:
            merge(caller=request.caller, kept=kept, dropped=dropped, reason=form.cleaned_data["reason"])
        except MergeRefused as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, f"已合并。{kept.name}的全部办件和台账都在保留的档案里。")
            return redirect("admin_desk:doubles")
    if request.method == "GET":
        for row in pair:
            open_resident(request.caller, row.pk)
    context = {"form": form, "rows": _side_by_side(*pair)}
    return render(request, "admin_desk/compare.html", context, status=422 if form.errors else 200)


def _side_by_side(one: Resident, other: Resident) -> list[dict[str, Any]]:
    counts = {pk: Case.objects.filter(resident_id=pk).count() for pk in (one.pk, other.pk)}

    def values(row: Resident) -> list[tuple[str, str]]:
        return [
            ("姓名", row.name),
            ("身份证号码", resident_id.mask(row.id_number)),
            ("性别", row.get_sex_display()),
            ("出生日期", f"{row.birth_date:%Y-%m-%d}"),
            ("联系电话", telephone.mask(row.telephone)),
            ("村（社区）", row.village.full_name),
            ("居住地址", row.address),
            ("状态", row.get_standing_display()),
            ("办件", f"{counts[row.pk]}件"),
            ("建档时间", f"{row.created_at:%Y-%m-%d}"),
        ]

    return [
        {"label": label, "one": left, "other": right, "same": left == right}
        for (label, left), (_, right) in zip(values(one), values(other), strict=True)
    ]


@needs(Ability.RESIDENT_MERGE)
@require_POST
def undo(request: Any, pk: int) -> HttpResponse:
    """Parts two merged records again."""
    made = fetch(request.caller, Ability.RESIDENT_MERGE, ResidentMerge.objects.all(), prefix="kept__", pk=pk)
    try:
        undo_merge(caller=request.caller, merge=made)
    except MergeRefused as error:
        messages.error(request, "".join(error.reasons))
    else:
        messages.success(request, "已撤销合并，两份档案恢复原样。")
    return redirect("admin_desk:doubles")
