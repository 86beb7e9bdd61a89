"""The commands as an operator types them: Chinese, exit codes, and what they leave behind."""

from __future__ import annotations

import json
import stat

import pytest
from django.conf import settings

from cuncuntong import __version__
from cuncuntong.cli.main import COMMANDS
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.audit.chain import seal_pending
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.sealed.keys import KeyRing
from cuncuntong.ledgers.residents.models import Household, Resident
from cuncuntong.network.models import Account, Division, Duty, ServicePoint
from cuncuntong.province.server import ProvinceServer
from cuncuntong.rules.registry import items


def test_help_lists_every_command(cct):
    ran = cct("--help")
    assert ran.code == 0
    assert all(f"  {name} " in ran.out for name in COMMANDS)


def test_version(cct):
    assert cct("version").out.strip() == f"村村通 {__version__}"


def test_an_unknown_command_and_option_are_told_in_chinese(cct):
    ran = cct("servee")
    assert ran.code == 2 and "没有这个命令：servee" in ran.err
    ran = cct("serve", "--prot", "1")
    assert ran.code == 2 and "没有这个选项：--prot 1" in ran.err
    ran = cct("seed", "--cases", "many")
    assert ran.code == 2 and "--cases 应为整数，现为 'many'" in ran.err
    ran = cct("account", "add", "li")
    assert ran.code == 2 and "缺少：--name" in ran.err


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "version"])
def test_every_command_explains_itself_in_chinese(cct, name: str):
    ran = cct(name, "--help")
    assert ran.code == 0
    assert "用法：" in ran.out and "usage" not in ran.out and "show this help" not in ran.out


def test_items_json_has_the_promised_shape(cct):
    listed = json.loads(cct("items", "--json").out)
    assert [one["number"] for one in listed] == [str(n) for n in range(1, 41)] + ["D1", "D2", "D3", "D4"]
    assert set(listed[0]) == {"number", "name", "group", "channels", "limit_workdays", "open"}
    twenty_eight = listed[27]
    assert twenty_eight["group"] == "social_insurance"
    assert twenty_eight["limit_workdays"] == 2
    assert [one["number"] for one in listed if one["open"]] == [one.number for one in items.all() if one.open]
    assert ("未开通" in cct("items").out) == any(not one.open for one in items.all())


@pytest.mark.django_db
class TestInit:
    def test_a_new_installation_gets_its_county_and_an_administrator(self, cct, monkeypatch):
        monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115, PTH123
        ran = cct("init", "--admin", "zhangsan", "--admin-name", "张三")
        assert ran.code == 0, ran.err
        assert Division.objects.count() == 359 and ServicePoint.objects.count() == 351
        duty = Duty.objects.select_related("account", "division").get(kind="system_admin")
        assert (duty.account.username, duty.division.code) == ("zhangsan", "140522")
        assert duty.account.must_change_password
        password = ran.out.split("一次性密码：")[1].split()[0]
        assert duty.account.check_password(password)
        assert "待业务管理员核定" in ran.out
        # Again: nothing is made twice, no password is shown.
        again = cct("init")
        assert "一次性密码" not in again.out and Account.objects.count() == 1

    def test_a_demonstration_has_accounts_whose_passwords_work(self, cct):
        ran = cct("init", "--demo", "--residents", "80", "--cases", "20")
        assert ran.code == 0, ran.err
        assert Resident.objects.count() == 80 + 4, "four more, whom items can be tried with"
        path = settings.CUNCUNTONG["VAR_DIR"] / "accounts.txt"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        lines = [line.split() for line in path.read_text().splitlines() if line.startswith("  ")]
        for username, password, *_ in lines:
            assert Account.objects.get(username=username).check_password(password)
        kinds = set(Duty.objects.values_list("kind", flat=True))
        assert len(kinds) == 8
        path.unlink()

    def test_production_refuses_made_up_people(self, cct, settings):
        settings.CUNCUNTONG = {**settings.CUNCUNTONG, "PRODUCTION": True}
        assert cct("init", "--demo").code == 1
        ran = cct("seed", "--residents", "5")
        assert ran.code == 1 and "生产环境不能生成演示数据" in ran.err
        assert not Household.objects.exists()

    def test_a_lost_key_file_is_not_papered_over(self, cct, settings, tmp_path):
        Account.objects.create_account(username="someone", password="x", full_name="某人")
        settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": tmp_path / "keys.json"}
        ran = cct("init")
        assert ran.code == 1 and "没有密钥文件" in ran.err and "从备份恢复" in ran.err
        assert not (tmp_path / "keys.json").exists()


