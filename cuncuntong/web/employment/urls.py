"""Addresses of the employment service: figures with rows and exports, sheets for notice boards."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.employment import board, rows, views

app_name = "employment"

urlpatterns = [
    path("", views.home, name="home"),
    path("export/<str:chart>/", views.export, name="export"),
    path("rows/<str:what>/", rows.rows_page, name="rows"),
    path("board/", board.choose, name="board"),
    path("board/sheet.pdf", board.sheet_pdf, name="board_sheet"),
]
