"""A publication is put right by a correction that stands before it; the first stays, both are downloaded and verified."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from desk.models import Correction
from desk.queries.corrections import corrections_of
from desk.services import corrections
from draws.models import Draw
from draws.services import confirming, steps
from draws.services.digits import enter_digits
from evaluations.elections.models import Election
from registry.models import Confirmation, Role, Unit, User
from registry.services.attachments import read_attachment
from tests.draws.conftest import DIGITS, inspectorate, make_draw, origin, watcher  # noqa: F401  # fixtures
from tests.evaluations.elections.stage import imported_election, publish, set_election_stage
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD, user_with
from tests.scans import scanned_pdf

pytestmark = pytest.mark.django_db

TEXT = "第1所得分原写 100.00，应为 98.00。"


def typed() -> dict[str, object]:
    paper = SimpleUploadedFile("更正通报.pdf", scanned_pdf("corrected"))
    return {"text": TEXT, "reason": "录入差错", "document": paper}


def correct(kind: str, pk: int, asker: User, second: User) -> Correction:
    """Asked for on the page of one, confirmed on the page of another."""
    address = reverse("desk:correction-edit", args=[kind, pk])
    assert signed_in(asker).post(address, typed()).url == address
    row = Correction.objects.get()
    seen = {"seen": Confirmation.objects.filter(action="desk.correct").latest("pk").digest}
    confirm = reverse("desk:correction-confirm", args=[kind, pk])
    own = signed_in(asker).post(confirm, seen | {"username": asker.username, "password": PASSWORD})
    assert own.status_code == 422, "one alone"
    assert signed_in(second).post(confirm, seen).url == address
    row.refresh_from_db()
    return row


def test_s3_19_a_bulletin_is_corrected_and_the_first_stays(bureau: Unit) -> None:
    stage = set_election_stage(bureau)
    election = publish(stage, imported_election(stage))
    election = Election.objects.get(pk=election.pk)
    assert election.bulletin is not None
    first = read_attachment(election.bulletin)
    before = signed_in(stage.inspector).get(reverse("elections:election-published", args=[election.pk]))
    assert TEXT not in before.content.decode()
    row = correct("election", election.pk, stage.inspector, stage.watcher)
    assert (row.recorded_by, row.confirmed_by) == (stage.inspector, stage.watcher)
    page = signed_in(stage.inspector).get(reverse("elections:election-published", args=[election.pk]))
    text = page.content.decode()
    assert text.index(TEXT) < text.index("通报原件校验值") < text.index(election.bulletin.sha256)
    assert (row.document.sha256 in text, text.count("文件完好")) == (True, 2)
    bulletin = signed_in(stage.inspector).get(reverse("elections:election-bulletin", args=[election.pk]))
    assert bulletin.content == first
    file = reverse("desk:correction-file", args=[row.pk])
    assert signed_in(stage.head).get(file).status_code == 200
    assert Client().get(file).status_code == 404, "the bulletin is for the units"
    assert (
        signed_in(stage.head).get(reverse("desk:correction-edit", args=["election", election.pk])).status_code
        == 403
    )


def test_what_is_not_confirmed_nobody_reads(bureau: Unit) -> None:
    stage = set_election_stage(bureau)
    election = publish(stage, imported_election(stage))
    row = corrections.record_correction(
        actor=stage.inspector, subject=election, label="通报", text=TEXT, reason="差错", name="更正.pdf",
        content=scanned_pdf(),
    )  # fmt: skip
    assert corrections_of(election) == []
    assert signed_in(stage.head).get(reverse("desk:correction-file", args=[row.pk])).status_code == 404
    twin = user_with(Role.LEADER, bureau, name=stage.inspector.name)
    with pytest.raises(corrections.CorrectionRefused, match="不能换一个账号确认"):
        corrections.confirm_correction(actor=twin, correction=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=row.pk).update(published_on="2026-10-08")


def test_a_changed_file_of_a_correction_is_pointed_out(bureau: Unit) -> None:
    stage = set_election_stage(bureau)
    election = publish(stage, imported_election(stage))
    row = correct("election", election.pk, stage.inspector, stage.watcher)
    with row.document.file.storage.open(str(row.document.file.name), "wb") as handle:
        handle.write(b"another")
    assert [each.intact for each in corrections_of(election)] == [False]


def test_a_published_draw_is_corrected_in_public(
    make_draw: Callable[..., Draw],  # noqa: F811  # a fixture
    watcher: User,  # noqa: F811  # a fixture
    inspectorate: User,  # noqa: F811  # a fixture
) -> None:
    draw = make_draw()
    for action in ("draws.lock", "draws.reveal"):
        if action == "draws.reveal":
            enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
            enter_digits(actor=inspectorate, draw=draw, position=2, digits=DIGITS[1])
        confirming.ask_step(actor=watcher, draw=draw, action=action)
        confirming.confirm_step(actor=inspectorate, draw=draw, action=action)
    steps.run_draw(actor=watcher, draw=draw)
    assert signed_in(watcher).get(reverse("desk:correction-edit", args=["draw", draw.pk])).status_code == 404
    steps.publish_draw(actor=watcher, draw=draw)
    row = correct("draw", draw.pk, watcher, inspectorate)
    page = Client().get(reverse("draws:draw-verify", args=[draw.number])).content.decode()
    assert page.index(TEXT) < page.index("抽取之前的承诺") < page.index("下载抽取包")
    answer = Client().get(reverse("desk:correction-file", args=[row.pk]))
    assert answer.content == read_attachment(row.document)
    bundle = Client().get(reverse("draws:draw-public-bundle", args=[draw.number]))
    assert BytesIO(bundle.content).read(2) == b"PK", "the first stays"
