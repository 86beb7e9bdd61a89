"""Addresses of administration: parameters, calendar, double records, accounts, audit, tasks."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.admin_desk import accounts, audit, calendar, doubles, parameters, places, start, tasks

app_name = "admin_desk"

urlpatterns = [
    path("", start.start, name="start"),
    path("parameters/", parameters.listing, name="parameters"),
    path("parameters/<str:key>/", parameters.detail, name="parameter"),
    path("parameters/<int:pk>/confirm/", parameters.confirm_value, name="parameter_confirm"),
    path("parameters/<int:pk>/withdraw/", parameters.withdraw_value, name="parameter_withdraw"),
    path("calendar/", calendar.year_page, name="calendar"),
    path("places/", places.listing, name="places"),
    path("places/upload/", places.upload, name="places_upload"),
    path("places/template/", places.template, name="places_template"),
    path("places/<str:code>/", places.edit, name="place"),
    path("doubles/", doubles.listing, name="doubles"),
    path("doubles/<int:one>/<int:other>/", doubles.compare, name="doubles_compare"),
    path("doubles/<int:pk>/undo/", doubles.undo, name="merge_undo"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/add/", accounts.add, name="account_add"),
    path("accounts/<int:pk>/", accounts.detail, name="account"),
    path("accounts/<int:pk>/duty/", accounts.give, name="duty_give"),
    path("accounts/duty/<int:pk>/end/", accounts.end, name="duty_end"),
    path("accounts/<int:pk>/<str:act>/", accounts.act, name="account_act"),
    path("audit/", audit.listing, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/verify/", audit.verify_chain, name="audit_verify"),
    path("tasks/", tasks.listing, name="tasks"),
    path("tasks/<uuid:pk>/again/", tasks.again, name="task_again"),
]
