"""Whoever a letter or a problem accuses sees nothing of it and does nothing with it, at any address of the house.

What is planted would be seen: a reader who is not accused finds it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from desk.models import Clock, Job, Notice
from desk.queries.calendar import working_calendar
from desk.queries.feeds import feed_of
from desk.queries.health import unit_digests
from desk.queries.home import waiting_rows
from desk.services.exports import queue_export
from desk.services.jobs import perform_job
from desk.services.sweeping import sweep_clocks
from matters.models import Letter, Matter
from matters.services import letters, matters
from matters.services.letters import Written, fresh_code, receive_letter
from matters.views.letter_steps import LETTER_STEPS
from matters.views.steps import STEPS
from registry.models import Attachment, Role, Unit, User
from registry.ports import exports
from registry.services.attachments import read_attachment
from rulebook.desk.workdays import is_workday
from rulebook.matter.letters import Box
from rulebook.matter.matters import Source, Triage
from tests.house.addresses import addresses
from tests.house.url_rows import arguments
from tests.house.url_table import ACTIONS, PAGES
from tests.house.walking import REFUSED, Answer, Walk
from tests.house.world import World, signed_in

pytestmark = pytest.mark.django_db

SECRET = "密件所述之事"
PLANTED = ("matters:letter-", "matters:matter-", "desk:clock-", "desk:move-", "desk:segment-")
LISTS = {"matters:letter-list", "matters:letter-create", "matters:matter-list", "matters:matter-board"}
"""Of those that begin like this, some are of no single row."""


@dataclass(frozen=True)
class Case:
    """Who is accused, by his name or by a unit, and who reads it nevertheless."""

    role: Role
    unit: str
    by_name: bool
    reader: Role


CASES = {
    "a person": Case(Role.INSPECTORATE, "SO02", True, Role.LEADER),
    "the head of a department, whose post stands at the bureau": Case(
        Role.INSPECTORATE, "KS09", False, Role.LEADER
    ),
    "the head of the bureau": Case(Role.LEADER, "SO02", True, Role.INSPECTORATE),
    "the head of an office": Case(Role.HEAD, "SO01", False, Role.INSPECTORATE),
    "the deputy of an office, to whom it was handed": Case(Role.DEPUTY, "SO01", False, Role.INSPECTORATE),
}


@dataclass(frozen=True)
class Planted:
    accused: User
    reader: User
    world: World
    letter: Letter
    matter: Matter


@pytest.fixture(params=CASES.values(), ids=list(CASES))
def planted(request: pytest.FixtureRequest, walk: Walk) -> Planted:
    case: Case = request.param
    world = walk.world
    accused, reader = fresh(world.users[case.role]), fresh(world.users[case.reader])
    unit = Unit.objects.get(code=case.unit)
    letter = write(world, accused, unit, case)
    letter = letters.accept_letter(
        actor=reader, letter=letter, handler=reader, about_units=[], about_people=[]
    )
    matter = matters.raise_matter(
        actor=reader, unit=unit, title=SECRET, text=SECRET, source=Source.LETTER, triage=Triage.HOT,
        raised_on=timezone.localdate(), names=[accused.name] if case.by_name else [],
    )  # fmt: skip
    matters.start_verifying(actor=reader, matter=matter)
    if accused.posts.filter(unit=unit).exists():
        matters.hand_out(actor=reader, matters=[matter], handler=accused)
    matter.refresh_from_db()
    for clock in (letter.clock, matter.clock):
        assert clock is not None
        Clock.objects.filter(pk=clock.pk).update(due_on=timezone.localdate() - timedelta(days=40))
    there = replace(world, letter=letter, matter=matter, clock=letter.clock, moved_clock=matter.clock)
    return Planted(accused, reader, there, letter, matter)


def fresh(user: User) -> User:
    """Without the posts of earlier requests."""
    return User.objects.get(pk=user.pk)


def write(world: World, accused: User, unit: Unit, case: Case) -> Letter:
    about: dict[str, Any] = {"about_text": f"所长 {accused.name}"} if case.by_name else {"about_unit": unit}
    written = Written(
        box=Box.REPORT, title=SECRET, text=SECRET, file=("照片.pdf", b"%PDF-1.4 picture"), name="王来信",
        phone="13800000000", **about,
    )  # fmt: skip
    return receive_letter(actor=None, bureau=world.bureau, written=written, code=fresh_code())


def opened(walk: Walk, planted: Planted, user: User, name: str, method: str = "get", **more: Any) -> Answer:
    """The address with the planted rows; "" where it is of none of them."""
    here = Walk(replace(planted.world, sessions={**walk.world.sessions, user.pk: signed_in(user)}))
    return here.ask(method, name, user, **more)


def addressable(planted: Planted) -> list[str]:
    """Every address that the planted rows have the parts for."""
    found = []
    for address in addresses():
        try:
            arguments(address.name, planted.world) if address.arguments else None
        except Exception:  # a part that the planted row lacks, as a proof or a paper
            continue
        found.append(address.name)
    return found


def test_s2_11_no_page_tells_the_accused_and_a_reader_finds_it(walk: Walk, planted: Planted) -> None:
    names = set(addressable(planted)) & set(PAGES)
    assert {"matters:letter-show", "matters:matter-show", "desk:clock-show", "desk:clock-sheet"} <= names
    seen, found = [], []
    for name in sorted(names):
        told = opened(walk, planted, planted.accused, name)
        if SECRET in told.content.decode(errors="replace") or str(planted.letter) in told.content.decode(
            errors="replace"
        ):
            seen.append(name)
        elif told.status == 500:
            seen.append(f"{name}: {told.content.decode()}")
        elif name.startswith(PLANTED) and name not in LISTS and "<int:pk>" in route_of(name):
            walk.compare(f"get {name} as the accused", told.status, told.status in REFUSED, sorted(REFUSED))
        if SECRET in opened(walk, planted, planted.reader, name).content.decode(errors="replace"):
            found.append(name)
    assert (seen, walk.wrong) == ([], []), walk.told
    assert {"matters:letter-list", "matters:letter-show", "matters:matter-list", "matters:matter-show"} <= {
        *found
    }


def route_of(name: str) -> str:
    return next(address.route for address in addresses() if address.name == name)


def test_the_accused_takes_no_step(walk: Walk, planted: Planted) -> None:
    names = [name for name in addressable(planted) if name in ACTIONS and "<int:pk>" in route_of(name)]
    for name in names:
        if name.startswith(("matters:letter-", "matters:matter-", "desk:clock-")):
            answer = opened(walk, planted, planted.accused, name, "post")
            walk.expect(f"post {name} as the accused", answer, REFUSED)
    client = Walk(replace(planted.world, sessions={planted.accused.pk: signed_in(planted.accused)}))
    rows = ((planted.letter, LETTER_STEPS, "letter"), (planted.matter, STEPS, "matter"))
    for row, steps, kind in rows:
        for step in steps:
            client._addresses["step"] = reverse(f"matters:{kind}-step", args=[row.pk, step])
            walk.expect(f"step {kind} {step}", client.ask("post", "step", planted.accused), REFUSED)
    assert not walk.wrong, walk.told
    assert walk.steps > len(STEPS) + len(LETTER_STEPS)


def test_no_list_search_feed_notice_mail_or_export_tells_the_accused(walk: Walk, planted: Planted) -> None:
    accused, reader = fresh(planted.accused), fresh(planted.reader)
    sweep_clocks(now=next_working_morning())
    told = [notice.text for notice in Notice.objects.filter(recipient=accused) if concerns(notice, planted)]
    assert told == []
    assert any(concerns(notice, planted) for notice in Notice.objects.filter(recipient=reader))
    assert not [
        entry for entry in feed_of(accused) if SECRET in entry.title or str(planted.letter) in entry.title
    ]
    assert not [row for row in waiting_rows(accused) if SECRET in row.waiting.title]
    assert [row for row in waiting_rows(reader) if SECRET in row.waiting.title]
    User.objects.filter(pk=accused.pk).update(email="accused@example.org")
    lines = [
        line
        for digest in unit_digests(timezone.localdate())
        for line in digest.lines
        if accused in digest.recipients
    ]
    assert not [line for line in lines if SECRET in line]
    for address in ("matters:matter-list", "matters:letter-list", "matters:matter-board", "registry:search"):
        shown = opened(walk, planted, accused, address, data={"q": SECRET}).content.decode()
        assert shown.replace(f'value="{SECRET}"', "").count(SECRET) == shown.count(f"“{SECRET}”"), address
    assert SECRET not in exported(accused)
    assert SECRET in exported(reader)


def concerns(notice: Notice, planted: Planted) -> bool:
    return notice.clock_id in {planted.letter.clock_id, planted.matter.clock_id}


def next_working_morning() -> datetime:
    days, day = working_calendar(), timezone.localdate()
    while not is_workday(days, day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(9)))


def exported(user: User) -> str:
    """Every cell of the register as a job makes it for the user."""
    export = exports["matter"]
    if not export.may(user):
        return ""
    job = queue_export(actor=user, export=export, query="")
    perform_job(job.pk)
    made = Job.objects.get(pk=job.pk)
    content = read_attachment(Attachment.objects.get(pk=made.result["attachment"]))
    book = load_workbook(BytesIO(content), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize(
    "planted",
    [case for case in CASES.values() if case.role == Role.INSPECTORATE],
    indirect=True,
    ids=["name", "unit"],
)
def test_the_audit_tells_the_accused_only_that_there_is_something(walk: Walk, planted: Planted) -> None:
    auditor = walk.world.users[Role.AUDITOR]
    subjects = {f"来信 {planted.letter.pk}", f"问题 {planted.matter.pk}", f"期限 {planted.letter.clock_id}"}
    # Each verb by itself: at half past midnight the world's own events of the day lie before those planted.
    queries: list[dict[str, Any]] = [
        {"verb": verb} for verb in ("accept_letter", "start_clock", "raise_matter")
    ]
    pages = [opened(walk, planted, auditor, "registry:audit-list", data=query) for query in queries]
    whole = "".join(page.content.decode() for page in pages)
    assert {each for each in subjects if f">{each}<" in whole} == subjects
    for query in [{"sort": "-at"}, *queries]:
        shown = opened(walk, planted, planted.accused, "registry:audit-list", data=query).content.decode()
        assert [each for each in subjects if f">{each}<" in shown] == [], query
    shown, asked = "", {"sort": "-at"}
    while asked:
        shown += opened(walk, planted, planted.accused, "registry:audit-list", data=asked).content.decode()
        onward = re.search(r'rel="next" href="\?([^"]+)"', shown[shown.rindex("<html") :])
        asked = dict(parse_qsl(unescape(onward[1]))) if onward else {}
    assert "须回避的事项" in shown
    assert [each for each in subjects if f">{each}<" in shown] == []
