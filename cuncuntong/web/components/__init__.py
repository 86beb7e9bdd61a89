"""What the components compute; templates/components has their HTML, templatetags/ui.py their tags."""
