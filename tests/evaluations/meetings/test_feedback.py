"""What goes back to the office and to each officer, what they make of it, what the representatives hear (S0-15, S0-20)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ballots.models import SealedCount
from desk.models import Clock
from evaluations.meetings.documents.feedback import feedback_sheet
from evaluations.meetings.models import FeedbackForm, Meeting, Question
from evaluations.meetings.queries.feedback import feedback_of, reply_news, sheet_facts
from evaluations.meetings.services import reports
from evaluations.meetings.services.feedback import (
    FeedbackAnswer,
    reopen_feedback,
    submit_done,
    submit_measures,
)
from registry.models import AuditEvent
from registry.services.attachments import read_attachment
from tests.evaluations.meetings.stage import Stage, confirm_vote_step, make_statements, voted_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_results import MARKS, SMALL, made_report, text_of
from tests.scans import scanned_pdf

THOUGHT = {
    "analysis": "窗口等候时间长",
    "causes": "人手安排不合理",
    "measures": "增设一个窗口，十一月底前完成",
}


def signed_meeting(stage: Stage, marks: list[int] = MARKS, **figures: Any) -> Meeting:
    """A counted meeting whose report is signed, ready to be fed back."""
    meeting = voted_meeting(stage, marks, **figures)
    make_statements(stage, meeting)
    made_report(stage, meeting)
    reports.hold_count(
        actor=stage.inspector,
        meeting=meeting,
        teller="张计",
        scrutineer="王监",
        file_name="签字.pdf",
        content=scanned_pdf(),
    )
    reports.sign_count(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def fed_back_meeting(stage: Stage, **kwargs: Any) -> Meeting:
    """Fed back by the page, so that the sheets are kept."""
    meeting = signed_meeting(stage, **kwargs)
    today = timezone.localdate().isoformat()
    Meeting.objects.filter(pk=meeting.pk).update(held_on=timezone.localdate())
    page = signed_in(stage.inspector).post(
        reverse("meetings:feed-back", args=[meeting.pk]), {"fed_back_on": today, "note": "当面交付"}
    )
    assert page.status_code == 302, page.content.decode()
    return Meeting.objects.get(pk=meeting.pk)


def asked(meeting: Meeting, text: str, officer: Any = None, answer: str = "") -> Question:
    """Something said in the sitting, as the record has it."""
    sitting = meeting.sitting
    assert sitting is not None
    return Question.objects.create(sitting=sitting, text=text, officer=officer, answer=answer)


def forms_of(meeting: Meeting) -> dict[str, FeedbackForm]:
    return {str(form.officer.name) if form.officer else "单位": form for form in feedback_of(meeting)}


def sheet_text(form: FeedbackForm) -> str:
    assert form.sheet is not None
    return text_of(read_attachment(form.sheet))


def submit(user: Any, form: FeedbackForm, step: str, **texts: str) -> Any:
    form.refresh_from_db()
    kept = {name: getattr(form, name) for name in ("analysis", "causes", "measures", "done")}
    data = kept | {"version": form.version, "step": step} | texts
    return signed_in(user).post(reverse("meetings:feedback-show", args=[form.pk]), data)


def all_measures(stage: Stage, meeting: Meeting) -> None:
    for form in forms_of(meeting).values():
        assert submit(stage.inspector, form, "measures", **THOUGHT).status_code == 302


def test_s0_20_each_receives_a_sheet_with_his_own_results_and_nobody_elses(stage: Stage) -> None:
    meeting = signed_meeting(stage)
    director, deputy = meeting.officers.all()
    asked(meeting, "执法证件齐全吗", director, "齐全")
    asked(meeting, "窗口中午有人吗", deputy)
    asked(meeting, "所里几时搬家")
    texts = {
        each.position: text_of(feedback_sheet(each)) for each in sheet_facts(meeting, date(2026, 11, 15))
    }
    own = {0: "所里几时搬家", 1: "执法证件齐全吗", 2: "窗口中午有人吗"}
    heads = {0: "城关工商所：", 1: "所长王海：", 2: "副所长李岚："}
    for position, text in texts.items():
        assert "66.67%（40/60）" in text
        assert "2026年11月15日前填报反馈整改表" in text
        assert "签收人：" in text
        for other in own:
            assert (own[other] in text) == (other == position), (position, other)
            assert (heads[other] in text.replace("副" + heads[1], "")) == (other == position), (
                position,
                other,
            )


def test_s0_20_an_officer_s_sheet_never_holds_another_s_figures(stage: Stage) -> None:
    meeting = signed_meeting(stage)
    facts = sheet_facts(meeting, date(2026, 11, 15))
    assert [each.result.subject.key for each in facts if each.result] == ["office", "person-1", "person-2"]
    rates = {}
    for number, each in enumerate(facts):
        key = each.result.subject.key if each.result else ""
        rows = SealedCount.objects.filter(vote=meeting.vote, subject=key)
        moved = rows.filter(grade=1)
        moved.update(n=40 - number)
        rows.filter(grade=5).update(n=2 + number)
        rates[each.position] = f"（{40 - number}/60）"
    for each in sheet_facts(meeting, date(2026, 11, 15)):
        text = text_of(feedback_sheet(each))
        assert {position for position, rate in rates.items() if rate in text} == {each.position}


def test_s0_19_below_k_a_sheet_shows_no_distribution(stage: Stage) -> None:
    meeting = signed_meeting(stage, [1, 1, 5, 1], **SMALL)
    for facts in sheet_facts(meeting, date(2026, 11, 15)):
        text = text_of(feedback_sheet(facts))
        assert "有效票不足10张" in text
        assert "75.00%" not in text


def test_s0_15_the_feedback_opens_a_form_for_the_office_and_for_each_officer(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    forms = forms_of(meeting)
    assert list(forms) == ["单位", "王海", "李岚"]
    due = timezone.localdate() + timedelta(days=15)
    assert {form.due_on for form in forms.values()} == {due}
    assert "副所长李岚：" in sheet_text(forms["李岚"])
    assert "副所长李岚：" not in sheet_text(forms["王海"])


def test_the_due_day_is_set_with_the_feedback_and_not_before_it(stage: Stage) -> None:
    meeting = signed_meeting(stage)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=timezone.localdate())
    url = reverse("meetings:feed-back", args=[meeting.pk])
    today = timezone.localdate()
    data = {"fed_back_on": today.isoformat(), "note": "当面交付"}
    early = signed_in(stage.inspector).post(url, data | {"due_on": (today - timedelta(days=1)).isoformat()})
    assert "填报期限不能早于反馈日期" in early.content.decode()
    due_on = today + timedelta(days=30)
    signed_in(stage.inspector).post(url, data | {"due_on": due_on.isoformat()})
    assert {form.due_on for form in FeedbackForm.objects.all()} == {due_on}


def test_sheets_are_printed_before_and_each_look_is_on_record(stage: Stage) -> None:
    meeting = signed_meeting(stage)
    url = reverse("meetings:feed-back-sheet", args=[meeting.pk, 2])
    answer = signed_in(stage.inspector).get(url)
    assert "副所长李岚：" in text_of(answer.content)
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(verb="look_into_count").get().payload == {"part": "feedback_sheet"}
    assert signed_in(stage.watcher).get(url).status_code == 403
    assert signed_in(stage.head_user).get(url).status_code == 404
    missing = reverse("meetings:feed-back-sheet", args=[meeting.pk, 9])
    assert signed_in(stage.inspector).get(missing).status_code == 404


def test_s0_20_the_office_s_form_is_the_head_s_and_everybody_sees_his_own_only(stage: Stage) -> None:
    forms = forms_of(fed_back_meeting(stage))
    seen = {
        user: [
            name
            for name, form in forms.items()
            if signed_in(account).get(reverse("meetings:feedback-show", args=[form.pk])).status_code == 200
        ]
        for user, account in (
            ("所长", stage.head_user),
            ("副所长", stage.deputy_user),
            ("监察", stage.inspector),
            ("签到", stage.receptionist),
        )
    }
    assert seen == {
        "所长": ["单位", "王海"],
        "副所长": ["李岚"],
        "监察": ["单位", "王海", "李岚"],
        "签到": [],
    }
    sheet = signed_in(stage.deputy_user).get(reverse("meetings:feedback-sheet", args=[forms["李岚"].pk]))
    assert "副所长李岚：" in text_of(sheet.content)
    other = signed_in(stage.deputy_user).get(reverse("meetings:feedback-sheet", args=[forms["单位"].pk]))
    assert other.status_code == 404


def test_s0_15_measures_need_analysis_causes_and_measures_then_comes_what_was_done(stage: Stage) -> None:
    form = forms_of(fed_back_meeting(stage))["李岚"]
    short = submit(stage.deputy_user, form, "measures", analysis="窗口等候时间长")
    assert short.status_code == 422
    assert short.content.decode().count("提交前请填写这一项。") >= 2
    assert "窗口等候时间长" in short.content.decode()
    assert submit(stage.deputy_user, form, "save", analysis="草稿").status_code == 302
    early = submit(stage.deputy_user, form, "done", done="都办了")
    assert "请先提交整改措施" in early.content.decode()
    assert submit(stage.deputy_user, form, "measures", **THOUGHT).status_code == 302
    form.refresh_from_db()
    assert (form.submitted_on, form.done_on, form.measures) == (
        timezone.localdate(),
        None,
        THOUGHT["measures"],
    )
    submit(stage.deputy_user, form, "save", measures="改了措施", done="窗口已增设")
    form.refresh_from_db()
    assert (form.measures, form.done) == (THOUGHT["measures"], "窗口已增设")
    submit(stage.deputy_user, form, "done", done="窗口已增设并使用")
    form.refresh_from_db()
    assert (form.done_on, form.done) == (timezone.localdate(), "窗口已增设并使用")


def test_two_editors_of_a_form_both_keep_their_text(stage: Stage) -> None:
    form = forms_of(fed_back_meeting(stage))["李岚"]
    submit(stage.inspector, form, "save", analysis="监察室代录的分析")
    data = {"analysis": "本人的分析", "version": 1, "step": "save"}
    url = reverse("meetings:feedback-show", args=[form.pk])
    page = signed_in(stage.deputy_user).post(url, data).content.decode()
    assert "监察室代录的分析" in page
    assert "本人的分析" in page
    form.refresh_from_db()
    assert form.analysis == "监察室代录的分析"
    signed_in(stage.deputy_user).post(url, data | {"version": form.version})
    form.refresh_from_db()
    assert form.analysis == "本人的分析"


def test_the_inspectorate_gives_a_form_back_and_the_texts_stay(stage: Stage) -> None:
    form = forms_of(fed_back_meeting(stage))["李岚"]
    submit(stage.deputy_user, form, "measures", **THOUGHT)
    url = reverse("meetings:feedback-reopen", args=[form.pk])
    assert signed_in(stage.deputy_user).post(url).status_code == 403
    signed_in(stage.inspector).post(url)
    form.refresh_from_db()
    assert (form.submitted_on, form.measures) == (None, THOUGHT["measures"])


def test_s0_15_what_is_late_is_shown_and_the_paper_says_where_it_goes(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    form = forms_of(meeting)["李岚"]
    FeedbackForm.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    client = signed_in(stage.inspector)
    page = client.get(reverse("meetings:feedback-list", args=[meeting.pk])).content.decode()
    assert page.count("待报措施，逾期 3 天") == 3
    overview = client.get(reverse("meetings:feedback-round", args=[meeting.activity_id])).content.decode()
    assert overview.count("待报措施，逾期 3 天") == 3
    submit(stage.inspector, form, "measures", **THOUGHT)
    answer = client.get(reverse("meetings:feedback-print", args=[form.pk]))
    text = text_of(answer.content)
    assert "报送当地党委、政府和市局纪委" in text
    assert THOUGHT["measures"] in text
    assert "尚未填报" in text


def test_s0_15_representatives_hear_of_measures_only_after_publication(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    client = signed_in(stage.inspector)
    letter = reverse("meetings:reply-letter", args=[meeting.pk])
    told = reverse("meetings:representatives-told", args=[meeting.pk])
    assert "投票结果尚未公布" in client.get(letter, follow=True).content.decode()
    assert reply_news(meeting) == []
    confirm_vote_step(stage, meeting, "ballots.publish")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert "还有 3 份整改措施没有提交" in client.get(told, follow=True).content.decode()
    assert reply_news(meeting) == []
    asked(meeting, "没有整理过的话")
    all_measures(stage, meeting)
    news = reply_news(meeting)
    assert news[1:] == [
        f"{who}的整改措施：{THOUGHT['measures']}" for who in ("城关工商所", "王海 所长", "李岚 副所长")
    ]
    assert "收回评议表 65 张" in news[0]
    answer = client.get(letter)
    assert len(PdfReader(BytesIO(answer.content)).pages) == 1
    text = text_of(answer.content)
    assert "各位评议代表：" in text
    assert text.count(THOUGHT["measures"]) == 3
    assert THOUGHT["causes"] not in text
    assert "没有整理过的话" not in text + "".join(news)
    early = timezone.localdate() - timedelta(days=1)
    data = {"told_on": early.isoformat(), "note": "邮寄"}
    assert "回告日期早于反馈日期" in client.post(told, data).content.decode()
    client.post(told, data | {"told_on": timezone.localdate().isoformat()})
    meeting.refresh_from_db()
    assert (meeting.representatives_told_on, meeting.representatives_told_note) == (
        timezone.localdate(),
        "邮寄",
    )


def test_a_meeting_fed_back_without_forms_gets_them_later(stage: Stage) -> None:
    meeting = signed_meeting(stage)
    Meeting.objects.filter(pk=meeting.pk).update(state="fed_back", fed_back_on=timezone.localdate())
    client = signed_in(stage.inspector)
    url = reverse("meetings:feedback-list", args=[meeting.pk])
    assert "补齐" in client.get(url).content.decode()
    make = reverse("meetings:feedback-make", args=[meeting.pk])
    assert "请填写整改情况填报期限" in client.post(make, {"due_on": "明天"}, follow=True).content.decode()
    client.post(make, {"due_on": "2026-12-01"})
    assert [form.sheet is not None for form in feedback_of(meeting)] == [True] * 3
    assert "补齐反馈单" not in client.get(url).content.decode()
    client.post(make, {"due_on": "2026-12-31"})
    assert {form.due_on for form in feedback_of(meeting)} == {date(2026, 12, 1)}


@pytest.mark.parametrize("step", ["erase", ""])
def test_an_unknown_button_is_not_there(stage: Stage, step: str) -> None:
    form = forms_of(fed_back_meeting(stage))["李岚"]
    assert submit(stage.deputy_user, form, step).status_code == 404


def test_s0_15_every_form_has_a_clock_that_stops_when_what_was_done_is_handed_in(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    forms = list(feedback_of(meeting))
    assert [form.clock.title for form in forms if form.clock] == [
        f"2026年{stage.office}反馈整改表",
        "2026年王海 所长反馈整改表",
        "2026年李岚 副所长反馈整改表",
    ]
    assert {form.clock.due_on == form.due_on for form in forms if form.clock} == {True}
    assert [form.clock.handler for form in forms if form.clock] == [None, stage.head_user, stage.deputy_user]
    page = signed_in(stage.deputy_user).get(reverse("desk:clock-show", args=[forms[2].clock_id]))
    assert page.context["origin_url"] == reverse("meetings:feedback-show", args=[forms[2].pk])
    page = signed_in(stage.deputy_user).get(reverse("desk:clock-show", args=[forms[1].clock_id]))
    assert page.context["origin_url"] == "", "another's form stays closed"
    answer = FeedbackAnswer("分析", "原因", "措施", "已落实")
    row = submit_measures(actor=stage.deputy_user, form=forms[2], version=1, answer=answer)
    row = submit_done(actor=stage.deputy_user, form=row, version=row.version, answer=answer)
    assert [Clock.objects.get(pk=form.clock_id).outcome for form in forms] == ["open", "open", "met"]
    reopen_feedback(actor=stage.inspector, form=row, version=row.version)
    assert Clock.objects.get(pk=forms[2].clock_id).outcome == "open"
