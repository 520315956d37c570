"""Year over year for offices and persons, and how results were used (S0-17)."""

from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ballots.models import SealedCount, Vote
from evaluations.meetings.access.trends import result_uses_for, trend_meetings_for, trend_officers_for
from evaluations.meetings.models import Activity, Meeting, ReportingOfficer, ResultUse
from evaluations.meetings.queries.trends import change_text, office_lines, officer_lines
from registry.models import AuditEvent, Person, Unit
from rulebook.ballot.form import duty_meeting_form
from tests.evaluations.meetings.stage import Stage
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PersonFactory, UnitFactory


def counted(
    stage: Stage,
    year: int,
    *,
    satisfied: int,
    ballots: int = 60,
    office: Unit | None = None,
    officers: list[Person] | None = None,
    **fields: Any,
) -> Meeting:
    """A meeting of another year as its sealed counts leave it: the officers' satisfied votes fall by one each."""
    office = office or stage.office
    activity, _ = Activity.objects.get_or_create(
        year=year,
        marking=fields.pop("marking", ""),
        defaults={
            "title": f"{year}年述职述廉社会评议",
            "kind": "duty_integrity",
            "bureau": stage.bureau,
            "group_office": stage.inspectorate,
        },
    )
    people = [stage.director, stage.deputy] if officers is None else officers
    titles = ["所长", "副所长"]
    pairs = [(title, person.name) for title, person in zip(titles, people, strict=False)]
    form = duty_meeting_form(office.name, [f"{title} {name}" for title, name in pairs])
    vote = Vote.objects.create(
        title=f"{year} {office}",
        unit=office,
        origin_kind="meetings.meeting_vote",
        origin_label="会议",
        state="sealed",
        form=form.as_dict(),
        kept_urn=ballots,
    )
    rows = []
    for place, subject in enumerate(form.subjects):
        good = satisfied - place
        rows += [
            SealedCount(vote=vote, subject=subject.key, criterion="overall", grade=grade, n=n)
            for grade, n in ((1, good), (5, ballots - good))
        ]
    SealedCount.objects.bulk_create(rows)
    state = fields.pop("state", "archived")
    meeting = Meeting.objects.create(activity=activity, office=office, vote=vote, state=state, **fields)
    for place, ((title, name), person) in enumerate(zip(pairs, people, strict=False), start=1):
        ReportingOfficer.objects.create(
            meeting=meeting, person=person, name=name, title=title, position=place
        )
    return meeting


