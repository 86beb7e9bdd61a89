"""Files for the bank and from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.ledgers.payments.enums import FileKind, FileLayout, FileState, ProblemState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import BankFile, PayRun, ReturnProblem
from cuncuntong.ledgers.payments.selectors import counties_of, visible_runs
from cuncuntong.ledgers.payments.services import (
    export_run,
    import_return,
    post_return,
    release_file,
    solve_problem,
    solve_problems,
)
from cuncuntong.ledgers.payments.services.bank_sheet import answer_template
from cuncuntong.ledgers.payments.services.export import EXPORTABLE
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.cut import first_of
from cuncuntong.web.downloads import XLSX, file_response, workbook_response
from cuncuntong.web.payments.forms import NoteForm, ReturnForm
from cuncuntong.web.payments.reading import LINES, run_frame, seen_run
from cuncuntong.web.work import pages

# As many rows are posted while the person waits; more go on in the background.
POSTED_AT_ONCE = 2000
MOST_FILES = 50


@needs(Ability.PAY_READ, line=LINES)
def page(request: CallerRequest, pk: int) -> HttpResponse:
    """What was exported and imported, and what of the bank's answer is not clear."""
    return _page(request, seen_run(request, pk), ReturnForm())


def _page(
    request: CallerRequest,
    run: PayRun,
    form: ReturnForm,
    status: int = 200,
    *,
    file_form: NoteForm | None = None,
) -> HttpResponse:
    files = BankFile.objects.filter(run=run).select_related("actor").order_by("-at", "-pk")
    problems = ReturnProblem.objects.filter(file__run=run).select_related("file", "solved_by")
    only = request.GET.get("problems", "")
    if only != "all":
        problems = problems.filter(state=ProblemState.OPEN)
    shown, turning = pages.keyed_page(problems, request, {"problems": only if only == "all" else ""})
    kept, cut = first_of(files, MOST_FILES, "更早的没有列出")
    prepares = run.county_code in counties_of(request.caller, Ability.PAY_PREPARE, run.fund)
    context = {
        **run_frame(run, "bank"),
        "files": kept,
        "cut": cut,
        "problems": shown,
        "all_problems": only == "all",
        "layouts": FileLayout.choices,
        "may_export": prepares and run.state in EXPORTABLE,
        "may_import": prepares and run.state == RunState.EXPORTED,
        "form": file_form or form,
        "return_form": form,
        **_held(run),
        "file_form": file_form or NoteForm(prefix="file"),
        **turning,
    }
    return render(request, "payments/bank.html", context, status=status)


def _held(run: PayRun) -> dict[str, Any]:
    """A return file that waits for somebody, beside what was sent to the bank."""
    rows = BankFile.objects.filter(run=run)
    held = rows.filter(state=FileState.HELD).select_related("actor").first()
    sent = rows.filter(kind=FileKind.EXPORT).order_by("pk").first() if held is not None else None
    return {"held": held, "sent": sent}


@require_POST
@needs(Ability.PAY_PREPARE, line=LINES)
def decide_file(request: CallerRequest, pk: int) -> HttpResponse:
    """A return file without a total line: its rows are taken, or it is voided as a whole."""
    files = BankFile.objects.filter(
        run__in=visible_runs(request.caller, Ability.PAY_PREPARE), kind=FileKind.RETURN
    )
    file = files.select_related("run").filter(pk=pk).first()
    if file is None:
        raise NotVisible("没有找到这份回盘文件，或它不在您的服务范围内。")
    form, post = NoteForm(request.POST, prefix="file"), request.POST.get("move") == "post"
    if form.is_valid():
        try:
            release_file(caller=request.caller, file=file, post=post, note=form.cleaned_data["note"])
        except LedgerRefused as refused:
            form.add_error("note", f"{refused.message}{refused.remedy}")
        else:
            if post:
                _tell(request, BankFile.objects.get(pk=pk))
            else:
                messages.success(request, "整份文件已作废，没有登记；取得完整的文件后再导入。")
            return redirect("payments:bank", file.run_id)
    return _page(request, seen_run(request, file.run_id), ReturnForm(), 422, file_form=form)


