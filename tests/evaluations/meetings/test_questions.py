"""Questions and suggestions with their answers, typed live (S0-11); who asked is not kept (S0-19)."""

from datetime import time
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from evaluations.meetings.models import Meeting, Question
from evaluations.meetings.services import attendance, meetings, questions, refusals, representatives
from registry.models import AuditEvent
from tests.evaluations.meetings.stage import Stage, begin, make_statements, met_meeting, voted_meeting
from tests.evaluations.meetings.test_activities import signed_in

SMALL = {"attendance_min": 3, "drawn_seats": 4, "absence_percent": 0, "consumer_percent": 0}
HTMX = {"HTTP_HX_REQUEST": "true"}


def sitting(stage: Stage) -> Meeting:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    return meeting


def ask(stage: Stage, meeting: Meeting, text: str = "几天能办完？", **more: Any) -> Question:
    fields = {"kind": "question", "officer": None} | more
    return questions.record_question(actor=stage.inspector, meeting=meeting, text=text, **fields)


def test_s0_11_questions_and_answers_are_recorded_and_counted(stage: Stage) -> None:
    meeting = sitting(stage)
    client, url = signed_in(stage.inspector), reverse("meetings:question-list", args=[meeting.pk])
    director = meeting.officers.get(position=1)
    client.post(url, {"whom": director.pk, "kind": "question", "text": "几天能办完？"})
    client.post(url, {"whom": "office", "kind": "suggestion", "text": "延长窗口时间"})
    first, second = Question.objects.order_by("pk")
    assert (first.officer, first.kind, first.text) == (director, "question", "几天能办完？")
    assert (second.officer, second.kind) == (None, "suggestion")
    page = client.get(url)
    assert (page.context["numbers"].put, page.context["numbers"].answered) == (2, 0)
    answer = reverse("meetings:question-answer", args=[meeting.pk, first.pk])
    client.post(answer, {"answer": "当天办结。", "seen": ""})
    page = client.get(url)
    assert (page.context["numbers"].put, page.context["numbers"].answered) == (2, 1)
    assert "共 2 条，已解答 1 条" in page.content.decode()


def test_s0_11_and_s0_19_nobody_who_asks_is_asked_for_a_name_or_kept(stage: Stage) -> None:
    meeting = sitting(stage)
    page = signed_in(stage.inspector).get(reverse("meetings:question-list", args=[meeting.pk]))
    assert list(page.context["form"].fields) == ["whom", "kind", "text"]
    assert "不记提问人的姓名" in page.content.decode()
    assert {field.name for field in Question._meta.get_fields()} == {
        "id",
        "sitting",
        "kind",
        "officer",
        "text",
        "answer",
    }
    question = ask(stage, meeting, "我是东街的老张")
    event = AuditEvent.objects.get(verb="record_question")
    assert event.payload == {"question": question.pk, "kind": "question"}, "no free text"


def test_enter_adds_a_line_and_the_form_is_ready_for_the_next(stage: Stage) -> None:
    meeting = sitting(stage)
    client, url = signed_in(stage.inspector), reverse("meetings:question-list", args=[meeting.pk])
    director = meeting.officers.get(position=1)
    answer = client.post(url, {"whom": director.pk, "kind": "suggestion", "text": "少跑腿"}, **HTMX)
    assert answer["HX-Trigger"] == "question-recorded"
    part = answer.content.decode()
    assert f'<option value="{director.pk}" selected>' in part, "the next is likely put to the same"
    assert '<option value="suggestion" selected>' in part
    assert "<html" not in part
    refused = client.post(url, {"whom": director.pk, "kind": "suggestion", "text": ""}, **HTMX)
    assert "is-invalid" in refused.content.decode()
    assert "HX-Trigger" not in refused


def test_what_another_clerk_typed_arrives_without_touching_the_rest(stage: Stage) -> None:
    meeting = sitting(stage)
    client, url = signed_in(stage.inspector), reverse("meetings:question-list", args=[meeting.pk])
    seen = ask(stage, meeting, "先问的")
    later = ask(stage, meeting, "后问的")
    part = client.get(url, {"after": seen.pk}, **HTMX).content.decode()
    assert "后问的" in part
    assert "先问的" not in part
    assert f"after={later.pk}" in part


def test_two_clerks_at_one_answer_lose_nothing(stage: Stage) -> None:
    meeting = sitting(stage)
    question = ask(stage, meeting)
    client = signed_in(stage.inspector)
    url = reverse("meetings:question-answer", args=[meeting.pk, question.pk])
    client.post(url, {"answer": "甲记的解答", "seen": ""})
    page = client.post(url, {"answer": "乙记的解答", "seen": ""})
    text = page.content.decode()
    assert "甲记的解答" in text
    assert "乙记的解答" in text
    question.refresh_from_db()
    assert question.answer == "甲记的解答"
    inline = client.post(url, {"answer": "乙记的解答", "seen": ""}, **HTMX).content.decode()
    assert "请比对合并后再保存：甲记的解答" in inline
    client.post(url, {"answer": "甲乙合并", "seen": "甲记的解答"})
    question.refresh_from_db()
    assert question.answer == "甲乙合并"


