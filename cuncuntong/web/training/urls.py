"""Addresses of training: a point's follow-up, wishes, institutions, classes with their people and papers."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.training import classes, desk, institutions, papers, people, sheets, start, tasks, wishes

app_name = "training"

urlpatterns = [
    path("", start.start, name="start"),
    path("overdue/", start.overdue, name="overdue"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("call/", tasks.call, name="call"),
    path("wishes/", wishes.listing, name="wishes"),
    path("wishes/export/", wishes.export, name="wishes_export"),
    path("wishes/<int:pk>/", wishes.one, name="wish"),
    path("desk/", desk.desk, name="desk"),
    path("institutions/", institutions.listing, name="institutions"),
    path("institutions/new/", institutions.add, name="institution_add"),
    path("institutions/<int:pk>/", institutions.one, name="institution"),
    path("institutions/<int:pk>/edit/", institutions.edit, name="institution_edit"),
    path("institutions/<int:pk>/courses/", institutions.course_add, name="course_add"),
    path("courses/<int:pk>/end/", institutions.course_end, name="course_end"),
    path("classes/", classes.listing, name="classes"),
    path("classes/new/", classes.add, name="class_add"),
    path("classes/<str:number>/", classes.one, name="class"),
    path("classes/<str:number>/edit/", classes.edit, name="class_edit"),
    path("classes/<str:number>/act/", classes.act, name="class_act"),
    path("classes/<str:number>/place/", people.place, name="class_place"),
    path("classes/<str:number>/attendance/", sheets.attendance, name="class_attendance"),
    path("classes/<str:number>/results/", sheets.results, name="class_results"),
    path("classes/<str:number>/roster.pdf", papers.roster_pdf, name="class_roster"),
    path("classes/<str:number>/sheet.pdf", papers.sheet_pdf, name="class_sheet"),
    path("classes/<str:number>/notices.pdf", papers.notices, name="class_notices"),
    path("classes/<str:number>/roster.xlsx", papers.roster_xlsx, name="class_export"),
    path("enrolments/<int:pk>/leave/", people.leave, name="leave"),
    path("enrolments/<int:pk>/notice.pdf", papers.notice, name="notice"),
]
