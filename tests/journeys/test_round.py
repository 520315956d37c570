"""A whole round of four offices, page by page, from the plan to the dossier; the board is read after every stage."""

import io
import zipfile
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from ballots.services import confirming, preparing
from desk.models import Job
from desk.services.jobs import perform_job
from evaluations.meetings.forms.activities import ActivityForm
from evaluations.meetings.models import Activity, FeedbackForm, Meeting
from registry.models import Person, Role, Unit
from rulebook.meeting.duty_report import REPORT_HEADINGS
from tests.ballots.keys import prove
from tests.evaluations.meetings.stage import Stage, cast_ballots, confirm_vote_step, count_and_seal, set_stage
from tests.factories import AreaFactory, BusinessFactory, PersonFactory, UnitFactory, post_for, user_with
from tests.journeys.test_meeting import Visitor, hold_draw
from tests.scans import scanned_pdf

NAMES = ("城关工商所", "东湖工商所", "北山工商所", "开发区分局")
FIGURES = {"attendance_min": 8, "drawn_seats": 12, "consumer_percent": 20, "absence_percent": 20}
DRAWN_THERE, ENGAGED_THERE = 9, 1
TODAY = localdate


@dataclass
class Players:
    """All posts that one person plays, and the round."""

    stage: Stage
    inspector: Visitor
    watcher: Visitor
    receptionist: Visitor
    heads: dict[int, Visitor]
    activity: Activity

    @property
    def meetings(self) -> list[Meeting]:
        return list(self.activity.meetings.select_related("office", "draw", "vote", "activity"))

    def column(self, title: str) -> list[str]:
        """The words of one step of the board, office by office."""
        page = self.inspector.client.get(reverse("meetings:board-show", args=[self.activity.pk]))
        assert page.status_code == 200
        return [cell.word for line in page.context["lines"] for cell in line.cells if cell.title == title]

    def waits_for(self, visitor: Visitor) -> list[str]:
        page = visitor.client.get(reverse("meetings:board-show", args=[self.activity.pk]))
        assert page.status_code == 200
        return [item.text for item in page.context["mine"]]


def test_a_round_of_four_offices_from_the_plan_to_the_dossier(bureau: Unit, office: Unit) -> None:
    players = plan(set_stage(bureau, office, businesses=24))
    for meeting in players.meetings:
        prepare(players, meeting)
    assert (
        players.column("时间地点") == players.column("征求意见") == players.column("述职报告") == ["完成"] * 4
    )
    rehearse(players, players.meetings[0])
    assert players.waits_for(players.watcher) == ["请锁定名册。"] * 4
    for meeting in players.meetings:
        hold_draw(players.stage, meeting, players.inspector)
        players.inspector.does("members-notify", meeting.pk)
    assert players.column("抽取") == players.column("通知") == ["完成"] * 4
    for meeting in players.meetings:
        meet(players, meeting)
        count(players, meeting)
    assert players.column("签到") == players.column("述职问询") == players.column("投票") == ["完成"] * 4
    assert players.column("计票签字") == ["完成"] * 4
    for meeting in players.meetings:
        feed_back(players, meeting)
    finish(players)
    for title in ("反馈", "整改表", "总结", "归档"):
        assert players.column(title) == ["完成"] * 4
    for visitor in (players.inspector, players.watcher, *players.heads.values()):
        assert players.waits_for(visitor) == []


def plan(stage: Stage) -> Players:
    """The round, its four meetings, the annexed schedule."""
    inspector = Visitor(stage.inspector)
    values = ActivityForm.initial_for(None, TODAY().year)
    values |= FIGURES | {
        "bureau": stage.bureau.pk,
        "group_office": stage.inspectorate.pk,
        "leader": "王建国 局长",
        "members": "徐书 监察室主任",
    }
    inspector.does("activity-create", **values)
    activity = Activity.objects.get()
    others = [office_with_people(stage.bureau, n) for n in (2, 3, 4)]
    offices = [stage.office, *others]
    inspector.does("meeting-create", activity.pk, offices=[each.pk for each in offices])
    schedule = {
        f"{meeting.pk}-{name}": value
        for meeting in activity.meetings.all()
        for name, value in (("held_on", TODAY().isoformat()), ("held_at", "09:00"), ("version", 1))
    }
    assert "已保存 4 个单位的时间" in inspector.does("plan-schedule", activity.pk, **schedule)
    heads = {each.pk: Visitor(user_with(Role.HEAD, each)) for each in others}
    heads[stage.office.pk] = Visitor(stage.head_user)
    players = Players(stage, inspector, Visitor(stage.watcher), Visitor(stage.receptionist), heads, activity)
    assert players.column("抽取") == ["未到"] * 4
    assert "请上报会议地点。" in players.waits_for(heads[stage.office.pk])
    return players


