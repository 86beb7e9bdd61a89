"""Addresses of the employers' own site."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.hiring import board, entry, own

app_name = "hiring"

urlpatterns = [
    path("", entry.start, name="start"),
    path("register/", entry.register, name="register"),
    path("sign-in/", entry.sign_in, name="sign_in"),
    path("sign-out/", entry.sign_out, name="sign_out"),
    path("board/", board.board, name="board"),
    path("own/", own.own_data, name="own_data"),
    path("password/", own.password, name="password"),
    path("new/<str:kind>/", board.add, name="posting_add"),
    path("postings/<str:code>/", board.posting, name="posting"),
    path("postings/<str:code>/edit/", board.edit, name="posting_edit"),
    path("postings/<str:code>/<str:move>/", board.act, name="posting_act"),
]
