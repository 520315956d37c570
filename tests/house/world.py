"""A small bureau for the tests of the whole house: one meeting walked to its end, one at the draw, one of each thing else."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from ballots.models import SealedBox, ZeroReport
from ballots.services import batches
from desk.models import Clock, Job, LocalDay
from desk.services.calendar import keep_calendar, set_local_day
from desk.services.clocks import start_clock
from desk.services.jobs import perform_job, queue_job
from desk.services.moving import approve_move, ask_move
from evalsite.demo import story
from evaluations.conduct.models import Pledge, Visit
from evaluations.elections.models import Election
from evaluations.meetings.models import Activity, FeedbackForm, Meeting, Representative
from evaluations.meetings.services import activities, dossiers, kin, notices, pools
from evaluations.meetings.services.activities import ActivityData
from evaluations.meetings.services.meetings import create_meetings
from evaluations.surveys.models import Survey
from evaluations.surveys.services import outside_surveys, surveys
from matters.models import Letter, Matter, MeasureReport
from matters.services import matters, measures, reports
from matters.services.letters import Written, accept_letter, fresh_code, receive_letter
from registry.models import (
    Area,
    Business,
    Grant,
    ImportRun,
    Industry,
    Person,
    Role,
    Township,
    Unit,
    User,
)
from registry.services.attachments import PDF, store_attachment
from registry.services.grants import propose_post
from registry.services.importing.runs import read_import, start_import
from rulebook.desk.clocks import SegmentKind
from rulebook.draw.bundle import zip_bundle
from rulebook.lifecycle.representative import OUT
from rulebook.matter.letters import Box
from rulebook.matter.matters import Finding, Source, Triage
from rulebook.meeting.rounds import RoundFigures, default_stages
from tests.factories import (
    AreaFactory,
    BusinessFactory,
    IndustryFactory,
    PersonFactory,
    TownshipFactory,
    UnitFactory,
    UserFactory,
    post_for,
    user_with,
)
from tests.house.elections import (
    election_of,
    kept_log,
    published_election,
    signed_pledge,
    voting_election,
)
from tests.scans import scanned_pdf

AT_OFFICE = {Role.HEAD, Role.DEPUTY, Role.COMMAND_CENTRE, Role.INSPECTOR, Role.KEEPER}
"""Roles whose usual place is the office that is assessed; all others stand in the bureau."""

FIGURES = RoundFigures(attendance_min=8, drawn_seats=12, consumer_percent=20, absence_percent=20)


@dataclass(frozen=True)
class World:
    users: dict[Role, User]
    bureau: Unit
    office: Unit
    area: Area
    business: Business
    township: Township
    industry: Industry
    person: Person
    activity: Activity
    finished: Meeting
    at_pool: Meeting
    at_draw: Meeting
    at_door: Meeting
    survey: Survey
    election: Election
    visit: Visit
    pledge: Pledge
    new_election: Election
    voting_election: Election
    local_day: LocalDay
    clock: Clock
    moved_clock: Clock
    matter: Matter
    letter: Letter
    report: MeasureReport
    outside: Survey
    job: Job
    imported: ImportRun
    grant: Grant
    visitor: User
    sessions: dict[int, str]
    files: Path

    @property
    def head(self) -> User:
        return self.users[Role.HEAD]

    @property
    def feedback(self) -> FeedbackForm:
        """The office's form of the finished meeting."""
        return self.finished.feedback_forms.get(officer__isnull=True)

    def member(self, meeting: Meeting, source: str = "drawn") -> Representative:
        """The first who is still a member, drawn or engaged."""
        return meeting.representatives.filter(source=source).exclude(state__in=OUT).order_by("pk")[0]


