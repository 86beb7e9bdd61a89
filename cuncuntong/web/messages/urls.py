"""Addresses of messages: what a place has to tell, and where nobody told it in time."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.messages import late, lists, one, slips

app_name = "messages"

urlpatterns = [
    path("", lists.listing, name="list"),
    path("told/", lists.tell_chosen, name="tell_chosen"),
    path("late/", late.late, name="late"),
    path("slips.pdf", slips.slips, name="slips"),
    path("<int:pk>/", one.one, name="one"),
    path("<int:pk>/telephone/", one.telephone, name="telephone"),
    path("<int:pk>/slip.pdf", slips.slip, name="slip"),
]
