"""三员分立: a protected post, and its holder's password, take a second person; one account alone gains nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.models import Notice
from desk.services.feeds import make_feed, owner_of
from registry.account_access import may_confirm_grant
from registry.models import Grant, GrantKind, Post, Role, Unit, User
from registry.roles import CAPABILITIES, OFFICERS, OPEN, PROTECTED, Capability
from registry.services import accounts, grants
from registry.services.one_time_codes import OneTimeCodeRefused, remove_one_time_code
from registry.services.refusals import REFUSALS
from registry.services.units import UnitRefused, save_unit
from rulebook.lifecycle.grant import GrantState
from tests.factories import PASSWORD, UnitFactory, UserFactory, user_with
from tests.registry.ways import WAYS, Way, power

pytestmark = pytest.mark.django_db

C = Capability


@pytest.fixture
def security(bureau: Unit) -> User:
    return user_with(Role.SECURITY_ADMINISTRATOR, bureau, name="岳安")


@pytest.fixture
def administrator(bureau: Unit) -> User:
    return user_with(Role.ADMINISTRATOR, bureau, name="韩立")


@pytest.fixture
def watcher(bureau: Unit) -> User:
    return user_with(Role.WATCHER, bureau, name="沈闻达")


def words_of(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("text", flat=True))


def test_what_is_protected_follows_from_what_a_post_holds() -> None:
    assert sorted(frozenset(Role) - PROTECTED) == sorted(
        {
            *(Role.HEAD, Role.DEPUTY, Role.COMMAND_CENTRE, Role.INSPECTOR, Role.KEEPER, Role.REVIEWER),
            *(Role.INFORMATION_OFFICER, Role.RECEPTIONIST, Role.ENTRY_CLERK),
            *(Role.DISCLOSURE_OFFICE, Role.CONDUCT_OFFICE),
        }
    )
    assert sorted(OPEN) == sorted(
        {C.VIEW_REGISTRY, C.VIEW_ROUNDS, C.VIEW_OWN_RESULT, C.PREPARE_OWN, C.CHECK_IN, C.RECORD_MEETING}
    )
    assert sorted(OFFICERS) == sorted({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
    held = [CAPABILITIES[role] for role in (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)]
    shared = {C.VIEW_REGISTRY}
    assert [one & other for one, other in zip(held, [*held[1:], held[0]], strict=True)] == [shared] * 3


SECURITY = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
POWERS = {
    "建账号、任命不受保护的岗位": C.MANAGE_USERS,
    "通用设置": C.MANAGE_SETTINGS,
    "提出受保护的任职": C.PROPOSE_GRANTS,
    "确认受保护的任职": C.CONFIRM_GRANTS,
    "看审计": C.VIEW_AUDIT,
    "导入和修改资料": C.IMPORT_REGISTRY,
    "办理来信": C.RUN_LETTERS,
    "看内部计票": C.VIEW_INTERNAL_COUNT,
    "看意见": C.VIEW_OPINIONS,
    "办理抽取": C.RUN_DRAW,
    "办理投票": C.RUN_VOTE,
}


def rows_under(heading: str) -> list[list[str]]:
    part = SECURITY.partition(f"{heading}\n")[2].partition("\n#")[0]
    lines = [line for line in part.splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_of_roles_and_powers_is_the_code_s() -> None:
    head, _, *rows = rows_under("### 岗位和权力")
    assert head == ["岗位", "受保护", *POWERS]
    assert {row[0]: row[1:] for row in rows} == {
        role.label: [
            "是" if role in PROTECTED else "否",
            *("有" if power in CAPABILITIES[role] else "" for power in POWERS.values()),
        ]
        for role in Role
    }


def test_every_way_that_is_walked_is_told() -> None:
    told = [row[1].strip("`") for row in rows_under("## 得到权力的所有途径")[2:]]
    assert told == [way.__name__ for way in WAYS]


def test_a_protected_post_takes_effect_once_another_confirms(
    security: User, administrator: User, watcher: User, bureau: Unit
) -> None:
    person = UserFactory(name="新监察", email="somewhere@example.org")
    TOTPDevice.objects.create(user=person, name="别人的手机", confirmed=True)
    feed = make_feed(actor=person)
    grant = grants.propose_post(actor=security, user=person, unit=bureau, role=Role.INSPECTORATE)
    assert not Post.objects.filter(user=person).exists()
    first = grants.confirm_grant(actor=administrator, grant=grant)
    assert [post.role for post in person.posts.all()] == [Role.INSPECTORATE]
    second = grants.take_half(actor=security, grant=grant)
    person = User.objects.get(pk=person.pk)
    assert person.check_password(first + second)
    assert [person.check_password(each) for each in (PASSWORD, first, second)] == [False] * 3
    assert (person.must_change_password, person.email) == (True, "")
    assert not TOTPDevice.objects.filter(user=person).exists()
    assert owner_of(feed) is None
    told = ["岳安提出：新监察任", "韩立确认：新监察任"]
    assert [[text[:9] for text in words_of(each)] for each in (person, watcher)] == [
        [words[:9] for words in told]
    ] * 2


def test_the_second_half_is_shown_once_and_to_the_proposer(
    security: User, administrator: User, bureau: Unit
) -> None:
    grant = grants.propose_post(actor=security, user=UserFactory(), unit=bureau, role=Role.TELLER)
    grants.confirm_grant(actor=administrator, grant=grant)
    with pytest.raises(grants.GrantRefused, match="只给提出人看"):
        grants.take_half(actor=administrator, grant=grant)
    assert len(grants.take_half(actor=security, grant=grant)) == grants.HALF
    with pytest.raises(grants.GrantRefused, match="已经看过"):
        grants.take_half(actor=security, grant=grant)


def test_a_second_post_leaves_the_password_alone(security: User, administrator: User, bureau: Unit) -> None:
    person = user_with(Role.TELLER, bureau)
    grant = grants.propose_post(actor=security, user=person, unit=bureau, role=Role.SCRUTINEER)
    assert grants.confirm_grant(actor=administrator, grant=grant) == ""
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_nobody_confirms_alone(security: User, administrator: User, bureau: Unit, office: Unit) -> None:
    person = UserFactory()
    grant = grants.propose_post(actor=security, user=person, unit=bureau, role=Role.WATCHER)
    other_security = user_with(Role.SECURITY_ADMINISTRATOR, bureau)
    both = user_with(Role.CHAIR, bureau)
    Post.objects.create(user=both, role=Role.SECURITY_ADMINISTRATOR, unit=bureau)
    below = user_with(Role.ADMINISTRATOR, office)
    outsiders = [security, other_security, both, below, person, user_with(Role.INSPECTORATE, bureau)]
    assert [bool(may_confirm_grant(each, grant)) for each in outsiders] == [False] * 6
    for each in outsiders:
        with pytest.raises(grants.GrantRefused):
            grants.confirm_grant(actor=each, grant=grant)
    own = grants.propose_post(actor=security, user=administrator, unit=office, role=Role.ADMINISTRATOR)
    assert [
        bool(may_confirm_grant(each, own)) for each in (administrator, user_with(Role.LEADER, bureau))
    ] == [
        False,
        True,
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by=security)


def test_a_proposal_dies_with_the_proposer_s_post(security: User, administrator: User, bureau: Unit) -> None:
    grant = grants.propose_post(actor=security, user=UserFactory(), unit=bureau, role=Role.WATCHER)
    user_with(Role.SECURITY_ADMINISTRATOR, bureau)
    accounts.end_post(actor=administrator, post=security.posts.get())
    with pytest.raises(grants.GrantRefused, match="提出人现在不能"):
        grants.confirm_grant(actor=administrator, grant=grant)
    assert not Post.objects.filter(role=Role.WATCHER).exists()
    assert Grant.objects.get().state == GrantState.WAITING


def test_what_was_withdrawn_or_refused_is_over(security: User, administrator: User, bureau: Unit) -> None:
    one = grants.propose_post(actor=security, user=UserFactory(), unit=bureau, role=Role.WATCHER)
    grants.withdraw_grant(actor=security, grant=one)
    two = grants.propose_post(actor=security, user=UserFactory(), unit=bureau, role=Role.WATCHER)
    grants.refuse_grant(actor=administrator, grant=two)
    for grant in (one, two):
        with pytest.raises(REFUSALS):
            grants.confirm_grant(actor=administrator, grant=grant)
    assert not Post.objects.filter(role=Role.WATCHER).exists()


def test_a_protected_account_is_opened_by_two(
    security: User, administrator: User, watcher: User, bureau: Unit
) -> None:
    with pytest.raises(accounts.AccountRefused, match="受保护"):
        accounts.reset_password(actor=administrator, user=watcher)
    with pytest.raises(OneTimeCodeRefused, match="受保护"):
        remove_one_time_code(actor=administrator, user=watcher)
    with pytest.raises(accounts.AccountRefused, match="邮箱由本人"):
        accounts.edit_user(
            actor=administrator, user=watcher, name="沈闻达", is_active=True, email="x@example.org"
        )
    accounts.edit_user(actor=administrator, user=watcher, name="沈闻达", is_active=False)
    with pytest.raises(accounts.AccountRefused, match="重新启用"):
        accounts.edit_user(actor=administrator, user=watcher, name="沈闻达", is_active=True)
    assert not User.objects.get(pk=watcher.pk).is_active
    watcher = User.objects.get(pk=watcher.pk)
    grant = grants.propose_step(actor=security, user=watcher, kind=GrantKind.ENABLE)
    grants.confirm_grant(actor=administrator, grant=grant)
    watcher = User.objects.get(pk=watcher.pk)
    assert (watcher.is_active, watcher.check_password(PASSWORD)) == (True, True)
    grant = grants.propose_step(actor=security, user=watcher, kind=GrantKind.PASSWORD)
    assert User.objects.get(pk=watcher.pk).check_password(PASSWORD)
    first = grants.confirm_grant(actor=administrator, grant=grant)
    second = grants.take_half(actor=security, grant=grant)
    assert User.objects.get(pk=watcher.pk).check_password(first + second)


def test_the_three_officers_are_three_people(security: User, administrator: User, bureau: Unit) -> None:
    auditor, teller = user_with(Role.AUDITOR, bureau), user_with(Role.TELLER, bureau)
    for user, role in ((auditor, Role.ADMINISTRATOR), (teller, Role.AUDITOR), (administrator, Role.WATCHER)):
        with pytest.raises(accounts.AccountRefused, match="不得"):
            grants.propose_post(actor=security, user=user, unit=bureau, role=role)


def test_an_ended_post_never_comes_back(administrator: User, bureau: Unit) -> None:
    user, today = UserFactory(), localdate()
    post = Post.objects.create(user=user, role=Role.TELLER, unit=bureau, valid_to=today - timedelta(days=1))
    with pytest.raises(accounts.AccountRefused, match="已经结束"):
        accounts.end_post(actor=administrator, post=post, last_day=date(2099, 1, 1))
    post.valid_to = today
    post.save()
    with pytest.raises(accounts.AccountRefused, match="不能延后"):
        accounts.end_post(actor=administrator, post=post, last_day=date(2099, 1, 1))
    assert Post.objects.get(pk=post.pk).valid_to == today


@pytest.mark.parametrize("role", [*sorted(OFFICERS), Role.INSPECTORATE, Role.CHAIR])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_alone_leads_to_a_power(way: Way, role: Role) -> None:
    """Two counties below one city; the actor is of county AA, holds a second post at its office, and tries."""
    top = UnitFactory(code="TT", kind="bureau")
    own, other = (UnitFactory(code=code, kind="county", parent=top) for code in ("AA", "BB"))
    mine, _ = UnitFactory(code="AA1", parent=own), UnitFactory(code="BB1", parent=other)
    actor = user_with(role, own)
    Post.objects.create(user=actor, role=Role.LETTER_HANDLER, unit=mine)
    friend = UserFactory()
    Post.objects.create(
        user=friend, role=Role.INSPECTORATE, unit=own, valid_to=localdate() - timedelta(days=1)
    )
    user_with(Role.LEADER, own)
    user_with(Role.TELLER, own, is_active=False)
    User.objects.update(unit=own)
    before = power(actor)
    try:
        with transaction.atomic():
            way(actor, top, own if "post" in way.__name__ else other, friend)
    except REFUSALS:
        pass
    after = power(actor)
    assert {each: after[each] - before[each] for each in after if after[each] - before[each]} == {}


def test_what_two_do_together_is_seen_by_the_measure(
    security: User, administrator: User, bureau: Unit
) -> None:
    friend = UserFactory()
    before = power(friend)
    grant = grants.propose_post(actor=security, user=friend, unit=bureau, role=Role.TELLER)
    grants.confirm_grant(actor=administrator, grant=grant)
    after = power(friend)
    assert sorted(each for each in after if after[each] - before[each]) == [
        C.COUNT_VOTE,
        C.VIEW_INTERNAL_COUNT,
    ]


def test_units_of_the_own_bureau_are_not_drawn_under_a_post_of_one_s_own() -> None:
    top = UnitFactory(code="TT", kind="bureau")
    mine, moved = UnitFactory(code="T1", parent=top), UnitFactory(code="T2", parent=top)
    actor = user_with(Role.ADMINISTRATOR, top)
    Post.objects.create(user=actor, role=Role.LETTER_HANDLER, unit=mine)
    moved.parent = mine
    with pytest.raises(UnitRefused, match="扩大您本人"):
        save_unit(actor=actor, unit=moved, changed=["parent"])
    assert Unit.objects.get(pk=moved.pk).parent == top


def test_the_page_of_the_second_person(
    client: Client, security: User, administrator: User, bureau: Unit
) -> None:
    person = UserFactory(name="新监察")
    client.force_login(security)
    page = client.get(f"/settings/users/{person.pk}/posts/new/").content.decode()
    assert "监察室人员（须另一人确认）" in page
    assert 'value="receptionist"' not in page
    client.post(f"/settings/users/{person.pk}/posts/new/", {"role": "inspectorate", "unit": bureau.pk})
    grant = Grant.objects.get()
    assert client.post(f"/settings/grants/{grant.pk}/confirm/").status_code == 403
    client.force_login(administrator)
    assert "新监察任" in client.get("/").content.decode()
    answer = client.post(f"/settings/grants/{grant.pk}/confirm/").content.decode()
    assert "初始密码前一半" in answer
    client.force_login(security)
    assert "请取后一半初始密码" in client.get("/").content.decode()
    answer = client.post(f"/settings/grants/{grant.pk}/half/").content.decode()
    assert "初始密码后一半" in answer
    assert "后一半" not in client.get("/").content.decode()
