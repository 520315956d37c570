"""The digits of a party come from that party: its own sign-in, its person on this screen, or a signed paper (S0-03)."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from draws import ports
from draws.documents.certificate import certificate_pdf
from draws.models import Draw, SeedPart
from draws.queries import facts, records
from draws.services import confirming, steps
from draws.services.digits import SignedDigits, enter_digits, enter_signed_digits
from draws.services.moving import DrawRefused
from registry.models import Post, Role
from registry.roles import Capability
from rulebook.draw.bundle import zip_bundle
from rulebook.draw.seed import mask
from tests.draws.conftest import DIGITS, ORIGIN
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD, user_with

pytestmark = pytest.mark.django_db


def scan() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (900, 1270), "white").save(buffer, "PNG")
    return buffer.getvalue()


PAPER = SignedDigits("徐海宁", "报数单.png", scan())


@pytest.fixture
def locked(make_draw, advance) -> Draw:
    return advance(make_draw(), "locked")


def test_s0_03_one_account_cannot_type_the_digits_of_both(locked, watcher, inspectorate, bureau) -> None:
    """The bureau's account typed the city commission's digits and its own: with both known a seed can be searched for."""
    with pytest.raises(DrawRefused, match="须由本方人员报"):
        enter_digits(actor=inspectorate, draw=locked, position=1, digits=DIGITS[0])
    with pytest.raises(DrawRefused, match="须由本方人员报"):
        enter_digits(actor=watcher, draw=locked, position=2, digits=DIGITS[1])
    enter_digits(actor=inspectorate, draw=locked, position=2, digits=DIGITS[1])
    page = signed_in(inspectorate)
    address = reverse("draws:draw-digits", args=[locked.pk])
    answer = page.post(address, {"party1-digits": DIGITS[0]})
    assert (answer.status_code, SeedPart.objects.count()) == (422, 1)
    own = {"party1-digits": DIGITS[0], "party1-username": inspectorate.username, "party1-password": PASSWORD}
    assert page.post(address, own).status_code == 422
    assert SeedPart.objects.count() == 1


def test_who_holds_posts_of_both_parties_gives_no_digits(locked, watcher, bureau) -> None:
    Post.objects.create(user=watcher, role=Role.INSPECTORATE, unit=bureau)
    for position in (1, 2):
        with pytest.raises(DrawRefused, match="同时在两方任职"):
            enter_digits(actor=watcher, draw=locked, position=position, digits=DIGITS[0])


def test_a_second_account_of_the_same_person_gives_no_digits(locked, watcher, bureau) -> None:
    enter_digits(actor=watcher, draw=locked, position=1, digits=DIGITS[0])
    twin = user_with(Role.INSPECTORATE, bureau, name=f" {watcher.name[:2]} {watcher.name[2:]}")
    with pytest.raises(DrawRefused, match="同一人不能替两方报数"):
        enter_digits(actor=twin, draw=locked, position=2, digits=DIGITS[1])


def test_a_partys_person_gives_them_on_the_screen_of_the_other(locked, watcher, inspectorate) -> None:
    page = signed_in(inspectorate)
    address = reverse("draws:draw-digits", args=[locked.pk])
    shown = page.get(address).content.decode()
    assert ("您是这一方的人员" in shown, "输入自己的用户名、密码和数字" in shown) == (True, True)
    typed = {"party1-username": watcher.username, "party1-password": PASSWORD, "party1-digits": DIGITS[0]}
    assert page.post(address, typed | {"party1-password": "wrong"}).status_code == 422
    assert page.post(address, typed).url == address
    part = SeedPart.objects.get()
    assert (part.way, part.given_by, part.entered_by) == ("screen", watcher, inspectorate)
    shown = page.get(address).content.decode()
    assert (DIGITS[0] in shown, watcher.name in shown) == (False, True)


def finished(draw: Draw, watcher, inspectorate) -> Draw:
    confirming.ask_step(actor=watcher, draw=draw, action=facts.REVEAL)
    confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.REVEAL)
    steps.run_draw(actor=watcher, draw=draw)
    return steps.publish_draw(actor=watcher, draw=draw)


def verified(draw: Draw, folder: Path) -> str:
    files = records.bundle_of(draw)
    (folder / "bundle.zip").write_bytes(zip_bundle(files))
    (folder / "verify.py").write_bytes(files["verify.py"])
    command = [sys.executable, "verify.py", "bundle.zip"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return json.loads(files["minutes.json"])["remarks"]


def test_certificate_page_and_bundle_say_how_the_digits_came_in(
    locked, watcher, inspectorate, tmp_path, client
) -> None:
    enter_digits(actor=watcher, draw=locked, position=1, digits=DIGITS[0])
    enter_digits(actor=watcher, giver=inspectorate, draw=locked, position=2, digits=DIGITS[1])
    draw = finished(locked, watcher, inspectorate)
    said = "市纪委监督员：本方人员在自己的登录下报数；群众代表：本方人员在同一屏幕上凭本人用户名、密码报数"
    assert verified(draw, tmp_path) == said
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(certificate_pdf(draw))).pages)
    assert said in "".join(text.split())
    public = client.get(reverse("draws:draw-verify", args=[draw.number])).content.decode()
    assert ("在自己的登录下报数" in public, watcher.name in public) == (True, False)


def test_a_party_without_an_account_signs_a_paper_and_all_say_so(
    locked, watcher, inspectorate, tmp_path
) -> None:
    origin = ports.origins[ORIGIN]
    ports.origins[ORIGIN] = ports.DrawOrigin(
        **(origin.__dict__ | {"parties": lambda draw: [Capability.RUN_DRAW, None]})
    )
    enter_digits(actor=watcher, draw=locked, position=1, digits=DIGITS[0])
    with pytest.raises(DrawRefused, match="没有账号"):
        enter_digits(actor=inspectorate, draw=locked, position=2, digits=DIGITS[1])
    with pytest.raises(DrawRefused, match="同一人不能替两方报数"):
        enter_signed_digits(actor=watcher, draw=locked, position=2, digits=DIGITS[1], paper=PAPER)
    page, address = signed_in(inspectorate), reverse("draws:draw-digits", args=[locked.pk])
    upload = BytesIO(scan())
    upload.name = "报数单.png"
    sent = {"party2-digits": DIGITS[1], "party2-signer": "徐海宁", "party2-scan": upload}
    assert page.post(address, sent).url == address
    paper = reverse("draws:draw-digits-scan", args=[locked.pk, 2])
    assert page.get(paper).status_code == 404, "nobody sees the digits before they are revealed"
    draw = finished(locked, watcher, inspectorate)
    assert page.get(paper).status_code == 200
    remarks = verified(draw, tmp_path)
    assert "群众代表：本方没有账号，按签字报数单录入，扫描件 " in remarks
    assert "徐海宁" not in remarks


def test_digits_that_one_account_typed_for_both_before_are_not_revealed(
    locked, watcher, inspectorate, tmp_path
) -> None:
    for position, digits in enumerate(DIGITS, start=1):
        SeedPart.objects.create(
            draw=locked, position=position, party=locked.parties[position - 1], mask=mask("s", digits),
            salt="s", digits=digits, entered_by=inspectorate, entered_at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(DrawRefused, match="由同一人录入，不能揭示"):
        confirming.ask_step(actor=watcher, draw=locked, action=facts.REVEAL)


def test_a_draw_of_before_says_what_its_bundle_said(locked, watcher, inspectorate, tmp_path) -> None:
    for position, (digits, user) in enumerate(zip(DIGITS, (watcher, inspectorate), strict=True), start=1):
        SeedPart.objects.create(
            draw=locked, position=position, party=locked.parties[position - 1], mask=mask("s", digits),
            salt="s", digits=digits, entered_by=user, entered_at=timezone.now(),
        )  # fmt: skip
    assert verified(finished(locked, watcher, inspectorate), tmp_path) == ""


def test_the_database_keeps_one_person_to_one_party(locked, watcher) -> None:
    enter_digits(actor=watcher, draw=locked, position=1, digits=DIGITS[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        SeedPart.objects.create(
            draw=locked, position=2, party="群众代表", mask="0" * 64, salt="s", digits=DIGITS[1],
            entered_by=watcher, given_by=watcher, way="session", entered_at=timezone.now(),
        )  # fmt: skip
