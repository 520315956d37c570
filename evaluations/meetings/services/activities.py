"""Rounds 评议活动: their leading group, dates and figures (X-01, S0-18, S0-21, S4-10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from evaluations.meetings.models import Activity, GroupMember, Meeting
from evaluations.meetings.queries import meetings
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import Unit, User
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.meeting.rounds import (
    RoundFigures,
    RoundKind,
    StageDates,
    default_place_due,
    default_summary_due,
    figure_problems,
)


@dataclass(frozen=True)
class Member:
    """One member of the leading group; ``rank`` is leader, deputy or member."""

    name: str
    position: str
    rank: str


@dataclass(frozen=True)
class ActivityData:
    """Everything of a round that its form holds."""

    title: str
    year: int
    bureau: Unit
    group_office: Unit
    drawing_body: str
    stages: Sequence[StageDates]
    figures: RoundFigures
    group: Sequence[Member]
    kind: RoundKind = RoundKind.DUTY


def create_activity(
    *, actor: User | None, data: ActivityData, marking: str = "", rehearsal_of: Meeting | None = None
) -> Activity:
    """Open the round of a year. Raises ``MeetingRefused`` for impossible figures or a second round of the year; a
    rehearsal is a round beside it."""
    activity = Activity(
        kind=data.kind.value,
        marking=marking,
        rehearsal_of=rehearsal_of,
        place_due=default_place_due(data.year),
        summary_due=default_summary_due(data.year),
    )
    _check_figures(data.figures)
    with change(actor, "create_activity", activity) as log:
        _write(activity, data)
        log.note(year=data.year, bureau=data.bureau.pk)
    return activity


def update_activity(*, actor: User, activity: Activity, version: int, data: ActivityData) -> Activity:
    """Save the form. Raises ``VersionConflict`` if another save came first, ``MeetingRefused`` if the figures are
    changed after a draw was locked."""
    with change(actor, "update_activity", activity) as log:
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        if row.version != version:
            raise VersionConflict(row.version)
        if data.figures.as_dict() != RoundFigures.from_dict(row.figures).as_dict():
            if meetings.figures_locked(row):
                raise MeetingRefused("已有会议锁定抽取名册，本次活动的数字不能再改。")
            _check_figures(data.figures)
        row.version += 1
        _write(row, data)
        log.note(version=row.version)
    return row


def _check_figures(figures: RoundFigures) -> None:
    if problems := figure_problems(figures):
        raise MeetingRefused("".join(problems.values()))


def _write(activity: Activity, data: ActivityData) -> None:
    activity.title, activity.year, activity.bureau = data.title, data.year, data.bureau
    activity.group_office, activity.drawing_body = data.group_office, data.drawing_body
    activity.figures = data.figures.as_dict()
    activity.stages = [
        {
            "key": stage.key,
            "title": stage.title,
            "from": stage.first.isoformat(),
            "to": stage.last.isoformat(),
        }
        for stage in data.stages
    ]
    try:
        with transaction.atomic():
            activity.save()
    except IntegrityError as error:
        raise MeetingRefused(f"{data.bureau}{data.year}年的{activity.occasion}活动已经建立。") from error
    activity.group.all().delete()
    GroupMember.objects.bulk_create(
        GroupMember(activity=activity, name=member.name, position=member.position, rank=member.rank)
        for member in data.group
    )
