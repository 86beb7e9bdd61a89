"""Public addresses of the job market."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.search, name="search"),
    path("<slug:code>/", views.posting, name="posting"),
    path("<slug:code>/poster.pdf", views.poster_pdf, name="poster"),
]
