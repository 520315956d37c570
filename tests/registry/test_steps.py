"""Taking a step and saving a form: one way to say no, one way to go on, one way to hand out a file."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from registry.access import YES, Answer, no_post
from registry.services.attachments import AttachmentRefused
from registry.services.refusals import Refused, VersionConflict
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.editing import form_page
from registry.views.steps import take_step
from rulebook.lifecycle.table import IllegalMove
from tests.factories import UserFactory


class NoteForm(forms.Form):
    note = forms.CharField(label="原因", error_messages={"required": "请填写原因。"})
    file = forms.FileField(label="附件", required=False)


def request_of(method: str, **given: Any) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/step", given)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # what the middleware does
    return request


def said(request: HttpRequest) -> list[str]:
    return [str(message) for message in request._messages]  # type: ignore[attr-defined]  # as above


def refusing(refusal: Exception) -> Callable[[], None]:
    def run() -> None:
        raise refusal

    return run


def test_a_step_is_done_and_said() -> None:
    request = request_of("post")
    answer = take_step(request, may=YES, run=lambda: 7, said=lambda n: f"{n} 项。", to=lambda n: f"/row/{n}")
    assert (answer.status_code, answer["Location"], said(request)) == (302, "/row/7", ["7 项。"])


def test_a_step_of_another_post_is_forbidden_with_the_reason() -> None:
    ran: list[int] = []
    with pytest.raises(PermissionDenied, match="须由监票人办理"):
        take_step(request_of("post"), may=no_post("须由监票人办理。"), run=lambda: ran.append(1), to="/")
    assert ran == []


def test_a_step_that_cannot_be_taken_now_says_why() -> None:
    ran: list[int] = []
    request = request_of("post")
    answer = take_step(request, may=Answer(False, "还没有锁定。"), run=lambda: ran.append(1), to="/row")
    assert (answer["Location"], said(request), ran) == ("/row", ["还没有锁定。"], [])


@pytest.mark.parametrize("refusal", [Refused("名册有变动。"), IllegalMove("名册有变动。")])
def test_a_refusal_without_a_form_is_a_message(refusal: Exception) -> None:
    request = request_of("post")
    answer = take_step(request, may=YES, run=refusing(refusal), said="好了。", to="/row", back="/list")
    assert (answer["Location"], said(request)) == ("/list", ["名册有变动。"])


def test_any_other_error_is_not_swallowed() -> None:
    with pytest.raises(ValueError, match="a mistake"):
        take_step(request_of("post"), may=YES, run=refusing(ValueError("a mistake")), to="/row")


def shown(form: NoteForm) -> HttpResponse:
    return HttpResponse(str(form))


def errors_of(form: NoteForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("given", "refusal", "at", "errors"),
    [
        ({}, None, None, {"note": ["请填写原因。"]}),
        ({"note": "甲"}, Refused("不能作废。"), None, {"__all__": ["不能作废。"]}),
        ({"note": "甲"}, Refused("不能作废。"), "note", {"note": ["不能作废。"]}),
        ({"note": "甲"}, AttachmentRefused("文件太大。"), "note", {"file": ["文件太大。"]}),
    ],
)
def test_a_refused_form_stands_on_its_page_with_the_reason(
    given: dict[str, str], refusal: Exception | None, at: str | None, errors: dict[str, list[str]]
) -> None:
    request = request_of("post", **given)
    form = NoteForm(request.POST)
    run = refusing(refusal) if refusal else refusing(AssertionError())
    answer = take_step(
        request,
        may=YES,
        run=run,
        form=form,
        at=at,
        page=lambda: shown(form),
        said="好了。",
        to="/row",
    )
    assert (answer.status_code, errors_of(form), said(request)) == (422, errors, [])
    assert answer.content == shown(form).content


def test_a_reason_is_not_lost_where_the_page_has_no_form_any_more() -> None:
    request = request_of("post", note="甲")
    answer = take_step(
        request,
        may=YES,
        run=refusing(Refused("卡已经制过。")),
        form=NoteForm(request.POST),
        at="note",
        page=lambda: HttpResponse("卡已制好"),
        to="/row",
    )
    assert (answer["Location"], said(request)) == ("/row", ["卡已经制过。"])


def test_a_refused_form_whose_page_leads_elsewhere_is_led_there() -> None:
    request = request_of("post")
    form = NoteForm(request.POST)
    answer = take_step(
        request,
        may=YES,
        run=refusing(AssertionError()),
        form=form,
        page=lambda: HttpResponseRedirect("/there"),
        to="/row",
    )
    assert (answer.status_code, answer["Location"]) == (302, "/there")


def test_a_form_that_has_no_page_is_refused_in_a_message() -> None:
    request = request_of("post")
    form = NoteForm(request.POST)
    answer = take_step(request, may=YES, run=refusing(AssertionError()), form=form, to="/row")
    assert (answer["Location"], said(request)) == ("/row", ["原因：请填写原因。"])


def test_the_answer_itself_may_be_the_result() -> None:
    answer = take_step(request_of("post"), may=YES, run=lambda: b"%PDF", to="/row", answer=HttpResponse)
    assert (answer.status_code, answer.content) == (200, b"%PDF")


def page(request: HttpRequest, run: Callable[[], Any], may: Answer = YES) -> HttpResponse:
    return form_page(
        request,
        may=may,
        form=NoteForm(posted(request)),
        run=run,
        to="/row",
        template="components/form.html",
        context={"submit": "作废"},
    )


def test_a_form_page_shows_its_form_and_saves_it() -> None:
    shown = page(request_of("get"), refusing(AssertionError()))
    assert (shown.status_code, "作废" in shown.content.decode()) == (200, True)
    request = request_of("post", note="甲")
    assert (page(request, lambda: None)["Location"], said(request)) == ("/row", ["已保存。"])


def test_an_empty_form_sent_is_a_form_sent() -> None:
    answer = page(request_of("post"), refusing(AssertionError()))
    assert (answer.status_code, "请填写原因。" in answer.content.decode()) == (422, True)


def test_a_form_page_is_closed_to_other_posts() -> None:
    with pytest.raises(PermissionDenied):
        page(request_of("get"), refusing(AssertionError()), no_post("须由监票人办理。"))


def test_a_form_page_that_is_not_due_leads_where_it_would_have_gone_on() -> None:
    request = request_of("get")
    answer = page(request, refusing(AssertionError()), Answer(False, "还没有锁定。"))
    assert (answer["Location"], said(request)) == ("/row", ["还没有锁定。"])


class VersionedForm(NoteForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_what_another_saved_stands_beside_what_was_typed() -> None:
    request = request_of("post", note="我的", version="3")
    form = VersionedForm(request.POST)
    answer = form_page(
        request,
        form=form,
        run=refusing(VersionConflict(4)),
        theirs=lambda: [{"label": "原因", "theirs": "他的", "yours": form.cleaned_data["note"]}],
        to="/row",
        template="components/form.html",
        context={},
    )
    text = answer.content.decode()
    assert (answer.status_code, errors_of(form)) == (422, {})
    assert [word in text for word in ("保存前内容已被他人修改", "他的", 'value="我的"')] == [True] * 3
    assert (form["note"].value(), form["version"].value()) == ("我的", "4")


def test_without_a_comparison_a_conflict_is_a_reason_as_any_other() -> None:
    answer = page(request_of("post", note="我的"), refusing(VersionConflict(4)))
    assert (answer.status_code, "保存前内容已被他人修改" in answer.content.decode()) == (422, True)


@pytest.mark.django_db
def test_the_acting_user_is_signed_in() -> None:
    request = RequestFactory().get("/")
    request.user = UserFactory()
    assert acting_user(request) == request.user


def test_nobody_acts_unsigned() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        acting_user(request)


def test_a_download_has_its_name_and_is_neither_kept_nor_guessed_at() -> None:
    whole = download(b"PK", "单位.xlsx", XLSX)
    streamed = download(iter([b"%P", b"DF"]), "选票卡.pdf")
    assert whole.content == b"PK"
    assert b"".join(streamed.streaming_content) == b"%PDF"  # type: ignore[attr-defined]  # a streamed answer
    assert [whole["Content-Type"], streamed["Content-Type"]] == [XLSX, "application/pdf"]
    assert whole["Content-Disposition"] == "attachment; filename*=utf-8''%E5%8D%95%E4%BD%8D.xlsx"
    for answer in (whole, streamed):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
