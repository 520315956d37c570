"""The result of a survey that others held, read from their file (S4-11): all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from evaluations.surveys import queries
from evaluations.surveys.models import OutsideRating, Survey, SurveySubject
from evaluations.surveys.services.refusals import SurveyRefused
from evaluations.surveys.services.surveys import SurveyData, require_cycle
from registry.models import Unit, User
from registry.services.attachments import CSV, XLSX, store_attachment
from registry.services.audit import change
from registry.services.importing.files import refuse_unsuitable, tables
from registry.services.importing.tables import Column, data_rows, find_head, missing, text_of
from registry.services.refusals import LinesRefused
from rulebook.survey.outside import LABELS, Rating, RatingError, read_rating

COLUMNS = (
    Column("unit", "单位", ("单位名称", "科室", "部门", "评议对象", "单位编码"), required=True),
    Column("stratum", "层", ("分层", "层面", "类别", "评议层面")),
    Column("ballots", "有效票", ("有效票数", "票数", "收回")),
    *(Column(key, label, (f"{label}票数",)) for key, label in LABELS.items()),
    Column("score", "得分", ("总分", "分数", "满意度得分")),
)
LONGEST_STRATUM = 60


@dataclass(frozen=True)
class ReadRating:
    """One line: of which unit and stratum (empty for all), what."""

    unit: Unit
    stratum: str
    rating: Rating


def read_ratings(content: bytes, units: Sequence[Unit]) -> list[ReadRating]:
    """The lines of an xlsx or csv file about these units, named by code or name.

    Raises ``LinesRefused`` for lines, ``registry.services.importing.files.ImportRefused`` for the file as a whole.
    """
    refuse_unsuitable(content)
    head = find_head(COLUMNS, tables(content))
    if absent := missing(COLUMNS, head.mapping):
        raise LinesRefused([f"没有找到“{'、'.join(absent)}”列，请核对表头。"])
    known = {unit.name: unit for unit in units} | {unit.code: unit for unit in units}
    found: dict[tuple[int, str], ReadRating] = {}
    rows: dict[tuple[int, str], int] = {}
    problems: list[str] = []
    for number, row in data_rows(head, head.mapping["unit"], {}):
        cells = {
            field: text_of(row[place]) if place < len(row) else "" for field, place in head.mapping.items()
        }
        try:
            line = _line(cells, known)
            key = (line.unit.pk, line.stratum)
            if key in rows:
                raise RatingError(f"与第 {rows[key]} 行重复")
        except RatingError as error:
            problems.append(f"第 {number} 行：{error}。")
            continue
        rows[key], found[key] = number, line
    if not found and not problems:
        problems.append("文件里没有结果。")
    if problems:
        raise LinesRefused(problems)
    return list(found.values())


def _line(cells: dict[str, str], known: dict[str, Unit]) -> ReadRating:
    unit, stratum = known.get(cells["unit"]), cells.get("stratum", "")
    if unit is None:
        raise RatingError(f"本局没有名为“{cells['unit']}”的单位")
    if len(stratum) > LONGEST_STRATUM:
        raise RatingError(f"层的名称超过 {LONGEST_STRATUM} 个字")
    return ReadRating(unit, stratum, read_rating(cells))


def import_outside_survey(
    *, actor: User, data: SurveyData, organiser: str, name: str, content: bytes
) -> Survey:
    """Enter an outside survey with its result; the file is kept.

    Raises ``LinesRefused`` or ``ImportRefused`` for the file, ``AttachmentRefused``, and ``SurveyRefused`` as
    ``create_survey`` does. Whatever is refused, nothing is written.
    """
    ratings = read_ratings(content, list(queries.units_to_ask_about(Unit.objects.filter(pk=data.bureau.pk))))
    survey = Survey(
        bureau=data.bureau,
        title=data.title,
        year=data.year,
        source="outside",
        organiser=organiser,
        held_from=data.held_from,
        held_to=data.held_to,
        off_cycle_reason=data.off_cycle_reason,
    )
    with change(actor, "import_outside_survey", survey) as log:
        require_cycle(data)
        survey.document = store_attachment(actor=actor, name=name, content=content, allowed={XLSX, CSV})
        try:
            with transaction.atomic():
                survey.save()
        except IntegrityError as error:
            raise SurveyRefused(f"{data.year}年已有同名的万人评议。") from error
        units = dict.fromkeys(line.unit for line in ratings)
        SurveySubject.objects.bulk_create(
            SurveySubject(survey=survey, unit=unit, position=place) for place, unit in enumerate(units, 1)
        )
        OutsideRating.objects.bulk_create(
            OutsideRating(
                survey=survey,
                unit=line.unit,
                stratum=line.stratum,
                ballots=line.rating.ballots,
                counts=list(line.rating.counts),
                score=line.rating.score,
            )
            for line in ratings
        )
        log.note(year=data.year, lines=len(ratings))
    return survey