def build() -> World:
    bureau = UnitFactory(code="SJ00", name="安澜市工商行政管理局", kind="bureau")
    inspectorate = UnitFactory(code="KS09", name="监察室", kind="department", parent=bureau)
    offices = [
        UnitFactory(code=f"SO0{number}", name=f"{name}工商所", kind="office", parent=bureau)
        for number, name in enumerate(["城关", "东湖", "西山", "南桥"], start=1)
    ]
    users = {
        role: user_with(
            role, offices[0] if role in AT_OFFICE else bureau, username=f"{role}1", name=role.label
        )
        for role in Role
    }
    for office in offices:
        fill(office)
    data = ActivityData(
        title="本年述职述廉社会评议", year=timezone.localdate().year, bureau=bureau, group_office=inspectorate,
        drawing_body="市纪委", stages=default_stages(timezone.localdate().year), figures=FIGURES, group=story.GROUP,
    )  # fmt: skip
    acting = {
        "jiancha": users[Role.INSPECTORATE], "jiandu": users[Role.WATCHER], "shuji": users[Role.CHAIR]
    }  # fmt: skip
    activity = activities.create_activity(actor=acting["jiancha"], data=data)
    create_meetings(actor=acting["jiancha"], activity=activity, offices=offices)
    today = timezone.localdate()
    meetings = {code: story.open_pool(acting, activity, code) for code in ("SO01", "SO02", "SO03", "SO04")}
    story.finish_meeting(acting, meetings["SO01"], today)
    keep_dossier(acting["jiancha"], activity)
    leave_words(meetings["SO01"])
    story.stand_at_the_draw(acting, meetings["SO02"], today)
    exclude_somebody(acting["jiancha"], meetings["SO03"])
    stand_at_the_door(acting, meetings["SO04"], today)
    for meeting in meetings.values():
        meeting.refresh_from_db()
    visitor = UserFactory(username="visitor1", name="无岗位的人")
    return World(
        users=users,
        bureau=bureau,
        office=offices[0],
        area=offices[0].areas.order_by("pk")[0],
        business=Business.objects.filter(area__office=offices[0]).order_by("pk")[0],
        township=offices[0].townships.order_by("pk")[0],
        industry=IndustryFactory(),
        person=Person.objects.filter(unit=offices[0], category="staff").order_by("pk")[0],
        activity=activity,
        finished=meetings["SO01"],
        at_pool=meetings["SO03"],
        at_draw=meetings["SO02"],
        at_door=meetings["SO04"],
        outside=imported_survey(acting["jiancha"], bureau),
        survey=prepared_survey(acting["jiancha"], bureau, offices),
        election=published_election(acting["jiancha"], acting["jiandu"], bureau),
        visit=kept_log(acting["jiancha"], offices[0]),
        pledge=signed_pledge(acting["jiancha"], offices[0]),
        new_election=election_of(acting["jiancha"], bureau, timezone.localdate().year),
        voting_election=voting_election(acting["jiancha"], bureau),
        clock=late_clock(offices[0]),
        moved_clock=moved_clock(acting["jiancha"], users[Role.LEADER], offices[0]),
        matter=proved_matter(acting["jiancha"], offices[0]),
        letter=accepted_letter(acting["jiancha"], bureau),
        report=written_report(acting["jiancha"], bureau),
        local_day=set_local_day(
            actor=users[Role.ADMINISTRATOR], day=timezone.localdate(), works=False, reason="市庆"
        ),
        job=failed_job(acting["jiancha"]),
        imported=preview(users[Role.ADMINISTRATOR]),
        grant=propose_post(
            actor=users[Role.SECURITY_ADMINISTRATOR],
            user=users[Role.RECEPTIONIST],
            unit=bureau,
            role=Role.SCRUTINEER,
        ),
        visitor=visitor,
        sessions={user.pk: signed_in(user) for user in [*users.values(), visitor]},
        files=Path(settings.MEDIA_ROOT),
    )


