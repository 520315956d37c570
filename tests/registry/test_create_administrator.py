"""The first account of an installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from registry.access import may_manage_users
from registry.models import Unit, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def create(**options: str) -> str:
    out = io.StringIO()
    call_command("create_administrator", stdout=out, **options)
    return out.getvalue()


def test_an_empty_installation_gets_its_bureau_and_an_administrator() -> None:
    said = create(username="anlan", name="韩立", unit_code="SJ00", unit_name="安澜市工商行政管理局")
    user = User.objects.get()
    assert may_manage_users(user)
    assert user.must_change_password
    assert list(Unit.objects.values_list("code", "name", "kind")) == [
        ("SJ00", "安澜市工商行政管理局", "bureau")
    ]
    assert user.check_password(said.splitlines()[1].removeprefix("第一次登录的密码："))


def test_a_known_bureau_is_used(bureau: Unit) -> None:
    create(unit_code=bureau.code)
    assert [post.unit for post in User.objects.get().posts.all()] == [bureau]


def test_a_taken_name_is_refused_in_words() -> None:
    UserFactory(username="guanli")
    with pytest.raises(CommandError, match="登录名 guanli 已有账号"):
        create()
    assert not Unit.objects.exists()
