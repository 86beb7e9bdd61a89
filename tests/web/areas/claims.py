"""Claims to come, entitlements, recalculations, and the public calculator."""

from __future__ import annotations

PUBLIC = {"portal:calculator"}
