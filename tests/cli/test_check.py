"""Each unsafe setting is found, says why and what to do, and stops production."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import override_settings

from cuncuntong.cli.check import safety
from cuncuntong.cli.findings import Finding
from cuncuntong.foundation.sealed.keys import create_key_file

pytestmark = pytest.mark.django_db
HOST = "ccd.example.gov.cn"
PROVINCE = {"ABOVE_TRANSPORT": "http", "ABOVE_URL": "https://p.example", "ABOVE_TOKEN": "t"}


@pytest.fixture
def safe(settings, monkeypatch, tmp_path: Path):
    """Settings of a sound installation; tests spoil one at a time."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "var").mkdir(mode=0o700)
    key = tmp_path / "etc" / "keys.json"
    create_key_file(key)
    monkeypatch.setenv("CUNCUNTONG_SECRET_KEY", "k3J-" + "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zZ" * 2)
    monkeypatch.setenv("CUNCUNTONG_BEHIND_PROXY", "1")
    settings.CUNCUNTONG = {
        **settings.CUNCUNTONG,
        "PRODUCTION": True,
        "KEY_FILE": key,
        "VAR_DIR": tmp_path / "var",
        "MEDIA_DIR": tmp_path / "var" / "files",
        "PUBLIC_URL": f"https://{HOST}",
        "SMS_GATEWAY": "https://sms.example",
    }
    settings.STATIC_ROOT = tmp_path / "var" / "static"
    settings.ALLOWED_HOSTS = [HOST]
    return settings


def _stops() -> list[str]:
    return [one.what for one in safety() if one.stops]


def test_a_sound_installation_passes(safe):
    assert _stops() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"PUBLIC_URL": "http://ccd.example.gov.cn"}, "不是 https"),
        ({"PUBLIC_URL": "https://other.example"}, "不在 CUNCUNTONG_ALLOWED_HOSTS 里"),
        ({"SMS_GATEWAY": "http://sms.example"}, "短信网关地址不是 https"),
        ({"DEMO": True}, "演示模式"),
        ({"KEY_FILE": Path("/nowhere/keys.json")}, "没有密钥文件"),
    ],
)
def test_one_wrong_setting(safe, change: dict[str, object], words: str):
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, **change}
    found = [one for one in safety() if one.stops]
    assert len(found) == 1 and words in found[0].what
    assert found[0].todo


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ABOVE_TRANSPORT": "ftp"}, "没有“ftp”这种方式"),
        ({"ABOVE_TRANSPORT": "http", "ABOVE_URL": "", "ABOVE_TOKEN": "t"}, "不是网址"),
        ({"ABOVE_TRANSPORT": "http", "ABOVE_URL": "http://p.example", "ABOVE_TOKEN": "t"}, "不是 https"),
        ({"ABOVE_TRANSPORT": "http", "ABOVE_URL": "https://p.example", "ABOVE_TOKEN": ""}, "访问令牌"),
        ({**PROVINCE, "ABOVE_TIMEOUT": 900}, "应在1至60秒之间"),
        ({"ABOVE_TRANSPORT": "file", "ABOVE_KEY_FILE": Path("/nowhere.json")}, "没有文件交换密钥"),
    ],
)
def test_one_wrong_setting_of_the_connection_above(safe, change: dict[str, object], words: str):
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, **change}
    found = [one for one in safety() if one.stops]
    assert len(found) == 1 and words in found[0].what
    assert found[0].todo


def test_the_connection_above_may_be_sound_or_not_set(safe, tmp_path: Path):
    assert any(not one.stops and "没有设置上级系统的连接方式" in one.what for one in safety())
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, **PROVINCE}
    assert not any("上级" in one.what for one in safety())
    keys = tmp_path / "etc" / "above-keys.json"
    keys.write_text(json.dumps({"ours": "11" * 32, "theirs": "22" * 32}))
    keys.chmod(0o600)
    files = {"ABOVE_TRANSPORT": "file", "ABOVE_KEY_FILE": keys, "ABOVE_DIR": str(tmp_path / "exchange")}
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, **files}
    assert any("不存在，或服务的用户不能读写" in one for one in _stops())
    (tmp_path / "exchange").mkdir()
    assert _stops() == []


