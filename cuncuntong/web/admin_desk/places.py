"""Coordinates of townships, villages and points: looked at by all who see the network, set by the county."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.network.enums import Ability, CoordinateSystem, Level
from cuncuntong.network.models import Division, Place, ServicePoint
from cuncuntong.network.places import services, sheet
from cuncuntong.network.selectors import home_county, townships
from cuncuntong.web.access import needs
from cuncuntong.web.components.maps import MapDot
from cuncuntong.web.downloads import workbook_response

LEGEND = {"good": "已填写", "wait": "演示坐标", "neutral": "没有坐标，画在乡镇所在地"}


class PlaceForm(forms.Form):
    """One place."""

    longitude = forms.DecimalField(
        label="经度",
        max_digits=12,
        help_text="度，如 112.420000",
        error_messages={"required": "请填写经度。"},
    )
    latitude = forms.DecimalField(
        label="纬度", max_digits=12, help_text="度，如 35.480000", error_messages={"required": "请填写纬度。"}
    )
    system = forms.ChoiceField(
        label="坐标系",
        choices=[("", "请选择"), *CoordinateSystem.choices],
        help_text="在哪里取的坐标，就选哪个；百度坐标请先换算。",
        error_messages={"required": "请选择坐标系。"},
    )
    source = forms.CharField(
        label="来源",
        max_length=200,
        help_text="如“县民政局地名库”“现场手机定位”",
        error_messages={"required": "请填写来源。"},
    )
    confirmed = forms.BooleanField(label="已核对，确实在轮廓以外", required=False)


class UploadForm(forms.Form):
    """A workbook or CSV file."""

    file = forms.FileField(
        label="Excel或CSV文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv", "data-max-mb": "5"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        """A file of 356 rows is small; a large one is something else."""
        file = self.cleaned_data["file"]
        if file.size > sheet.MOST_BYTES:
            raise forms.ValidationError("文件超过5 MB，请只保留坐标表后再上传。")
        return file


@needs(Ability.NETWORK_READ, Ability.PARAMETER_EDIT)
def listing(request: Any) -> HttpResponse:
    """The townships, or the villages of one, each with its place."""
    home = home_county()
    seats = list(townships().select_related("place__set_by"))
    chosen = next((one for one in seats if one.code == request.GET.get("township")), None)
    only = "missing" if request.GET.get("only") == "missing" else ""
    if chosen or only:
        rows = Division.objects.filter(level=Level.VILLAGE, parent__parent=home)
        rows = rows.filter(parent=chosen) if chosen else rows
        rows = rows.filter(place__isnull=True) if only else rows
        shown = list(rows.select_related("parent", "place__set_by").order_by("code"))
    else:
        shown = seats
    may = request.caller.can(Ability.PARAMETER_EDIT)
    context = {
        "rows": shown,
        "townships": seats,
        "chosen": chosen,
        "only": only,
        "may": may,
        "total": Division.objects.filter(level=Level.VILLAGE, parent__parent=home).count(),
        "real": Place.objects.filter(division__level=Level.VILLAGE, synthetic=False).count(),
        "dots": [_dot(one) for one in shown],
        "legend": LEGEND,
    }
    return render(request, "admin_desk/places.html", context)


def _dot(division: Division) -> MapDot:
    place = getattr(division, "place", None)
    tone = "neutral" if place is None else "wait" if place.synthetic else "good"
    return MapDot(division.code, division.name, f"#place-{division.code}", tone)


def _owner(request: Any, code: str) -> Division | ServicePoint:
    levels = [Level.TOWNSHIP, Level.VILLAGE]
    division = Division.objects.filter(level__in=levels, code=code)
    found = division.select_related("parent__parent", "place__set_by").first()
    if found is not None:
        if not request.caller.covers(Ability.PARAMETER_EDIT, **services.area_of(found)):
            raise Http404
        return found
    points = request.caller.limit(Ability.PARAMETER_EDIT, ServicePoint.objects.filter(code=code))
    point = points.select_related("division__parent", "place__set_by").first()
    if point is None:
        raise Http404
    return point  # type: ignore[no-any-return]


@needs(Ability.PARAMETER_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: Any, code: str) -> HttpResponse:
    """One place: set, changed or removed."""
    of = _owner(request, code)
    place = getattr(of, "place", None)
    if request.method == "POST" and "clear" in request.POST:
        if services.clear_place(caller=request.caller, of=of):
            messages.success(request, f"已删除{of.name}的坐标。")
        return redirect("admin_desk:place", code=code)
    form = PlaceForm(request.POST or None, initial=_initial(place))
    outside = False
    if request.method == "POST" and form.is_valid():
        outside = _outside(form)
        if not outside and _set(request, of, form):
            messages.success(request, f"已保存{of.name}的坐标。")
            return redirect(_list_url(of))
    context = {
        "of": of,
        "place": place,
        "form": form,
        "outside": outside,
        "points": list(of.points.all()) if isinstance(of, Division) else [],
        "back": _list_url(of),
        "dots": [MapDot(code, of.name, tone="good")],
    }
    status = 422 if form.errors else 200
    return render(request, "admin_desk/place.html", context, status=status)


def _initial(place: Place | None) -> dict[str, Any]:
    if place is None or place.synthetic:
        return {}
    return {
        "longitude": place.longitude,
        "latitude": place.latitude,
        "system": place.system,
        "source": place.source,
    }


def _outside(form: PlaceForm) -> bool:
    """Whether the place lies outside the outline and nobody has said that this is right."""
    values = form.cleaned_data
    try:
        services.check(values["longitude"], values["latitude"], values["system"], values["source"])
    except services.PlaceRefused as error:
        form.add_error(error.field or None, error.message)
        return False
    outside = services.outside_county(values["longitude"], values["latitude"], values["system"])
    if outside and not values["confirmed"]:
        form.add_error(
            "longitude", "这个位置在县界轮廓以外。请核对经纬度和坐标系；确实无误的，勾选下面的确认后再保存。"
        )
        return True
    return False


def _set(request: Any, of: Division | ServicePoint, form: PlaceForm) -> bool:
    if form.errors:
        return False
    values = form.cleaned_data
    given = services.Given(of, values["longitude"], values["latitude"], values["system"], values["source"])
    services.set_places(caller=request.caller, given=[given])
    return True


def _list_url(of: Division | ServicePoint) -> str:
    division = of.division if isinstance(of, ServicePoint) else of
    url = reverse("admin_desk:places")
    parent = division.parent
    if division.level == Level.VILLAGE and parent is not None:
        url += f"?township={parent.code}"
    return f"{url}#place-{division.code}"


@needs(Ability.PARAMETER_EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: Any) -> HttpResponse:
    """All places from a spreadsheet, or none where a row is wrong."""
    form = UploadForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        try:
            checked, changed = sheet.import_places(
                caller=request.caller, content=form.cleaned_data["file"].read()
            )
        except SheetRefused as error:
            form.add_error("file", str(error))
        else:
            if not checked.errors:
                _tell(request, checked, changed)
                return redirect("admin_desk:places")
            form.add_error("file", f"有{len(checked.errors)}处填写不对，一行也没有导入，请按下表改好再上传。")
    context = {"form": form, "checked": checked}
    return render(request, "admin_desk/places_upload.html", context, status=422 if form.errors else 200)


def _tell(request: Any, checked: sheet.Checked, changed: int) -> None:
    messages.success(request, f"已读{len(checked.given)}行，更新坐标{changed}个。")
    for line in checked.warnings[:10]:
        messages.warning(request, line)
    if len(checked.warnings) > 10:
        messages.warning(request, f"另有{len(checked.warnings) - 10}个在县界轮廓以外，请逐个核对。")


@needs(Ability.PARAMETER_EDIT)
def template(request: Any) -> HttpResponse:
    """The workbook to fill in, with every township and village of the county."""
    home = home_county()
    rows = Division.objects.filter(level=Level.TOWNSHIP, parent=home) | Division.objects.filter(
        level=Level.VILLAGE, parent__parent=home
    )
    divisions = list(rows.select_related("place").order_by("code"))
    return workbook_response(sheet.template(divisions), f"坐标模板{timezone.localdate():%Y%m%d}.xlsx")