def office_with_people(bureau: Unit, number: int) -> Unit:
    """An office with head, deputy, businesses and consumers."""
    office: Unit = UnitFactory(code=f"SO0{number}", name=NAMES[number - 1], kind="office", parent=bureau)
    for role, title in ((Role.HEAD, "所长"), (Role.DEPUTY, "副所长")):
        post_for(PersonFactory(category="staff", unit=office), office, role, title)
    area = AreaFactory(office=office)
    for _ in range(24):
        BusinessFactory(area=area)
    for _ in range(8):
        PersonFactory(category="consumer", unit=office)
    return office


def prepare(players: Players, meeting: Meeting) -> None:
    """The office's place, kin, opinions and reports; the pool, up to a draw that waits to be locked."""
    head, inspector, today = players.heads[meeting.office_id], players.inspector, TODAY().isoformat()
    head.does("own-place", meeting.pk, place=f"{meeting.office}会议室", version=2)
    head.does("kin-none", meeting.pk)
    head.does("opinion-create", meeting.pk, channel="forum", collected_on=today, text="检查太频繁")
    opinion = meeting.collected_opinions.get()
    sorted_to = {"heading": "enforcement", "problem": "检查频次多", "measure": "合并检查"}
    inspector.does("opinion-sort", meeting.pk, opinions=[opinion.pk], **sorted_to)
    inspector.does("pool-open", meeting.pk)
    typed = {each.key: f"{each.title}的情况" for each in REPORT_HEADINGS}
    for officer in meeting.officers.all():
        data = typed | {"version": 0, "opinions": [opinion.pk], "then": "submit"}
        assert "报告完整，已提交" in head.does("duty-report-edit", meeting.pk, officer.person_id, **data)
    consumers = Person.objects.filter(category="consumer", unit=meeting.office)[:8]
    players.watcher.does("consumers-choose", meeting.pk, persons=[each.pk for each in consumers])
    engaged = players.stage.assessors[:4]
    inspector.does("pool-engaged", meeting.pk, persons=[each.pk for each in engaged])
    assert "抽取已准备" in inspector.does("pool-prepare", meeting.pk)


def rehearse(players: Players, meeting: Meeting) -> None:
    """A rehearsal begins and ends; neither the board nor the list of the real round knows of it."""
    before = players.column("抽取")
    assert "演练已准备好" in players.inspector.does("rehearsal-start", meeting.pk, seats=6)
    rehearsal = Activity.objects.get(rehearsal_of=meeting)
    assert len(players.column("抽取")) == 4
    listed = players.inspector.client.get(reverse("meetings:activity-list"))
    assert [each.pk for each in listed.context["page"]] == [players.activity.pk]
    assert "演练已结束" in players.inspector.does("rehearsal-end", rehearsal.pk)
    assert players.column("抽取") == before


def meet(players: Players, meeting: Meeting) -> None:
    """The door, the opening, reports, a question, the ballot."""
    inspector, receptionist = players.inspector, players.receptionist
    receptionist.does("check-in-open", meeting.pk)
    rows = meeting.representatives
    here = [*rows.filter(source="drawn")[:DRAWN_THERE], *rows.filter(source="engaged")[:ENGAGED_THERE]]
    for member in here:
        receptionist.does("member-arrived", meeting.pk, member.pk)
    people = {
        "chair_name": players.stage.chair.name,
        "chair_title": "局纪委书记",
        "watcher_name": players.stage.watcher.name,
        "watcher_title": "市纪委监督员",
    }
    assert "会议已开始" in inspector.does("sitting-begin", meeting.pk, **people)
    walk(players, meeting, "report", "questions")
    question = {"whom": "office", "kind": "question", "text": "检查能不能合并"}
    inspector.does("question-list", meeting.pk, **question)
    assert "今日开会，请全程到场监督。" in players.waits_for(players.watcher)


