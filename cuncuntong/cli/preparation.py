"""The steps that bring an installation up to date: files, key, database, static files, divisions."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cuncuntong.cli.console import Bar, Problem, say


def prepare_folder(var: Path) -> None:
    """The data directory, closed to other users of the machine."""
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o700)


def prepare_key_file(path: Path, *, has_sealed_data: bool) -> bool:
    """Makes the key file on a new installation; returns whether it did.

    Where the database already holds sealed data a new key would be of no use and would hide the
    loss: Problem.
    """
    from cuncuntong.foundation.sealed.keys import KeyFileError, KeyRing, create_key_file

    if path.exists():
        try:
            KeyRing.load(path)
        except KeyFileError as error:
            raise Problem(str(error)) from error
        return False
    if has_sealed_data:
        raise Problem(
            f"数据库里已有加密数据，但没有密钥文件 {path}。",
            "请从备份恢复密钥文件，或用 CUNCUNTONG_KEY_FILE 指明它在哪里。没有它，加密的数据无法打开。",
        )
    create_key_file(path)
    return True


def has_sealed_data() -> bool:
    """Whether the database holds rows that only the key file opens."""
    from django.db import connection

    # Asked before migrating: the tables may not be there, and models need columns that may not be.
    tables = set(connection.introspection.table_names())
    for name in ("residents_resident", "network_account", "audit_auditentry"):
        if name in tables:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    return True
    return False


def pending_migrations() -> list[str]:
    """Migrations that the code has and the database has not, as app.name."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> int:
    """Applies what is pending, with a bar; returns how many migrations ran."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    pending = pending_migrations()
    if not pending:
        return 0
    with Bar("更新数据库", len(pending), "步") as bar:

        def moved(action: str, *_: Any, **__: Any) -> None:
            if action == "apply_success":
                bar(1)

        executor = MigrationExecutor(connection, moved)
        executor.migrate(executor.loader.graph.leaf_nodes())
    # Permissions and content types of new models; silent and quick.
    call_command("migrate", verbosity=0, interactive=False)
    return len(pending)


def collect_static(*, force: bool = False) -> bool:
    """Collects and compresses the static files when the package's own changed; returns whether it did."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = _static_stamp()
    if not force and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=stamp.parent.exists())
    stamp.write_text(wanted, encoding="ascii")
    return True


def _static_stamp() -> str:
    """A digest of name, size and time of every static file of every app."""
    from django.contrib.staticfiles.finders import get_finders

    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            state = file.stat()
            found.append([path, state.st_size, state.st_mtime_ns])
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()


def load_county(*, file: Path | None = None, source: str = "") -> None:
    """Loads the shipped divisions, unless the county has loaded its own since."""
    from cuncuntong.network.models import Division
    from cuncuntong.network.services import divisions

    if file is None and Division.objects.exclude(source=divisions.SOURCE).exists():
        say("  行政区划：已导入过本县自己的文件，保持不变")
        return
    options = {"source": source} if source else {}
    try:
        loaded = divisions.load_divisions(file or divisions.SHIPPED, **options)
    except divisions.BadDivisionFile as error:
        raise Problem("区划文件有问题，没有导入：\n  " + "\n  ".join(error.problems[:50])) from error
    say(f"  行政区划：新增{loaded.added}个，更新{loaded.changed}个；新增服务点{loaded.points_added}个")
    if loaded.absent:
        say(f"  文件里没有、数据库里有的区划{len(loaded.absent)}个，没有删除：")
        say("    " + "、".join(loaded.absent[:20]) + ("……" if len(loaded.absent) > 20 else ""))
        say("  确已撤销的，请在“服务网络”中停用其服务点。")


def load_policies() -> None:
    """Loads the shipped policy library; what the county changed stays as it is."""
    from cuncuntong.ledgers.policies.services import load_library

    loaded = load_library()
    say(f"  政策库：新增{loaded.added}份，更新{loaded.renewed}份；{loaded.lacking}份只有标题，正文待县里录入")
