"""Where a page stands, and where to go from it."""

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from evaluations.meetings.models import Activity, Meeting


Crumbs = list[tuple[str, str]]


def activity_crumbs(activity: "Activity", *more: str) -> Crumbs:
    """述职述廉 › round › …"""
    crumbs = [
        ("述职述廉", reverse("meetings:activity-list")),
        (activity.title, reverse("meetings:activity-show", args=[activity.pk])),
    ]
    return [*crumbs, *((title, "") for title in more)]


def meeting_crumbs(meeting: "Meeting", *more: str) -> Crumbs:
    """述职述廉 › round › meeting › …"""
    crumbs = activity_crumbs(meeting.activity)
    crumbs.append((meeting.office.name, reverse("meetings:meeting-show", args=[meeting.pk])))
    return [*crumbs, *((title, "") for title in more)]
