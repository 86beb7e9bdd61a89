"""The audit log's words: what is handed to the province."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "above.made": "准备报送上级",
    "above.withdrawn": "撤回报送",
}

OBJECTS: dict[str, str] = {
    "above.Handover": "上级报送",
}
