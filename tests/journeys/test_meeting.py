"""One whole meeting, page by page: from the round to the signed count and the archive."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from ballots.services.cards import void_card
from desk.models import Job
from desk.services.jobs import perform_job
from draws.queries.facts import LOCK, REVEAL
from draws.services import confirming, digits, steps
from evaluations.meetings.forms.activities import ActivityForm
from evaluations.meetings.models import Activity, Meeting
from registry.models import Unit, User
from rulebook.meeting.duty_report import REPORT_HEADINGS
from tests.evaluations.meetings.stage import (
    Stage,
    cast_ballots,
    confirm_vote_step,
    count_and_seal,
    make_statements,
    open_ballot,
    set_stage,
)
from tests.scans import scanned_pdf


class Visitor:
    """A signed-in person who follows redirects and reads what the pages of one app say."""

    def __init__(self, user: User, app: str = "meetings") -> None:
        self.client, self.app = Client(), app
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def reads(self, name: str, *args: Any, **query: Any) -> str:
        page = self.client.get(reverse(f"{self.app}:{name}", args=args), query)
        assert page.status_code == 200, (name, page.status_code)
        return page.content.decode()

    def does(self, name: str, *args: Any, **data: Any) -> str:
        page = self.client.post(reverse(f"{self.app}:{name}", args=args), data, follow=True)
        assert page.status_code == 200, (name, page.status_code)
        return page.content.decode()


def test_a_meeting_from_the_round_to_the_archive(bureau: Unit, office: Unit, settings: Any) -> None:
    stage = set_stage(bureau, office)
    inspector, watcher = Visitor(stage.inspector), Visitor(stage.watcher)
    meeting = set_up(stage, inspector)
    fill_pool(stage, meeting, inspector, watcher)
    hold_draw(stage, meeting, inspector)
    summon(stage, meeting, inspector)
    receive(stage, meeting)
    hold_vote(stage, meeting)
    make_and_sign_report(stage, meeting, inspector)
    make_statements(stage, meeting)
    confirm_vote_step(stage, meeting, "ballots.publish")
    inspector.does("feed-back", meeting.pk, fed_back_on=localdate().isoformat(), note="书面送达单位和本人")
    assert "66.67%" in Visitor(stage.head_user).reads("result-own", meeting.pk)
    assert "本场会议已办结归档" in inspector.does("meeting-archive", meeting.pk)
    meeting.refresh_from_db()
    assert meeting.state == "archived"


def set_up(stage: Stage, inspector: Visitor) -> Meeting:
    values = ActivityForm.initial_for(None, 2026)
    values |= {
        "bureau": stage.bureau.pk,
        "group_office": stage.inspectorate.pk,
        "leader": "王建国 局长",
        "members": "徐书 监察室主任",
    }
    assert "请为各单位建立会议" in inspector.does("activity-create", **values)
    activity = Activity.objects.get()
    inspector.does("meeting-create", activity.pk, offices=[stage.office.pk])
    meeting = activity.meetings.get()
    inspector.does(
        "meeting-edit",
        meeting.pk,
        version=1,
        held_on=localdate().isoformat(),
        held_at="09:00",
        place="城关镇礼堂",
    )
    assert "现任正、副职将述职" in inspector.reads("meeting-show", meeting.pk)
    return meeting


def fill_pool(stage: Stage, meeting: Meeting, inspector: Visitor, watcher: Visitor) -> None:
    inspector.does("pool-open", meeting.pk)
    assert "比应抽的少 15 名" in inspector.reads("pool-show", meeting.pk)
    watcher.does("consumers-choose", meeting.pk, persons=[each.pk for each in stage.consumers[:15]])
    assert "已加入 1 名" in watcher.does("pool-consumers", meeting.pk, lines="钱多，13800001111，西街8号")
    target = f"business-{stage.businesses[7].pk}"
    inspector.does("pool-exclusions", meeting.pk, target=target, reason="被评议单位工作人员近亲属")
    inspector.does("pool-engaged", meeting.pk, persons=[each.pk for each in stage.assessors])
    assert "可以抽取" in inspector.reads("pool-show", meeting.pk)
    assert "抽取已准备" in inspector.does("pool-prepare", meeting.pk)
    meeting.refresh_from_db()
    assert meeting.draw is not None
    assert meeting.draw.entries.count() == 149 + 16


def hold_draw(stage: Stage, meeting: Meeting, inspector: Visitor) -> None:
    draw = meeting.draw
    assert draw is not None
    confirming.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    confirming.confirm_step(actor=stage.inspector, draw=draw, action=LOCK)
    digits.enter_digits(actor=stage.watcher, draw=draw, position=1, digits="4815162342")
    digits.enter_digits(actor=stage.inspector, draw=draw, position=2, digits="0123456789")
    confirming.ask_step(actor=stage.watcher, draw=draw, action=REVEAL)
    confirming.confirm_step(actor=stage.chair, draw=draw, action=REVEAL)
    steps.run_draw(actor=stage.watcher, draw=draw)
    assert "公布结果后通知代表" in inspector.reads("meeting-show", meeting.pk)
    steps.publish_draw(actor=stage.watcher, draw=draw)


def prepare(stage: Stage, meeting: Meeting, inspector: Visitor) -> None:
    """An opinion collected by the office, sorted by the inspectorate; each officer's report answers it."""
    head = Visitor(stage.head_user)
    text = {"channel": "forum", "collected_on": localdate().isoformat(), "text": "检查太频繁"}
    assert "已保存一条" in head.does("opinion-create", meeting.pk, **text)
    opinion = meeting.collected_opinions.get()
    sorted_to = {"heading": "enforcement", "problem": "检查频次多", "measure": "合并检查"}
    assert "已归入 1 条意见" in inspector.does("opinion-sort", meeting.pk, opinions=[opinion.pk], **sorted_to)
    typed = {each.key: f"{each.title}的情况" for each in REPORT_HEADINGS}
    for officer in meeting.officers.all():
        data = typed | {"version": 0, "opinions": [opinion.pk], "then": "submit"}
        assert "报告完整，已提交" in head.does("duty-report-edit", meeting.pk, officer.person_id, **data)


