"""What everybody may see, and the bundle that everybody may check (S0-07)."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from draws.documents.certificate import certificate_pdf
from draws.models import Draw
from draws.queries import facts, records, results
from draws.services import confirming, roster, substitution
from rulebook.draw.bundle import zip_bundle
from tests.draws.conftest import DIGITS, businesses, strata
from tests.factories import PersonFactory

EVERYBODY = Client()


def public(name: str, draw: Draw) -> str:
    return reverse(f"draws:draw-{name}", args=[draw.number])


@pytest.fixture
def mixed(make_draw):
    """Eight persons and twelve firms."""
    people = [roster.person_entry(PersonFactory(name=f"王小明{i}"), "消费者", ("城关",)) for i in range(8)]
    return lambda number: make_draw(
        number,
        entries=[*businesses("企业", 12), *people],
        columns=["片区"],
        stages=strata(("企业", 4, 3), ("消费者", 3, 2)),
    )


def check(bundle: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the bundle's own verify.py (that of the first bundle in the folder) on it, as a stranger would."""
    (folder / "bundle.zip").write_bytes(bundle)
    if not (folder / "verify.py").exists():
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            (folder / "verify.py").write_bytes(archive.read("verify.py"))
    return subprocess.run(
        [sys.executable, "-I", "verify.py", "bundle.zip"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_s0_07_anybody_redoes_a_stored_draw_and_one_changed_byte_is_found(
    mixed, advance, watcher, tmp_path
) -> None:
    draw = advance(mixed("甲-001"), "published")
    for stratum, reason in (("企业", "declined"), ("消费者", "absent")):
        leaving = results.selected(draw).filter(stratum=stratum).last()
        substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason=reason, evidence="签到表")
    bundle = EVERYBODY.get(public("public-bundle", draw)).content
    accepted = check(bundle, tmp_path)
    assert [accepted.returncode, "递补 2 次" in accepted.stdout] == [0, True]
    assert draw.commitment_hash in accepted.stdout
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name in (
        "roster.tsv",
        "commitment.json",
        "minutes.json",
        "tickets.tsv",
        "result.json",
        "substitutions.json",
    ):
        data = bytearray(files[name])
        data[len(data) // 2] ^= 1
        assert check(zip_bundle(files | {name: bytes(data)}), tmp_path).returncode == 1, name
    flipped = bytearray(bundle)
    flipped[len(flipped) // 2] ^= 1
    assert check(bytes(flipped), tmp_path).returncode == 1


def test_the_bundle_never_holds_a_name_or_a_telephone_number(mixed, advance, watcher) -> None:
    draw = advance(mixed("甲-001"), "published")
    leaving = results.selected(draw).filter(stratum="消费者").first()
    substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    entry = draw.entries.filter(stratum="消费者").first()
    pages = [
        EVERYBODY.get(public("verify", draw)).text,
        EVERYBODY.get(public("files", draw)).text,
        EVERYBODY.get(public("public-bundle", draw)).content.decode("utf-8", "replace"),
    ]
    for text in pages:
        assert entry.code in text
        assert [word in text for word in ("王小明", entry.person.phone, entry.salt, watcher.name)] == [
            False
        ] * 4
    assert "企业第" in pages[0]


@pytest.mark.parametrize("state", ["locked", "seeded", "drawn"])
def test_before_publication_only_commitment_and_hashes_are_public(mixed, advance, state) -> None:
    draw = advance(mixed("甲-001"), state)
    shown = EVERYBODY.get(public("verify", draw)).text
    assert [draw.commitment_hash in shown, draw.roster_hash in shown] == [True, True]
    hidden = [draw.seed or DIGITS[0], *draw.entries.values_list("code", flat=True)]
    assert [word for word in hidden if word in shown] == []
    assert EVERYBODY.get(public("files", draw)).status_code == 404
    assert EVERYBODY.get(public("public-bundle", draw)).status_code == 404
    assert draw.number in EVERYBODY.get(reverse("draws:draw-public")).text


def test_a_draft_is_not_public_and_a_void_draw_keeps_its_number_visible(
    make_draw, advance, watcher, inspectorate
) -> None:
    draft, void = make_draw("草稿-1"), advance(make_draw("作废-1"), "published")
    confirming.ask_step(actor=watcher, draw=void, action=facts.VOID, reason="名册漏了一个片区")
    confirming.confirm_step(actor=inspectorate, draw=void, action=facts.VOID)
    listed = EVERYBODY.get(reverse("draws:draw-public")).text
    assert [draft.number in listed, void.number in listed] == [False, True]
    assert EVERYBODY.get(public("verify", draft)).status_code == 404
    assert "名册漏了一个片区" in EVERYBODY.get(public("verify", void)).text
    assert EVERYBODY.get(public("files", void)).status_code == 404
    assert EVERYBODY.get("/draws/verify/没有这一次/").status_code == 404


def test_the_reason_of_voiding_is_not_public_while_only_asked(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "published")
    confirming.ask_step(actor=watcher, draw=draw, action=facts.VOID, reason="尚未确认的原因")
    assert "尚未确认的原因" not in EVERYBODY.get(public("verify", draw)).text


def test_the_page_is_given_the_same_files_as_the_bundle(mixed, advance) -> None:
    draw = advance(mixed("甲-001"), "published")
    data = json.loads(EVERYBODY.get(public("files", draw)).text)["files"]
    with zipfile.ZipFile(io.BytesIO(EVERYBODY.get(public("public-bundle", draw)).content)) as archive:
        assert data == {name: archive.read(name).decode() for name in archive.namelist()}
    assert hashlib.sha256(data["commitment.json"].encode()).hexdigest() == draw.commitment_hash


def test_the_certificate_is_one_page_with_what_verifies_the_draw(mixed, make_draw, advance) -> None:
    draw = advance(mixed("甲-001"), "drawn")
    pages = PdfReader(io.BytesIO(certificate_pdf(draw))).pages
    text = "".join(pages[0].extract_text().split())
    files = records.bundle_of(draw)
    shown = [
        draw.commitment_hash,
        draw.roster_hash,
        draw.seed,
        hashlib.sha256(files["manifest.json"]).hexdigest(),
    ]
    assert [len(pages), [value for value in shown if value not in text]] == [1, []]
    entries = [entry for i in range(40) for entry in businesses(f"第{i}片区·个体工商户", 2)]
    many = make_draw(
        "多-1", entries=entries, stages=strata(*((f"第{i}片区·个体工商户", 1, 1) for i in range(40)))
    )
    advance(many, "locked")
    pages = PdfReader(io.BytesIO(certificate_pdf(many))).pages
    assert [len(pages), "共40层，合计抽40" in "".join(pages[0].extract_text().split())] == [1, True]
    assert many.commitment_hash in "".join(pages[0].extract_text().split())


def test_a_rehearsal_is_one_in_every_paper(make_draw, advance, watcher, tmp_path) -> None:
    draw = advance(make_draw(marking="rehearsal"), "published")
    assert "演练" in "".join(PdfReader(io.BytesIO(certificate_pdf(draw))).pages[0].extract_text().split())
    assert "不作正式依据" in EVERYBODY.get(public("verify", draw)).text
    answer = check(zip_bundle(records.bundle_of(draw)), tmp_path)
    assert [answer.returncode, "不作正式依据" in answer.stdout] == [0, True]
