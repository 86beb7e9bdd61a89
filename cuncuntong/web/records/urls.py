"""Addresses of the employment records: unemployed, flexible workers, hard-to-employ persons, certificates."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.records import certificates, export, flexible, hardship, one, unemployed

app_name = "records"

urlpatterns = [
    path("", unemployed.listing, name="unemployed"),
    path("unemployed/<int:pk>/", one.one, name="unemployment"),
    path("flexible/", flexible.listing, name="flexible"),
    path("hardship/", hardship.listing, name="hardship"),
    path("hardship/<int:pk>/", hardship.one, name="hardship_one"),
    path("hardship/propose/<int:resident>/", hardship.propose, name="hardship_propose"),
    path("certificates/", certificates.listing, name="certificates"),
    path("certificates/issue/<int:resident>/", certificates.issue, name="certificate_issue"),
    path("certificates/<int:pk>/", certificates.one, name="certificate"),
    path("certificates/<int:pk>/act/", certificates.act, name="certificate_act"),
    path("certificates/<int:pk>/page.pdf", certificates.paper, name="certificate_paper"),
    path("export/<str:what>/", export.export, name="export"),
]
