"""Where the private cluster keeps its data and its socket, also when var/ will not do."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, cluster_account
from launcher.console import Refusal

SOCKET_FILE = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes; the kernel keeps 108 with the closing zero
OUTSIDE = Path("/var/lib/cadastre-private")
"""Root's home for clusters of a checkout that only root can enter. Not /var/tmp, which the system
cleans of files that nobody touched for a month."""


@dataclass(frozen=True)
class Places:
    """The folders of one cluster and the account that owns them."""

    data: Path
    socket: Path
    account: Account
    is_outside: bool


def make_var(var: Path) -> None:
    """Make the folder ``var``, passable for the account that the cluster runs as.

    Raises
    ------
    Refusal
        When it cannot be made, or belongs to somebody else.
    """
    try:
        if not var.is_dir():
            var.mkdir(parents=True)
            var.chmod(0o755)
    except OSError as error:
        raise Refusal(
            f"无法建立 {var}：{error.strerror}。", f"Cannot make {var}: {error.strerror}."
        ) from error
    if not os.access(var, os.W_OK | os.X_OK):
        raise Refusal(
            f"当前用户不能写入 {var}（可能是用 root 或 sudo 建立的）。请改用原来的用户，"
            f"或执行 sudo chown -R $(id -u) {var}。",
            f"You may not write into {var} (perhaps root or sudo made it). Use the first user, "
            f"or run: sudo chown -R $(id -u) {var}",
        )


def choose_places(var: Path, name: str) -> Places:
    """Return where the cluster ``name`` lives: ``var/pg-<name>`` and ``var/run-<name>``.

    When root runs it and the account it drops to cannot enter ``var`` (the checkout lies in a
    closed home, say), both lie in a folder under /var/lib/cadastre-private. When the socket's path
    would be longer than the kernel takes, the socket goes to a short private folder in /tmp that
    ``var/run-<name>.short`` remembers.
    """
    account = cluster_account(var / f"pg-{name}")
    home = var
    if not account.can_enter(var):
        home = OUTSIDE / hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:8]
        account = cluster_account(home / f"pg-{name}")
    socket = home / f"run-{name}"
    if len(os.fsencode(socket / SOCKET_FILE)) > LONGEST_SOCKET_PATH:
        socket = _short_socket_folder(var / f"run-{name}.short", account)
    return Places(home / f"pg-{name}", socket, account, home != var)


def private_folder(path: Path, account: Account) -> None:
    """Make the folder ``path`` for ``account`` alone, with passable folders above it."""
    for parent in reversed(path.parents):
        if not parent.exists():
            parent.mkdir(mode=0o755)
            parent.chmod(0o755)
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)
    if account.uid != os.geteuid():
        os.chown(path, account.uid, account.gid)


def forget_short_socket(var: Path, name: str) -> None:
    """Remove the short socket folder of a cluster that has stopped, if it has one."""
    note = var / f"run-{name}.short"
    if not note.is_file():
        return
    folder = Path(note.read_text(encoding="utf-8"))
    note.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _short_socket_folder(note: Path, account: Account) -> Path:
    if note.is_file():
        folder = Path(note.read_text(encoding="utf-8"))
        # A reboot clears /tmp, and then anybody may have taken the name.
        if account.owns(folder):
            return folder
    folder = Path(tempfile.mkdtemp(prefix="cadastre-", dir="/tmp"))
    private_folder(folder, account)
    note.write_text(str(folder), encoding="utf-8")
    return folder
