"""Whether, and if not why: an answer is a yes or no wherever one is asked for, and its button says what is missing."""

import pytest
from django.template import Context, Template

from registry.access import YES, Answer, first_no, held, no_post
from registry.models import Unit
from registry.roles import Capability, Role
from tests.factories import user_with

NO = Answer(False, "现在不能办理。")
NO_POST = no_post("须由监票人办理。")


@pytest.mark.parametrize(("answer", "is_yes"), [(YES, True), (NO, False), (NO_POST, False)])
def test_an_answer_is_true_or_false_as_it_allows(answer: Answer, is_yes: bool) -> None:
    assert bool(answer) is is_yes
    assert (answer and "yes") == ("yes" if is_yes else answer)
    assert list(filter(None, [answer])) == ([answer] if is_yes else [])
    assert Template("{% if may %}yes{% else %}no{% endif %}").render(Context({"may": answer})) == (
        "yes" if is_yes else "no"
    )


def test_the_first_refusal_is_given() -> None:
    assert first_no(YES, NO, NO_POST) == NO
    assert first_no(YES, YES) == YES


def test_held_names_whose_task_it_is(bureau: Unit, office: Unit) -> None:
    user = user_with(Role.ADMINISTRATOR, office)
    assert held(user, None, Capability.MANAGE_USERS) == YES
    assert held(user, office, Capability.MANAGE_USERS) == YES
    assert held(user, bureau, Capability.MANAGE_USERS) == no_post("须由系统管理员办理。")
    assert held(user, None, Capability.VIEW_REPLY_SLIPS, Capability.CHECK_IN) == no_post(
        "须由监察室人员、签到员办理。"
    )


def button(may: Answer, more: str = "") -> str:
    source = '{% answer_button may "归档" "/archive" kind="quiet" ' + more + " %}"
    return " ".join(Template(source).render(Context({"may": may, "csrf_token": "token"})).split())


def test_the_button_stands_or_says_why_not() -> None:
    assert button(YES) == '<a class="btn btn-quiet" href="/archive" >归档</a>'
    assert "现在不能办理。" in button(NO)
    assert "disabled" in button(NO)
    assert "/archive" not in button(NO)


def test_the_button_of_another_post_is_not_there_unless_told() -> None:
    assert button(NO_POST) == ""
    assert "须由监票人办理。" in button(NO_POST, "told=True")
    assert "disabled" in button(NO_POST, "told=True")


def test_the_button_of_a_step_is_a_form_that_sends_its_action() -> None:
    form = button(YES, 'method="post" sends="ballots.open" confirm="确定吗？"')
    assert 'action="/archive"' in form
    assert 'data-confirm="确定吗？"' in form
    assert '<input type="hidden" name="action" value="ballots.open">' in form
