"""Passwords are refused in Chinese, for a reason that helps."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cuncuntong.network.models import Account

OWNER = Account(username="clerk04", full_name="张秀英")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kurz", "至少要10位，现在是4位"),
        ("1234567890123", "不能全是数字"),
        ("clerk04clerk04", "不能有账号或姓名"),
        ("40krelc-abcdef", "不能有账号或姓名"),
        ("CLERK04-abcdef", "不能有账号或姓名"),
        ("kuai-le-shui-cun-26", ""),
        ("我是张秀英呀哈哈哈哈哈", "不能有账号或姓名"),
        ("qwertyuiop", "太常见"),
    ],
)
def test_what_is_wrong_is_said(password, words):
    if not words:
        validate_password(password, OWNER)
        return
    with pytest.raises(ValidationError, match=words):
        validate_password(password, OWNER)
