"""Roles, grants, migrations and the database's own traces."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from ballots.models import Vote
from ballots.queries.preflight import telltale_settings
from evalsite.doctor.findings import PAGE, Finding
from registry.models import User

OWNER, APP, LANE = "evalsite_owner", "evalsite_app", "evalsite_lane"
GRANTS = Path(settings.BASE_DIR) / "deploy" / "grants.sql"
GRANT_AGAIN = f"由 postgres 重新运行 deploy/grants.sql（{PAGE}）"
ROLES_AGAIN = f"由 postgres 重新运行 roles.sql（{PAGE}）"
SHOWN = 4
"""Grants of one role that are named; the rest is counted."""

HELD = """
SELECT coalesce(role.rolname, 'PUBLIC'), acl.privilege_type, thing.name
FROM (
    SELECT c.relname::text AS name, c.relowner AS owner,
        coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS rights
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT c.relname || '.' || a.attname, c.relowner, a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL
    UNION ALL
    SELECT p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
) thing
CROSS JOIN LATERAL aclexplode(thing.rights) acl LEFT JOIN pg_roles role ON role.oid = acl.grantee
WHERE acl.grantee <> thing.owner
"""
"""Everything that anybody but its owner may do with a table, a column, a sequence or a function."""

Held = set[tuple[str, str, str]]


def database_answers() -> Iterator[Finding]:
    """The connection itself; the other looks at the database are worth nothing without it."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield Finding(
            "连接不上数据库", "systemctl status postgresql；密码不对的，重新运行 fill.py 和 roles.sql"
        )


def migrations_left() -> Iterator[Finding]:
    """Tables that lag behind the program."""
    executor = MigrationExecutor(connection)
    if left := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(f"数据库还有 {len(left)} 步没有升级", f"evalsite migrate，{GRANT_AGAIN}")


def wrong_roles() -> Iterator[Finding]:
    """Three roles, none of which may do more than its part."""
    if connection.vendor != "postgresql":
        yield Finding("数据库不是 PostgreSQL", "生产环境须用 PostgreSQL")
        return
    flags = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
    found = dict(
        _rows(f"SELECT rolname, {flags} FROM pg_roles WHERE rolname = ANY(%s)", [[OWNER, APP, LANE]])  # noqa: S608  # a constant
    )
    for role in (OWNER, APP, LANE):
        if role not in found:
            yield Finding(f"没有数据库角色 {role}", ROLES_AGAIN)
        elif found[role]:
            yield Finding(f"数据库角色 {role} 的权限过大（超级用户、建库、建角色或复制）", ROLES_AGAIN)
    for member, role in _rows(
        "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members"
        " WHERE member::regrole::text = ANY(%s) AND roleid::regrole::text <> 'pg_read_all_settings'",
        [[APP, LANE]],
    ):
        yield Finding(f"数据库角色 {member} 属于 {role}", f"由 postgres 运行 REVOKE {role} FROM {member}")
    (owner,) = _rows("SELECT current_user")[0]
    if owner != OWNER:
        yield Finding(f"手工命令以 {owner} 连接数据库，应为 {OWNER}", "用 evalsite 命令运行")
    (foreign,) = _rows(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner::regrole::text <> %s",
        [OWNER],
    )[0]
    if foreign:
        yield Finding(f"有 {foreign} 个表和索引不归 {OWNER} 所有", f"ALTER TABLE … OWNER TO {OWNER}")


def wrong_grants() -> Iterator[Finding]:
    """What differs from ``deploy/grants.sql``: the file is carried out, compared and undone."""
    if connection.vendor != "postgresql":
        return
    script = re.sub(r"(?m)^(\\.*|BEGIN;|COMMIT;)$", "", GRANTS.read_text())
    try:
        with transaction.atomic():
            now = _held()
            with connection.cursor() as cursor:
                cursor.execute(script)
            meant = _held()
            transaction.set_rollback(True)
    except DatabaseError:
        yield Finding("grants.sql 与数据库不符：表或函数不是这一版的", f"evalsite migrate，{GRANT_AGAIN}")
        return
    for role in (APP, LANE, "PUBLIC"):
        if lacking := _named(meant - now, role):
            yield Finding(f"{role} 缺少权限：{lacking}", GRANT_AGAIN)
        if surplus := _named(now - meant, role):
            yield Finding(f"{role} 多了权限：{surplus}", GRANT_AGAIN)


def _held() -> Held:
    return {(str(role), str(right), str(name)) for role, right, name in _rows(HELD)}


def _named(rights: Held, role: str) -> str:
    found = sorted(f"{name} {right}" for holder, right, name in rights if holder == role)
    more = f"等 {len(found)} 项" if len(found) > SHOWN else ""
    return "、".join(found[:SHOWN]) + more


def traces() -> Iterator[Finding]:
    """Settings of the database that would tell when a ballot was cast."""
    for words in telltale_settings(Vote()):
        yield Finding(
            f"数据库会留下投票的痕迹：{words}",
            "把 postgresql.conf 放进 conf.d，重启 PostgreSQL；不能关闭的，开启投票时由市纪委监督员签字",
        )


def nobody_to_sign_in() -> Iterator[Finding]:
    if not User.objects.filter(is_active=True).exists():
        yield Finding("还没有账号", "evalsite create_administrator")


def roles_connected() -> dict[str, int]:
    """How many sessions each of the servers' roles has in this database."""
    found = _rows(
        "SELECT usename, count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = ANY(%s)"
        " GROUP BY usename",
        [[APP, LANE]],
    )
    return {str(role): int(n) for role, n in found}


def _rows(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
