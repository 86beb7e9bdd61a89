"""Addresses of the collection."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.collection import deductions, imports, orders, progress, village

app_name = "collection"

urlpatterns = [
    path("", village.village, name="village"),
    path("list.<str:layout>", village.export, name="export"),
    path("batches/<int:pk>/", orders.batch, name="batch"),
    path("orders/", orders.orders, name="orders"),
    path("orders/papers.pdf", orders.papers, name="papers"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/act/", orders.act, name="order_act"),
    path("orders/<int:pk>/certificate.pdf", orders.certificate, name="certificate"),
    path("progress/", progress.progress, name="progress"),
    path("progress/export/", progress.export, name="progress_export"),
    path("progress/subsidies/", progress.subsidies, name="subsidies"),
    path("arrivals/", imports.imports, name="imports"),
    path("arrivals/template/", imports.template_file, name="template"),
    path("arrivals/<int:pk>/", imports.import_file, name="import_file"),
    path("arrivals/<int:pk>/again/", imports.post_again, name="post_again"),
    path("problems/", imports.problems, name="problems"),
    path("problems/<int:pk>/", imports.problem, name="problem"),
    path("deductions/", deductions.deductions, name="deductions"),
    path("deductions/answer-template/", deductions.answer_template_file, name="answer_template"),
    path("deductions/<int:pk>/", deductions.deduction_file, name="deduction_file"),
    path("deductions/<int:pk>/<str:layout>/", deductions.download, name="deduction"),
]
