"""``make meeting`` as it runs in a hall: it says how far it is, survives being killed, and lets its ports be chosen."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from pytest_django import Settings

from registry.queries.reach import out_of_reach


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Run:
    """One run of the command in a folder of its own; its output is read as it comes."""

    def __init__(self, folder: Path, port: int, plain_port: int) -> None:
        command = [sys.executable, "-u", "manage.py", "meeting", "--host", "127.0.0.1"]
        kept = {key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")}
        self.process = subprocess.Popen(
            [*command, "--port", str(port), "--plain-port", str(plain_port)],
            cwd=settings.BASE_DIR,
            env=kept | {"EVALSITE_VAR_DIR": str(folder), "EVALSITE_DEMO": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def said(self, until: str = "停止请按 Ctrl+C") -> list[str]:
        """What it says up to that sentence, or to its end."""
        lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if until in line:
                break
        return lines

    def kill(self, number: int = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        self.process.wait(timeout=60)


def answers(address: str) -> str:
    """The page at the address once it comes; the certificate is the meeting's own."""
    blind = ssl._create_unverified_context()  # it is trusted by tablets, not by this test
    pause = threading.Event()
    for _ in range(200):
        try:
            with urlopen(address, timeout=30, context=blind if address.startswith("https") else None) as page:
                return str(page.read().decode())
        except OSError:
            pause.wait(0.1)
    raise TimeoutError(address)


@contextmanager
def half_asked(port: int) -> Iterator[None]:
    """A tablet that is in the middle of a request: whoever serves it would wait for the rest."""
    blind = ssl._create_unverified_context()  # it is trusted by tablets, not by this test
    with socket.create_connection(("127.0.0.1", port)) as plain, blind.wrap_socket(plain) as tablet:
        tablet.sendall(b"GET /b/ HTTP/1.1\r\nHost: 127")
        yield


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    found: list[Run] = []
    yield found
    for run in found:
        if run.process.poll() is None:
            run.kill()


def test_it_says_how_far_it_is_and_after_a_kill_the_same_command_works(
    tmp_path: Path, runs: list[Run]
) -> None:
    port, plain_port = free_port(), free_port()
    runs.append(Run(tmp_path, port, plain_port))
    lines = runs[-1].said()
    steps = [line for line in lines if line.startswith("正在建立或更新数据库")]
    last = re.fullmatch(r"正在建立或更新数据库：(\d+) / (\d+)", steps[-1])
    assert last is not None
    assert last[1] == last[2] == str(len(steps))
    assert f"评议监督平台：https://127.0.0.1:{port}/   平板投票：https://127.0.0.1:{port}/b/" in lines
    assert f"平板信任证书的说明：http://127.0.0.1:{plain_port}/trust/" in lines
    assert [line[:3] for line in lines if "在家里" in line] == ["注意："]
    assert "投票" in answers(f"http://127.0.0.1:{plain_port}/b/")
    with half_asked(port):
        runs[-1].kill()
        runs.append(Run(tmp_path, port, plain_port))
        again = runs[-1].said()
    assert [line for line in again if "Traceback" in line or line.startswith("正在建立")] == []
    assert again[-1] == "停止请按 Ctrl+C"
    assert "投票" in answers(f"https://127.0.0.1:{port}/b/")
    assert "投票" in answers(f"http://127.0.0.1:{plain_port}/b/")


def test_a_port_that_another_program_holds_is_told_with_the_way_out(tmp_path: Path, runs: list[Run]) -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:  # as the meeting's server listens
        taken = other.getsockname()[1]
        runs.append(Run(tmp_path, free_port(), taken))
        [line] = runs[-1].said()
    assert f"端口 {taken} 已被占用" in line
    assert f"make meeting PLAIN_PORT={taken + 1000}" in line
    assert runs[-1].process.wait(timeout=60) == 1
    assert (tmp_path / "evalsite.sqlite3").read_bytes() == b"", "told at once, before anything is made"


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("https://pingyi.anlan.gov.cn", True),
        ("https://114.114.114.114:8443", True),
        ("https://127.0.0.1:8443", False),
        ("https://192.168.1.20:8443", False),
        ("https://10.8.0.3", False),
        ("https://[::1]:8443", False),
        ("http://localhost:8000", False),
        ("https://huichang:8443", False),
        ("https://huichang.local:8443", False),
    ],
)
def test_an_address_that_people_at_home_cannot_open_is_told(
    settings: Settings, address: str, reached: bool
) -> None:
    settings.PUBLIC_URL = address
    assert (out_of_reach() == "") is reached
    assert reached or address in out_of_reach()
