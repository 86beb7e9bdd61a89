"""Whether a picture is fit to be a portrait: one face, large, straight, lit and sharp enough.

Looks at the picture's quality alone. Nothing here compares one face with another, and nothing is kept.
"""

from cuncuntong.foundation.faces.verdict import Checked, Fault, Limits, check_portrait

__all__ = ["Checked", "Fault", "Limits", "check_portrait"]
