"""Written summaries composed from the record, drafted, handed in, late (S0-18)."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.documents import summary
from evaluations.meetings.models import Activity, CollectedOpinion, Meeting, WrittenSummary
from evaluations.meetings.services import meetings
from evaluations.meetings.services.composing import PROMPT, compose_meeting_summary, compose_round_summary
from evaluations.meetings.services.summaries import save_summary
from tests.evaluations.meetings.stage import Stage, confirm_vote_step, new_meeting, pooled_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_feedback import THOUGHT as MEASURES
from tests.evaluations.meetings.test_feedback import asked, fed_back_meeting, forms_of, submit
from tests.evaluations.meetings.test_results import text_of
from tests.factories import UnitFactory


def test_s0_18_the_summary_is_composed_from_the_record_and_says_what_is_open(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    asked(meeting, "窗口中午有人吗", answer="有人值班")
    asked(meeting, "所里几时搬家")
    for channel in ("visit", "visit", "box"):
        CollectedOpinion.objects.create(
            meeting=meeting,
            channel=channel,
            collected_on=date(2026, 10, 1),
            text="等候时间长",
            entered_by=stage.inspector,
        )
    submit(stage.inspector, forms_of(meeting)["李岚"], "measures", **MEASURES)
    text = compose_meeting_summary(meeting)
    assert "2 名正、副职述职述廉；到会代表 65 人，其中管理服务对象 50 人，占 76%。" in text
    assert "发出评议表 65 张，收回 65 张" in text
    assert "会前征集意见 3 条（走访 2 条、意见箱 1 条）" in text
    assert "会上问询和建议 2 条，已解答 1 条，尚有 1 条没有记录解答。" in text
    assert "城关工商所：结果尚未公布。" in text
    assert "%" not in text.split("三、评议结果")[1]
    assert "分别反馈 3 份，提交整改措施 1 份，报送落实情况 0 份。尚有 3 份没有办结，其中逾期 0 份" in text
    confirm_vote_step(stage, meeting, "ballots.publish")
    text = compose_meeting_summary(Meeting.objects.get(pk=meeting.pk))
    assert "城关工商所满意率 66.67%（40/60），基本满意以上率 96.67%；所长 王海满意率" in text


def test_s0_18_the_round_s_summary_counts_held_and_planned_meetings(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    other = UnitFactory(code="SO02", name="东湖工商所", kind="office", parent=stage.bureau)
    meetings.create_meetings(actor=stage.inspector, activity=meeting.activity, offices=[other])
    text = compose_round_summary(meeting.activity)
    assert "应开会议 2 场，已开 1 场，2 名正、副职述职述廉，到会代表共 65 人。" in text
    assert "东湖工商所：会议尚未开完，现为“筹备中”。" in text
    assert "尚未开完的会议：东湖工商所。" in text
    assert "整改尚未办结的单位：城关工商所。" in text


def test_composing_asks_the_same_number_of_questions_for_any_number_of_meetings(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    offices = [UnitFactory(code=f"SX{n}", kind="office", parent=stage.bureau) for n in range(6)]

    def asks() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            compose_round_summary(Activity.objects.get(pk=meeting.activity_id))
        return len(seen)

    meetings.create_meetings(actor=stage.inspector, activity=meeting.activity, offices=offices[:1])
    two = asks()
    meetings.create_meetings(actor=stage.inspector, activity=meeting.activity, offices=offices[1:5])
    assert asks() == two


def test_s0_18_an_office_writes_its_own_summary_and_hands_it_in(stage: Stage) -> None:
    meeting = new_meeting(stage)
    url = reverse("meetings:summary-meeting", args=[meeting.pk])
    client = signed_in(stage.deputy_user)
    fresh = client.get(url).content.decode()
    assert "按现有记录生成" in fresh
    assert "会议尚未开完" in fresh
    assert client.post(url, {"text": "我们的草稿", "version": 0, "step": "save"}).status_code == 302
    listed = signed_in(stage.inspector).get(reverse("meetings:summary-list", args=[meeting.activity_id]))
    assert listed.context["missing"] == 1
    assert "有草稿" in listed.content.decode()
    prompted = client.post(url, {"text": PROMPT, "version": 1, "step": "submit"}).content.decode()
    assert "请先填写“经验做法和建议”" in prompted
    assert client.post(url, {"text": "", "version": 1, "step": "submit"}).status_code == 422
    assert client.post(url, {"text": "我们的总结", "version": 1, "step": "submit"}).status_code == 302
    row = WrittenSummary.objects.get()
    assert (row.text, row.submitted_on, row.submitted_by) == (
        "我们的总结",
        timezone.localdate(),
        stage.deputy_user,
    )
    again = client.post(url, {"text": "改了", "version": 2, "step": "save"})
    assert "总结已经报送" in again.content.decode()
    listed = signed_in(stage.inspector).get(reverse("meetings:summary-list", args=[meeting.activity_id]))
    assert "各单位均已报送" in listed.content.decode()
    reopen = reverse("meetings:summary-reopen", args=[row.pk])
    assert client.post(reopen).status_code == 403
    signed_in(stage.inspector).post(reopen)
    row.refresh_from_db()
    assert (row.submitted_on, row.text) == (None, "我们的总结")


def test_s0_18_a_late_summary_is_shown_as_late(stage: Stage) -> None:
    meeting = new_meeting(stage)
    due_on = timezone.localdate() - timedelta(days=4)
    Activity.objects.filter(pk=meeting.activity_id).update(summary_due=due_on)
    listed = signed_in(stage.chair).get(reverse("meetings:summary-list", args=[meeting.activity_id]))
    assert listed.content.decode().count("未报送，逾期 4 天") == 2
    assert signed_in(stage.watcher).get(
        reverse("meetings:summary-list", args=[meeting.activity_id])
    ).status_code == 404  # fmt: skip


def test_composing_again_stands_beside_and_overwrites_nothing(stage: Stage) -> None:
    meeting = new_meeting(stage)
    url = reverse("meetings:summary-round", args=[meeting.activity_id])
    client = signed_in(stage.inspector)
    client.post(url, {"text": "监察室改过的文字", "version": 0, "step": "save"})
    assert "应开会议 1 场" not in client.get(url).content.decode()
    page = client.get(url, {"fresh": "1"}).content.decode()
    assert "应开会议 1 场" in page
    assert "监察室改过的文字" in page
    assert WrittenSummary.objects.get().text == "监察室改过的文字"
    late = client.post(url, {"text": "同事的文字", "version": 0, "step": "save"}).content.decode()
    assert "监察室改过的文字" in late
    assert "同事的文字" in late
    assert WrittenSummary.objects.get().text == "监察室改过的文字"


def test_s0_18_the_paper_is_addressed_upward_and_a_draft_says_so(stage: Stage) -> None:
    meeting = new_meeting(stage)
    common = {"actor": stage.inspector, "activity": meeting.activity, "version": 0}
    draft = save_summary(**common, meeting=meeting, text="一、会议情况\n会议开了。")
    sent = save_summary(**common, meeting=None, text="一、总体情况\n都开了。", submit=True)
    draft_text, sent_text = text_of(summary.summary_pdf(draft)), text_of(summary.summary_pdf(sent))
    assert "安澜市工商行政管理局监察室：" in draft_text
    assert "草稿" in draft_text
    assert "上级工商行政管理局：" in sent_text
    assert "草稿" not in sent_text
    answer = signed_in(stage.head_user).get(reverse("meetings:summary-print", args=[draft.pk]))
    assert answer.status_code == 200
    assert signed_in(stage.head_user).get(
        reverse("meetings:summary-print", args=[sent.pk])
    ).status_code == 404  # fmt: skip
