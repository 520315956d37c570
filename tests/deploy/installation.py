"""An installation made by the commands of ``docs/production.md`` from the files of ``deploy/``, on ports of its own.

The page is the script: every line of its ``sh`` blocks is carried out, with the places of this machine put for those of
the page. What only the machine's administrator has (apt-get, git, systemd) is stood in for by the least that does the same.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.deploy.programs import (
    NGINX,
    PSQL,
    REDIS,
    ROOT_USER,
    cluster,
    free_port,
    https_port,
    listens,
    start,
    stop,
    wait_until,
)

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "production.md").read_text()
PLACES = ("var", "etc", "systemd", "sites", "conf.d", "bin")
ELSEWHERE = ("apt-get", "git", "make", "useradd")
"""Commands that prepare the machine: the suite's own machine is prepared by ``.ci/services``."""


def commands(section: str) -> list[str]:
    """The lines of the ``sh`` blocks of a section of the page."""
    text = re.split(r"(?m)^## ", PAGE)
    found = next(part for part in text if part.splitlines()[0] == section)
    return [line for block in re.findall(r"(?s)```sh\n(.*?)```", found) for line in block.splitlines()]


@dataclass
class Installation:
    """Folder, ports and running servers."""

    folder: Path
    clusters: ExitStack = field(default_factory=ExitStack)
    ports: dict[str, int] = field(default_factory=dict)
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in PLACES:
            (self.folder / place).mkdir()
        names = ("HTTP_PORT", "WEB_PORT", "LANE_PORT", "POSTGRESQL", "REDIS")
        self.ports = {name: free_port() for name in names} | {"HTTPS_PORT": https_port()}
        redis = [str(REDIS), "--port", str(self.ports["REDIS"]), "--save", "", "--bind", "127.0.0.1"]
        self._run(*redis, "--dir", str(self.folder), log="redis")

    def close(self) -> None:
        """End every server."""
        stop(list(self.programs.values()))
        self.clusters.close()

    @property
    def url(self) -> str:
        port = self.ports["HTTPS_PORT"]
        return "https://localhost" + ("" if port == 443 else f":{port}")

    @property
    def queue(self) -> redis.Redis:
        return redis.Redis(port=self.ports["REDIS"])

    @property
    def authority(self) -> Path:
        return self.folder / "var" / "certificates" / "ca.crt"

    def log(self, name: str) -> str:
        file = self.folder / f"{name}.log"
        return file.read_text() if file.exists() else ""

    def perform(self, line: str) -> str:
        """Carry out one line of the page; what it said. Raises CalledProcessError when it fails."""
        words = shlex.split(line)
        if words[0] in ELSEWHERE:
            return ""
        if words[0] == "systemctl":
            self._systemctl(*words[1:])
            return ""
        if words[0] == "sed":
            self._own_values()
            return ""
        return self._shell(self._here(line))

    def refused(self, line: str) -> str:
        """What a line of the page says that must fail."""
        try:
            said = self.perform(line)
        except AssertionError as failure:
            return str(failure)
        raise AssertionError(f"{line} was not refused: {said}")

    def sql(self, *statements: str, database: str = "evalsite") -> str:
        """Statements of the superuser, each on its own; what the last one said."""
        asked = [word for statement in statements for word in ("-c", statement)]
        line = f"runuser -u postgres -- psql -qAt {database} {shlex.join(asked)}"
        return self._shell(self._here(line))

    def ended(self, name: str) -> None:
        """Kill one of the servers with all its processes."""
        stop([self.programs[name]], patience=0)

    def signalled(self, name: str, number: signal.Signals) -> None:
        self.programs[name].send_signal(number)

    def _here(self, line: str) -> str:
        """The line with this machine's places."""
        socket = f"-h {self.folder}/postgresql -p {self.ports['POSTGRESQL']} -U postgres"
        for there, here in (
            (r"/etc/postgresql/\d+/main/conf\.d", f"{self.folder}/conf.d"),
            (r"/etc/nginx/sites-enabled", f"{self.folder}/sites"),
            (r"/etc/systemd/system", f"{self.folder}/systemd"),
            (r"/usr/local/bin", f"{self.folder}/bin"),
            (r"/etc/evalsite", f"{self.folder}/etc"),
            (r"/var/lib/evalsite", f"{self.folder}/var"),
            (r"/var/backups/evalsite", f"{self.folder}/backups"),
            (r"/srv/evalsite", str(ROOT)),
            (r"-o evalsite ", ""),
            (r"^evalsite ", f"{self.folder}/bin/evalsite "),
            (r"runuser -u postgres -- psql", f"{PSQL} {socket}"),
            (r"pingyi\.example\.cn", "localhost"),
        ):
            line = re.sub(there, here, line)
        return line

    def _shell(self, line: str) -> str:
        done = subprocess.run(
            ["sh", "-c", line], env=self._bare(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"{line}\n{done.stdout}{done.stderr}")
        return done.stdout

    def _bare(self) -> dict[str, str]:
        """No variable of the test's own process."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}

    def _own_values(self) -> None:
        """What an administrator types into the values: here every place and port too."""
        own = {
            "DOMAIN": "localhost",
            "PUBLIC_URL": self.url,
            "CODE": str(ROOT),
            "VAR": f"{self.folder}/var",
            "ETC": f"{self.folder}/etc",
            "USER": subprocess.check_output(["id", "-un"], text=True).strip(),
            "TLS_CERTIFICATE": f"{self.folder}/var/certificates/site.crt",
            "TLS_PRIVATE": f"{self.folder}/var/certificates/site.key",
            "DATABASE_SERVER": f"127.0.0.1:{self.ports['POSTGRESQL']}",
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['REDIS']}/0",
        } | {name: str(port) for name, port in self.ports.items() if name.endswith("_PORT")}
        file = self.folder / "etc" / "values"
        text = file.read_text()
        for name, value in own.items():
            text, n = re.subn(rf"(?m)^{name}=.*$", f"{name}={value}", text)
            assert n == 1, name
        file.write_text(text)
        # Two persons on one screen within seconds: a one-time code is good once. The factor has tests of its own.
        local = file.with_name("local.env")
        local.touch(mode=0o600)
        local.write_text("EVALSITE_SECOND_FACTOR=0\n")

    def _systemctl(self, verb: str, *names: str) -> None:
        units = [name for name in names if not name.startswith("-")]
        if (verb, *units) == ("restart", "postgresql"):
            snippet = self.folder / "conf.d" / "evalsite.conf"
            self.clusters.enter_context(
                cluster(self.folder / "postgresql", self.ports["POSTGRESQL"], snippet)
            )
        elif (verb, *units) == ("reload", "nginx"):
            if "nginx" in self.programs:
                self.signalled("nginx", signal.SIGHUP)
            else:
                self._nginx()
        elif verb in ("enable", "restart", "stop"):
            stop([self.programs[name] for name in units if name in self.programs])
            for name in units if verb != "stop" else []:
                self._unit(name)
        else:
            assert verb == "daemon-reload", verb

    def _unit(self, name: str) -> None:
        """Start what a unit says, with the environment that its files give and nothing else."""
        unit = (self.folder / "systemd" / f"{name}.service").read_text()
        environment = self._bare()
        for optional, file in re.findall(r"(?m)^EnvironmentFile=(-?)(.*)$", unit):
            if Path(file).exists() or not optional:
                lines = [line for line in Path(file).read_text().splitlines() if not line.startswith("#")]
                environment |= dict(line.split("=", 1) for line in lines if line)
        (command,) = re.findall(r"(?m)^ExecStart=(.*)$", unit)
        self._run(*shlex.split(command), log=name, env=environment)
        if bound := re.search(r"--bind 127\.0\.0\.1:(\d+)", command):
            # What Type=notify tells systemd.
            wait_until(lambda: listens(int(bound[1])), name)
        elif name == "evalsite-worker":
            wait_until(lambda: int(self.queue.pubsub_numpat()) > 0, "the worker hears what it is asked")

    def _nginx(self) -> None:
        """Debian's own frame around the site: an access log, an error log, the sites that are enabled."""
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        conf = self.folder / "nginx-main.conf"
        conf.write_text(
            f"{'user root;' if ROOT_USER else ''} daemon off; pid {self.folder}/nginx.pid;"
            f" error_log {self.folder}/nginx-error.log; events {{}}"
            f" http {{ {temporary} access_log {self.folder}/nginx-access.log; include {self.folder}/sites/*; }}\n"
        )
        self._run(str(NGINX), "-c", str(conf), log="nginx")
        wait_until(lambda: listens(self.ports["HTTPS_PORT"]), "nginx")

    def _run(self, *command: str, log: str, env: dict[str, str] | None = None) -> None:
        place = self.folder / f"{log}.log"
        self.programs[log] = start(*command, env=env or self._bare(), cwd=ROOT, log=place)

    def database_of(self, role: str) -> str:
        """The address by which a role connects, as its environment file says."""
        (line,) = re.findall(r"(?m)^DATABASE_URL=(.*)$", (self.folder / "etc" / f"{role}.env").read_text())
        return str(line)

    def inside(self, module: str, *arguments: str, role: str = "app") -> str:
        """Run a module of the tests with the environment of the pages; what it said."""
        files = "; ".join(f". {self.folder}/etc/{name}.env" for name in ("evalsite", role, "web"))
        command = shlex.join([sys.executable, "-m", module, *arguments])
        return self._shell(f"set -a; {files}; cd {ROOT}; {command}")
