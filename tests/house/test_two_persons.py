"""What takes two persons never names one of them twice: in the columns, in the services, with a second account."""

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from ballots.models import ScheduledMove
from ballots.services.boxes import open_box
from ballots.services.zero_report import run_zero_report
from desk.services.made_documents import hold_scan
from evaluations.elections.models import ElectionReport
from matters.models import Letter, Matter
from matters.services.matters import check_result
from matters.services.replies import approve_unreachable
from registry.models import Attachment, Confirmation, Post, Role, Unit, User
from registry.queries.two_persons import same_person
from registry.services.confirmations import give_confirmation, request_confirmation
from registry.services.refusals import Refused
from rulebook.registry.messy import same_name
from tests.factories import PersonFactory, UserFactory, user_with
from tests.house.rooms import room_files, shown

PAIRS = {
    ("ballots.boxopening", "opened_by", "watched_by"),
    ("ballots.scheduledmove", "asked_by", "confirmed_by"),
    ("matters.letter", "unreachable_by", "unreachable_approved_by"),
    ("registry.confirmation", "asked_by", "confirmed_by"),
    ("desk.clockmove", "asked_by", "decided_by"),
    ("desk.correction", "recorded_by", "confirmed_by"),
    ("elections.groupdecision", "recorded_by", "confirmed_by"),
    ("elections.groupdecision", "withdrawn_by", "withdrawal_confirmed_by"),
}
"""(model, first, second): the second is another person, and the database says so."""
ONE_MAY_BE_BOTH = {
    (
        "draws.seedpart",
        "entered_by",
        "given_by",
    ): "a party's person on his own sign-in; two parties never one person",
    ("elections.groupdecision", "confirmed_by", "withdrawn_by"): "the withdrawal is another act of two",
    (
        "elections.groupdecision",
        "confirmed_by",
        "withdrawal_confirmed_by",
    ): "the withdrawal is another act of two",
    ("elections.groupdecision", "recorded_by", "withdrawn_by"): "the withdrawal is another act of two",
    (
        "elections.groupdecision",
        "recorded_by",
        "withdrawal_confirmed_by",
    ): "the withdrawal is another act of two",
    (
        "desk.clocksegment",
        "approved_by",
        "asked_by",
    ): "made of a decided move, which the database keeps apart",
    ("registry.grant", "decided_by", "proposed_by"): "one check keeps three apart",
    ("registry.grant", "decided_by", "user"): "one check keeps three apart",
    ("registry.grant", "proposed_by", "user"): "one check keeps three apart",
    ("desk.clock", "handler", "late_reason_by"): "who handles it says why it is late",
    ("matters.letter", "handler", "unreachable_by"): "who handles the letter asks",
    ("matters.letter", "handler", "unreachable_approved_by"): "the approver is held against the asker",
    ("matters.letterreply", "sent_by", "written_by"): "a reply is sent by who wrote it",
    ("matters.matter", "handler", "verified_by"): "who handles it verifies",
    ("matters.matter", "handler", "reported_by"): "who handles it reports",
    (
        "matters.matter",
        "reported_by",
        "verified_by",
    ): "verified before the report; the check afterwards is by another",
}
COMPARED = re.compile(r"_by(?:_id)? == (?:actor|user|person)\b")


def _couples() -> set[tuple[str, str, str]]:
    found = set()
    for model in apps.get_models():
        names = sorted(
            field.name
            for field in model._meta.fields
            if isinstance(field, models.ForeignKey) and field.related_model is User
        )
        found |= {(model._meta.label_lower, *pair) for pair in combinations(names, 2)}
    return found


def test_every_couple_of_persons_in_a_row_is_two_persons_or_may_be_one() -> None:
    known = {(label, *sorted(fields)) for label, *fields in [*PAIRS, *ONE_MAY_BE_BOTH]}
    assert _couples() - known == set()


def _checks(label: str, first: str, second: str) -> list[models.BaseConstraint]:
    wanted = models.Q(**{f"{second}__isnull": True}) | ~models.Q(**{second: models.F(first)})
    constraints = apps.get_model(label)._meta.constraints
    return [
        each for each in constraints if isinstance(each, models.CheckConstraint) and each.condition == wanted
    ]


@pytest.mark.parametrize("pair", sorted(PAIRS), ids=":".join)
def test_the_database_keeps_the_two_apart(pair: tuple[str, str, str]) -> None:
    assert len(_checks(*pair)) == 1


