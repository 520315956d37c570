"""Run sheet and minutes of the meeting day (S0-10, S0-11, S0-13)."""

from django.urls import reverse

from evaluations.meetings.services import questions
from tests.evaluations.meetings.stage import (
    Stage,
    begin,
    make_statements,
    met_meeting,
    voted_meeting,
    walk,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_sitting import SMALL, text_of


def test_the_run_sheet_plans_the_day_and_lists_what_lies_ready(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    client = signed_in(stage.inspector)
    minutes = reverse("meetings:run-sheet-minutes", args=[meeting.pk])
    form = client.get(minutes).context["form"]
    page = client.post(minutes, form.initial | {"report": 0})
    assert list(page.context["form"].errors) == ["report"]
    client.post(minutes, form.initial | {"report": 15})
    page = client.get(reverse("meetings:run-sheet", args=[meeting.pk]))
    lines = page.context["lines"]
    assert [(f"{line.begins:%H:%M}", line.title) for line in lines[:4]] == [
        ("09:00", "开会，宣布到会情况和议程"),
        ("09:05", "所长 王海述职述廉"),
        ("09:20", "副所长 李岚述职述廉"),
        ("09:35", "代表问询和述职人员解答"),
    ]
    pdf = client.get(reverse("meetings:run-sheet-file", args=[meeting.pk]))
    text = text_of(pdf.content)
    for words in ("流程单", "票箱零票检验", "09:20", "本次评议为无记名投票", "市纪委监督员监督员"):
        assert words in text, words
    assert signed_in(stage.receptionist).get(minutes).status_code == 403


def test_s0_11_and_s0_13_the_minutes_hold_the_whole_meeting(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    walk(stage, meeting, "report")
    questions.record_question(
        actor=stage.inspector,
        meeting=meeting,
        kind="question",
        officer=meeting.officers.first(),
        text="年报怎么补？",
        answer="当天补当天移出。",
    )
    walk(stage, meeting, "questions")
    url = reverse("meetings:meeting-minutes", args=[meeting.pk])
    text = text_of(signed_in(stage.chair).get(url).content)
    for words in (
        "会议记录",
        "局纪委书记书记",
        "监督员",
        "问所长王海：年报怎么补？",
        "解答：当天补当天移出。",
        "表态发言还没有记录",
        "票箱尚未封存",
        "主持人：",
        "监督人：",
        "记录人：",
    ):
        assert words in text, words
    assert "演练" not in text


def test_the_minutes_of_a_counted_meeting_state_statements_and_figures(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    make_statements(stage, meeting)
    text = text_of(
        signed_in(stage.inspector).get(reverse("meetings:meeting-minutes", args=[meeting.pk])).content
    )
    for words in (
        "所长王海代表城关工商所表态：认真整改，接受监督。",
        "监督人全程在场",
        "制发发给收回有效无效作废剩余",
        "3333",
    ):
        assert words in text, words
