"""Addresses of pension accounts: finding, a resident's accounts, posting, statements, interest, proofs."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.pensions import accounts, books, interest, papers, posting, taking_back

app_name = "pensions"

urlpatterns = [
    path("", accounts.find, name="find"),
    path("residents/<int:pk>/", accounts.resident, name="resident"),
    path("residents/<int:pk>/statement.pdf", papers.statement_pdf, name="statement_pdf"),
    path("residents/<int:pk>/statement.xlsx", papers.statement_xlsx, name="statement_xlsx"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/post/", posting.post, name="post"),
    path("entries/<int:pk>/reverse/", posting.reverse_one, name="reverse"),
    path("interest/", interest.listing, name="interest"),
    path("interest/<int:pk>/", interest.one, name="interest_run"),
    path("interest/<int:pk>/act/", interest.act, name="interest_act"),
    path("interest/<int:pk>/beyond/", taking_back.listing, name="taking_back"),
    path("interest/<int:pk>/beyond/act/", taking_back.act, name="taking_back_act"),
    path("books/", books.books, name="books"),
    path("books/prove/", books.prove, name="prove"),
    path("books/<int:pk>/settle/", books.settle, name="settle"),
]
