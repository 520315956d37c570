"""The vote's key as the services and pages keep it: where it lies, who opens it, when it goes."""

import base64
import stat
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from ballots import documents
from ballots.models import UrnBallot, Vote
from ballots.queries import votes
from ballots.queries.differences import publishing_problems
from ballots.services import keys, moves, preparing, sealing, zero_report
from ballots.services.throttle import passphrase_failures
from ballots.sql import connecting, urn
from desk.models import Job
from desk.services.jobs import perform_job, queue_job
from registry.models import AuditEvent
from rulebook.ballot.keys import Passphrases
from rulebook.ballot.receipts import display_receipt, receipt
from tests.ballots.keys import WORDS, bodies, counting_words, key_path, prove, take_count
from tests.ballots.steps import Hall, cast, closed, confirm, make_hall, new_id, opened, ready, sealed
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD
from tests.printing.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)


def counting(hall: Hall, used: int = 2) -> Hall:
    """Closed, two ballots in the urn."""
    opened(hall)
    for code in hall.codes[:used]:
        assert cast(hall, code).status == 201
    return closed(hall, used)


def url(hall: Hall, name: str) -> str:
    return reverse(f"ballots:{name}", args=[hall.vote.pk])


# Making


def test_the_file_is_for_its_owner_alone_and_the_vote_knows_the_public_key(hall: Hall) -> None:
    ready(hall)
    path = key_path(hall.vote)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert hall.vote.key_public in path.read_text()
    assert [file.name for file in path.parent.iterdir()] == [path.name], "nothing half-written is left"
    events = AuditEvent.objects.filter(verb="begin_zero_report")
    assert [event.payload["key"] for event in events] == [hall.vote.key_id]


def test_one_person_makes_no_key(hall: Hall) -> None:
    with pytest.raises(moves.VoteRefused, match="不能是同一人"):
        zero_report.run_zero_report(actor=hall.runner, watcher=hall.runner, vote=hall.vote, passphrases=WORDS)
    assert not key_path(hall.vote).exists()


def test_weak_passphrases_make_no_key_and_move_nothing(hall: Hall) -> None:
    weak = Passphrases("短", WORDS.watcher)
    with pytest.raises(moves.VoteRefused, match="不得少于 12 个字符"):
        zero_report.run_zero_report(actor=hall.runner, watcher=hall.watcher, vote=hall.vote, passphrases=weak)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, hall.vote.key_public, key_path(hall.vote).exists()) == ("preparing", "", False)


def test_where_no_file_can_be_written_no_key_is_made_and_the_vote_goes_on_afterwards(
    hall: Hall, settings: Settings
) -> None:
    folder = Path(settings.KEY_DIR)
    folder.write_text("a file where the folder should be")
    hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=6)
    with pytest.raises(moves.VoteRefused, match="密钥文件写不下来"):
        prove(actor=hall.runner, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, hall.vote.key_public) == ("preparing", "")
    folder.unlink()
    prove(actor=hall.runner, vote=hall.vote)
    assert key_path(hall.vote).exists()


def test_a_vote_without_its_key_file_does_not_open(hall: Hall) -> None:
    ready(hall)
    key_path(hall.vote).unlink()
    with pytest.raises(moves.VoteRefused, match="找不到本次投票的密钥文件"):
        confirm(hall, votes.OPEN_VOTE)


def test_a_process_whose_cached_key_is_old_looks_again(hall: Hall) -> None:
    """The zero report is made twice: whoever sealed to the first key seals to the second after one refusal."""
    ready(hall)
    first = hall.vote.key_id
    Vote.objects.filter(pk=hall.vote.pk).update(state="testing")
    prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    assert hall.vote.key_id != first
    assert cast(hall, hall.codes[0], [4] * hall.form.size).status == 201
    assert bodies(hall.vote) == ["[" + ",".join(["4"] * hall.form.size) + "]"]


# The lane's key

OTHER_KEY = "another key of the lane, fifty characters at the least"


