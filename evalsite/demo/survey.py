"""A mass survey that is prepared, and the result of the one before, which others held (S4-11)."""

from datetime import date
from io import BytesIO
from random import Random

from openpyxl import Workbook

from evaluations.meetings.models import Activity
from evaluations.surveys.queries import units_to_ask_about
from evaluations.surveys.services import outside_surveys
from evaluations.surveys.services.surveys import SurveyData, create_survey, prepare_survey_vote
from registry.models import Unit, User
from rulebook.survey.outside import LABELS

STRATA = ("企业", "个体工商户", "消费者", "人大代表、政协委员")
EVERY = 2
"""Years between the two."""
BALLOTS = 1200
WEIGHTS = (52, 25, 14, 6, 3)


def prepare(users: dict[str, User], activity: Activity, today: date) -> None:
    """The survey asks about every office; its vote waits for the first batch of slips."""
    bureau = activity.bureau
    units = list(units_to_ask_about(Unit.objects.filter(pk=bureau.pk)).filter(kind="office"))
    data = SurveyData(
        title=f"{today.year}年万人评议", year=today.year, bureau=bureau, held_from=None, held_to=None,
        off_cycle_reason="", strata=STRATA, units=units,
    )  # fmt: skip
    survey = create_survey(actor=users["jiancha"], data=data)
    prepare_survey_vote(actor=users["jiancha"], survey=survey)


def remember(users: dict[str, User], activity: Activity, today: date) -> None:
    """The result that the statistical office handed over two years ago; its numbers are invented."""
    year = today.year - EVERY
    offices = units_to_ask_about(Unit.objects.filter(pk=activity.bureau_id)).filter(kind="office")
    random = Random(year)  # noqa: S311  # invented votes
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"{year}年万人评议结果"])
    sheet.append(["单位", "有效票", *LABELS.values()])
    for office in offices:
        marks = random.choices(range(len(WEIGHTS)), WEIGHTS, k=BALLOTS)
        sheet.append([office.name, BALLOTS, *(marks.count(mark) for mark in range(len(WEIGHTS)))])
    content = BytesIO()
    book.save(content)
    data = SurveyData(
        title=f"{year}年万人评议（市统计局）", year=year, bureau=activity.bureau, held_from=None, held_to=None,
        off_cycle_reason="", strata=(), units=(),
    )  # fmt: skip
    outside_surveys.import_outside_survey(
        actor=users["jiancha"], data=data, organiser="市统计局", name=f"{year}年万人评议结果.xlsx",
        content=content.getvalue(),
    )  # fmt: skip
