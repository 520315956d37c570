"""The pool before the draw: consumers' list, exclusions by hand, engaged assessors (S0-02, S0-06)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.meetings.models import (
    DRAWN,
    ENGAGED,
    ENGAGED_CATEGORIES,
    Meeting,
    PoolConsumer,
    PoolExclusion,
    Representative,
)
from evaluations.meetings.queries.meetings import businesses_of_office
from evaluations.meetings.queries.pool import pool_of
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import Business, Person, User
from registry.models.fields import blind_digest
from registry.models.people import PersonCategory
from registry.services.audit import change
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT
from rulebook.registry.messy import MessyCell, clean_text, parse_phone

MOST_LINES = 1000
ENGAGING = frozenset({MeetingState.POOL, MeetingState.DRAWN, MeetingState.NOTIFIED})


@dataclass(frozen=True)
class ConsumerLine:
    """One pasted line that could be read."""

    number: int
    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class LineProblem:
    """One pasted line that could not, with its text as pasted."""

    number: int
    text: str
    reason: str


def read_consumer_lines(text: str) -> tuple[list[ConsumerLine], list[LineProblem]]:
    """Lines of 姓名、电话、地址, separated by comma, tab or 、; empty lines are passed over."""
    good: list[ConsumerLine] = []
    bad: list[LineProblem] = []
    seen: dict[tuple[str, str], int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        parts = [clean_text(part) for part in re.split(r"[,，\t、;；]", raw, maxsplit=2)]
        try:
            line = _consumer_line(number, parts)
        except MessyCell as problem:
            bad.append(LineProblem(number, raw.strip(), str(problem)))
            continue
        if (line.name, line.phone) in seen:
            bad.append(LineProblem(number, raw.strip(), f"与第 {seen[line.name, line.phone]} 行重复"))
            continue
        seen[line.name, line.phone] = number
        good.append(line)
    return good, bad


def _consumer_line(number: int, parts: list[str]) -> ConsumerLine:
    if len(parts) < 2:
        raise MessyCell("应有姓名、电话两项，用逗号隔开，地址可不填")
    name, phone, address = parts[0], parse_phone(parts[1]), parts[2] if len(parts) > 2 else ""
    if not 2 <= len(name) <= 20:
        raise MessyCell(f"姓名“{name}”应为 2 到 20 个字")
    if not phone:
        raise MessyCell("缺少电话，无法通知")
    if len(address) > 100:
        raise MessyCell("地址超过 100 个字")
    return ConsumerLine(number, name, phone, address)


def paste_consumers(
    *, actor: User | None, meeting: Meeting, lines: Sequence[ConsumerLine]
) -> tuple[int, list[LineProblem]]:
    """Put read lines on the consumers' list, as persons of the registry; returns how many were added and which were not."""
    added, problems = 0, []
    with change(actor, "paste_consumers", meeting) as log:
        row = _open_pool(meeting)
        for line in lines[:MOST_LINES]:
            digest = blind_digest(line.phone)
            person = (
                Person.objects.filter(name=line.name, phone_digest=digest)
                .exclude(category=PersonCategory.STAFF)
                .first()
            )
            if person is None:
                person = Person.objects.create(
                    name=line.name,
                    category=PersonCategory.CONSUMER,
                    unit=row.office,
                    workplace=line.address,
                    phone=line.phone,
                    phone_digest=digest,
                )
            reason = _not_a_consumer(row, person)
            if reason:
                problems.append(
                    LineProblem(line.number, f"{line.name}，{line.phone}，{line.address}", reason)
                )
            elif PoolConsumer.objects.get_or_create(meeting=row, person=person)[1]:
                added += 1
        log.note(added=added)
    return added, problems


def choose_consumers(*, actor: User, meeting: Meeting, persons: Sequence[Person]) -> int:
    """Put persons of the registry on the list; those already there are left alone. Raises ``MeetingRefused``."""
    with change(actor, "choose_consumers", meeting) as log:
        row = _open_pool(meeting)
        for person in persons:
            if reason := _not_a_consumer(row, person):
                raise MeetingRefused(f"{person.name}不能列入：{reason}。")
        there = set(row.consumers.values_list("person_id", flat=True))
        new = [PoolConsumer(meeting=row, person=person) for person in persons if person.pk not in there]
        PoolConsumer.objects.bulk_create(new)
        log.note(added=len(new))
    return len(new)


def _not_a_consumer(meeting: Meeting, person: Person) -> str:
    if person.category != PersonCategory.CONSUMER:
        return f"已在人员库中登记为{person.get_category_display()}，不能列入消费者名单"
    if meeting.representatives.filter(person=person).exclude(state__in=OUT).exists():
        return "已是聘请的评议员"
    return ""