def test_a_lane_whose_key_was_changed_takes_no_ballot_and_says_why_once(
    hall: Hall, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    opened(hall)
    own = settings.LANE_KEY
    settings.LANE_KEY = OTHER_KEY
    assert [cast(hall, code).status for code in hall.codes[:2]] == [503, 503]
    assert (connecting.count_rows(urn.URN, hall.vote.pk), connecting.count_rows(urn.OPEN, hall.vote.pk)) == (
        0,
        6,
    )
    assert caplog.text.count("停止收票：本机的票道密钥（EVALSITE_LANE_KEY）与制作投票密钥时不同") == 1
    settings.LANE_KEY = own
    assert cast(hall, hall.codes[0]).status == 201


def test_with_another_lane_key_nothing_opens_and_nothing_is_counted(hall: Hall, settings: Settings) -> None:
    own = settings.LANE_KEY
    ready(hall)
    settings.LANE_KEY = OTHER_KEY
    with pytest.raises(moves.VoteRefused, match="票道密钥"):
        confirm(hall, votes.OPEN_VOTE)
    settings.LANE_KEY = own
    confirm(hall, votes.OPEN_VOTE)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    settings.LANE_KEY = OTHER_KEY
    with pytest.raises(moves.VoteRefused, match="请换回原来的票道密钥"):
        take_count(actor=hall.teller, vote=hall.vote)
    settings.LANE_KEY = own
    take_count(actor=hall.teller, vote=hall.vote)
    assert hall.vote.state == "sealed"


# Opening and destroying


def test_a_key_lost_or_of_another_vote_is_refused_in_words_and_the_right_one_counts(hall: Hall) -> None:
    counting(hall)
    other = ready(make_hall(hall.vote.unit))
    path = key_path(hall.vote)
    raw = path.read_bytes()
    for planted, words in (
        (None, "找不到本次投票的密钥文件"),
        (key_path(other.vote).read_bytes(), "属于另一次投票"),
        (raw[: len(raw) // 2], "已损坏"),
        (raw.replace(hall.vote.key_public.encode(), other.vote.key_public.encode()), "以前的副本"),
    ):
        path.unlink(missing_ok=True)
        if planted is not None:
            path.write_bytes(planted)
        with pytest.raises(moves.VoteRefused, match=words):
            take_count(actor=hall.teller, vote=hall.vote)
        assert connecting.count_rows(urn.URN, hall.vote.pk) == 2
    path.write_bytes(raw)
    take_count(actor=hall.teller, vote=hall.vote)
    assert votes.counts(hall.vote).ballots == 2


def test_a_recovery_code_counts_in_place_of_a_forgotten_passphrase(hall: Hall) -> None:
    hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=6)
    codes = prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    cast(hall, hall.codes[0])
    closed(hall, used=1)
    given = Passphrases(codes["inspectorate"], WORDS.watcher)
    sealing.count_vote(actor=hall.teller, watcher=hall.watcher, vote=hall.vote, passphrases=given)
    assert votes.counts(hall.vote).ballots == 1


@pytest.mark.parametrize("end", ["seal", "void"])
def test_the_key_is_gone_with_the_urn_and_its_destruction_is_on_record(hall: Hall, end: str) -> None:
    counting(hall)
    path = key_path(hall.vote)
    assert path.exists()
    if end == "seal":
        take_count(actor=hall.teller, vote=hall.vote)
    else:
        confirm(hall, votes.VOID_VOTE, note="停电")
    assert list(path.parent.iterdir()) == []
    hall.vote.refresh_from_db()
    assert hall.vote.key_destroyed_at is not None
    assert AuditEvent.objects.get(verb="destroy_key").payload == {"there": True}


def test_a_key_that_could_not_be_destroyed_blocks_the_publication_until_it_is(hall: Hall) -> None:
    sealed(opened_with_one(hall), used=1)
    Vote.objects.filter(pk=hall.vote.pk).update(wiped_at=None, key_destroyed_at=None)
    keys.key_file(hall.vote.pk).write_bytes(b"left by a process that was killed")
    hall.vote.refresh_from_db()
    assert any("清除" in words for words in publishing_problems(hall.vote))
    assert sealing.finish_wipe(vote=hall.vote)
    assert (key_path(hall.vote).exists(), publishing_problems(hall.vote)) == (False, [])


def opened_with_one(hall: Hall) -> Hall:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    return hall


# Foreign rows


def test_rows_stuffed_altered_and_moved_are_named_and_stop_the_count(hall: Hall) -> None:
    other = opened(make_hall(hall.vote.unit))
    cast(other, other.codes[0])
    ids = [new_id() for _ in range(4)]
    opened(hall)
    for code, ballot in zip(hall.codes, ids, strict=False):
        assert cast(hall, code, ballot=ballot).status == 201
    closed(hall, used=4)
    honest = list(UrnBallot.objects.filter(vote=hall.vote).values())
    rows = {row["id"]: row for row in honest}
    foreign = UrnBallot.objects.get(vote=other.vote)
    stuffed = UrnBallot(
        pk=new_id(), vote=hall.vote, panel="", stratum="", ciphertext=b"x" * 1200, seal="0" * 64
    )
    for spoil, named in (
        (lambda: stuffed.save(force_insert=True), [stuffed.pk]),
        (lambda: UrnBallot.objects.filter(pk=ids[0]).update(ciphertext=rows[ids[1]]["ciphertext"]), [ids[0]]),
        (lambda: UrnBallot.objects.filter(pk=ids[2]).update(stratum="elsewhere"), [ids[2]]),
        (lambda: UrnBallot.objects.filter(pk=foreign.pk).update(vote=hall.vote), [foreign.pk]),
        (lambda: UrnBallot.objects.filter(vote=hall.vote).update(seal="0" * 64), ids),
    ):
        spoil()
        with pytest.raises(moves.VoteRefused, match="不是票道收下的选票") as refused:
            take_count(actor=hall.teller, vote=hall.vote)
        assert {
            ballot
            for ballot in [*ids, stuffed.pk, foreign.pk]
            if display_receipt(receipt(ballot)) in str(refused.value)
        } == set(named)
        UrnBallot.objects.filter(vote=hall.vote).delete()
        UrnBallot.objects.bulk_create(UrnBallot(**row) for row in honest)
    take_count(actor=hall.teller, vote=hall.vote)
    assert votes.counts(hall.vote).ballots == 4


# Pages

TYPED = {"inspectorate": WORDS.inspectorate, "watcher": WORDS.watcher}
TWICE = TYPED | {f"{name}_again": words for name, words in TYPED.items()}


def test_the_page_makes_the_key_proves_it_and_gives_the_two_sheets_once(hall: Hall) -> None:
    preparing.make_cards(actor=hall.runner, vote=hall.vote, n=6)
    client = signed_in(hall.runner)
    assert "制作密钥并检验" in client.get(url(hall, "vote-key")).content.decode()
    sent = TWICE | {"username": hall.watcher.username, "password": PASSWORD}
    slip = client.post(url(hall, "vote-key"), sent | {"watcher_again": "别的口令"})
    assert (slip.status_code, "两遍输入的口令不同" in slip.content.decode()) == (422, True)
    assert WORDS.watcher not in slip.content.decode()
    alone = client.post(url(hall, "vote-key"), sent | {"username": hall.runner.username})
    assert (alone.status_code, key_path(hall.vote).exists()) == (422, False)
    made = client.post(url(hall, "vote-key"), sent)
    page = made.content.decode()
    assert (
        made.status_code,
        page.count("data:application/pdf;base64,"),
        "no-store" in made["Cache-Control"],
    ) == (200, 2, True)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "ready"
    again = client.get(url(hall, "vote-key"), follow=True)
    assert "data:application/pdf" not in again.content.decode()
    assert "现在不办理这一步" in again.content.decode()


def test_a_recovery_sheet_names_its_keeper_and_a_code_that_opens(hall: Hall) -> None:
    hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=6)
    codes = prove(actor=hall.runner, vote=hall.vote)
    texts = [
        text_of(base64.b64decode(sheet.address.partition(",")[2]))
        for sheet in documents.recovery_sheets([(hall.vote, codes)])
    ]
    assert [("监察室" in text, codes["inspectorate"] in text) for text in texts] == [
        (True, True),
        (False, False),
    ]
    assert [("市纪委监督员" in text, codes["watcher"] in text) for text in texts] == [
        (False, False),
        (True, True),
    ]


def test_the_page_counts_in_a_job_that_says_what_came_of_it(hall: Hall) -> None:
    counting(hall)
    client = signed_in(hall.teller)
    wrong = client.post(
        url(hall, "vote-count"), counting_words(hall.watcher) | {"watcher": "不是这一道口令啊"}
    )
    assert (wrong.status_code, "市纪委监督员的口令不对" in wrong.content.decode()) == (422, True)
    assert WORDS.inspectorate not in wrong.content.decode()
    answer = client.post(url(hall, "vote-count"), counting_words(hall.watcher))
    job = Job.objects.get(kind="ballots.count")
    assert (answer.status_code, job.state, job.params) == (302, "done", {"vote": hall.vote.pk})
    hall.vote.refresh_from_db()
    assert (hall.vote.state, votes.counts(hall.vote).ballots) == ("sealed", 2)


def test_a_count_that_is_refused_says_so_in_its_job(hall: Hall) -> None:
    counting(hall)
    UrnBallot.objects.filter(vote=hall.vote).update(seal="0" * 64)
    signed_in(hall.teller).post(url(hall, "vote-count"), counting_words(hall.watcher))
    job = Job.objects.get(kind="ballots.count")
    assert (job.state, "不是票道收下的选票" in job.message) == ("failed", True)
    assert key_path(hall.vote).exists()


def test_a_count_whose_process_is_gone_is_given_back_to_the_two_persons(hall: Hall) -> None:
    counting(hall)
    job = queue_job(actor=hall.teller, kind="ballots.count", title="计票", params={"vote": hall.vote.pk})
    perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, "请两人回到投票页，重新输入口令" in job.message) == ("failed", True)
    take_count(actor=hall.teller, vote=hall.vote)
    assert hall.vote.state == "sealed"


# Guessing


def test_wrong_passphrases_are_slowed_on_every_door_of_the_vote(hall: Hall) -> None:
    other = counting(make_hall(hall.vote.unit), used=1)
    counting(hall)
    right, client = counting_words(hall.watcher), signed_in(hall.teller)
    wrong = right | {"inspectorate": "x" * 12, "watcher": "y" * 12}
    tried = [client.post(url(hall, "vote-count"), wrong).content.decode() for _ in range(12)]
    assert ["口令不对" in page for page in tried] == [True] * 5 + [False] * 7
    assert ["请等一分钟再试" in page for page in tried] == [False] * 5 + [True] * 7
    assert AuditEvent.objects.filter(verb="fail_key").count() == 5
    assert "请等一分钟再试" in client.post(url(hall, "vote-count"), right).content.decode()
    take_count(actor=other.teller, vote=other.vote)
    passphrase_failures.forget()
    take_count(actor=hall.teller, vote=hall.vote)
    assert [Vote.objects.get(pk=each.vote.pk).state for each in (hall, other)] == ["sealed"] * 2
