"""Safety of the settings, the key file and the machine. Each check yields what it finds."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings
from django.db import connection

from cuncuntong.cli.findings import Finding
from cuncuntong.config import environment as env

SHORTEST_SECRET = 50
MOST_ABOVE_TIMEOUT = 60
LEAST_FREE_BYTES = 2 * 1024**3
SHANGHAI = dt.timedelta(hours=8)


def debug() -> Iterator[Finding]:
    """Debug pages show settings and data to whoever causes an error."""
    if settings.DEBUG or env.flag("DEBUG"):
        yield Finding(True, "开着调试模式，出错页会泄露设置和数据。", "删除环境变量 CUNCUNTONG_DEBUG。")
    if settings.CUNCUNTONG["DEMO"]:
        yield Finding(True, "开着演示模式。", "删除环境变量 CUNCUNTONG_DEMO。")


def secret() -> Iterator[Finding]:
    """Whoever knows the signing key can forge sessions."""
    given = env.text("SECRET_KEY")
    if not given:
        yield Finding(
            True,
            "没有设置 CUNCUNTONG_SECRET_KEY，现用的是数据目录里自动生成的签名密钥，"
            "会随数据一起被备份和拷走。",
            "用 python3 -c 'import secrets; print(secrets.token_urlsafe(64))' 生成一个，"
            "写进服务的环境变量文件。",
        )
    elif len(given) < SHORTEST_SECRET or len(set(given)) < 10:
        yield Finding(
            True,
            f"CUNCUNTONG_SECRET_KEY 太短或太简单（{len(given)}位），会话可能被伪造。",
            f"换成至少{SHORTEST_SECRET}位的随机串。",
        )


def key_file() -> Iterator[Finding]:
    """The key file opens everything: only the service may read it, and it lies away from the data."""
    from cuncuntong.foundation.sealed.keys import KeyFileError, KeyRing

    path = Path(settings.CUNCUNTONG["KEY_FILE"]).resolve()
    try:
        KeyRing.load(path)
    except KeyFileError as error:
        yield Finding(True, str(error), "改好后再运行 cuncuntong check。")
        return
    except PermissionError:
        yield Finding(True, f"服务的用户读不了密钥文件 {path}。", f"运行 chown 把 {path} 交给服务的用户。")
        return
    for folder, what in _data_folders():
        if path.is_relative_to(folder):
            yield Finding(
                True,
                f"密钥文件在{what} {folder} 里，备份或泄露数据时会连密钥一起带走。",
                "把它移到别的目录（如 /etc/cuncuntong/keys.json），用 CUNCUNTONG_KEY_FILE 指明，并另行备份。",
            )
            return


def _data_folders() -> Iterator[tuple[Path, str]]:
    yield Path(settings.STATIC_ROOT).resolve(), "网页静态文件目录"
    yield Path(settings.PACKAGE_DIR).resolve(), "程序目录"
    yield Path(settings.CUNCUNTONG["MEDIA_DIR"]).resolve(), "附件目录"
    yield Path(settings.CUNCUNTONG["VAR_DIR"]).resolve(), "数据目录"
    if connection.vendor == "sqlite":
        yield Path(str(settings.DATABASES["default"]["NAME"])).resolve().parent, "数据库目录"


def folders() -> Iterator[Finding]:
    """Attachments outside the web root; the data directory closed to other users; room left."""
    var, media = Path(settings.CUNCUNTONG["VAR_DIR"]), Path(settings.CUNCUNTONG["MEDIA_DIR"]).resolve()
    if media.is_relative_to(Path(settings.STATIC_ROOT).resolve()):
        yield Finding(
            True,
            f"附件目录 {media} 在网页静态文件目录里。",
            "用 CUNCUNTONG_MEDIA_DIR 指到别的目录，并移走已有附件。",
        )
    if not var.exists():
        return
    if stat.S_IMODE(var.stat().st_mode) & 0o007:
        yield Finding(True, f"数据目录 {var} 对本机其他用户开放。", f"运行 chmod 700 {var}。")
    if shutil.disk_usage(var).free < LEAST_FREE_BYTES:
        yield Finding(False, f"数据目录 {var} 所在磁盘剩余不到2 GB。", "清理或扩大磁盘。")


def addresses() -> Iterator[Finding]:
    """Public address, hosts and proxy: receipts carry the address, cookies need HTTPS."""
    public = urlparse(str(settings.CUNCUNTONG["PUBLIC_URL"]))
    hosts = list(settings.ALLOWED_HOSTS)
    if public.scheme != "https":
        yield Finding(
            True,
            f"公开网址 {public.geturl()} 不是 https，口令和居民信息会明文传输。",
            "在反向代理上配好证书，设置 CUNCUNTONG_PUBLIC_URL=https://…。",
        )
    if any(host in {"*", "."} for host in hosts):
        yield Finding(
            True, "CUNCUNTONG_ALLOWED_HOSTS 放行任何主机名，链接可被伪造。", "改成实际的域名，用逗号分隔。"
        )
    elif public.hostname and not any(_covers(host, public.hostname) for host in hosts):
        yield Finding(
            True,
            f"公开网址的主机名 {public.hostname} 不在 CUNCUNTONG_ALLOWED_HOSTS 里，页面会打不开。",
            f"设置 CUNCUNTONG_ALLOWED_HOSTS={public.hostname}。",
        )
    if env.flag("SSL_REDIRECT", True) and not env.flag("BEHIND_PROXY"):
        yield Finding(
            False,
            "没有设置 CUNCUNTONG_BEHIND_PROXY=1，反向代理后面的页面会反复跳转。",
            "确认代理会改写 X-Forwarded-Proto 后设置 CUNCUNTONG_BEHIND_PROXY=1（见 docs/operations.md）。",
        )


def _covers(pattern: str, host: str) -> bool:
    return host == pattern or (pattern.startswith(".") and (host == pattern[1:] or host.endswith(pattern)))


def sms() -> Iterator[Finding]:
    """A gateway gets telephone numbers and results."""
    gateway = str(settings.CUNCUNTONG["SMS_GATEWAY"])
    if not gateway:
        yield Finding(
            False,
            "没有设置短信网关，结果由服务点打印或当面告知。",
            "有网关时设置 CUNCUNTONG_SMS_GATEWAY 和 CUNCUNTONG_SMS_TOKEN。",
        )
    elif urlparse(gateway).scheme != "https":
        yield Finding(
            True, "短信网关地址不是 https，居民电话会明文传输。", "改用 https 地址，或经本机的加密代理转发。"
        )


def above() -> Iterator[Finding]:
    """The province's systems get ID numbers and decisions; packages are signed by a key of their own."""
    ours = settings.CUNCUNTONG
    way, address = str(ours["ABOVE_TRANSPORT"]), str(ours["ABOVE_URL"])
    if not way:
        yield Finding(
            False,
            "没有设置上级系统的连接方式，要报送上级的业务会一直等着。",
            "按 docs/operations.md“上级系统”一节设置 CUNCUNTONG_ABOVE_TRANSPORT（http 或 file）。",
        )
    elif way == "http":
        yield from _above_http(address)
    elif way == "file":
        yield from _above_files()
    else:
        yield Finding(
            True, f"CUNCUNTONG_ABOVE_TRANSPORT 没有“{way}”这种方式。", "只能是 http 或 file，或者不设。"
        )