def test_hosts_secret_debug_clock(safe, monkeypatch):
    safe.ALLOWED_HOSTS = ["*"]
    assert any("放行任何主机名" in one for one in _stops())
    safe.ALLOWED_HOSTS = [".example.gov.cn"]
    assert _stops() == []
    monkeypatch.setenv("CUNCUNTONG_SECRET_KEY", "short")
    assert any("太短或太简单" in one for one in _stops())
    monkeypatch.delenv("CUNCUNTONG_SECRET_KEY")
    assert any("没有设置 CUNCUNTONG_SECRET_KEY" in one for one in _stops())
    with override_settings(DEBUG=True):
        assert any("调试模式" in one for one in _stops())
    with override_settings(TIME_ZONE="UTC"):
        assert any("系统时区" in one for one in _stops())


def test_a_key_file_that_others_read_or_that_lies_beside_the_data(safe):
    key = safe.CUNCUNTONG["KEY_FILE"]
    key.chmod(0o644)
    assert any("可被其他用户读取" in one for one in _stops())
    inside = safe.CUNCUNTONG["VAR_DIR"] / "keys.json"
    create_key_file(inside)
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, "KEY_FILE": inside}
    assert any("数据目录" in one for one in _stops())
    in_static = safe.STATIC_ROOT / "keys.json"
    create_key_file(in_static)
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, "KEY_FILE": in_static}
    assert any("网页静态文件目录" in one for one in _stops())


def test_folders_that_are_open(safe):
    safe.CUNCUNTONG["VAR_DIR"].chmod(0o755)
    assert any("对本机其他用户开放" in one for one in _stops())
    safe.CUNCUNTONG["VAR_DIR"].chmod(0o700)
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, "MEDIA_DIR": safe.STATIC_ROOT / "files"}
    assert any("附件目录" in one for one in _stops())


def test_demonstration_data_and_accounts(safe):
    from cuncuntong.demo.accounts import demo_accounts
    from cuncuntong.demo.people import add_residents
    from cuncuntong.network.models import Account
    from cuncuntong.network.services.divisions import load_divisions

    load_divisions()
    demo_accounts()
    assert any("还有可登录的演示账号" in one for one in _stops())
    Account.objects.update(is_active=False)
    assert _stops() == []
    add_residents(5, seed=1)
    assert any("数据库里有演示居民" in one for one in _stops())


def test_reminders_name_what_is_missing_without_stopping(safe, time_machine_2027):
    reminders = [one for one in safety() if not one.stops]
    told = "\n".join(one.what for one in reminders)
    assert "政策参数待核定" in told and "等" in told
    assert "没有可用的系统管理员账号" in told
    assert "工作日历缺2027年" in told


@pytest.fixture
def time_machine_2027():
    import time_machine

    from cuncuntong.network.workdays import forget_calendar

    forget_calendar()
    with time_machine.travel("2027-02-01 10:00:00+08:00", tick=True):
        yield
    forget_calendar()


def test_pending_migrations_stop(safe, monkeypatch):
    monkeypatch.setattr("cuncuntong.cli.preparation.pending_migrations", lambda: ["cases.0002_x"])
    assert any("步更新没有执行" in one for one in _stops())


def test_the_command_refuses_and_says_why(cct, safe, monkeypatch):
    monkeypatch.setattr("cuncuntong.cli.preparation.pending_migrations", list)
    safe.ALLOWED_HOSTS = ["*"]
    ran = cct("check")
    assert ran.code == 1 and "✗ CUNCUNTONG_ALLOWED_HOSTS" in ran.out and "检查没有通过" in ran.out
    safe.ALLOWED_HOSTS = [HOST]
    assert cct("check").code == 0
    safe.CUNCUNTONG = {**safe.CUNCUNTONG, "PRODUCTION": False}
    ran = cct("check")
    assert ran.code == 1 and "没有设置 CUNCUNTONG_PRODUCTION=1" in ran.out


def test_serve_refuses_an_unsafe_production(cct, safe, monkeypatch):
    monkeypatch.setattr("cuncuntong.cli.preparation.pending_migrations", list)
    safe.ALLOWED_HOSTS = ["*"]
    ran = cct("serve", "--port", "58731")
    assert ran.code == 1 and "没有启动" in ran.err and "放行任何主机名" in ran.err


def test_serve_refuses_a_port_that_is_taken(cct):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = cct("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 1 and "不能在" in ran.err


def test_findings_that_stop_come_first():
    found = sorted([Finding(False, "a", ""), Finding(True, "b", "")], key=lambda one: not one.stops)
    assert [one.what for one in found] == ["b", "a"]