@require_POST
@needs(Ability.PAY_PREPARE, line=LINES)
def export(request: CallerRequest, pk: int) -> HttpResponse:
    """Hands the file out, and keeps who took it."""
    run = seen_run(request, pk, Ability.PAY_PREPARE)
    layout = request.POST.get("layout", "")
    try:
        made = export_run(caller=request.caller, run=run, layout=layout)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("payments:bank", pk)
    mime = XLSX if layout == FileLayout.XLSX else "text/csv"
    return file_response(made.content, made.name, mime)


@needs(Ability.PAY_PREPARE, line=LINES)
@require_http_methods(["GET", "POST"])
def take_return(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes the bank's answer in."""
    run = seen_run(request, pk, Ability.PAY_PREPARE)
    if request.method != "POST":
        return redirect("payments:bank", pk)
    form = ReturnForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            file = import_return(caller=request.caller, run=run, name=sent.name, content=sent.read())
        except LedgerRefused as refused:
            form.add_error("file", f"{refused.message}{refused.remedy}")
        else:
            _tell(request, file)
            return redirect("payments:bank", pk)
    return _page(request, run, form, status=422)


def _tell(request: CallerRequest, file: BankFile) -> None:
    if file.state == FileState.HELD:
        words = f"“{file.name}”没有合计行，无法核对是否完整：已留下{file.rows}笔，还没有登记。"
        messages.warning(request, words + "请与银行核对后在下面确认，或整份作废。")
        return
    later = file.to_post > POSTED_AT_ONCE
    if not later:
        post_return(file.pk)
    said = f"已读入{file.rows}笔，{'正在后台登记' if later else '登记'}{file.to_post}笔。"
    if file.repeated:
        said += f"与以前相同{file.repeated}行。"
    problems = file.problems.filter(state=ProblemState.OPEN).count()
    if problems:
        messages.warning(request, f"{said}有{problems}笔对不上，请在下面逐条处理。")
    else:
        messages.success(request, said)


@needs(Ability.PAY_PREPARE, line=LINES)
@require_GET
def template(request: CallerRequest, pk: int) -> HttpResponse:
    """A return sheet for a bank without a layout of its own; no account number stands in it."""
    run = seen_run(request, pk, Ability.PAY_PREPARE)
    return workbook_response(
        answer_template(run), f"{terms_of(run.fund).short}回盘模板-{run.month:%Y%m}-{run.number:02d}.xlsx"
    )


@require_POST
@needs(Ability.PAY_PREPARE, line=LINES)
def solve_many(request: CallerRequest, pk: int) -> HttpResponse:
    """The ticked problems, or the open ones of the whole run, solved with one note."""
    run = seen_run(request, pk, Ability.PAY_PREPARE)
    rows = ReturnProblem.objects.filter(file__run=run, state=ProblemState.OPEN)
    if request.POST.get("all") != "1":
        rows = rows.filter(pk__in=[key for text in request.POST.getlist("problem") if (key := whole(text))])
    try:
        count = solve_problems(
            caller=request.caller,
            run=run,
            problems=list(rows.values_list("pk", flat=True)),
            note=request.POST.get("note", ""),
        )
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, f"已处理{count}条回盘问题。")
    return redirect("payments:bank", pk)


@require_POST
@needs(Ability.PAY_PREPARE, line=LINES)
def solve(request: CallerRequest, pk: int) -> HttpResponse:
    """Says how a row that fitted nothing was solved."""
    rows = ReturnProblem.objects.filter(file__run__in=visible_runs(request.caller, Ability.PAY_PREPARE))
    problem = rows.select_related("file").filter(pk=pk).first()
    if problem is None or problem.file.kind != FileKind.RETURN:
        raise NotVisible("没有找到这条回盘问题，或它不在您的服务范围内。")
    form = NoteForm(request.POST)
    try:
        with transaction.atomic():
            note = form.cleaned_data["note"] if form.is_valid() else ""
            solve_problem(caller=request.caller, problem=problem, note=note)
    except LedgerRefused as refused:
        messages.error(request, f"第{problem.row}行：{refused.message}{refused.remedy}")
    else:
        messages.success(request, f"第{problem.row}行已处理。")
    return redirect("payments:bank", problem.file.run_id)
