"""What the components compute. Their HTML is in templates/components; templatetags/ui.py offers their tags."""