def _above_http(address: str) -> Iterator[Finding]:
    ours = settings.CUNCUNTONG
    parts = urlparse(address)
    if not parts.hostname:
        yield Finding(
            True, f"上级接口地址 {address or '（空）'} 不是网址。", "设置 CUNCUNTONG_ABOVE_URL=https://…。"
        )
    elif parts.scheme != "https":
        yield Finding(
            True,
            "上级接口地址不是 https，居民信息会明文传输。",
            "改用 https 地址，或经本机的加密代理（如政务外网网关）转发。",
        )
    if not ours["ABOVE_TOKEN"]:
        yield Finding(True, "没有设置上级接口的访问令牌。", "向上级申请后设置 CUNCUNTONG_ABOVE_TOKEN。")
    if not 1 <= int(ours["ABOVE_TIMEOUT"]) <= MOST_ABOVE_TIMEOUT:
        yield Finding(
            True,
            f"CUNCUNTONG_ABOVE_TIMEOUT 是{ours['ABOVE_TIMEOUT']}秒，应在1至{MOST_ABOVE_TIMEOUT}秒之间。",
            "一般用10秒；太长时上级变慢会拖住其他后台任务。",
        )


def _above_files() -> Iterator[Finding]:
    from cuncuntong.ledgers.above.packaging import KeysMissing, keys

    try:
        keys()
    except KeysMissing as missing:
        yield Finding(
            True, str(missing), "按 docs/operations.md“上级系统”一节生成本县密钥，并填入上级给的密钥。"
        )
    folder = str(settings.CUNCUNTONG["ABOVE_DIR"])
    if not folder:
        yield Finding(
            False,
            "没有设置文件交换目录，报送包和结果包要在“上级系统—文件交换”里由人工导出、导入。",
            "要自动收发，设置 CUNCUNTONG_ABOVE_DIR。",
        )
        return
    path = Path(folder)
    if not path.is_dir() or not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            True, f"文件交换目录 {path} 不存在，或服务的用户不能读写。", "建好目录，交给服务的用户。"
        )
    elif path.resolve().is_relative_to(Path(settings.STATIC_ROOT).resolve()):
        yield Finding(True, f"文件交换目录 {path} 在网页静态文件目录里。", "移到别的目录。")


def ciphers() -> Iterator[Finding]:
    """SM4-GCM and SM3 must be offered by the OpenSSL that cryptography was built with."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    try:
        sealer = Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(12))).encryptor()
        sealer.update(b"cuncuntong")
        sealer.finalize()
        hashes.Hash(hashes.SM3()).finalize()
    except UnsupportedAlgorithm as error:
        yield Finding(
            True,
            f"这台机器的 cryptography 不支持国密算法 SM4-GCM 或 SM3（{error}）。",
            "用锁定的版本重新安装：pip install --require-hashes -r requirements/run.txt。",
        )


def clock() -> Iterator[Finding]:
    """Limits are counted in days of Asia/Shanghai."""
    if settings.TIME_ZONE != "Asia/Shanghai":
        yield Finding(
            True, f"系统时区设成了 {settings.TIME_ZONE}。", "时限按北京时间计算，请恢复 Asia/Shanghai。"
        )
    offset = dt.datetime.now().astimezone().utcoffset()
    if offset != SHANGHAI:
        yield Finding(
            False,
            f"服务器的时区不是北京时间（与UTC相差{offset}），日志时间会对不上。",
            "运行 timedatectl set-timezone Asia/Shanghai。",
        )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    debug, secret, key_file, folders, addresses, sms, above, ciphers, clock,
)  # fmt: skip
