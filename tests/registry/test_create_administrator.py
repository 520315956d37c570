"""The first two accounts of an installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from registry.access import holds, may_manage_users
from registry.models import Unit, User
from registry.roles import Capability
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def create(**options: str) -> str:
    out = io.StringIO()
    call_command("create_administrator", stdout=out, **options)
    return out.getvalue()


def test_an_empty_installation_gets_its_bureau_and_two_administrators() -> None:
    said = create(
        username="anlan", name="韩立", unit_code="SJ00", unit_name="安澜市工商行政管理局"
    ).splitlines()
    user, second = User.objects.order_by("pk")
    assert (may_manage_users(user).allowed, holds(user, Capability.PROPOSE_GRANTS)) == (True, False)
    assert (may_manage_users(second).allowed, holds(second, Capability.PROPOSE_GRANTS)) == (False, True)
    assert (user.must_change_password, second.must_change_password) == (True, True)
    assert (user.unit, second.unit) == (Unit.objects.get(), Unit.objects.get())
    assert list(Unit.objects.values_list("code", "name", "kind")) == [
        ("SJ00", "安澜市工商行政管理局", "bureau")
    ]
    passwords = [
        line.removeprefix("第一次登录的密码：") for line in said if line.startswith("第一次登录的密码：")
    ]
    assert [user.check_password(passwords[0]), second.check_password(passwords[1])] == [True, True]
    assert passwords[0] != passwords[1]


def test_the_second_is_made_where_only_the_first_is_there(bureau: Unit) -> None:
    UserFactory(username="guanli")
    create(unit_code=bureau.code)
    made = User.objects.get(username="anquan")
    assert [post.role for post in made.posts.all()] == ["security_administrator"]
    assert not User.objects.get(username="guanli").posts.exists()


def test_one_name_for_both_is_refused() -> None:
    with pytest.raises(CommandError, match="须是两个人"):
        create(username="yiren", security_username="yiren")
    assert not User.objects.exists()


def test_a_known_bureau_is_used(bureau: Unit) -> None:
    create(unit_code=bureau.code)
    assert [post.unit for user in User.objects.all() for post in user.posts.all()] == [bureau, bureau]


def test_a_taken_name_is_refused_in_words() -> None:
    UserFactory(username="guanli")
    UserFactory(username="anquan")
    with pytest.raises(CommandError, match="登录名 guanli、anquan 都已有账号"):
        create()
    assert not Unit.objects.exists()
