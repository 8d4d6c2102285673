"""The demo's address: a taken port is an answer."""

import socket

import pytest

from launcher import ports
from launcher.console import Refusal, run


@pytest.fixture
def taken() -> socket.socket:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other


def test_a_wanted_port_that_is_taken_is_refused_with_exit_code_2(
    taken: socket.socket, capsys: pytest.CaptureFixture[str]
):
    port = taken.getsockname()[1]

    code = run(lambda _: ports.listen("127.0.0.1", port) and 0)

    assert code == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port} 已被其他程序占用" in said
    assert f"127.0.0.1:{port} is taken by another program" in said


def test_without_a_wish_the_next_free_port_is_taken_and_said(
    taken: socket.socket, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    first = taken.getsockname()[1]
    monkeypatch.setattr(ports, "DEFAULT_PORT", first)

    with ports.listen("127.0.0.1", None) as bound:
        port = bound.getsockname()[1]

    assert port > first
    assert f"Port {first} is taken, using {port}" in capsys.readouterr().out


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refusal, match=r"no address 192\.0\.2\.1") as caught:  # RFC 5737
        ports.listen("192.0.2.1", 8000)
    assert caught.value.exit_code == 2


def test_the_address_to_open_is_this_machine_when_it_listens_on_all():
    with ports.listen("0.0.0.0", None) as bound:  # noqa: S104
        port = bound.getsockname()[1]
        assert ports.base_url(bound) == f"http://127.0.0.1:{port}/"
