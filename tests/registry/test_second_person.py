"""The one door of the second person: who gets through it, on whose session, and what is refused in which words."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.access import held
from registry.models import Confirmation, Role, Unit, User
from registry.queries.confirmations import waiting_confirmations
from registry.roles import Capability
from registry.services.audit import change
from registry.services.confirmations import give_confirmation, request_confirmation, use_confirmation
from registry.views.second_person import PendingConfirmation, confirm
from tests.factories import PASSWORD, user_with
from tests.registry.test_sign_in import code_of

pytestmark = pytest.mark.django_db
ACTION = "draws.lock"
WRONG = "用户名、密码或动态码不对，或此人不是本单位的监察室人员。"


@dataclass
class Stage:
    """One step that needs two persons, and everybody who might try."""

    unit: Unit
    asker: User
    second: User
    other: User
    facts: dict[str, Any] = field(default_factory=lambda: {"名册": "60 条"})
    sign: str = ""
    done: list[tuple[User, User]] = field(default_factory=list)

    def ask(self) -> Confirmation:
        return request_confirmation(
            actor=self.asker, action=ACTION, subject=self.unit, label="锁定名册", facts=self.facts
        )

    def waiting(self, user: User) -> PendingConfirmation | None:
        pending = waiting_confirmations([ACTION]).first()
        return pending and PendingConfirmation(
            pending,
            title="锁定名册",
            facts=self.facts,
            may_confirm=lambda who: held(who, self.unit, Capability.CONFIRM_DRAW),
            who="本单位的监察室人员",
            may_offer=held(user, self.unit, Capability.RUN_DRAW),
            confirm_url="/confirm",
            sign=self.sign,
        )

    def run(self, person: User, waiting: PendingConfirmation, seen: str) -> str:
        with change(waiting.pending.asked_by, "lock_draw", self.unit):
            give_confirmation(
                actor=person, confirmation=waiting.pending, facts=self.facts, subject=self.unit, seen=seen
            )
            used = use_confirmation(action=ACTION, subject=self.unit, facts=self.facts)
        self.done.append((used.asked_by, person))
        return "已锁定。"


@pytest.fixture
def stage(bureau: Unit, office: Unit) -> Stage:
    return Stage(
        office,
        user_with(Role.WATCHER, bureau),
        user_with(Role.INSPECTORATE, bureau),
        user_with(Role.AUDITOR, bureau),
    )


def sent(user: User, given: dict[str, Any]) -> HttpRequest:
    request = RequestFactory().post("/confirm", given)
    request.user = user
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # what the middleware does
    return request


def answer(stage: Stage, user: User, **given: Any) -> tuple[int, str]:
    """Status, and what was said: on the page of the refused form, or as the message after it."""
    pending = Confirmation.objects.order_by("-pk").first()
    request = sent(user, {"seen": pending.digest if pending else "", **given})
    response = confirm(
        request,
        stage.waiting(user),
        run=stage.run,
        to="/done",
        page=lambda form: HttpResponse("".join(str(e) for errors in form.errors.values() for e in errors)),
    )
    assert request.user == user
    said = "".join(str(message) for message in request._messages)  # type: ignore[attr-defined]  # as above
    return response.status_code, said or response.content.decode()


def login(user: User, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"username": user.username, "password": password, **more}


def test_the_second_person_confirms_on_the_own_session(stage: Stage) -> None:
    stage.ask()
    assert answer(stage, stage.second) == (302, "已锁定。")
    assert stage.done == [(stage.asker, stage.second)]


def test_the_second_person_confirms_on_the_askers_screen(stage: Stage) -> None:
    stage.ask()
    assert answer(stage, stage.asker, **login(stage.second)) == (302, "已锁定。")
    assert stage.done == [(stage.asker, stage.second)]


def test_the_asker_confirms_neither_by_his_session_nor_by_his_own_password(
    stage: Stage, bureau: Unit
) -> None:
    stage.asker.posts.create(
        unit=bureau, role=Role.INSPECTORATE
    )  # he holds the confirming capability as well
    stage.ask()
    assert answer(stage, stage.asker)[0] == 422
    refused = answer(stage, stage.asker, **login(stage.asker))
    assert refused == (422, "须由另一人确认，提请人不能确认自己的操作。")
    assert stage.done == []


def test_whoever_cannot_confirm_is_refused_on_any_screen(stage: Stage) -> None:
    stage.ask()
    assert answer(stage, stage.asker, **login(stage.other)) == (422, WRONG)
    assert answer(stage, stage.asker, **login(stage.second, "wrong")) == (422, WRONG)
    with pytest.raises(PermissionDenied, match="须由市纪委监督员"):
        answer(stage, stage.other, **login(stage.second))
    assert stage.done == []


def test_a_password_that_must_be_changed_confirms_nothing(stage: Stage) -> None:
    stage.ask()
    User.objects.filter(pk=stage.second.pk).update(must_change_password=True)
    assert answer(stage, stage.asker, **login(stage.second)) == (422, WRONG)
    assert stage.done == []


def test_a_one_time_code_is_asked_of_whoever_has_one(stage: Stage) -> None:
    stage.ask()
    device = TOTPDevice.objects.create(user=stage.second, name="手机", confirmed=True)
    assert answer(stage, stage.asker, **login(stage.second)) == (422, WRONG)
    assert answer(stage, stage.asker, **login(stage.second, token=code_of(device))) == (302, "已锁定。")


def test_failures_slow_the_next_try(stage: Stage) -> None:
    stage.ask()
    for _ in range(5):
        assert answer(stage, stage.asker, **login(stage.second, "wrong")) == (422, WRONG)
    assert answer(stage, stage.asker, **login(stage.second)) == (422, "输错次数较多，请等 1 分钟再试。")
    assert stage.done == []


def test_nothing_waits_after_ten_minutes_nor_a_second_time(stage: Stage) -> None:
    nothing = (302, "没有待确认的提请，或提请已超过十分钟，请重新提出。")
    assert answer(stage, stage.second) == nothing
    with time_machine.travel("2026-11-23 09:00 +0800", tick=False) as clock:
        stage.ask()
        clock.shift(timedelta(minutes=10))
        assert answer(stage, stage.second) == nothing
    stage.ask()
    assert answer(stage, stage.second) == (302, "已锁定。")
    assert answer(stage, stage.second) == nothing
    assert len(stage.done) == 1


def test_only_what_stood_on_the_page_is_confirmed(stage: Stage) -> None:
    before = stage.ask().digest
    stage.facts = {"名册": "61 条"}
    stage.ask()
    status, said = answer(stage, stage.second, seen=before)
    assert (status, "本页打开之后又重新提请过" in said) == (302, True)
    stage.facts = {"名册": "62 条"}
    status, said = answer(stage, stage.second)
    assert (status, "内容在提出后有变动" in said) == (302, True)
    assert stage.done == []


def test_a_sentence_to_sign_for_is_signed_on_either_screen(stage: Stage) -> None:
    stage.sign = "我已知晓"
    stage.ask()
    assert answer(stage, stage.second)[0] == 422
    assert answer(stage, stage.asker, **login(stage.second))[0] == 422
    assert stage.done == []
    assert answer(stage, stage.asker, **login(stage.second), sign="on") == (302, "已锁定。")
    stage.ask()
    assert answer(stage, stage.second, sign="on") == (302, "已锁定。")


def test_the_panel_offers_each_what_he_can_do(stage: Stage) -> None:
    row = stage.ask()

    def panel(user: User) -> tuple[bool, bool, list[str]]:
        request = RequestFactory().get("/")
        request.user = user
        waiting = stage.waiting(user)
        assert waiting is not None
        shown = waiting.panel(request)
        assert (shown["seen"], shown["digest"]) == (row.digest, row.digest[:8])
        return (
            bool(shown["confirm_url"]),
            shown["on_this_screen"],
            list(shown["form"].fields if shown["form"] else []),
        )

    typed = ["username", "password", "token"]
    assert panel(stage.second) == (True, False, [])
    assert panel(stage.asker) == (True, True, typed)
    assert panel(stage.other) == (False, False, typed)


def test_the_panel_takes_nothing_from_another_form_of_its_page(stage: Stage) -> None:
    stage.ask()
    waiting = stage.waiting(stage.asker)
    assert waiting is not None
    shown = waiting.panel(sent(stage.asker, {"username": stage.second.username, "note": "别的表"}))
    assert shown["form"].is_bound is False