def lines(user: Any) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Office and officer lines as the user sees them: name → (year, satisfied, change)."""
    uses = result_uses_for(user)
    found = (
        office_lines(trend_meetings_for(user), uses),
        officer_lines(trend_officers_for(user), uses),
    )
    offices, officers = (
        {
            line.name: [
                (
                    each.year,
                    each.rate.satisfied.numerator if each.shown and each.rate else None,
                    each.change_text,
                )
                for each in line.years
            ]
            for line in kind
        }
        for kind in found
    )
    return offices, officers


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, ""),
        (Fraction(0), "持平"),
        (Fraction(1, 10), "上升 10.00 个百分点"),
        (Fraction(-1, 3), "下降 33.33 个百分点"),
        (Fraction(1, 20000), "上升 0.01 个百分点"),
    ],
)
def test_a_change_is_said_in_percentage_points(change: Fraction | None, words: str) -> None:
    assert change_text(change) == words


def test_s0_17_offices_and_persons_are_compared_year_over_year(stage: Stage) -> None:
    counted(stage, 2025, satisfied=45)
    counted(stage, 2024, satisfied=30)
    offices, officers = lines(stage.inspector)
    assert offices == {"城关工商所": [(2024, 30, ""), (2025, 45, "上升 25.00 个百分点")]}
    assert officers == {
        "王海": [(2024, 29, ""), (2025, 44, "上升 25.00 个百分点")],
        "李岚": [(2024, 28, ""), (2025, 43, "上升 25.00 个百分点")],
    }


def test_s0_17_a_person_stays_on_one_line_in_another_office(stage: Stage) -> None:
    other = UnitFactory(code="SO02", name="东湖工商所", kind="office", parent=stage.bureau)
    counted(stage, 2024, satisfied=30)
    counted(stage, 2025, satisfied=45, office=other, officers=[stage.deputy])
    offices, officers = lines(stage.inspector)
    assert {name: [year for year, *_ in found] for name, found in offices.items()} == {
        "城关工商所": [2024],
        "东湖工商所": [2025],
    }
    assert [year for year, *_ in officers["李岚"]] == [2024, 2025]


def test_s0_19_below_k_a_year_is_withheld_and_no_change_is_told(stage: Stage) -> None:
    counted(stage, 2024, satisfied=30)
    counted(stage, 2025, satisfied=3, ballots=4)
    offices, _ = lines(stage.inspector)
    assert offices == {"城关工商所": [(2024, 30, ""), (2025, None, "")]}
    page = signed_in(stage.inspector).get(reverse("meetings:trend-list")).content.decode()
    assert "有效票不足最小分组，不列" in page
    assert "75.00%" not in page


def test_rehearsals_void_and_uncounted_meetings_stand_in_no_line(stage: Stage) -> None:
    counted(stage, 2022, satisfied=30)
    counted(stage, 2023, satisfied=31, state="void")
    counted(stage, 2024, satisfied=32, marking="rehearsal")
    open_vote = counted(stage, 2025, satisfied=33)
    Vote.objects.filter(pk=open_vote.vote_id).update(state="closed")
    demo = counted(stage, 2026, satisfied=34, marking="demo")
    assert demo.activity.marking == "demo"
    offices, _ = lines(stage.inspector)
    assert [year for year, *_ in offices["城关工商所"]] == [2022, 2026]


def test_s0_17_a_head_sees_his_office_and_himself_a_deputy_himself_only(stage: Stage) -> None:
    other = UnitFactory(code="SO02", name="东湖工商所", kind="office", parent=stage.bureau)
    counted(stage, 2024, satisfied=30)
    counted(stage, 2024, satisfied=50, office=other, officers=[])
    counted(stage, 2025, satisfied=45, state="count_signed")
    assert {name: [year for year, *_ in found] for name, found in lines(stage.inspector)[0].items()} == {
        "城关工商所": [2024, 2025],
        "东湖工商所": [2024],
    }
    head, deputy = lines(stage.head_user), lines(stage.deputy_user)
    assert head[0] == {"城关工商所": [(2024, 30, "")]}
    assert head[1] == {"王海": [(2024, 29, "")]}
    assert deputy == ({}, {"李岚": [(2024, 28, "")]})
    assert signed_in(stage.receptionist).get(reverse("meetings:trend-list")).status_code == 403
    assert signed_in(stage.watcher).get(reverse("meetings:trend-list")).status_code == 403


def test_the_page_asks_the_same_number_of_questions_for_two_and_for_six_meetings(stage: Stage) -> None:
    client, url = signed_in(stage.inspector), reverse("meetings:trend-list")

    def asks() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    for year in (2020, 2021):
        counted(stage, year, satisfied=30)
    two = asks()
    for year in (2022, 2023, 2024, 2025):
        counted(stage, year, satisfied=30)
    assert asks() == two


def test_many_offices_stand_on_several_pages_each_with_its_people(stage: Stage) -> None:
    """A person's line stands where it begins, with the years of the offices he went to."""
    counted(stage, 2023, satisfied=30, officers=[stage.deputy])
    for n in range(6):
        office = UnitFactory(code=f"T{n}", name=f"第{n}工商所", kind="office", parent=stage.bureau)
        counted(stage, 2024, satisfied=30, office=office, officers=[PersonFactory(name=f"所长{n}")])
    counted(stage, 2025, satisfied=45, office=office, officers=[stage.deputy])
    client, url = signed_in(stage.inspector), reverse("meetings:trend-list")

    def shown(**asked: Any) -> tuple[list[str], dict[str, list[int]]]:
        context = client.get(url, asked).context
        officers = {line.name: [each.year for each in line.years] for line in context["officers"]}
        return [line.name for line in context["offices"]], officers

    first, second = shown(), shown(page=2)
    assert first[0] + second[0] == ["城关工商所", *(f"第{n}工商所" for n in range(6))]
    assert len(first[0]) == 5
    assert first[1] == {"李岚": [2023, 2025], **{f"所长{n}": [2024] for n in range(4)}}
    assert second[1] == {"所长4": [2024], "所长5": [2024]}
    assert shown(office=office.pk) == (["第5工商所"], {"所长5": [2024]})
    book = load_workbook(BytesIO(client.get(reverse("meetings:trend-export")).content))
    rows = book["单位"].iter_rows(min_row=3, max_row=10, values_only=True)
    assert [row[0] for row in rows] == [*first[0], *second[0], "第5工商所"]


