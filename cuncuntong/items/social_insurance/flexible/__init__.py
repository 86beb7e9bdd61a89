"""Item 20 in parts: what it looks at, its form, its rules, and what it explains before anybody signs."""
