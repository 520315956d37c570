"""Everything wrong at once that ``evalsite doctor`` can name, and what it says of each."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.deploy.installation import Installation

FAULTS = {
    "lane role": "ALTER ROLE evalsite_lane SUPERUSER",
    "lane sees the urn": "GRANT SELECT ON ballots_urnballot TO evalsite_lane",
    "lane lacks a column": "REVOKE SELECT (label) ON ballots_cardbatch FROM evalsite_lane",
    "anybody casts": "GRANT EXECUTE ON FUNCTION ballots_opine(bigint, text, text, text, bytea, text) TO PUBLIC",
    "statements are logged": "ALTER SYSTEM SET log_statement = 'all'",
}
REPAIRS = (
    "ALTER ROLE evalsite_lane NOSUPERUSER",
    "ALTER SYSTEM RESET log_statement",
)
FOUND = (
    "✗ 文件权限：{etc}/web.env 别的用户可以读取。",
    "✗ 页面文件：页面文件 css/ballot.css 没有收集。",
    "✗ 数据库角色：数据库角色 evalsite_lane 的权限过大（超级用户、建库、建角色或复制）。",
    "✗ 数据库权限：evalsite_lane 缺少权限：ballots_cardbatch.label SELECT。",
    "✗ 数据库权限：evalsite_lane 多了权限：ballots_urnballot SELECT。",
    "✗ 数据库权限：PUBLIC 多了权限：ballots_opine(bigint,text,text,text,bytea,text) EXECUTE。",
    "✗ 投票痕迹：数据库会留下投票的痕迹：记录所执行的语句（log_statement = all）。",
    "✗ 任务和日历：任务进程没有应答。",
    "✗ 网址：{url}/receipts/ 转回自己：nginx 没有转来 X-Forwarded-Proto。",
    "✗ 网址：{url}/b/ 答 400：域名不在允许之列，或 nginx 没有转来 Host。",
    "✗ 投票页：投票页把自己的请求当作别的网站的：nginx 没有把 Host 原样转来。",
)


@contextmanager
def broken(installation: Installation) -> Iterator[Installation]:
    """nginx as the page once had it, rights too many and too few, a worker that is gone, files that others read."""
    site = installation.folder / "etc" / "nginx.conf"
    sound = site.read_text()
    faulty = sound.replace("    proxy_set_header X-Forwarded-Proto https;\n", "")
    lane = "location /b/ {\n        proxy_set_header X-Forwarded-Proto https;"
    faulty = faulty.replace("location /b/ {", lane)
    static = next((installation.folder / "var" / "static" / "css").glob("ballot.*.css"))
    secret = installation.folder / "etc" / "web.env"
    try:
        site.write_text(faulty)
        installation.signalled("nginx", signal.SIGHUP)
        installation.sql(*FAULTS.values(), "SELECT pg_reload_conf()")
        installation.ended("evalsite-worker")
        secret.chmod(0o644)
        static.rename(f"{static}.away")
        yield installation
    finally:
        site.write_text(sound)
        installation.signalled("nginx", signal.SIGHUP)
        installation.sql(*REPAIRS, "SELECT pg_reload_conf()")
        installation.perform("runuser -u postgres -- psql -q evalsite < /srv/evalsite/deploy/grants.sql")
        secret.chmod(0o600)
        static.with_name(f"{static.name}.away").rename(static)
        installation.perform("systemctl enable --now evalsite-worker")
