"""Unsafe production settings are refused; pages carry a strict policy and nothing that would need a loose one."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from evalsite.checks import production_is_safe
from tests.house.addresses import addresses
from tests.house.url_open import OPEN_TO_ALL

ROOT = Path(project.BASE_DIR)
SAFE: dict[str, Any] = {
    "PRODUCTION": True,
    "DEBUG": False,
    "DEMO": False,
    "SECRETS_FROM_ENVIRONMENT": True,
    "SECRET_KEY": "k" * 50,
    "FIELD_KEY": "f" * 50,
    "LANE_KEY": "l" * 50,
    "ALLOWED_HOSTS": ["pingyi.example.cn"],
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "PUBLIC_URL": "https://pingyi.example.cn",
}
UNSAFE: list[tuple[str, dict[str, Any]]] = [
    ("E001", {"DEBUG": True}),
    ("E002", {"DEMO": True}),
    ("E003", {"SECRETS_FROM_ENVIRONMENT": False}),
    ("E004", {"SECRET_KEY": "k" * 49}),
    ("E004", {"FIELD_KEY": "f" * 49}),
    ("E005", {"FIELD_KEY": "k" * 50}),
    ("E006", {"ALLOWED_HOSTS": ["pingyi.example.cn", "*"]}),
    ("E008", {"REDIS_URL": ""}),
    ("E010", {"LANE_KEY": "l" * 49}),
    ("E011", {"LANE_KEY": "k" * 50}),
    ("E009", {"PUBLIC_URL": "http://pingyi.example.cn"}),
]


def found_with(settings: Settings, engine: str, **changed: Any) -> list[str]:
    for name, value in (SAFE | changed).items():
        setattr(settings, name, value)
    databases = {"default": project.DATABASES["default"] | {"ENGINE": f"django.db.backends.{engine}"}}
    settings.DATABASES = databases
    return [str(message.id).removeprefix("evalsite.") for message in production_is_safe(None)]


def test_safe_production_settings_pass(settings: Settings) -> None:
    assert found_with(settings, "postgresql") == []


@pytest.mark.parametrize(("code", "changed"), UNSAFE)
def test_an_unsafe_production_setting_is_refused(
    settings: Settings, code: str, changed: dict[str, Any]
) -> None:
    assert found_with(settings, "postgresql", **changed) == [code]


def test_production_on_sqlite_is_refused(settings: Settings) -> None:
    assert found_with(settings, "sqlite3") == ["E007"]


def test_outside_production_nothing_is_asked(settings: Settings) -> None:
    assert found_with(settings, "sqlite3", PRODUCTION=False, DEBUG=True, REDIS_URL="") == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["registry:sign-in", "draws:draw-public", "ballots:ballot"])
def test_pages_carry_a_strict_content_policy(client: Client, name: str) -> None:
    policy = client.get(reverse(name)).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


SOURCES = {str(file.relative_to(ROOT)): file.read_text() for file in (ROOT / "templates").rglob("*.html")}


def test_templates_need_no_inline_script_or_style() -> None:
    loose = re.compile(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:")
    assert {name: loose.findall(source) for name, source in SOURCES.items() if loose.search(source)} == {}
    tags = [(name, tag) for name, source in SOURCES.items() for tag in re.findall(r"<script\b[^>]*>", source)]
    inline = [(name, tag) for name, tag in tags if " src=" not in tag]
    assert [(name, tag) for name, tag in inline if 'type="application/json"' not in tag] == []


def test_templates_name_no_foreign_host() -> None:
    assert len(SOURCES) > 100
    loading = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']\s*(?:https?:)?//""")
    assert [name for name, source in SOURCES.items() if loading.search(source)] == []


def test_every_view_is_behind_the_sign_in_or_on_the_public_list() -> None:
    free = {
        address.name
        for address in addresses()
        if getattr(address.view, "login_required", True) is False or address.route.startswith("b/")
    }
    assert free == set(OPEN_TO_ALL)
