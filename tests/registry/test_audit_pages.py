"""The audit in words: every verb has its Chinese, filters narrow, the chain is checked on demand."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from registry import ports
from registry.models import AuditEvent, Role, Unit
from registry.services.audit import change
from registry.services.confirmations import request_confirmation
from tests.factories import UserFactory, user_with

pytestmark = pytest.mark.django_db


def verbs_in(folder: Path) -> set[str]:
    """Every text given as the verb of ``change``."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "change" and len(node.args) > 1:
                texts = [each for each in ast.walk(node.args[1]) if isinstance(each, ast.Constant)]
                found |= {each.value for each in texts if isinstance(each.value, str)}
    return found


def test_every_verb_of_the_registry_has_its_chinese() -> None:
    used = verbs_in(Path(settings.BASE_DIR) / "registry")
    assert "edit_unit" in used
    assert {verb for verb in used if verb not in ports.verb_labels} == set()


def test_a_verb_keeps_one_meaning() -> None:
    with pytest.raises(ValueError, match="edit_unit"):
        ports.register_verbs({"edit_unit": "别的意思"})
    assert ports.verb_label("edit_unit") == "修改单位"
    assert ports.verb_label("nobody_knows") == "未登记的操作 nobody_knows"


@pytest.fixture
def auditor(client: Client, bureau: Unit) -> Client:
    client.force_login(user_with(Role.AUDITOR, bureau))
    return client


def test_filters_by_actor_verb_subject_and_day(auditor: Client, office: Unit) -> None:
    one, two = UserFactory(name="卢凤英"), UserFactory(name="沈闻达")
    with change(one, "edit_unit", office):
        pass
    with change(two, "reset_password", one):
        pass

    def numbers(query: str) -> list[int]:
        page = auditor.get(f"/settings/audit/?{query}").content.decode()
        return [
            n
            for n, event in ((e.number, e) for e in AuditEvent.objects.order_by("number"))
            if event.hash in page
        ]

    assert numbers("") == [1, 2]
    assert numbers("actor=卢") == [1]
    assert numbers("verb=reset_password") == [2]
    assert numbers("subject_kind=registry.unit") == [1]
    assert numbers(f"subject_kind=registry.user&subject_id={one.pk}") == [2]
    assert numbers("until=2020-01-01") == []
    assert numbers("since=2020-01-01") == [1, 2]


def test_events_are_told_in_words(auditor: Client, office: Unit) -> None:
    with change(None, "edit_unit", office) as log:
        log.note(fields=["name"])
    page = auditor.get("/settings/audit/").content.decode()
    assert ("修改单位" in page, f"单位 {office.pk}" in page, "系统" in page) == (True, True, True)


def test_the_chain_is_checked_on_demand(auditor: Client, office: Unit) -> None:
    for _ in range(3):
        with change(None, "edit_unit", office):
            pass
    assert "审计链完整" in auditor.post("/settings/audit/verify/", follow=True).content.decode()
    AuditEvent.objects.filter(number=2).update(verb="other")
    assert "审计链在第 2 条断开" in auditor.post("/settings/audit/verify/", follow=True).content.decode()


def test_confirmations_are_listed_with_their_state(auditor: Client, office: Unit) -> None:
    request_confirmation(
        actor=UserFactory(name="卢凤英"), action="edit_unit", subject=office, label="城关所抽取", facts={}
    )
    page = auditor.get("/settings/confirmations/").content.decode()
    assert ["修改单位" in page, "城关所抽取" in page, "待第二人确认" in page] == [True, True, True]
