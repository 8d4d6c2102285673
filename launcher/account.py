"""Which account runs the private cluster: PostgreSQL refuses root, and initdb wants a name."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.console import Refusal

UNPRIVILEGED_NAMES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user and group id; the name is None for a user id that the machine does not list."""

    uid: int
    gid: int
    name: str | None

    def arguments(self) -> dict[str, Any]:
        """Return what subprocess needs to run a program as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def owns(self, path: Path) -> bool:
        """Tell whether ``path`` is a real folder of this account that nobody else may enter."""
        if path.is_symlink() or not path.is_dir():
            return False
        status = path.stat()
        return status.st_uid == self.uid and status.st_mode & 0o077 == 0

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this account may pass through ``folder`` and every folder above it."""
        test = shutil.which("test") or "/usr/bin/test"
        probe = subprocess.run([test, "-x", folder], check=False, cwd="/", **self.arguments())
        return probe.returncode == 0


def cluster_account(data: Path) -> Account:
    """Return the account for the cluster whose data folder is ``data`` (which may not exist yet).

    A normal user runs it as that user. Root drops to the owner of an existing data folder, else
    to ``postgres``, else to ``nobody``.

    Raises
    ------
    Refusal
        When a normal user meets a data folder of somebody else, or root finds nobody to drop to.
    """
    uid = os.geteuid()
    owner = data.stat().st_uid if data.is_dir() else None
    if uid != 0:
        if owner not in (None, uid):
            raise Refusal(
                f"{data} 属于用户 {_name(owner) or owner}，当前用户是 {_name(uid) or uid}。"
                f"请用原来的用户启动，或先执行 sudo rm -rf {data} 重新开始。",
                f"{data} belongs to {_name(owner) or owner}; you are {_name(uid) or uid}. "
                f"Start as that user, or start anew after: sudo rm -rf {data}",
            )
        return Account(uid, os.getegid(), _name(uid))
    if owner:
        return Account(owner, data.stat().st_gid, _name(owner))
    for name in UNPRIVILEGED_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise Refusal(
        "PostgreSQL 不能以 root 运行，而本机没有用户 postgres 或 nobody。请换一个普通用户启动。",
        "PostgreSQL refuses to run as root, and this machine has neither postgres nor nobody. "
        "Start as a normal user.",
    )


def naming_prefix(account: Account) -> Sequence[str]:
    """Return the command words that give a nameless user id a name while initdb runs.

    initdb looks its user up by name and stops when the machine does not list it (common in
    containers); a user namespace lends it the name of ``nobody``. The server needs no such help.

    Raises
    ------
    Refusal
        When the machine allows no user namespace.
    """
    if account.name is not None:
        return ()
    nobody = pwd.getpwnam("nobody").pw_uid
    prefix = ("unshare", "--user", f"--map-user={nobody}")
    allowed = (
        shutil.which("unshare")
        and not subprocess.run(
            [*prefix, "true"], capture_output=True, check=False, **account.arguments()
        ).returncode
    )
    if not allowed:
        raise Refusal(
            f"用户号 {account.uid} 在本机没有名字，PostgreSQL 无法建立数据库。"
            f"请在 /etc/passwd 中为它加一行，或换一个有名字的用户启动。",
            f"User id {account.uid} has no name on this machine, and PostgreSQL cannot create a "
            f"database without one. Add it to /etc/passwd, or start as a user that has a name.",
        )
    return prefix


def _name(uid: int | None) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name if uid is not None else None
    except KeyError:
        return None
