"""The one tag library that the component modules fill; templatetags/ui.py hands it to Django."""

from __future__ import annotations

from django import template

register = template.Library()