def late_clock(office: Unit) -> Clock:
    """A limit that passed long ago."""
    keep_calendar()
    today = timezone.localdate()
    return start_clock(
        actor=None, code="feedback", title="逾期的事项", unit=office, started_on=today - timedelta(days=60),
        due_on=today - timedelta(days=40), origin_kind="none", origin_label="演示",
    )  # fmt: skip


def moved_clock(actor: User, approver: User, office: Unit) -> Clock:
    """A limit that was extended on a paper, and is asked to be extended once more."""
    clock = start_clock(
        actor=None, code="matter_solve", title="延长过的事项", unit=office, started_on=timezone.localdate(),
        origin_kind="none", origin_label="演示",
    )  # fmt: skip
    asked = ask_move(
        actor=actor, clock=clock, kind=SegmentKind.EXTEND, first=timezone.localdate(), amount=5, reason="案情复杂",
        document=("批准.pdf", b"%PDF-1.4 approval"),
    )  # fmt: skip
    approve_move(actor=approver, move=asked)
    ask_move(
        actor=actor, clock=clock, kind=SegmentKind.EXTEND, first=timezone.localdate(), amount=6, reason="仍然复杂",
        document=("再次批准.pdf", b"%PDF-1.4 approval"),
    )  # fmt: skip
    return clock


def proved_matter(actor: User, office: Unit) -> Matter:
    """A problem under way with a file that proves something."""
    today = timezone.localdate()
    matter = matters.raise_matter(
        actor=actor, unit=office, title="窗口无人值守", text="中午办事要等。", source=Source.PUBLIC,
        raised_on=today, triage=Triage.SHORT,
    )  # fmt: skip
    matters.start_verifying(actor=actor, matter=matter)
    matters.record_finding(actor=actor, matter=matter, finding=Finding.TRUE, basis="现场核实")
    measures.add_evidence(
        actor=actor,
        matter=matter,
        says="值班表",
        proves_on=today,
        name="值班表.pdf",
        content=b"%PDF-1.4 proof",
    )
    return Matter.objects.get(pk=matter.pk)


def accepted_letter(actor: User, bureau: Unit) -> Letter:
    """A letter with its writer's contact and a file, being handled."""
    written = Written(
        box=Box.ENQUIRY, title="办照要几天", text="几天能拿到？", name="王来信", phone="13800000000",
        file=("照片.pdf", b"%PDF-1.4 picture"),
    )  # fmt: skip
    letter = receive_letter(actor=None, bureau=bureau, written=written, code=fresh_code())
    return accept_letter(actor=actor, letter=letter, handler=actor, about_units=[], about_people=[])


def written_report(actor: User, bureau: Unit) -> MeasureReport:
    """A report of measures that has not gone out."""
    today = timezone.localdate()
    data = reports.ReportData(
        title="整改情况报告", unit=None, period_from=today, period_to=today, analysis="有一项。", causes="值班没有排。",
        measures="已经排班。", numbers={"raised": 1},
    )  # fmt: skip
    return reports.save_report(actor=actor, bureau=bureau, data=data)


def imported_survey(actor: User, bureau: Unit) -> Survey:
    """The result of a survey that others held."""
    data = surveys.SurveyData(
        title="市里的评议", year=timezone.localdate().year - 4, bureau=bureau, held_from=None, held_to=None,
        off_cycle_reason="", strata=(), units=(),
    )  # fmt: skip
    content = "单位,得分\n监察室,95\n".encode()
    return outside_surveys.import_outside_survey(
        actor=actor, data=data, organiser="市统计局", name="结果.csv", content=content
    )


def prepared_survey(actor: User, bureau: Unit, offices: list[Unit]) -> Survey:
    """A survey whose vote has one batch of slips."""
    data = surveys.SurveyData(
        title="万人评议", year=timezone.localdate().year, bureau=bureau, held_from=None, held_to=None,
        off_cycle_reason="", strata=["企业", "消费者"], units=offices,
    )  # fmt: skip
    survey = surveys.create_survey(actor=actor, data=data)
    vote = surveys.prepare_survey_vote(actor=actor, survey=survey)
    batches.make_batch(actor=actor, vote=vote, stratum="s1", label="企业", n=200)
    return survey


