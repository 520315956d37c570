"""What runs: the queue and its worker, and the site as the public meets it."""

import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from django.conf import settings
from django.db import connection

from evalsite.celery import app
from evalsite.doctor.database import APP, LANE, roles_connected
from evalsite.doctor.findings import FILL, Finding
from registry import ports
from registry.queries.installation import queue_health

SECONDS = 10
WORKER_SECONDS = 5.0
NGINX_AGAIN = "nginx 用 deploy 里的 nginx.conf，systemctl reload nginx"
ELSEWHERE = "别的网站"
NOBODY = "0" * 32
PROBES: dict[str, dict[str, Any]] = {
    "check": {"card": "AAAA"},
    "cast": {"card": "AAAA", "id": NOBODY, "form": "0" * 64, "marks": []},
    "opinion/": {"hash": "0" * 64, "id": NOBODY, "subject": "", "text": "检查"},
    "slip/token": {"hash": "0" * 64, "id": NOBODY},
    "slip/": {"id": NOBODY, "name": "检查", "contact": "检查", "text": "检查", "token": ""},
    "enrol": {"code": "AAAA"},
    "issued": {"token": "AAAA"},
    "report": {"token": "AAAA", "unsent": 0, "conflicts": 0},
}
"""What tablets ask for, of a vote that does not exist: whatever the answer, it is no failure."""


def queue_stands() -> Iterator[Finding]:
    """Redis, a worker that answers, and what the beat has to have done."""
    state, tone, remedy = queue_health()
    if tone == "overdue":
        yield Finding(f"Redis {state}", remedy.rstrip("。"))
        return
    if settings.REDIS_URL and not app.control.ping(timeout=WORKER_SECONDS, limit=1):
        yield Finding("任务进程没有应答", "systemctl restart evalsite-worker")
    for part, state, tone, remedy in (line for checks in ports.health_checks for line in checks()):
        if tone == "overdue" or (tone == "due" and state == "还没有运行"):
            yield Finding(f"{part}{state}", f"{remedy}".rstrip("。") or "systemctl restart evalsite-beat")


@dataclass(frozen=True)
class Answer:
    """``status`` 0: nobody answered, ``text`` says why."""

    status: int
    text: str
    headers: HTTPMessage = field(default_factory=HTTPMessage)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def ask(path: str, sent: dict[str, Any] | None = None) -> Answer:
    """The public address as a stranger asks it; redirects are not followed."""
    authority = Path(settings.VAR_DIR) / "certificates" / "ca.crt"
    context = ssl.create_default_context()
    if authority.exists():
        context.load_verify_locations(authority)
    body = None if sent is None else json.dumps(sent).encode()
    headers = {"Content-Type": "application/json", "Origin": settings.PUBLIC_URL} if body else {}
    request = Request(settings.PUBLIC_URL + path, body, headers)  # noqa: S310  # our own address
    try:
        answer = build_opener(HTTPSHandler(context=context), _Stay()).open(request, timeout=SECONDS)
    except HTTPError as error:
        answer = error
    except (URLError, OSError) as error:
        return Answer(0, str(getattr(error, "reason", error)))
    return Answer(answer.status, answer.read().decode(errors="replace"), answer.headers)


def site_answers() -> Iterator[Finding]:
    """Pages and ballot page through nginx; from what comes back one knows which header is lost."""
    for path, server in (("/receipts/", "evalsite-web"), ("/b/", "evalsite-lane")):
        answer = ask(path)
        if problem := _problem(answer, path, server):
            yield problem
            continue
        if "default-src 'self'" not in answer.headers.get("Content-Security-Policy", ""):
            yield Finding(f"{path} 没有内容安全策略", NGINX_AGAIN)
        if path == "/receipts/":
            yield from _static(answer.text)


def _problem(answer: Answer, path: str, server: str) -> Finding | None:
    address = settings.PUBLIC_URL + path
    if answer.status == 200:
        return None
    if answer.status == 0 and "CERTIFICATE" in answer.text.upper():
        return Finding(
            f"{address} 的证书不被信任", "换上本单位的证书，或 evalsite make_certs 后 reload nginx"
        )
    if answer.status == 0:
        return Finding(f"{address} 没有应答", "systemctl status nginx；域名要在本机也能解析到本机")
    if answer.status == 400:
        return Finding(
            f"{address} 答 400：域名不在允许之列，或 nginx 没有转来 Host", f"{NGINX_AGAIN}；{FILL}"
        )
    if answer.status in (301, 302) and answer.headers.get("Location", "") == address:
        return Finding(f"{address} 转回自己：nginx 没有转来 X-Forwarded-Proto", NGINX_AGAIN)
    if answer.status in (502, 503, 504):
        return Finding(f"{address} 答 {answer.status}：后面的网页进程没有运行", f"systemctl status {server}")
    return Finding(f"{address} 答 {answer.status}", f"journalctl -u {server}；权限不对的见“数据库权限”一项")


def _static(page: str) -> Iterator[Finding]:
    """The first style sheet of the page, as a browser fetches it."""
    found = re.search(r'href="(/static/[^"]+\.css)"', page)
    if found is None or ask(found[1]).status != 200:
        yield Finding("页面的样式取不到", "evalsite collectstatic --noinput，再重启 evalsite-web")


def _is_foreign(answer: Answer) -> bool:
    """Refused for its host: as from elsewhere, or not even in the lane's own words."""
    plain = answer.headers.get_content_type() != "application/json"
    return (answer.status == 400 and plain) or (answer.status == 403 and ELSEWHERE in answer.text)


def lane_does_its_part() -> Iterator[Finding]:
    """Every request that tablets make, and the role behind it."""
    for step, sent in PROBES.items():
        answer = ask(f"/b/0/{step}", sent)
        if _is_foreign(answer):
            yield Finding("投票页把自己的请求当作别的网站的：nginx 没有把 Host 原样转来", NGINX_AGAIN)
            break
        if answer.status == 0:
            return
        if answer.status >= 500:
            remedy = "journalctl -u evalsite-lane；见“数据库权限”一项"
            yield Finding(f"投票页的 {step.strip('/')} 答 {answer.status}", remedy)
    if connection.vendor != "postgresql":
        return
    connected = roles_connected()
    for role, server in ((LANE, "evalsite-lane"), (APP, "evalsite-web")):
        if not connected.get(role):
            yield Finding(f"没有进程以 {role} 连接数据库", f"systemctl status {server}；{FILL}")
