"""Two meetings of the demo: one walked to its end, one standing at the draw."""

import secrets
from datetime import date, time, timedelta
from random import Random

from django.conf import settings

from ballots.models import Vote
from ballots.queries import votes
from ballots.services import cards, casting, opening, opinions, preparing, releasing, sealing, zero_report
from ballots.services.confirming import ask_step, confirm_step
from desk.services.jobs import perform_job
from draws.models import Draw
from draws.queries.facts import LOCK, REVEAL
from draws.services import ceremony, digits, steps
from draws.services import confirming as confirming_services
from evalsite.demo import aftermath, preparation
from evaluations.meetings.models import Activity, Meeting, Representative
from evaluations.meetings.services import (
    activities,
    attendance,
    meeting_draws,
    meetings,
    pools,
    questions,
    reports,
    representatives,
    sittings,
)
from evaluations.meetings.services.activities import ActivityData, Member
from registry.models import Person, Unit, User
from rulebook.ballot.codes import opinion_hash
from rulebook.ballot.form import new_ballot_id
from rulebook.ballot.keys import Passphrases
from rulebook.meeting.rounds import RoundFigures, StageDates, default_stages

MARKING = "demo"
GROUP = [
    Member("张健", "局长", "leader"),
    Member("顾秉正", "局纪委书记", "deputy"),
    Member("卢凤英", "监察室主任", "member"),
    Member("段荣", "人事科科长", "member"),
]
ENGAGED = [
    "conduct_supervisor",
    "discipline_organ",
    "congress_deputy",
    "cppcc_member",
    "village_committee",
    "government_staff",
]
CONSUMERS, EACH_CATEGORY, ABSENT, KEPT_CARDS, SPARE_CARDS = 40, 4, 5, 2, 12
# How a place is marked, by weight: 弃权, then the five grades from 满意 down.
WEIGHTS = (2, 52, 25, 14, 5, 2)
QUESTIONS = [
    ("question", "年报公示异常怎么移出，要跑几趟？", "补报后当天受理，材料齐全的一次办结，不用再跑。"),
    ("suggestion", "建议集市日延长窗口办理时间。", "从下月起，集市日中午不休息，安排人员轮值。"),
    ("question", "同一条街一个月查了三次，能不能合并？", "以后同一片区的检查合并进行，一次查清。"),
    ("question", "投诉处理结果为什么没有回告？", "这件事是我们的疏漏，三日内补办回告。"),
    ("suggestion", "希望多开几次食品标签的讲解。", ""),
]
OPINIONS = [
    "窗口人员态度有改进，希望集市日再多开一个窗口。",
    "检查前请先打个电话，店里只有一个人照看。",
    "希望把年报怎么填做成一张图，贴在大厅里。",
    "投诉有了回音，这一点要表扬。",
    "夜市的占道问题，几个部门能不能一起来看一看。",
]
STATEMENT = "诚恳接受各位代表的评议，对提出的问题逐条整改，整改情况及时回告。"

Users = dict[str, User]


def begin_round(users: Users, today: date) -> Activity:
    """This year's round with a meeting for every office."""
    bureau = Unit.objects.get(kind="bureau")
    data = ActivityData(
        title=f"{today.year}年面向监管服务对象述职述廉社会评议",
        year=today.year,
        bureau=bureau,
        group_office=Unit.objects.get(name="监察室"),
        drawing_body="市纪委",
        stages=_stages(today),
        figures=RoundFigures(),
        group=GROUP,
    )
    activity = activities.create_activity(actor=users["jiancha"], data=data, marking=MARKING)
    preparation.write_plan(users, activity)
    offices = Unit.objects.filter(kind="office", parent=bureau).order_by("code")
    meetings.create_meetings(actor=users["jiancha"], activity=activity, offices=offices)
    return activity


def _stages(today: date) -> list[StageDates]:
    """The document's dates, or later ones where they are past: a round under way is to be seen, whenever the demo starts."""
    reach = {"prepare": 7, "carry_out": 21, "rectify": 60}
    first, stages = date(today.year, 9, 1), []
    for stage in default_stages(today.year):
        last = max(stage.last, today + timedelta(days=reach[stage.key]))
        stages.append(StageDates(stage.key, stage.title, first, last))
        first = last + timedelta(days=1)
    return stages


