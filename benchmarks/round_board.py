"""What the round board and the result pages cost: milliseconds and queries, in process, on the settings' database.

The demo's round of four offices, then the same round with ten more, each with members, opinions and reports. The board asks
the same number of queries for both.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import django

RUNS, MEMBERS, OPINIONS = 20, 100, 20


def measure() -> list[dict[str, Any]]:
    """Median of twenty requests by the inspectorate, after a first one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    django.setup()
    with demo_round() as (activity, user):
        few = timed(user, "board-show", activity.pk)
        voted = activity.meetings.get(state="archived").pk
        pages = {name: timed(user, name, voted) for name in ("result-show", "result-internal")}
        add_offices(user, activity, 10)
        many = timed(user, "board-show", activity.pk)
        home = timed(user, "home")
    found = {"round_board_4": few, "round_board_14": many, "home_14": home}
    found |= {name.replace("-", "_"): cost for name, cost in pages.items()}
    if few[1] != many[1]:
        raise RuntimeError(f"the board asks {few[1]} queries for four offices, {many[1]} for fourteen")
    return [row for name, cost in found.items() for row in rows(name, *cost)]


def rows(name: str, milliseconds: float, queries: int) -> list[dict[str, Any]]:
    return [
        {"name": f"{name}_ms", "value": milliseconds, "unit": "毫秒", "against": "< 100"},
        {"name": f"{name}_sql", "value": queries, "unit": "条", "against": "不随单位数增加"},
    ]


@contextmanager
def demo_round() -> Iterator[tuple[Any, Any]]:
    """The demo in a database of its own, dropped at the end."""
    from django.conf import settings
    from django.test.utils import get_runner

    from evalsite.demo import seed
    from evaluations.meetings.models import Activity
    from registry.models import User

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = settings.VAR_DIR = folder
            settings.ALLOWED_HOSTS = ["localhost"]
            seed.run(lambda text: None)
            activity = Activity.objects.filter(rehearsal_of__isnull=True).earliest("pk")
            yield activity, User.objects.get(username="jiancha")
    finally:
        runner.teardown_databases(databases)


def timed(user: Any, name: str, *args: int) -> tuple[float, int]:
    """Milliseconds and queries of one page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse(name if name == "home" else f"meetings:{name}", args=args)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")
    queries = len(asked)
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        client.get(url)
        times.append((perf_counter() - start) * 1000)
    return median(times), queries


def add_offices(user: Any, activity: Any, count: int) -> None:
    """Offices with a meeting each whose members were told."""
    from evaluations.meetings.models import CollectedOpinion, DutyReport, Meeting, Representative
    from evaluations.meetings.services import meetings
    from registry.models import Person, Post, Role, Unit

    offices = [
        Unit.objects.create(
            code=f"SB{number:02}", name=f"第{number}工商所", kind="office", parent=activity.bureau
        )
        for number in range(count)
    ]
    people = list(Person.objects.order_by("pk")[:MEMBERS])
    for meeting in meetings.create_meetings(actor=user, activity=activity, offices=offices):
        Post.objects.create(unit=meeting.office, role=Role.HEAD, person=people[0])
        meetings.open_pool(actor=user, meeting=meeting)
        day = activity.meetings.exclude(held_on=None).latest("held_on").held_on
        Meeting.objects.filter(pk=meeting.pk).update(
            state="notified", held_on=day, held_at=time(9), place="礼堂"
        )
        Representative.objects.bulk_create(
            Representative(
                meeting=meeting, source="engaged", category="service_object",
                label=person.name, person=person, state="notified",
            )
            for person in people
        )  # fmt: skip
        CollectedOpinion.objects.bulk_create(
            CollectedOpinion(
                meeting=meeting, channel="visit", collected_on=day, text="办事排队久", entered_by=user
            )
            for _ in range(OPINIONS)
        )
        DutyReport.objects.create(meeting=meeting, person=people[0], headings={"duty": "履职情况。" * 500})


if __name__ == "__main__":
    for figure in measure():
        print(figure["name"], f"{figure['value']:.4g}")