def walk(players: Players, meeting: Meeting, *kinds: str) -> None:
    """Begin and end the steps of these kinds, in order."""
    sitting = Meeting.objects.get(pk=meeting.pk).sitting
    assert sitting is not None
    for item in sitting.agenda.filter(kind__in=kinds):
        players.inspector.does("sitting-item-begin", meeting.pk, item.pk)
        players.inspector.does("sitting-item-finish", meeting.pk, item.pk, note="要点")


def count(players: Players, meeting: Meeting) -> None:
    """Ten vote; count, report, signature, closing statements, publication."""
    stage, n = players.stage, DRAWN_THERE + ENGAGED_THERE
    meeting.refresh_from_db()
    vote = meeting.vote
    assert vote is not None
    cards = preparing.make_cards(actor=stage.inspector, vote=vote, n=n)
    prove(actor=stage.inspector, vote=vote)
    ask = confirming.ask_step(actor=stage.inspector, vote=vote, action="ballots.open")
    assert "请确认开启投票。" in players.waits_for(players.watcher)
    confirming.confirm_step(actor=stage.watcher, vote=vote, confirmation=ask, accept_preflight=True)
    cast_ballots(vote, cards, [1] * n)
    count_and_seal(stage, vote)
    players.inspector.does("report-make", meeting.pk)
    perform_job(Job.objects.filter(kind="meetings.count_report").latest("pk").pk)
    scan = SimpleUploadedFile("签字.pdf", scanned_pdf())
    players.inspector.does("report-sign", meeting.pk, teller="张计", scrutineer="王监", scan=scan)
    players.inspector.does("report-confirm", meeting.pk, seen="on")
    walk(players, meeting, "statement")
    assert "会议已散会" in players.inspector.does("sitting-end", meeting.pk, watched="yes")
    confirm_vote_step(stage, meeting, "ballots.publish")


def feed_back(players: Players, meeting: Meeting) -> None:
    """Sheets to office and officers; measures, what was done, the reply to the representatives, the office's summary."""
    head, inspector = players.heads[meeting.office_id], players.inspector
    given = {"fed_back_on": TODAY().isoformat(), "note": "书面送达单位和本人"}
    assert "反馈已登记" in inspector.does("feed-back", meeting.pk, **given)
    rows = list(FeedbackForm.objects.filter(meeting=meeting))
    assert len(rows) == 3
    for row in rows:
        whose = head if row.officer is None else inspector
        texts = {"analysis": "总体满意", "causes": "人手不足", "measures": "合并检查"}
        whose.does("feedback-show", row.pk, version=row.version, step="measures", **texts)
        row.refresh_from_db()
        assert row.submitted_on == TODAY()
        whose.does("feedback-show", row.pk, version=row.version, step="done", done="已合并检查")
    told = {"told_on": TODAY().isoformat(), "note": "邮寄"}
    assert "已登记回告代表" in inspector.does("representatives-told", meeting.pk, **told)
    summary = {"text": "本所工作总结。", "version": 0, "step": "submit"}
    assert "总结已报送" in head.does("summary-meeting", meeting.pk, **summary)
    assert "会议已归档" in inspector.does("meeting-archive", meeting.pk)


def finish(players: Players) -> None:
    """The round's summary and its dossier."""
    summary = {"text": "本轮工作总结。", "version": 0, "step": "submit"}
    assert "总结已报送" in players.inspector.does("summary-round", players.activity.pk, **summary)
    players.inspector.does("dossier-make", players.activity.pk)
    perform_job(Job.objects.get(kind="meetings.dossier").pk)
    page = players.inspector.client.get(reverse("meetings:dossier-file", args=[players.activity.pk]))
    content = b"".join(page) if page.streaming else page.content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert all(any(office in name for name in names) for office in NAMES)