def open_pool(users: Users, activity: Activity, code: str) -> Meeting:
    """The office's meeting with consumers listed by the drawing body and assessors engaged by the inspectorate."""
    meeting = meetings.open_pool(actor=users["jiancha"], meeting=activity.meetings.get(office__code=code))
    people = Person.objects.filter(unit=meeting.office).order_by("pk")
    pools.choose_consumers(
        actor=users["jiandu"], meeting=meeting, persons=list(people.filter(category="consumer")[:CONSUMERS])
    )
    engaged = [person for each in ENGAGED for person in people.filter(category=each)[:EACH_CATEGORY]]
    pools.engage_assessors(actor=users["jiancha"], meeting=meeting, persons=engaged)
    return meeting


def stand_at_the_draw(users: Users, meeting: Meeting, today: date) -> Draw:
    """Roster prepared; the visitor locks, rolls and draws."""
    _fix_time(users, meeting, today + timedelta(days=10))
    return meeting_draws.prepare_meeting_draw(actor=users["jiancha"], meeting=meeting)


def finish_meeting(users: Users, meeting: Meeting, today: date) -> None:
    """From the draw to the archive; votes are invented."""
    _fix_time(users, meeting, today)
    hold_draw(users, meeting_draws.prepare_meeting_draw(actor=users["jiancha"], meeting=meeting))
    meeting.refresh_from_db()
    _gather(users, meeting)
    meeting.refresh_from_db()
    vote = meeting.vote
    if vote is None:
        raise RuntimeError(meeting)
    _report(users, meeting)
    _vote(users, vote, meeting)
    meeting.refresh_from_db()
    job = reports.request_report(actor=users["jiancha"], meeting=meeting)
    perform_job(job.pk)
    meeting.refresh_from_db()
    report = meeting.count_report
    if report.pdf is None:
        job.refresh_from_db()
        raise RuntimeError(job.message)
    reports.hold_count(
        actor=users["jiancha"], meeting=meeting, teller="石青", scrutineer="陆明",
        file_name="计票报告签字扫描件.pdf", content=report.pdf.file.read(),
    )  # fmt: skip
    reports.sign_count(actor=users["jiancha"], meeting=meeting)
    _confirm_vote(users, vote, votes.PUBLISH_VOTE)
    meeting.refresh_from_db()
    _close(users, meeting)
    aftermath.feed_back(users, meeting, today)
    meetings.archive_meeting(actor=users["jiancha"], meeting=meeting)
    aftermath.close_year(users, meeting, today)


def _fix_time(users: Users, meeting: Meeting, held_on: date) -> None:
    meetings.update_meeting(
        actor=users["jiancha"], meeting=meeting, version=meeting.version, held_on=held_on, held_at=time(9, 0),
        place=f"{meeting.office.name}三楼会议室",
    )  # fmt: skip


def hold_draw(users: Users, draw: Draw) -> None:
    """The public draw of the story: the watcher runs it, the secretary confirms, the page rolls."""
    watcher, second = users["jiandu"], users["shuji"]
    confirming_services.ask_step(actor=watcher, draw=draw, action=LOCK)
    confirming_services.confirm_step(actor=second, draw=draw, action=LOCK)
    for position in range(1, len(draw.parties) + 1):
        digits.roll_digits(actor=watcher, draw=draw, position=position)
    confirming_services.ask_step(actor=watcher, draw=draw, action=REVEAL)
    confirming_services.confirm_step(actor=second, draw=draw, action=REVEAL)
    steps.run_draw(actor=watcher, draw=draw)
    steps.publish_draw(actor=watcher, draw=draw)
    place, witnesses = "市局三楼会议室", "企业代表徐海宁、消费者代表沈静"
    ceremony.record_ceremony(actor=watcher, draw=draw, version=0, place=place, witnesses=witnesses)


def _gather(users: Users, meeting: Meeting) -> None:
    """Two decline, all others confirm; all but a few arrive."""
    inspectorate = users["jiancha"]
    representatives.notify_representatives(actor=inspectorate, meeting=meeting)
    for member in Representative.objects.filter(meeting=meeting, source="drawn")[:2]:
        representatives.withdraw_representative(actor=inspectorate, representative=member, reason="declined")
    representatives.notify_representatives(actor=inspectorate, meeting=meeting)
    expected = Representative.objects.filter(meeting=meeting, state="notified").select_related("meeting")
    for member in expected:
        representatives.confirm_representative(actor=inspectorate, representative=member)
    preparation.prepare(users, meeting)
    attendance.open_check_in(actor=inspectorate, meeting=meeting)
    for member in Representative.objects.filter(meeting=meeting, state="confirmed")[ABSENT:]:
        attendance.check_in(meeting=meeting, representative=member)