def test_no_service_compares_accounts_where_persons_are_meant() -> None:
    files = room_files("services")
    found = [
        (shown(file), line.strip())
        for file in files
        for line in file.read_text().splitlines()
        if COMPARED.search(line)
    ]
    assert set(found) == {
        # Says it in its own words; the next line asks for persons.
        ("registry/services/confirmations.py", "if row.asked_by_id == actor.pk:"),
    }


@pytest.fixture
def twins(bureau: Unit) -> tuple[User, User]:
    """Two accounts of one person: his name is written another way in the second."""
    return (
        user_with(Role.INSPECTORATE, bureau, name="卢凤英"),
        user_with(Role.WATCHER, bureau, name="卢　凤 英"),
    )


@pytest.mark.django_db
def test_two_accounts_of_one_person_are_one_person(bureau: Unit) -> None:
    first, second = UserFactory(name="卢凤英"), UserFactory(name="卢凤英（市纪委）")
    other = UserFactory(name="卢凤英")
    assert not same_person(first, second)
    assert same_person(first, other)
    him, her = PersonFactory(name="卢凤英"), PersonFactory(name="卢凤英")
    for user, person in ((first, him), (second, him), (other, her)):
        Post.objects.create(user=user, person=person, role=Role.WATCHER, unit=bureau)
    assert same_person(first, second), "tied to one person"
    assert not same_person(first, other), "namesakes, each a person of his own"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("卢凤英", "卢 凤英", True),
        ("卢凤英", "卢　凤英 ", True),
        ("阿依古丽·买买提", "阿依古丽•买买提", True),
        ("张健", "张健康", False),
        ("", "", False),
    ],
)
def test_names_are_one_whatever_stands_between_the_signs(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


Door = Callable[[User, User, Unit], Any]


def _confirm(first: User, second: User, unit: Unit) -> None:
    asked = request_confirmation(actor=first, action="draws.lock", subject=unit, label="锁定", facts={})
    give_confirmation(actor=second, confirmation=asked, facts={}, subject=unit)


def _approve(first: User, second: User, unit: Unit) -> None:
    letter = Letter(
        bureau=unit, year=2026, number=1, box="report", state="handling", received_on=timezone.localdate(),
        unreachable_by=first, unreachable_reason="电话停机",
    )  # fmt: skip
    letter.save()
    approve_unreachable(actor=second, letter=letter, version=0)


def _check(first: User, second: User, unit: Unit) -> None:
    matter = Matter.objects.create(
        bureau=unit, unit=unit, year=2026, number=1, title="窗口排队", text="排队", source="hotline",
        raised_on=timezone.localdate(), triage="short", state="reported", reported_by=first,
    )  # fmt: skip
    check_result(actor=second, matter=matter, note="看过")


def _sign(first: User, second: User, unit: Unit) -> None:
    report = ElectionReport(pdf=Attachment(sha256="0" * 64), digest="x")
    signers = {"teller": first.name, "scrutineer": second.name}
    hold_scan(report, actor=first, digest="x", signers=signers, file_name="报告.pdf", content=b"")


def _open_box(first: User, second: User, unit: Unit) -> None:
    open_box(actor=first, watcher=second, vote=None, reason="核对", passphrases=None)  # type: ignore[arg-type]


def _zero_report(first: User, second: User, unit: Unit) -> None:
    run_zero_report(actor=first, watcher=second, vote=None, passphrases=None)  # type: ignore[arg-type]


DOORS: dict[str, tuple[Door, str]] = {
    "confirmation": (_confirm, "不能换一个账号确认"),
    "unreachable": (_approve, "请由另一人批准"),
    "check": (_check, "不能由报告整改结果的人核查"),
    "signers": (_sign, "不能是同一人"),
    "box": (_open_box, "不能是同一人"),
    "key": (_zero_report, "不能是同一人"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("door", sorted(DOORS))
def test_no_door_takes_a_second_account_for_a_second_person(
    door: str, twins: tuple[User, User], bureau: Unit
) -> None:
    act, said = DOORS[door]
    with pytest.raises(Refused, match=said):
        act(*twins, bureau)


@pytest.mark.django_db
def test_the_database_refuses_one_account_twice(bureau: Unit) -> None:
    user = user_with(Role.WATCHER, bureau)
    fields = {"action": "draws.lock", "subject": "x", "expires_at": timezone.now(), "digest": "0" * 64}
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(asked_by=user, confirmed_by=user, **fields)
    assert not ScheduledMove.objects.filter(asked_by=models.F("confirmed_by")).exists()
