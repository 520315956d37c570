"""The servers that a production installation stands on, started in a folder of their own and stopped at the end."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT_USER = os.geteuid() == 0
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
NGINX = shutil.which("nginx", path=PATH)
REDIS = shutil.which("redis-server")
PSQL = shutil.which("psql")
SECONDS = 60


def postgresql() -> Path | None:
    """The folder of the newest PostgreSQL's own programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


def missing() -> list[str]:
    """What this machine lacks."""
    wanted = {"nginx": NGINX, "redis-server": REDIS, "psql": PSQL, "initdb": postgresql()}
    if ROOT_USER:
        wanted["runuser"] = shutil.which("runuser")  # type: ignore[assignment]  # only asked whether it is there
    return [name for name, place in wanted.items() if not place]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def https_port() -> int:
    """443, or a free one where this user may not take it or somebody has."""
    with socket.socket() as probe:
        try:
            probe.bind(("0.0.0.0", 443))
        except OSError:
            return free_port()
    return 443


def wait_until(ready: Callable[[], bool], what: str) -> None:
    pause = threading.Event()
    for _ in range(SECONDS * 20):
        if ready():
            return
        pause.wait(0.05)
    raise TimeoutError(what)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(*command: str, env: dict[str, str], cwd: Path, log: Path) -> subprocess.Popen[bytes]:
    """A program in a process group of its own, with what it says in ``log``."""
    with log.open("ab") as said:
        return subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def stop(programs: list[subprocess.Popen[bytes]], patience: float = 3) -> None:
    """End them all at once; whoever takes longer than a few seconds is killed with its group."""
    for program in programs:
        program.terminate()
    end = time.monotonic() + patience
    for program in programs:
        try:
            program.wait(timeout=max(end - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait(timeout=10)


def as_postgres(*command: str) -> None:
    """A server of PostgreSQL does not run as root."""
    who = ["runuser", "-u", "postgres", "--"] if ROOT_USER else []
    subprocess.run([*who, *command], check=True, capture_output=True, cwd="/")


@contextmanager
def cluster(folder: Path, port: int, snippet: Path) -> Iterator[None]:
    """PostgreSQL as Debian sets it up: superuser on the socket only, passwords on the network, ``snippet`` in conf.d."""
    programs = postgresql()
    assert programs is not None
    folder.mkdir()
    if ROOT_USER:
        shutil.chown(folder, "postgres", "postgres")
    initdb = [str(programs / "initdb"), "-D", f"{folder}/data", "-U", "postgres", "--no-sync"]
    as_postgres(*initdb, "--auth-local=trust", "--auth-host=scram-sha-256")
    (folder / "data" / "conf.d").mkdir(mode=0o755)
    shutil.copyfile(snippet, folder / "data" / "conf.d" / "evalsite.conf")
    (folder / "data" / "conf.d" / "evalsite.conf").chmod(0o644)
    with (folder / "data" / "postgresql.conf").open("a") as conf:
        conf.write("include_dir = 'conf.d'\n")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", f"{folder}/data"]
    as_postgres(*control, "-o", options, "-w", "-l", f"{folder}/log", "start")
    try:
        yield
    finally:
        as_postgres(*control, "-m", "immediate", "-w", "stop")
