"""A post that ended opens nothing by the name of who held it, and what lay with him goes on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from desk import access as desk_access
from desk.models import Clock, Job, Notice
from desk.services.exports import queue_export
from desk.services.jobs import perform_job
from matters import access
from matters.models import Letter, Matter
from matters.services import matters
from registry import jobs
from registry.models import Post, Role, Unit, User
from registry.services.accounts import edit_user, end_post
from registry.services.handing_over import hand_over_ended
from rulebook.matter.letters import Box
from tests.factories import UnitFactory, user_with
from tests.matters.letter_steps import accepted, step
from tests.matters.test_matters import raised

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def letter(people: dict[str, User], bureau: Unit) -> Letter:
    """Handled by the clerk."""
    row = accepted(people, bureau)
    assert step(people["inspector"], row, "hand", handler=people["clerk"].pk).status_code == 302
    return Letter.objects.get(pk=row.pk)


def test_the_former_handler_sees_and_sends_nothing(letter: Letter, people: dict[str, User]) -> None:
    clerk = people["clerk"]
    assert list(access.letters_for(fresh(clerk))) == [letter]
    assert access.may_answer_letter(fresh(clerk), letter)
    Post.objects.filter(user=clerk).update(valid_to=localdate() - timedelta(days=1))
    assert list(access.letters_for(fresh(clerk))) == []
    assert not access.may_answer_letter(fresh(clerk), letter)
    assert list(desk_access.clocks_for(fresh(clerk))) == []
    client = Client()
    client.force_login(clerk)
    addresses = ["", "contact/", "step/reply/", "step/send/"]
    asked = {client.get(f"/letters/{letter.pk}/{page}").status_code for page in addresses}
    assert asked | {step(clerk, letter, "reply", text="答复").status_code} <= {403, 404, 405}
    assert list(access.letters_for(fresh(people["inspector"]))) == [letter]


def test_a_post_in_another_bureau_opens_no_letter_of_the_former(
    letter: Letter, people: dict[str, User]
) -> None:
    other = UnitFactory(kind="bureau")
    Post.objects.filter(user=people["clerk"]).update(unit=other)
    assert list(access.letters_for(fresh(people["clerk"]))) == []
    assert list(desk_access.clocks_for(fresh(people["clerk"]))) == []


def test_ending_the_post_hands_the_letter_to_whom_was_named(letter: Letter, people: dict[str, User]) -> None:
    end_post(actor=people["administrator"], post=people["clerk"].posts.get(), to=people["second"])
    letter.refresh_from_db()
    assert letter.handler == people["second"]
    assert letter.clock is not None
    assert letter.clock.handler == people["second"]
    told = Notice.objects.filter(recipient=people["second"], clock__isnull=True)
    assert [row.text for row in told] == [f"{letter}：承办人岗位结束，改交 {people['second'].name} 办理。"]


def test_without_a_successor_it_waits_for_whoever_runs_letters(
    client: Client, letter: Letter, people: dict[str, User]
) -> None:
    end_post(actor=people["administrator"], post=people["clerk"].posts.get(), to=people["head"])
    letter.refresh_from_db()
    assert letter.handler is None
    assert Clock.objects.get(pk=letter.clock_id).handler is None
    told = Notice.objects.filter(clock__isnull=True).values_list("recipient", flat=True)
    runners = {people[name].pk for name in ("inspector", "second", "leader")}
    assert set(told) - {people["clerk"].pk} == runners
    assert letter in access.letters_waiting_for(fresh(people["inspector"]))
    client.force_login(people["inspector"])
    assert "无人经办" in client.get(f"/letters/{letter.pk}/").content.decode()
    assert step(people["inspector"], letter, "hand", handler=people["second"].pk).status_code == 302


def test_another_post_that_still_covers_it_keeps_it(letter: Letter, people: dict[str, User]) -> None:
    Post.objects.create(user=people["clerk"], role=Role.LETTER_HANDLER, unit=letter.bureau, title="二")
    end_post(actor=people["administrator"], post=people["clerk"].posts.order_by("pk")[0])
    letter.refresh_from_db()
    assert letter.handler == people["clerk"]


def test_the_daily_round_finds_posts_that_ended_by_their_day(letter: Letter, people: dict[str, User]) -> None:
    assert hand_over_ended() == 0
    Post.objects.filter(user=people["clerk"]).update(valid_to=localdate() - timedelta(days=1))
    assert hand_over_ended() > 0
    letter.refresh_from_db()
    assert letter.handler is None
    assert hand_over_ended() == 0


def test_a_closed_account_lets_go_as_well(letter: Letter, people: dict[str, User]) -> None:
    edit_user(actor=people["administrator"], user=people["clerk"], name="信件员", is_active=False)
    letter.refresh_from_db()
    assert letter.handler is None


def test_the_page_asks_to_whom_open_things_go(
    client: Client, letter: Letter, people: dict[str, User]
) -> None:
    client.force_login(people["administrator"])
    address = f"/settings/users/posts/{people['clerk'].posts.get().pk}/end/"
    page = client.get(address).content.decode()
    assert "此人手上还有" in page
    assert "来信 1 件" in page
    assert client.post(address, {"to": people["second"].pk}).status_code == 302
    letter.refresh_from_db()
    assert letter.handler == people["second"]
    empty = client.get(f"/settings/users/posts/{people['head'].posts.get().pk}/end/").content.decode()
    assert "此人手上还有" not in empty


def test_letters_are_handed_within_their_own_bureau(people: dict[str, User], bureau: Unit) -> None:
    stranger = user_with(Role.LETTER_HANDLER, UnitFactory(kind="bureau"), name="外局信件员")
    letter = accepted(people, bureau)
    assert people["clerk"] in access.letter_handlers(letter)
    assert stranger not in access.letter_handlers(letter)


def test_a_file_made_under_a_post_that_ended_is_not_fetched(people: dict[str, User], bureau: Unit) -> None:
    user = people["inspector"]
    job = queue_export(actor=user, export=jobs.UNITS, query="")
    perform_job(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert desk_access.may_fetch(fresh(user), job)
    end_post(actor=None, post=user.posts.get())
    Post.objects.create(user=user, role=Role.KEEPER, unit=UnitFactory(kind="bureau"))
    assert not desk_access.may_fetch(fresh(user), job)


def test_close_boxes_stay_close(people: dict[str, User], bureau: Unit) -> None:
    """Who was handed a report and now only reads ordinary letters does not see it any more."""
    letter = accepted(people, bureau, box=Box.REPORT)
    assert letter in access.letters_for(fresh(people["inspector"]))
    letter.handler = people["inspector"]
    letter.save()
    Post.objects.filter(user=people["inspector"]).update(role=Role.LETTER_HANDLER)
    assert list(access.letters_for(fresh(people["inspector"]))) == []


def test_a_problem_s_handler_is_of_its_unit_today(people: dict[str, User], office: Unit) -> None:
    keeper, left = user_with(Role.KEEPER, office), user_with(Role.KEEPER, office)
    Post.objects.filter(user=left).update(valid_to=localdate() - timedelta(days=1))
    problem = raised(people, office)
    with pytest.raises(matters.MatterRefused, match="不是"):
        matters.hand_out(actor=people["inspector"], matters=[problem], handler=left)
    matters.hand_out(actor=people["inspector"], matters=[problem], handler=keeper)
    assert list(access.matters_for(fresh(keeper))) == [], "not verified yet"
    Matter.objects.filter(pk=problem.pk).update(state="treating")
    assert list(access.matters_for(fresh(keeper))) == [problem]
    problem = Matter.objects.get(pk=problem.pk)
    assert access.may_rectify(fresh(keeper), problem)
    Post.objects.filter(user=keeper).update(unit=UnitFactory())
    assert list(access.matters_for(fresh(keeper))) == []
    assert not access.may_rectify(fresh(keeper), problem)
    end_post(actor=None, post=keeper.posts.get())
    assert Matter.objects.get(pk=problem.pk).handler is None
    told = Notice.objects.filter(clock__isnull=True, recipient=people["inspector"])
    assert [row.text for row in told] == [f"{problem}：承办人岗位结束，等待重新分派。"]