def remove_consumer(*, actor: User, meeting: Meeting, consumer: PoolConsumer) -> None:
    """Take somebody off the consumers' list."""
    with change(actor, "remove_consumer", meeting) as log:
        _open_pool(meeting)
        log.note(person=consumer.person_id)
        PoolConsumer.objects.filter(pk=consumer.pk, meeting=meeting).delete()


def exclude_from_pool(
    *,
    actor: User,
    meeting: Meeting,
    business: Business | None = None,
    person: Person | None = None,
    reason: str,
) -> PoolExclusion:
    """Keep a business or a listed consumer out of the draw, with a reason that is locked with the roster."""
    with change(actor, "exclude_from_pool", meeting) as log:
        row = _open_pool(meeting)
        if business is not None and not businesses_of_office(row).filter(pk=business.pk).exists():
            raise MeetingRefused(f"{business.name}不在{row.office}辖区内，本来就不在名册中。")
        if person is not None and not row.consumers.filter(person=person).exists():
            raise MeetingRefused(f"{person.name}不在消费者名单中。")
        exclusion, _ = PoolExclusion.objects.update_or_create(
            meeting=row, business=business, person=person, defaults={"reason": reason}
        )
        log.note(business=business.pk if business else None, person=person.pk if person else None)
    return exclusion


def remove_exclusion(*, actor: User, meeting: Meeting, exclusion: PoolExclusion) -> None:
    """Let an excluded business or consumer back into the pool."""
    with change(actor, "remove_exclusion", meeting) as log:
        _open_pool(meeting)
        log.note(business=exclusion.business_id, person=exclusion.person_id)
        PoolExclusion.objects.filter(pk=exclusion.pk, meeting=meeting).delete()


def engage_assessors(*, actor: User | None, meeting: Meeting, persons: Sequence[Person]) -> int:
    """Invite assessors of the categories (S0-06). Raises ``MeetingRefused`` beyond the share left to them (40 %)."""
    with change(actor, "engage_assessors", meeting) as log:
        row = locked(meeting)
        if row.state not in ENGAGING:
            raise MeetingRefused(f"会议{row.get_state_display()}，不能再聘请评议员。")
        listed = set(row.consumers.values_list("person_id", flat=True))
        for person in persons:
            if person.category not in ENGAGED_CATEGORIES:
                raise MeetingRefused(f"{person.name}的类别“{person.get_category_display()}”不在聘请范围内。")
            if person.pk in listed:
                raise MeetingRefused(f"{person.name}在消费者名单中，不能同时聘请。")
        there = {each.person_id: each for each in row.representatives.filter(person__in=persons)}
        back = [each for each in there.values() if each.state in OUT]
        new = [person for person in persons if person.pk not in there]
        _check_ceiling(row, len(new) + len(back))
        for each in back:
            each.state = "named"
            each.category = each.person.category if each.person else each.category
            each.save(update_fields=["state", "category"])
        Representative.objects.bulk_create(
            Representative(
                meeting=row, source=ENGAGED, category=person.category, label=person.name, person=person
            )
            for person in new
        )
        log.note(persons=[person.pk for person in new] + [each.person_id or 0 for each in back])
    return len(new) + len(back)


def _check_ceiling(row: Meeting, more: int) -> None:
    facts = pool_of(row)
    ceiling = facts.engaged_ceiling
    if ceiling is not None and facts.engaged + more > ceiling:
        raise MeetingRefused(
            f"拟抽取 {facts.plan.seats} 名，聘请的评议员最多 {ceiling} 名；已聘请 {facts.engaged} 名，本次选了 {more} 名。"
        )


def disengage_assessor(*, actor: User, meeting: Meeting, representative: Representative) -> None:
    """Take back an invitation before anybody was notified; afterwards the person declines instead."""
    with change(actor, "disengage_assessor", meeting) as log:
        row = locked(meeting)
        if row.state not in (MeetingState.POOL, MeetingState.DRAWN):
            raise MeetingRefused("代表已通知，请改为登记其谢绝。")
        if representative.source == DRAWN:
            raise MeetingRefused("抽取产生的代表不能撤销，只能登记退出并递补。")
        log.note(person=representative.person_id)
        Representative.objects.filter(pk=representative.pk, meeting=row).delete()


def _open_pool(meeting: Meeting) -> Meeting:
    row = locked(meeting)
    if row.state != MeetingState.POOL:
        raise MeetingRefused(f"会议{row.get_state_display()}，名册不能再改。")
    if row.draw is not None and row.draw.state != DrawState.DRAFT:
        raise MeetingRefused(f"抽取 {row.draw} 的名册已锁定，不能再改。")
    return row
