"""The log of conduct written: checks, visits, contact points, pledges, findings, the bureau's report (S3-20 … S3-24)."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from evaluations.conduct.models import (
    ContactPoint,
    OutsideFinding,
    Pledge,
    SelfAssessment,
    SelfCheck,
    UnitSummary,
    Visit,
)
from matters.services import matters
from registry.models import Unit, User
from registry.services.audit import change
from registry.services.papers import give_back, hand_in, locked_paper, paper_at, save_paper
from registry.services.refusals import Refused, VersionConflict
from registry.services.scans import store_scan
from rulebook.conduct.self_check import gaps
from rulebook.matter.matters import Source, Triage

Entry = TypeVar("Entry", Visit, ContactPoint)
Paper = TypeVar("Paper", SelfCheck, UnitSummary, SelfAssessment)
FINDING_ORIGIN = "conduct.finding"
TITLE = 40
SOURCES = {
    "hotline": Source.HOTLINE,
    "radio": Source.HOTLINE,
    "survey": Source.SURVEY,
    "questionnaire": Source.SURVEY,
}


class LogRefused(Refused):
    """The entry cannot be made now; the text says which state or record is missing, for the page."""


def save_entry(*, actor: User, entry: Entry, version: int) -> Entry:
    """Enter a visit or a contact point, or change one; ``version`` is of the row that was seen (0 for a new one).

    Raises ``VersionConflict``, ``LogRefused`` for a day to come or the same contact point twice.
    """
    verb = "save_visit" if isinstance(entry, Visit) else "save_contact_point"
    with change(actor, verb, entry) as log:
        if entry.pk is not None:
            row = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)
            if row.version != version:
                raise VersionConflict(row.version)
            entry.version = row.version + 1
        if isinstance(entry, Visit) and entry.visited_on > localdate():
            raise LogRefused("走访日期不能晚于今天。")
        _save_once(entry, "同一领导、同一联系点、同一起始日期已经登记。")
        log.note(unit=entry.unit_id)
    return entry


def _save_once(row: Visit | ContactPoint | Pledge, said: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LogRefused(said) from error


def _save_of_year(
    model: type[Paper],
    noun: str,
    *,
    actor: User,
    unit: Unit,
    year: int,
    version: int,
    frozen: str,
    lacking: str,
    submit: bool,
    **texts: object,
) -> Paper:
    """Keep a unit's paper of a year and, if ``submit``, hand it in; ``lacking`` says what it still wants for that."""
    subject = model(unit=unit, year=year)
    with change(actor, f"{'submit' if submit else 'save'}_{noun}", subject) as log:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        row = paper_at(model, unit=unit, year=year)
        save_paper(row, version=version, frozen=LogRefused(frozen), **texts)
        if submit:
            if lacking:
                raise LogRefused(lacking)
            hand_in(row, actor=actor)
        subject.pk = row.pk
        log.note(unit=unit.pk, year=year, version=row.version)
    return row


def save_self_check(
    *,
    actor: User,
    unit: Unit,
    year: int,
    version: int,
    answers: Mapping[str, Mapping[str, str]],
    submit: bool,
) -> SelfCheck:
    """Keep the ten answers of a unit and, if ``submit``, hand them in (S3-20).

    Raises ``VersionConflict``, ``LogRefused`` when it is handed in already or something is lacking.
    """
    given = {number: dict(answer) for number, answer in answers.items()}
    return _save_of_year(
        SelfCheck,
        "self_check",
        actor=actor,
        unit=unit,
        year=year,
        version=version,
        frozen="自查已经提交，不能再改；需要更正时请监察室退回。",
        lacking="".join(gaps(given)),
        submit=submit,
        answers=given,
    )


def reopen_self_check(*, actor: User, check: SelfCheck) -> SelfCheck:
    """Give a unit's answers back for correction."""
    with change(actor, "reopen_self_check", check):
        row = locked_paper(check)
        give_back(row, unsent=LogRefused("自查尚未提交，可以直接修改。"))
    return row


def save_unit_summary(
    *, actor: User, unit: Unit, year: int, version: int, text: str, submit: bool
) -> UnitSummary:
    """Keep a unit's written summary and, if ``submit``, hand it in to the inspectorate (S3-16).

    Raises ``VersionConflict``, ``LogRefused`` when it is handed in already or empty.
    """
    return _save_of_year(
        UnitSummary,
        "unit_summary",
        actor=actor,
        unit=unit,
        year=year,
        version=version,
        frozen="总结已经报送，不能再改。",
        lacking="" if text.strip() else "总结还没有写。",
        submit=submit,
        text=text,
    )


def save_self_assessment(
    *, actor: User, unit: Unit, year: int, version: int, text: str, recipients: str, submit: bool
) -> SelfAssessment:
    """Keep the bureau's report and, if ``submit``, put on record that it was sent (S3-23).

    Raises ``VersionConflict``, ``LogRefused`` when it is sent already or empty.
    """
    return _save_of_year(
        SelfAssessment,
        "self_assessment",
        actor=actor,
        unit=unit,
        year=year,
        version=version,
        frozen="自评报告已经报送，不能再改。",
        lacking="" if text.strip() else "自评报告还没有写。",
        submit=submit,
        text=text,
        recipients=recipients,
    )


def register_pledge(
    *, actor: User, unit: Unit, year: int, signer: str, signed_on: date, name: str, content: bytes
) -> Pledge:
    """A signed 责任书 with its scan (S3-24). Raises ``LogRefused``, ``AttachmentRefused``."""
    pledge = Pledge(unit=unit, year=year, signer=signer, signed_on=signed_on)
    with change(actor, "register_pledge", pledge) as log:
        if signed_on > localdate():
            raise LogRefused("签订日期不能晚于今天。")
        pledge.scan = store_scan(actor=actor, name=name, content=content)
        _save_once(pledge, f"{unit}{year}年的责任书已经登记。")
        log.note(unit=unit.pk, year=year)
    return pledge


def enter_finding(*, actor: User, finding: OutsideFinding, triage: Triage) -> OutsideFinding:
    """A finding from outside becomes a matter of the unit, where it is answered and settled (S3-18, S3-21, S3-22)."""
    with change(actor, "enter_finding", finding) as log:
        if finding.found_on > localdate():
            raise LogRefused("发现日期不能晚于今天。")
        label = f"{finding.found_by}{finding.get_source_display()}"
        finding.matter = matters.raise_matter(
            actor=actor,
            unit=finding.unit,
            title=" ".join(finding.text.split())[:TITLE],
            text=finding.text,
            source=SOURCES.get(finding.source, Source.OUTSIDE),
            raised_on=finding.found_on,
            triage=triage,
            origin_kind=FINDING_ORIGIN,
            origin_label=f"{label}{'，' + finding.document_number if finding.document_number else ''}",
        )
        finding.save()
        log.note(unit=finding.unit_id, source=finding.source, matter=finding.matter.pk)
    return finding