def summon(stage: Stage, meeting: Meeting, inspector: Visitor) -> None:
    assert "代表均已通知" in inspector.does("members-notify", meeting.pk)
    first, second = meeting.representatives.filter(source="drawn").order_by("pk")[:2]
    inspector.does("member-confirm", meeting.pk, first.pk)
    assert "由同层次序的下一名递补" in inspector.does("member-decline", meeting.pk, second.pk)
    inspector.does("members-notify", meeting.pk)
    assert "还没有述职述廉报告" in inspector.does("check-in-open", meeting.pk)
    prepare(stage, meeting, inspector)
    inspector.does("check-in-open", meeting.pk)
    meeting.refresh_from_db()
    assert meeting.state == "check_in"


def receive(stage: Stage, meeting: Meeting) -> None:
    receptionist = Visitor(stage.receptionist)
    assert "到会 0 人，应不少于 60 人，还差 60 人" in receptionist.reads("door-shortfall", meeting.pk)
    rows = meeting.representatives.exclude(state="declined")
    arriving = [*rows.filter(source="drawn")[:50], *rows.filter(source="engaged")[:10]]
    for member in arriving:
        receptionist.does("member-arrived", meeting.pk, member.pk)
    assert "到会 60 / 60" in receptionist.reads("check-in", meeting.pk)
    text = Visitor(stage.inspector).reads("meeting-show", meeting.pk)
    assert "到会人数和比例均已达到" in text


def hold_vote(stage: Stage, meeting: Meeting) -> None:
    meeting.refresh_from_db()
    vote = meeting.vote
    assert vote is not None
    cards = open_ballot(stage, meeting, 62)
    cast_ballots(vote, cards[:60], [1] * 40 + [2] * 20)
    for card in cards[60:]:
        void_card(actor=stage.watcher, vote=vote, code=card, reason="leftover")
    count_and_seal(stage, vote, leftover=2)


def make_and_sign_report(stage: Stage, meeting: Meeting, inspector: Visitor) -> None:
    inspector.does("report-make", meeting.pk)
    perform_job(Job.objects.get(kind="meetings.count_report").pk)
    text = inspector.reads("report-show", meeting.pk)
    for title in ("计票报告", "计票结果表", "结果公布件"):
        assert title in text
    assert "66.67%" in inspector.reads("result-internal", meeting.pk)
    scan = SimpleUploadedFile("签字.pdf", scanned_pdf())
    held = inspector.does("report-sign", meeting.pk, teller="张计", scrutineer="王监", scan=scan)
    assert "扫描件已上传，请看过之后确认" in held
    signed = inspector.does("report-confirm", meeting.pk, seen="on")
    assert "签字扫描件已保存" in signed
    meeting.refresh_from_db()
    assert meeting.state == "count_signed"