def leave_words(meeting: Meeting) -> None:
    """An opinion out of its urn that waits for screening, who wants to hear back, a tablet that was there, a sealed box, a
    zero report whose signed scan waits to be confirmed."""
    meeting.refresh_from_db()
    SealedBox.objects.create(
        vote=meeting.vote, file=b"x", sha256="0" * 64, ballots=1, objections_until=timezone.localdate()
    )
    meeting.vote.opinions.create(text="窗口排队的时间太长")
    meeting.vote.tablets.create(number=1, token_hash="0" * 64)
    meeting.vote.slips.create(pk="0" * 32, name="求复人", contact="13000000003", text="何时答复")
    meeting.vote.opinions_released_at = timezone.now()
    meeting.vote.save(update_fields=["opinions_released_at"])
    scan = store_attachment(actor=None, name="零票报告.pdf", content=scanned_pdf(), allowed={PDF})
    ZeroReport.objects.create(vote=meeting.vote, scan=scan)


def keep_dossier(actor: User, activity: Activity) -> None:
    """A dossier as its job leaves it, without the long making."""
    dossiers.request_dossier(actor=actor, activity=activity)
    dossiers.keep_dossier(actor=actor, activity=activity, content=zip_bundle({"卷内目录.txt": b"-"}))


def exclude_somebody(actor: User, meeting: Meeting) -> None:
    business = Business.objects.filter(area__office=meeting.office).order_by("pk")[0]
    pools.exclude_from_pool(actor=actor, meeting=meeting, business=business, reason="本所人员亲属经营")
    kin.declare_kin(
        actor=actor,
        meeting=meeting,
        staff_name="赵安",
        kin_name="钱宁",
        relation="配偶",
        workplace=business.name,
    )


def stand_at_the_door(users: story.Users, meeting: Meeting, today: date) -> None:
    """Drawn, notified, most have arrived; cards are printed and nobody has voted."""
    draw = story.stand_at_the_draw(users, meeting, today)
    story.hold_draw(users, draw)
    meeting.refresh_from_db()
    letters = notices.request_letters(actor=users["jiancha"], meeting=meeting, contact="监察室 12345678")
    perform_job(letters.pk)
    story._gather(users, meeting)


def failed_job(actor: User) -> Job:
    job = queue_job(actor=actor, kind="meetings.count_report", title="计票报告", params={"meeting": 0})
    perform_job(job.pk)
    return Job.objects.get(pk=job.pk)


def preview(actor: User) -> ImportRun:
    """An import that waits for its confirmation, with a good row and a problem row."""
    rows = "所属工商所,乡镇街道,联系人,联系电话\n城关工商所,柳林镇,赵安,13000000001\n无此所,柳林镇,钱安,13000000002\n"
    run = start_import(actor=actor, kind="townships", name="乡镇街道.csv", content=rows.encode())
    read_import(run=run, report=lambda done, total, message="": None)
    run.refresh_from_db()
    return run


def signed_in(user: User) -> str:
    """The key of a session of the user, as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def fill(office: Unit) -> None:
    """Two officers, businesses of two areas, consumers, engaged assessors."""
    for role, title in [(Role.HEAD, "所长"), (Role.DEPUTY, "副所长")]:
        post_for(PersonFactory(category="staff", unit=office), office, role, title)
    for area in (AreaFactory(office=office), AreaFactory(office=office)):
        for _ in range(12):
            BusinessFactory(area=area, industry=IndustryFactory())
    TownshipFactory(office=office, contact="镇里的人", phone="13000000000")
    for category, size in [("consumer", 8), ("conduct_supervisor", 2), ("village_committee", 2)]:
        for _ in range(size):
            PersonFactory(category=category, unit=office)
