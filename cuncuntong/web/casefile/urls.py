"""Addresses of single cases and their papers."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.casefile import views

app_name = "cases"

urlpatterns = [
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/unmask/", views.unmask, name="unmask"),
    path("<str:number>/unmask-form/", views.unmask_form, name="unmask_form"),
]
