"""A problem from the register to the day it is struck off (S0-14, S0-15, S3-21, S4-12)."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max
from django.utils.timezone import localdate

from desk.services import clocks
from matters.models import Matter, Telling
from matters.models.matters import CLOCK_ORIGIN
from matters.search import MATTER as MATTER_WORDS
from matters.services.naming import name_in_matter
from matters.services.states import MatterRefused, keep, locked, move
from registry.access import current_posts
from registry.models import Unit, User
from registry.models.units import UnitKind
from registry.queries.two_persons import same_person
from registry.search import index_objects
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.lifecycle.matter import ENDED, MATTER
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter import matters as law
from rulebook.matter.letters import OPINION_LABELS, Opinion

UNVERIFIED = frozenset({S.REGISTERED, S.VERIFYING})
"""Until it is verified only those who verify read a problem, nobody of the unit, though it was handed to him (S0-14)."""
VERIFY, SOLVE, RECTIFY, REVIEW = "matter_verify", "matter_solve", "matter_rectify", "matter_review"


def raise_matter(
    *,
    actor: User | None,
    unit: Unit,
    title: str,
    text: str,
    source: law.Source,
    raised_on: date,
    triage: law.Triage,
    origin_kind: str = "",
    origin_label: str = "",
    names: Iterable[str] = (),
) -> Matter:
    """Enter a problem; its number counts in the bureau's year. Who raised it is not kept (S0-19). Raises ``MatterRefused``.

    Whoever bears one of ``names`` is accused of it and kept from it.
    """
    bureau = _bureau(unit)
    matter = Matter(
        bureau=bureau, year=raised_on.year, title=title, text=text, source=source.value, raised_on=raised_on,
        unit=unit, triage=triage.value, origin_kind=origin_kind, origin_label=origin_label,
    )  # fmt: skip
    with change(actor, "raise_matter", matter) as log:
        if raised_on > localdate():
            raise MatterRefused("提出日期不能晚于今天。")
        Unit.objects.select_for_update(no_key=True).get(pk=bureau.pk)
        last = Matter.objects.filter(bureau=bureau, year=matter.year).aggregate(last=Max("number"))["last"]
        matter.number = (last or 0) + 1
        keep(matter, actor, f"登记，来源：{law.SOURCE_LABELS[source]}。")
        name_in_matter(matter, names)
        index_objects(MATTER_WORDS, [matter.pk])
        log.note(number=matter.number, unit=unit.pk)
    return matter


def _bureau(unit: Unit) -> Unit:
    while unit.parent is not None and unit.kind not in (UnitKind.BUREAU, UnitKind.COUNTY):
        unit = unit.parent
    return unit


def _clock(actor: User | None, row: Matter, code: str, due_on: date | None = None) -> None:
    """The limit that runs from now on; the one before has been stopped."""
    try:
        row.clock = clocks.start_clock(
            actor=actor,
            code=code,
            title=f"问题 {row}"[:150],
            unit=row.unit if code != VERIFY else row.bureau,
            started_on=localdate(),
            due_on=due_on,
            origin_kind=CLOCK_ORIGIN,
            origin_id=row.pk,
            origin_label=f"{row.unit}的问题",
            handler=row.handler if code != VERIFY else actor,
        )
    except clocks.ClockRefused as refused:
        raise MatterRefused(str(refused)) from refused


def _stop(actor: User | None, row: Matter) -> None:
    if row.clock is not None and row.clock.outcome == "open":
        clocks.stop_clock(actor=actor, clock=row.clock, on=localdate())


def start_verifying(*, actor: User, matter: Matter) -> Matter:
    """Begin to find out whether it is true; fifteen working days by default."""
    with change(actor, "start_verifying", matter):
        row = locked(matter)
        move(row, S.VERIFYING)
        _clock(actor, row, VERIFY)
        keep(row, actor, "开始核实。")
    return row


def record_finding(
    *,
    actor: User,
    matter: Matter,
    finding: law.Finding,
    basis: str,
    clarification: str = "",
    harm: bool = False,
    harm_decision: str = "",
) -> Matter:
    """True or partly: it is rectified; untrue: it is clarified; harm is decided under the rules (S0-14). Raises ``MatterRefused``."""
    with change(actor, "record_finding", matter) as log:
        row = locked(matter)
        if lacking := law.finding_problems(
            finding, basis, clarification, harm=harm, harm_decision=harm_decision
        ):
            raise MatterRefused("".join(lacking))
        move(row, S.CLARIFIED if finding == law.Finding.UNTRUE else S.TREATING)
        row.finding, row.basis, row.clarification = finding.value, basis, clarification
        row.harm, row.harm_decision, row.verified_by = harm, harm_decision, actor
        _stop(actor, row)
        keep(row, actor, f"核实结论：{law.FINDING_LABELS[finding]}。")
        log.note(finding=finding.value, harm=harm)
    return row


def choose_treatment(
    *,
    actor: User,
    matter: Matter,
    treatment: law.Treatment,
    text: str = "",
    due_on: date | None = None,
    review_on: date | None = None,
) -> Matter:
    """At once, by a day, planned, or explained (S4-12). Choosing anew stops the limit that ran. Raises ``MatterRefused``."""
    with change(actor, "choose_treatment", matter) as log:
        row = locked(matter)
        if row.state != S.TREATING:
            raise MatterRefused(f"问题{MATTER.label(row.state)}，整改中才能确定处理方式。")
        lacking = law.treatment_problems(
            treatment, text=text, due_on=due_on, review_on=review_on, today=localdate()
        )
        if lacking:
            raise MatterRefused("".join(lacking.values()))
        _stop(actor, row)
        row.treatment, row.treatment_text = treatment.value, text
        row.review_on = review_on if treatment in law.REVIEWED else None
        if treatment == law.Treatment.SOLVE:
            _clock(actor, row, SOLVE)
        else:
            deadline = treatment == law.Treatment.DEADLINE
            _clock(actor, row, RECTIFY if deadline else REVIEW, due_on if deadline else review_on)
        keep(row, actor, f"处理方式：{law.TREATMENT_LABELS[treatment]}。")
        log.note(treatment=treatment.value)
    return row


def hand_out(*, actor: User, matters: Sequence[Matter], handler: User) -> int:
    """Give several problems to one person of their unit; ended ones are left alone. How many changed hands.

    He reads each once it is verified.

    Raises ``MatterRefused`` when he holds no post in the unit of one of them: then none changes hands.
    """
    changed = 0
    for matter in matters:
        if not any(post.unit_id == matter.unit_id for post in current_posts(handler)):
            raise MatterRefused(f"{handler.name}不是{matter.unit}的人，{matter}不能交给他。")
        if matter.names.filter(name=handler.name).exists():
            raise MatterRefused(f"{matter}反映的就是{handler.name}，请另选承办人。")
    for matter in matters:
        with change(actor, "hand_out_matter", matter) as log:
            row = locked(matter)
            if row.state in ENDED or row.handler_id == handler.pk:
                continue
            row.handler = handler
            # The limit of the verification is not his.
            if row.clock is not None and row.clock.outcome == "open" and row.state not in UNVERIFIED:
                clocks.hand_over_clock(actor=actor, clock=row.clock, handler=handler)
            keep(row, actor, f"交 {handler.name} 承办。")
            log.note(handler=handler.pk)
            changed += 1
    return changed


def report_result(*, actor: User, matter: Matter) -> Matter:
    """What was done is done: measures and proof are there (S0-15). Raises ``MatterRefused``."""
    with change(actor, "report_matter_result", matter):
        row = locked(matter)
        if not row.treatment:
            raise MatterRefused("处理方式还没有确定。")
        lacking = law.report_problems(
            law.Treatment(row.treatment),
            measures=row.measures.filter(again=row.reopened).count(),
            evidence=row.evidence.filter(again=row.reopened).count(),
            again=bool(row.reopened),
        )
        if lacking:
            raise MatterRefused("".join(lacking))
        move(row, S.REPORTED)
        row.reported_by = actor
        keep(row, actor, "报告整改结果。")
    return row


def return_report(*, actor: User, matter: Matter, reason: str) -> Matter:
    """What was reported is not enough; the limit runs on."""
    with change(actor, "return_matter_report", matter):
        row = locked(matter)
        move(row, S.TREATING)
        keep(row, actor, f"退回整改：{reason}")
    return row


def check_result(*, actor: User, matter: Matter, note: str, version: int | None = None) -> Matter:
    """Somebody else looked and it is done. ``version`` is that of the problem as he saw it.

    Raises ``MatterRefused`` for who reported it, ``VersionConflict`` when it was given back and reported anew since.
    """
    with change(actor, "check_matter_result", matter):
        row = locked(matter)
        if row.reported_by is not None and same_person(row.reported_by, actor):
            raise MatterRefused("不能由报告整改结果的人核查。")
        if version is not None and version != row.version:
            raise VersionConflict(row.version)
        move(row, S.CHECKED)
        if row.treatment not in law.REVIEWED:
            _stop(actor, row)
        keep(row, actor, f"核查通过：{note}")
    return row


def tell_raisers(
    *,
    actor: User,
    matter: Matter,
    on: date,
    note: str,
    audience: law.Audience = law.Audience.RAISERS,
    opinion: Opinion | None = None,
) -> Matter:
    """Somebody heard of the result; those who raised it without being known by name (S0-15, S0-19).

    Raisers who are dissatisfied have it rectified, or verified, anew. Raises ``MatterRefused``.
    """
    with change(actor, "tell_raisers", matter) as log:
        row = locked(matter)
        if row.state not in (S.CHECKED, S.CLARIFIED):
            raise MatterRefused(f"问题{MATTER.label(row.state)}，核查通过或澄清后才能回告。")
        if not row.raised_on <= on <= localdate():
            raise MatterRefused("回告日期应在提出日期之后，不晚于今天。")
        said = opinion.value if opinion else ""
        Telling.objects.create(matter=row, audience=audience.value, on=on, note=note, opinion=said, by=actor)
        text = f"回告{law.AUDIENCE_LABELS[audience]}：{note}"
        if audience == law.Audience.RAISERS:
            row.told_on, row.told_note = on, note
        keep(row, actor, text + (f"（{OPINION_LABELS[opinion]}）" if opinion else ""))
        log.note(audience=audience.value, opinion=said)
        if opinion == Opinion.DISSATISFIED and audience == law.Audience.RAISERS:
            _begin_again(row, actor, "提出人不满意")
    return row


def close_matter(*, actor: User, matter: Matter) -> Matter:
    """Strike it off, once those who raised it were told. Closing twice changes nothing. Raises ``MatterRefused``."""
    with change(actor, "close_matter", matter):
        row = locked(matter)
        if row.state == S.CLOSED:
            return row
        if row.told_on is None:
            raise MatterRefused("还没有回告提出人，回告后才能销号。")
        move(row, S.CLOSED)
        row.closed_on = localdate()
        keep(row, actor, "销号。")
    return row


def reopen_matter(*, actor: User, matter: Matter, reason: str) -> Matter:
    """The raisers are not satisfied, or it came back: rectified anew, and the times are counted. Raises ``MatterRefused``."""
    with change(actor, "reopen_matter", matter):
        row = locked(matter)
        if row.finding == law.Finding.UNTRUE:
            raise MatterRefused("已澄清的问题不能重新整改；有新的情况请另行登记。")
        _begin_again(row, actor, reason)
    return row


def _begin_again(row: Matter, actor: User | None, reason: str) -> None:
    untrue = row.state == S.CLARIFIED
    move(row, S.VERIFYING if untrue else S.TREATING)
    _stop(actor, row)
    row.reopened += 1
    row.told_on, row.told_note, row.closed_on, row.reported_by = None, "", None, None
    row.treatment, row.treatment_text, row.review_on = "", "", None
    if untrue:
        # What is verified anew is found neither true nor untrue until then.
        row.finding, row.verified_by = "", None
        _clock(actor, row, VERIFY)
    keep(row, actor, f"{'重新核实' if untrue else '重新整改'}：{reason}")


def record_review(
    *, actor: User, matter: Matter, review: law.Review, note: str, review_on: date | None = None
) -> Matter:
    """Look again at what was planned or explained: solved, rectified now, or later once more (S4-12). Raises ``MatterRefused``."""
    with change(actor, "record_review", matter) as log:
        row = locked(matter)
        if row.state != S.CLOSED or row.review_on is None:
            raise MatterRefused("列入计划或作出说明并已销号、定有复查日期的问题才能复查。")
        if lacking := law.review_problems(review, review_on=review_on, today=localdate()):
            raise MatterRefused("".join(lacking.values()))
        text = f"复查：{law.REVIEW_LABELS[review]}。{note}"
        if review == law.Review.NOW:
            _begin_again(row, actor, text)
        else:
            _stop(actor, row)
            row.review_on = review_on if review == law.Review.LATER else None
            if row.review_on is not None:
                _clock(actor, row, REVIEW, row.review_on)
            keep(row, actor, text)
        log.note(review=review.value)
    return row


def merge_matter(*, actor: User, matter: Matter, into: Matter) -> Matter:
    """The same problem of the same unit was entered before. Raises ``MatterRefused``."""
    with change(actor, "merge_matter", matter) as log:
        row, other = locked(matter), locked(into)
        if row.pk == other.pk or other.state == S.MERGED:
            raise MatterRefused("请选择另一个没有并入别处的问题。")
        if row.unit_id != other.unit_id:
            raise MatterRefused("只能并入同一单位的问题。")
        if other.state == S.CLOSED or other.told_on is not None:
            raise MatterRefused(
                "那个问题已经回告或销号，并入后这次的提出人得不到回告。请单独办理，或先把它重新整改。"
            )
        # Each leads to the other's page: whoever is kept from one is kept from both.
        name_in_matter(other, row.names.values_list("name", flat=True))
        name_in_matter(row, other.names.values_list("name", flat=True))
        move(row, S.MERGED)
        row.duplicate_of = other
        _stop(actor, row)
        keep(row, actor, f"并入 {other}。")
        log.note(into=other.pk)
    return row
