"""The components as template tags: ``{% load ui %}``. Described in docs/screens-style.md."""

from __future__ import annotations

from cuncuntong.web.components import tags_charts, tags_forms, tags_maps, tags_parts, tags_small
from cuncuntong.web.components.library import register

__all__ = ["register", "tags_charts", "tags_forms", "tags_maps", "tags_parts", "tags_small"]
