"""File exchange by hand: a report package made and fetched, a result package brought in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.ledgers.above.enums import OPEN, PackageState
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Package
from cuncuntong.ledgers.above.packaging import KeysMissing, PackageRefused
from cuncuntong.ledgers.above.selectors import rejected
from cuncuntong.ledgers.above.services.packages_in import PackageKnown, bring_in
from cuncuntong.ledgers.above.services.packages_out import make_package, package_file
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.above.forms import PackageForm
from cuncuntong.web.above.handovers import connection
from cuncuntong.web.above.shared import MANAGE, PACKAGE_TONES, PAGE, READ, sections
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.downloads import file_response, wrong_rows_response
from cuncuntong.web.paging import page_of


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: CallerRequest) -> HttpResponse:
    """The packages, the newest first; a POST brings a result package in."""
    form = PackageForm()
    if request.method == "POST":
        request.caller.need(MANAGE)
        form = PackageForm(request.POST, request.FILES)
        if form.is_valid() and (done := _bring_in(request, form)):
            return done
    after = whole(request.GET.get("after", ""))
    waiting = Count("handovers", filter=Q(handovers__state__in=[one.value for one in OPEN]))
    rows = request.caller.limit(READ, Package.objects.select_related("by").annotate(waiting=waiting))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    page = page_of(list(rows.order_by("-pk")[: PAGE + 1]), PAGE, {}, first=after is None)
    context: dict[str, Any] = {
        **page,
        **connection(request),
        "tabs": sections("above:packages"),
        "rows": [{"row": row, "tone": PACKAGE_TONES[PackageState(row.state)]} for row in page["shown"]],
        "taking": any(row.state == PackageState.TAKING for row in page["shown"]),
        "form": form,
    }
    return render(request, "above/packages.html", context, status=422 if form.errors else 200)


def _bring_in(request: CallerRequest, form: PackageForm) -> HttpResponse | None:
    try:
        made = bring_in(file=form.cleaned_data["file"], caller=request.caller)
    except PackageKnown as known:
        messages.info(request, f"结果包{known.package.number}以前收过，这次没有重复。")
    except (PackageRefused, KeysMissing) as refused:
        form.add_error("file", f"整包没有收：{refused}")
        return None
    else:
        messages.success(request, f"结果包{made.number}签名和摘要无误，共{made.rows}条，正在逐条收下。")
    return redirect("above:packages")


@needs(MANAGE)
@require_POST
def make(request: CallerRequest) -> HttpResponse:
    """A report package of all that waits."""
    try:
        made = make_package(caller=request.caller)
    except KeysMissing as missing:
        messages.error(request, f"没有生成：{missing}请系统管理员按运维手册设置文件交换密钥。")
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        if made is None:
            messages.info(request, "没有待报送的业务，没有生成报送包。")
        else:
            messages.success(request, f"报送包{made.number}已生成，共{made.rows}笔，请下载后送上级。")
        if held := rejected(request.caller).count():
            messages.warning(
                request, f"上级拒收的{held}笔不在包里：请在“报送”的“上级拒收”中逐笔核对，再点“现在再报送”。"
            )
    return redirect("above:packages")


@needs(MANAGE)
@require_POST
def download(request: CallerRequest, pk: int) -> HttpResponse:
    """A report package's file; it holds full numbers, so it is logged."""
    try:
        row, content = package_file(caller=request.caller, pk=pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("above:packages")
    return file_response(content, f"{row.number}.zip", "application/zip")


@needs(MANAGE)
@require_GET
def wrong_rows(request: CallerRequest, pk: int) -> HttpResponse:
    """The rows of a result package that go back, with the reason in each."""
    row = fetch(request.caller, MANAGE, Package.objects.all(), pk=pk)
    if not row.problems:
        raise Http404
    return wrong_rows_response(
        row,
        lambda: store().get(row.problems),
        f"退回的行-{row.number}.xlsx",
        count=row.failed,
        action="above.wrong_rows_exported",
        actor=request.caller.account,
    )
