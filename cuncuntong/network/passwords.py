"""What a password must be, told in Chinese: Django's own validators lack some of the words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

SHORTEST = 10
_SHORTEST_NAME = 2


class LongEnough:
    """At least ten characters, and not digits alone."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with Chinese words."""
        if len(password) < SHORTEST:
            raise ValidationError(f"密码太短，至少要{SHORTEST}位，现在是{len(password)}位。")
        if password.isdigit():
            raise ValidationError("密码不能全是数字，请加上字母。")

    def get_help_text(self) -> str:
        """One line for a form."""
        return f"至少{SHORTEST}位，不能全是数字。"


class NotLikeAccount:
    """Does not hold the account's name or the person's name, in whatever case or order."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with Chinese words."""
        plain = password.lower()
        for value in (getattr(user, "username", ""), getattr(user, "full_name", "")):
            name = str(value or "").lower()
            if len(name) >= _SHORTEST_NAME and (name in plain or name[::-1] in plain):
                raise ValidationError("密码里不能有账号或姓名，请换一个。")

    def get_help_text(self) -> str:
        """One line for a form."""
        return "不能含有账号或姓名。"


class NotCommon(CommonPasswordValidator):
    """None of the 20,000 passwords that are tried first."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with Chinese words."""
        if password.lower().strip() in self.passwords:
            raise ValidationError("这个密码太常见，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        """One line for a form."""
        return "不能是常见密码。"