def test_s0_17_a_use_is_recorded_with_who_decided_it_and_shown_beside_the_year(stage: Stage) -> None:
    meeting = counted(stage, 2025, satisfied=45, held_on=timezone.localdate())
    deputy = meeting.officers.get(name="李岚")
    url = reverse("meetings:result-use-create", args=[meeting.pk])
    client = signed_in(stage.inspector)
    today = timezone.localdate().isoformat()
    data = {"kind": "cadre", "text": "列为后备人选考察", "decided_by": "局党委", "decided_on": today}
    assert "干部使用须选一名述职人员" in client.post(url, data).content.decode()
    assert ResultUse.objects.count() == 0
    early = data | {"officer": deputy.pk, "decided_on": "2020-01-01"}
    assert "决定日期早于会议日期" in client.post(url, early, follow=True).content.decode()
    assert client.post(url, data | {"officer": deputy.pk}).url == reverse("meetings:trend-list")
    use = ResultUse.objects.get()
    assert (use.officer, use.kind, use.decided_by) == (deputy, "cadre", "局党委")
    page = client.get(reverse("meetings:trend-list")).content.decode()
    assert f"干部使用：列为后备人选考察（局党委，{today}）" in page
    event = AuditEvent.objects.get(verb="record_result_use")
    assert event.payload == {"meeting": meeting.pk, "officer": deputy.pk, "kind": "cadre"}
    own = signed_in(stage.deputy_user).get(reverse("meetings:trend-list")).content.decode()
    assert "李岚" in own
    assert "列为后备人选考察" not in own
    assert signed_in(stage.chair).post(url, data).status_code == 403
    assert signed_in(stage.head_user).post(url, data).status_code == 404
    client.post(reverse("meetings:result-use-remove", args=[use.pk]))
    assert ResultUse.objects.count() == 0


def test_the_workbook_holds_the_same_lines_and_no_formulas(stage: Stage) -> None:
    counted(stage, 2024, satisfied=30)
    meeting = counted(stage, 2025, satisfied=45)
    ResultUse.objects.create(
        meeting=meeting,
        kind="commendation",
        text="=评为先进",
        decided_by="局长",
        decided_on=timezone.localdate(),
    )
    url = reverse("meetings:trend-export")
    book = load_workbook(BytesIO(signed_in(stage.inspector).get(url).content))
    assert book.sheetnames == ["单位", "个人"]
    rows = list(book["单位"].iter_rows(min_row=3, max_row=4, values_only=True))
    assert [row[:5] for row in rows] == [
        ("城关工商所", "城关工商所", 2024, 60, 30),
        ("城关工商所", "城关工商所", 2025, 60, 45),
    ]
    assert rows[1][9].startswith("评先评优：=评为先进")
    own = load_workbook(BytesIO(signed_in(stage.head_user).get(url).content))
    assert [cell.value for cell in own["单位"][2]][-1] == "满意率比上次"
    names = {row[0] for row in own["个人"].iter_rows(min_row=3, values_only=True)}
    assert "王海" in names
    assert "李岚" not in names
