"""What is filled in: the same in every application, as far as the item lets it be."""

from __future__ import annotations

ENROL, SEEK = "28", "1"
MATERIAL = "id_page"
FORMS: dict[str, dict[str, str]] = {
    ENROL: {"level": "300", "hukou": "rural"},
    SEEK: {"action": "register", "occupation": "电焊工", "work_place": "本县", "shown_to_employers": "yes"},
}
