"""A backup goes into an empty installation and is proved there; while a vote is going on there is none."""

import os
import sqlite3
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from ballots.models import Vote
from ballots.services import opening
from evalsite.backup.archive import read_archive, write_archive
from evaluations.surveys.services.surveys import ORIGIN as SURVEY
from registry.models import AuditEvent, Unit
from tests.ballots.steps import ORIGIN as TESTS
from tests.ballots.steps import closed, make_hall, opened, published, ready, sealed
from tests.evaluations.meetings.stage import drawn_meeting, set_stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def key() -> Any:
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def files(settings: Any) -> Path:
    """A scan that somebody handed in."""
    file = Path(settings.MEDIA_ROOT) / "2026" / "签字.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF-1.7 signed by hand")
    return file


def back_up(target: Path, key: Any) -> None:
    """Of an installation that knows the wings and nothing of the tests' own."""
    Vote.objects.filter(origin_kind=TESTS).update(origin_kind=SURVEY)
    call_command("backup", str(target), recipient=str(key.to_public()))


def restored(source: Path, key: Any, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``manage.py restore`` in an installation whose folder is new, with the field key of this one."""
    folder.mkdir(exist_ok=True)
    (folder / "key").write_text(f"# created\n{key}\n")
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own |= {"EVALSITE_VAR_DIR": str(folder / "var"), "EVALSITE_FIELD_KEY": project.FIELD_KEY} | environment
    command = [sys.executable, "manage.py", "restore", str(source), "--identity", str(folder / "key")]
    return subprocess.run(command, cwd=project.BASE_DIR, env=own, capture_output=True, text=True, check=False)


def test_a_restore_holds_everything_and_is_proved(
    bureau: Unit, office: Unit, files: Path, key: Any, tmp_path: Path
) -> None:
    draw = drawn_meeting(set_stage(bureau, office)).draw
    hall = published(opened(make_hall(office)), used=6)
    assert draw is not None
    target = tmp_path / "backup.age"
    back_up(target, key)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["backup.age"]
    done = restored(target, key, tmp_path / "new")
    assert done.stdout.splitlines() == [
        "✓ 审计记录",
        f"✓ 抽取 {draw.number}",
        f"✓ 计票 {hall.vote.title}",
        f"✓ 计数和公布文件 {hall.vote.title}",
        "已恢复，全部核对相符。",
    ]
    copy = tmp_path / "new" / "var" / "files" / "2026" / files.name
    assert copy.read_bytes() == files.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_an_archive_names_what_is_in_it_and_holds_no_key_of_a_vote(
    office: Unit, files: Path, key: Any, tmp_path: Path
) -> None:
    keys = Path(project.VAR_DIR) / "keys"
    keys.mkdir(exist_ok=True)
    planted = keys / "planted"
    planted.write_text("planted where keys of votes lie")
    try:
        back_up(tmp_path / "backup.age", key)
    finally:
        planted.unlink()
    plain = BytesIO()
    with (tmp_path / "backup.age").open("rb") as sealed_file:
        pyrage.decrypt_io(sealed_file, plain, [key])
    plain.seek(0)
    with tarfile.open(fileobj=plain) as tar:
        assert tar.getnames() == ["manifest.json", "database", "files/2026/签字.pdf"]
    assert b"planted where keys of votes lie" not in plain.getvalue()


@pytest.mark.parametrize("step", ["open", "closing", "closed"])
def test_while_a_vote_is_going_on_there_is_no_backup(
    office: Unit, step: str, key: Any, tmp_path: Path
) -> None:
    hall = opened(make_hall(office))
    if step == "closing":
        opening.begin_closing(actor=hall.runner, vote=hall.vote)
    elif step == "closed":
        closed(hall, used=6)
    with pytest.raises(CommandError, match=f"投票开启到封存之间不做备份：“{hall.vote.title}”"):
        back_up(tmp_path / "backup.age", key)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_is_not_written_over(key: Any, tmp_path: Path) -> None:
    target = tmp_path / "backup.age"
    target.write_text("yesterday")
    with pytest.raises(CommandError, match="已经存在"):
        back_up(target, key)
    assert target.read_text() == "yesterday"


def test_a_wrong_recipient_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="age1 开头"):
        call_command("backup", str(tmp_path / "backup.age"), recipient="somebody")


def test_what_can_not_be_restored_is_refused_in_words(office: Unit, key: Any, tmp_path: Path) -> None:
    target = tmp_path / "backup.age"
    back_up(target, key)
    other = pyrage.x25519.Identity.generate()
    assert "解不开：私钥不对" in restored(target, other, tmp_path / "1").stderr
    assert "找不到" in restored(tmp_path / "nothing.age", key, tmp_path / "1").stderr
    cut = tmp_path / "cut.age"
    cut.write_bytes(target.read_bytes()[:-1000])
    assert "文件被改动或不完整" in restored(cut, key, tmp_path / "2").stderr
    cut.write_bytes(target.read_bytes()[:-1] + b"?")
    assert "文件被改动或不完整" in restored(cut, key, tmp_path / "2").stderr
    wrong = restored(target, key, tmp_path / "3", EVALSITE_FIELD_KEY="x" * 50)
    assert "EVALSITE_FIELD_KEY 与备份时不同" in wrong.stderr
    assert restored(target, key, tmp_path / "4").returncode == 0
    assert "恢复只进空的数据库" in restored(target, key, tmp_path / "4").stderr


def test_a_copy_of_a_vote_that_was_going_on_is_not_restored(office: Unit, key: Any, tmp_path: Path) -> None:
    """As a copy that somebody made past the refusal."""
    sealed(opened(make_hall(office)), used=6)
    back_up(tmp_path / "sealed.age", key)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    read_archive(tmp_path / "sealed.age", key, folder)
    with sqlite3.connect(folder / "database") as copy:
        copy.execute("UPDATE ballots_vote SET state = 'open'")
    members = [(name, folder / name) for name in ("manifest.json", "database")]
    write_archive(tmp_path / "open.age", key.to_public(), members)
    assert "另用新卡重投" in restored(tmp_path / "open.age", key, tmp_path / "new").stderr


def test_who_was_ready_to_vote_is_told_that_the_cards_are_lost(
    office: Unit, key: Any, tmp_path: Path
) -> None:
    hall = ready(make_hall(office))
    back_up(tmp_path / "backup.age", key)
    done = restored(tmp_path / "backup.age", key, tmp_path / "new")
    assert f"“{hall.vote.title}”的投票密钥不在备份里" in done.stdout


def test_an_altered_audit_is_told(office: Unit, key: Any, tmp_path: Path) -> None:
    sealed(opened(make_hall(office)), used=6)
    last = AuditEvent.objects.order_by("-number").values_list("number", flat=True)[0]
    AuditEvent.objects.filter(number=last - 1).update(verb="something_else")
    back_up(tmp_path / "backup.age", key)
    done = restored(tmp_path / "backup.age", key, tmp_path / "new")
    assert f"✗ 审计记录：在第 {last - 1} 条断开" in done.stdout
    assert "不能使用，请换一份备份" in done.stderr