@pytest.mark.django_db
class TestAccounts:
    @pytest.fixture(autouse=True)
    def _county(self):
        from cuncuntong.network.services.divisions import load_divisions

        load_divisions()

    def test_add_with_a_duty_and_reset(self, cct):
        ran = cct(
            "account", "add", "wang", "--name", "王", "--duty", "point_clerk", "--point", "14052210000501"
        )
        assert ran.code == 0, ran.err
        duty = Duty.objects.select_related("account").get()
        assert duty.point.name == "水村社区就业社保服务点" and duty.division.name == "水村社区"
        first = ran.out.split("一次性密码：")[1].split()[0]
        assert duty.account.check_password(first)
        second = cct("account", "reset-password", "wang").out.split("一次性密码：")[1].split()[0]
        duty.account.refresh_from_db()
        assert duty.account.check_password(second) and not duty.account.check_password(first)
        actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
        assert actions == ["account.created", "duty.given", "account.password_reset"]

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--duty", "boss"], "没有这个岗位：boss"),
            (["--duty", "reviewer"], "至少要选一条业务线"),
            (["--duty", "reviewer", "--line", "x"], "没有这条业务线：x"),
            (["--duty", "point_clerk"], "要选择所在的服务点"),
            (["--duty", "overseer", "--division", "99"], "没有代码为 99 的区划"),
        ],
    )
    def test_a_wrong_duty_makes_no_account(self, cct, options: list[str], words: str):
        ran = cct("account", "add", "zhao", "--name", "赵", *options)
        assert ran.code == 1 and words in ran.err
        assert not Account.objects.exists()


@pytest.mark.django_db
def test_divisions_import_tells_every_problem(cct, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("code,name,kind,parent\n1,甲,city,\n", encoding="utf-8")
    ran = cct("divisions", "import", str(file))
    assert ran.code == 1 and "第2行" in ran.err and "没有导入" in ran.err
    assert cct("divisions", "import", str(tmp_path / "no.csv")).code == 1
    assert not Division.objects.exists()


@pytest.mark.django_db
def test_audit_verify_names_the_first_broken_entry(cct):
    (settings.CUNCUNTONG["VAR_DIR"] / "audit-anchor.log").unlink(missing_ok=True)
    for number in range(3):
        record(actor=None, action="test.done", object_type="test", object_id=str(number))
    while seal_pending():
        pass
    ran = cct("audit", "verify")
    assert ran.code == 0 and "审计链完好：核验3条" in ran.out
    second = AuditEntry.objects.get(seq=2)
    AuditEntry.sealing.filter(pk=second.pk).update(object_id="forged")
    ran = cct("audit", "verify")
    assert ran.code == 1 and "链序号2" in ran.err
    (settings.CUNCUNTONG["VAR_DIR"] / "audit-anchor.log").unlink(missing_ok=True)


@pytest.mark.django_db
def test_rekey_opens_everything_anew(cct, settings, tmp_path):
    from cuncuntong.foundation.sealed.keys import create_key_file

    path = tmp_path / "keys.json"
    create_key_file(path)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": path}
    account = Account.objects.create_account(username="someone", password="x", full_name="某人")
    account.telephone = "15400000001"
    account.save()
    ran = cct("rekey")
    assert ran.code == 0 and "第2版密钥" in ran.out
    assert KeyRing.load(path).current == 2
    assert Account.objects.get().telephone == "15400000001"
    assert cct("rekey", "--continue").code == 0
    assert KeyRing.load(path).current == 2


@pytest.mark.django_db
def test_tasks_lists_and_refuses_unknown(cct):
    assert "失败0个" in cct("tasks").out
    ran = cct("tasks", "retry", "not-a-number")
    assert ran.code == 1 and "没有编号为" in ran.err


def test_a_province_is_switched_only_where_one_runs(cct, tmp_path):
    told = cct("province", "--dir", str(tmp_path), "set", "fail=100")
    assert told.code == 0 and "没有演示省级系统在运行" in told.err and "fail" not in told.out
    assert "没有演示省级系统在运行" in cct("province", "--dir", str(tmp_path), "show").err
    server = ProvinceServer(("127.0.0.1", 0), tmp_path, "token")
    try:
        told = cct("province", "--dir", str(tmp_path), "set", "fail=50")
        assert "没有演示省级系统" not in told.err and "50" in told.out
    finally:
        server.server_close()
    assert "没有演示省级系统在运行" in cct("province", "--dir", str(tmp_path), "reset").err
