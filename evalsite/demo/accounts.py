"""Accounts of the demo: one a post, random passwords, shown on the sign-in page of the demo only."""

import json
from pathlib import Path
from typing import TypedDict

from django.conf import settings

from registry.models import Role, Unit, User
from registry.models.units import UnitKind
from registry.services.accounts import appoint, create_user, random_password
from registry.services.grants import propose_post
from registry.services.units import save_unit

BUREAU = "SJ00"
IMPORTER = "guanli"
"""Holds his post from the beginning: the registry is imported by him."""


class Account(TypedDict):
    """What the sign-in page shows."""

    username: str
    password: str
    name: str
    post: str


# username, invented name, role, unit code, title
STAFF = [
    ("jiancha", "卢凤英", Role.INSPECTORATE, "SJ00", "监察室主任"),
    ("jiandu", "沈闻达", Role.WATCHER, "SJ00", "市纪委监督员"),
    ("shuji", "顾秉正", Role.CHAIR, "SJ00", "局纪委书记"),
    ("juzhang", "张健", Role.LEADER, "SJ00", "局长"),
    ("qiandao", "范小雨", Role.RECEPTIONIST, "SJ00", "签到员"),
    ("jipiao", "石青", Role.TELLER, "SJ00", "计票人"),
    ("jianpiao", "陆明", Role.SCRUTINEER, "SJ00", "监票人"),
    ("suozhang", "吴辉", Role.HEAD, "SO01", "所长"),
    ("donghu", "袁建平", Role.HEAD, "SO02", "东湖工商所所长"),
    ("pianqu", "陈红霞", Role.INSPECTOR, "SO01", "片区监管员"),
    ("xinfang", "闻道平", Role.LETTER_HANDLER, "SJ00", "信访办理员"),
    ("guanli", "韩立", Role.ADMINISTRATOR, "SJ00", "系统管理员"),
    ("anquan", "岳安", Role.SECURITY_ADMINISTRATOR, "SJ00", "安全管理员"),
    ("shenji", "严谨", Role.AUDITOR, "SJ00", "审计员"),
]


def file() -> Path:
    return Path(settings.VAR_DIR) / "demo-accounts.json"


def create() -> dict[str, User]:
    """Make the accounts, by user name, and write their passwords beside the demo's database."""
    users: dict[str, User] = {}
    shown: list[Account] = []
    bureau = Unit(code=BUREAU, name="安澜市工商行政管理局", kind=UnitKind.BUREAU)
    save_unit(actor=None, unit=bureau)
    for username, name, _, _, title in STAFF:
        user, password = create_user(
            actor=None, username=username, name=name, password=random_password(), unit=bureau
        )
        users[username] = user
        shown.append(Account(username=username, password=password, name=name, post=title))
    appoint(actor=None, unit=bureau, role=Role.ADMINISTRATOR, user=users[IMPORTER], title="系统管理员")
    file().write_text(json.dumps(shown, ensure_ascii=False))
    return users


def appoint_all(users: dict[str, User]) -> None:
    """Give every other account its post; the units exist by now."""
    for username, _, role, code, title in STAFF:
        if username == IMPORTER:
            continue
        appoint(actor=None, unit=Unit.objects.get(code=code), role=role, user=users[username], title=title)


def propose(users: dict[str, User]) -> None:
    """A protected post that waits for its second person."""
    bureau = Unit.objects.get(code=BUREAU)
    propose_post(actor=users["anquan"], user=users["qiandao"], unit=bureau, role=Role.TELLER, title="计票人")


def shown() -> list[Account]:
    """The accounts for the sign-in page; empty outside the demo."""
    if not settings.DEMO or not file().exists():
        return []
    accounts: list[Account] = json.loads(file().read_text())
    return accounts
