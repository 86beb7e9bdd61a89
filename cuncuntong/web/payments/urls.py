"""Addresses of the monthly payment."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.payments import bank, findings, follow, lines, papers, runs

app_name = "payments"

urlpatterns = [
    path("", runs.listing, name="runs"),
    path("begin/", runs.begin, name="begin"),
    path("runs/<int:pk>/", runs.one, name="run"),
    path("runs/<int:pk>/act/", runs.act, name="act"),
    path("runs/<int:pk>/changes/", lines.changes, name="changes"),
    path("runs/<int:pk>/findings/", findings.listing, name="findings"),
    path("runs/<int:pk>/findings/decide/", findings.decide, name="decide"),
    path("runs/<int:pk>/lines/", lines.listing, name="lines"),
    path("runs/<int:pk>/lines.xlsx", papers.lines_xlsx, name="lines_export"),
    path("runs/<int:pk>/summary.pdf", papers.summary_pdf, name="summary"),
    path("runs/<int:pk>/bank/", bank.page, name="bank"),
    path("runs/<int:pk>/bank/export/", bank.export, name="export"),
    path("runs/<int:pk>/bank/return/", bank.take_return, name="return"),
    path("runs/<int:pk>/bank/template.xlsx", bank.template, name="return_template"),
    path("runs/<int:pk>/bank/problems/", bank.solve_many, name="solve_many"),
    path("problems/<int:pk>/", bank.solve, name="solve"),
    path("lines/<int:pk>/", lines.one, name="line"),
    path("lines/<int:pk>/release/", follow.release, name="release"),
    path("lines/<int:pk>/came-back/", follow.came_back, name="came_back"),
    path("files/<int:pk>/", bank.decide_file, name="decide_file"),
    path("failed/", follow.listing, name="failed"),
    path("failed/<int:pk>/", follow.one, name="follow"),
]