def test_an_answer_to_an_earlier_sittings_question_is_refused_in_words(stage: Stage) -> None:
    meeting = sitting(stage)
    question = ask(stage, meeting)
    meetings.postpone_meeting(
        actor=stage.inspector, meeting=meeting, held_on=localdate(),
        held_at=time(9), place="二楼会议室", reason="到会不足",
    )  # fmt: skip
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    meeting.refresh_from_db()
    begin(stage, Meeting.objects.get(pk=meeting.pk))
    url = reverse("meetings:question-answer", args=[meeting.pk, question.pk])
    client, late = signed_in(stage.inspector), {"answer": "迟到的解答", "seen": ""}
    for more in ({}, HTMX):
        text = client.post(url, late, **more).content.decode()
        assert "属于延期前的一场" in text
        assert "迟到的解答" in text


def test_a_key_no_database_holds_is_none(stage: Stage) -> None:
    url = reverse("meetings:question-list", args=[sitting(stage).pk])
    client = signed_in(stage.inspector)
    codes = [client.get(url, {"after": "9" * n}, **HTMX).status_code for n in (18, 30, 5000)]
    assert codes == [200, 200, 200]


def test_lines_break_the_same_however_the_browser_sends_them(stage: Stage) -> None:
    meeting = sitting(stage)
    question = ask(stage, meeting)
    client = signed_in(stage.inspector)
    url = reverse("meetings:question-answer", args=[meeting.pk, question.pk])
    client.post(url, {"answer": "一行\r\n二行", "seen": ""})
    client.post(url, {"answer": "一行\r\n二行\r\n三行", "seen": "一行\r\n二行"})
    question.refresh_from_db()
    assert question.answer.splitlines() == ["一行", "二行", "三行"]


def test_questions_are_put_from_the_beginning_to_the_end_and_answers_until_feedback(stage: Stage) -> None:
    before = met_meeting(stage, **SMALL)
    url = reverse("meetings:question-list", args=[before.pk])
    assert "开会后才能记录问询" in signed_in(stage.inspector).get(url, follow=True).content.decode()
    with pytest.raises(refusals.MeetingRefused, match="开会后才能记录问询"):
        ask(stage, before)


def test_after_the_end_answers_are_completed_and_nothing_is_added(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    question = ask(stage, meeting)
    make_statements(stage, meeting)
    with pytest.raises(refusals.MeetingRefused, match="已经散会"):
        ask(stage, meeting)
    questions.answer_question(
        actor=stage.inspector, meeting=meeting, question=question, answer="补记", seen=""
    )
    question.refresh_from_db()
    assert question.answer == "补记"
    Meeting.objects.filter(pk=meeting.pk).update(state="fed_back")
    with pytest.raises(refusals.MeetingRefused, match="问询记录不能再改"):
        questions.answer_question(
            actor=stage.inspector, meeting=meeting, question=question, answer="再改", seen="补记"
        )


def test_a_line_typed_by_mistake_goes_while_nobody_answered(stage: Stage) -> None:
    meeting = sitting(stage)
    wrong, right = ask(stage, meeting, "误记"), ask(stage, meeting, "留下", answer="解答")
    client = signed_in(stage.inspector)
    client.post(reverse("meetings:question-remove", args=[meeting.pk, wrong.pk]))
    page = client.post(reverse("meetings:question-remove", args=[meeting.pk, right.pk]), follow=True)
    assert "已有解答的记录不能删" in page.content.decode()
    assert [each.text for each in Question.objects.all()] == ["留下"]


def test_an_officer_of_another_meeting_is_not_asked_here(stage: Stage) -> None:
    meeting = sitting(stage)
    client, url = signed_in(stage.inspector), reverse("meetings:question-list", args=[meeting.pk])
    page = client.post(url, {"whom": "99999", "kind": "question", "text": "留着的字"})
    assert list(page.context["form"].errors) == ["whom"]
    assert "留着的字" in page.content.decode()
    assert signed_in(stage.watcher).post(url, {}).status_code == 403


def test_the_page_asks_the_same_number_of_questions_of_the_database(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    meeting = sitting(stage)
    for n in range(30):
        ask(stage, meeting, f"第{n}问", officer=meeting.officers.first())
    client, url = signed_in(stage.inspector), reverse("meetings:question-list", args=[meeting.pk])
    with django_assert_max_num_queries(25):
        client.get(url)