def _report(users: Users, meeting: Meeting) -> None:
    """The sitting opens, every officer reports, representatives ask and are answered; all words are invented."""
    clerk = users["jiancha"]
    sitting = sittings.begin_meeting(
        actor=clerk, meeting=meeting, chair_name=users["shuji"].name, chair_title="局纪委书记",
        watcher_name=users["jiandu"].name, watcher_title="市纪委监督员",
    )  # fmt: skip
    officers = list(meeting.officers.all())
    for item in sitting.agenda.filter(kind__in=["report", "questions"]):
        sittings.begin_item(actor=clerk, meeting=meeting, item=item)
        if item.kind == "questions":
            for place, (kind, text, answer) in enumerate(QUESTIONS):
                officer = officers[place] if place < len(officers) else None
                questions.record_question(
                    actor=clerk, meeting=meeting, kind=kind, officer=officer, text=text, answer=answer
                )
        sittings.finish_item(actor=clerk, meeting=meeting, item=item)


def _close(users: Users, meeting: Meeting) -> None:
    """Closing statements, and the sitting ends."""
    clerk, sitting = users["jiancha"], meeting.sitting
    if sitting is None:
        raise RuntimeError(meeting)
    for item in sitting.agenda.filter(kind="statement"):
        sittings.begin_item(actor=clerk, meeting=meeting, item=item)
        sittings.finish_item(actor=clerk, meeting=meeting, item=item, note=STATEMENT)
    sittings.end_meeting(actor=clerk, meeting=meeting, watched_throughout=True)


def _vote(users: Users, vote: Vote, meeting: Meeting) -> None:
    inspectorate = users["jiancha"]
    present = Representative.objects.filter(meeting=meeting, attended=True).count()
    codes = preparing.make_cards(actor=inspectorate, vote=vote, n=present + SPARE_CARDS)
    words = Passphrases(**settings.DEMO_PASSPHRASES)
    zero_report.run_zero_report(actor=inspectorate, watcher=users["jiandu"], vote=vote, passphrases=words)
    _confirm_vote(users, vote, votes.OPEN_VOTE)
    random = Random(present)  # noqa: S311  # invented votes
    places = votes.form(vote).size
    for code in codes[: present - KEPT_CARDS]:
        marks = random.choices(range(len(WEIGHTS)), WEIGHTS, k=places)
        outcome = casting.cast(
            vote=vote.pk,
            card=code,
            ballot=new_ballot_id(secrets.token_bytes),
            form=vote.form_hash,
            marks=marks,
        )
        if outcome.status != 201:
            raise RuntimeError(outcome)
    _give_opinions(vote, codes)
    opening.begin_closing(actor=inspectorate, vote=vote)
    for code in codes[present:]:
        cards.void_card(actor=inspectorate, vote=vote, code=code, reason="leftover")
    cards.record_leftovers(actor=inspectorate, vote=vote, leftover=SPARE_CARDS, spoilt=0, handed_out=present)
    opening.close_vote(actor=inspectorate, vote=vote)
    sealing.count_vote(actor=inspectorate, watcher=users["jiandu"], vote=vote, passphrases=words)
    if not sealing.finish_wipe(vote=vote):
        raise RuntimeError(vote)
    _screen_opinions(inspectorate, vote)


def _give_opinions(vote: Vote, codes: list[str]) -> None:
    """A few representatives also leave an opinion, each by a card of his own."""
    subjects = ["", *(each.key for each in votes.form(vote).subjects)]
    for place, (code, text) in enumerate(zip(codes, OPINIONS, strict=False)):
        outcome = opinions.opine(
            vote=vote.pk, digest=opinion_hash(code), opinion=new_ballot_id(secrets.token_bytes),
            subject=subjects[place % len(subjects)], text=text,
        )  # fmt: skip
        if outcome.status != 201:
            raise RuntimeError(outcome)


def _screen_opinions(inspectorate: User, vote: Vote) -> None:
    """Released with the count in random order; one is left to be screened by the visitor."""
    vote.refresh_from_db()
    for opinion in list(vote.opinions.order_by("pk"))[1:]:
        releasing.screen_opinion(actor=inspectorate, opinion=opinion, decision="passed", seen="pending")


def _confirm_vote(users: Users, vote: Vote, action: str) -> None:
    vote.refresh_from_db()
    confirmation = ask_step(actor=users["jiancha"], vote=vote, action=action)
    confirm_step(actor=users["jiandu"], vote=vote, confirmation=confirmation)
    vote.refresh_from_db()
