"""Takes the address that the demo serves on; a taken one is an answer, not a traceback."""

import errno
import socket

from launcher.console import Refusal, say

DEFAULT_PORT = 8000
PORTS_TRIED = 100
BACKLOG = 128


def listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens on ``host`` and ``port``.

    Without a port it takes 8000, or the next free one and says so.

    Raises
    ------
    Refusal
        With exit code 2 when the wanted port is taken, forbidden, or the host is not ours.
    """
    if port is not None:
        try:
            return _bind(host, port)
        except OSError as error:
            raise _refusal(host, port, error) from error
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        try:
            bound = _bind(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refusal(host, candidate, error) from error
            continue
        if candidate != DEFAULT_PORT:
            say(
                f"端口 {DEFAULT_PORT} 已被占用，改用 {candidate}",
                f"Port {DEFAULT_PORT} is taken, using {candidate}",
            )
        return bound
    last = DEFAULT_PORT + PORTS_TRIED - 1
    raise Refusal(
        f"端口 {DEFAULT_PORT} 至 {last} 都被占用，请用 --port 指定一个。",
        f"Ports {DEFAULT_PORT} to {last} are all taken; choose one with --port.",
        exit_code=2,
    )


def base_url(bound: socket.socket) -> str:
    """Return the address that a browser on this machine opens for a listening socket."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _bind(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=BACKLOG)


def _refusal(host: str, port: int, error: OSError) -> Refusal:
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        zh = (
            f"{where} 已被其他程序占用。请换一个端口，例如 --port {_other(port)}，"
            "或先结束占用它的程序。"
        )
        en = (
            f"{where} is taken by another program. Choose another port, "
            f"for example --port {_other(port)}, or end that program first."
        )
    elif error.errno == errno.EACCES:
        zh = f"当前用户不能使用 {where}；1024 以下的端口只给管理员，请用更大的端口。"
        en = f"You may not use {where}: ports below 1024 are the administrator's. Choose higher."
    else:
        reason = str(error.strerror).partition(" (")[0]
        zh = f"本机没有地址 {host}：{reason}。可用 127.0.0.1（仅本机）或 0.0.0.0（局域网）。"
        en = (
            f"This machine has no address {host}: {reason}. "
            "Use 127.0.0.1 (this machine only) or 0.0.0.0 (the local network)."
        )
    return Refusal(zh, en, exit_code=2)


def _other(port: int) -> int:
    return port + 1 if port < 65535 else DEFAULT_PORT
