"""Stored counts, audit, report and published files: whichever was changed is named, and a published page does not move."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from ballots.documents import digest_blocks
from ballots.models import CounterRun, CountFile, SealedCount, Vote
from ballots.queries.anchors import count_event
from ballots.queries.differences import found_differences
from ballots.queries.files import COUNTS, INTERNAL, PUBLICATION, digests, kept_file, published_digests
from printing.page import Mono, QrCode
from registry.models import AuditEvent, Role
from registry.queries.audit import last_event
from registry.services.audit import hash_of
from rulebook.ballot.publication import file_digest
from tests.ballots.steps import Hall, cast, opened, published, sealed
from tests.factories import user_with

pytestmark = pytest.mark.django_db(transaction=True)


def filled(hall: Hall) -> Hall:
    """An open vote with twelve ballots in its urn, every mark 满意."""
    opened(hall, cards=12)
    for code in hall.codes:
        assert cast(hall, code, [1] * hall.form.size).status == 201
    return hall


@pytest.fixture
def public(hall: Hall) -> Hall:
    return published(filled(hall), used=12)


def number_of(verb: str, vote: Vote) -> int:
    event = last_event(verb, vote)
    assert event is not None
    return event.number


def turn_votes(vote: Vote) -> None:
    """By plain SQL, as the database's administrator would: every 满意 becomes 不满意; the sums stay right."""
    rows = SealedCount.objects.filter(vote=vote, subject="office", criterion="overall")
    first, last = rows.get(grade=1), rows.get(grade=5)
    with connection.cursor() as cursor:
        for pk, n in ((first.pk, last.n), (last.pk, first.n)):
            cursor.execute("UPDATE ballots_sealedcount SET n = %s WHERE id = %s", [n, pk])


def lose_a_row(vote: Vote) -> None:
    SealedCount.objects.filter(vote=vote, n__gt=0).first().delete()  # type: ignore[union-attr]  # there are some


def turn_counter(vote: Vote) -> None:
    CounterRun.objects.filter(vote=vote, counter="stream").update(digest="0" * 64)


def turn_audit(vote: Vote) -> None:
    """The digest that was noted at the count, in a chain that is made to hold again."""
    event = count_event(vote)
    assert event is not None
    AuditEvent.objects.filter(pk=event.pk).update(payload=event.payload | {"digest": "0" * 64})
    event.refresh_from_db()
    AuditEvent.objects.filter(pk=event.pk).update(hash=hash_of(event, event.previous_hash))


def turn_audit_badly(vote: Vote) -> None:
    event = count_event(vote)
    assert event is not None
    AuditEvent.objects.filter(pk=event.pk).update(actor=None)


def turn_file(vote: Vote) -> None:
    raw = kept_file(vote, COUNTS)
    assert raw is not None
    CountFile.objects.filter(vote=vote, name=COUNTS).update(content=raw.replace(b'"valid":12', b'"valid":13'))


def lose_file(vote: Vote) -> None:
    CountFile.objects.filter(vote=vote, name=PUBLICATION).delete()


def turn_figures(vote: Vote) -> None:
    Vote.objects.filter(pk=vote.pk).update(handed_out=F("handed_out") + 1)


PLANTS: list[tuple[Callable[[Vote], None], list[str]]] = [
    (
        turn_votes,
        [
            "封存的计数与审计记录第 {count} 条（计票）不同",
            "counts-internal.json 与数据库现在的数据不同：计票表、各层面计票表",
            "counts.json 与数据库现在的数据不同：计票表",
            "publication.json 与数据库现在的数据不同：各项比率、总体评价比率",
        ],
    ),
    (turn_counter, ["两个计数器留下的结果与审计记录第 {count} 条（计票）不同"]),
    (
        turn_audit,
        [
            "封存的计数与审计记录第 {count} 条（计票）不同",
            "两个计数器留下的结果与审计记录第 {count} 条（计票）不同",
            "counts-internal.json 与数据库现在的数据不同：封存计数和审计记录的校验值",
            "counts.json 与数据库现在的数据不同：封存计数和审计记录的校验值",
        ],
    ),
    (turn_audit_badly, ["审计记录第 {count} 条（计票）被改动，与它自己的校验值不符"]),
    (
        turn_file,
        [
            "counts.json 与审计记录第 {keep} 条记下的校验值不同",
            "counts.json 与数据库现在的数据不同：票数清点",
        ],
    ),
    (lose_file, ["publication.json 不在了，审计记录第 {keep} 条记有它的校验值"]),
]


@pytest.mark.parametrize(("plant", "said"), PLANTS)
def test_whatever_was_changed_is_named_by_the_command_and_on_the_page(
    public: Hall, plant: Callable[[Vote], None], said: list[str]
) -> None:
    vote = public.vote
    assert found_differences(vote) == []
    told = StringIO()
    call_command("verify_votes", stdout=told)
    assert told.getvalue().endswith("1 次投票，计数、审计记录、计票报告和公布文件全部一致。\n")
    plant(vote)
    numbers = {"count": number_of("count_vote", vote), "keep": number_of("keep_count_files", vote)}
    expected = [sentence.format(**numbers) for sentence in said]
    assert found_differences(vote) == expected
    told = StringIO()
    with pytest.raises(CommandError, match="1 次投票中有 1 次不一致"):
        call_command("verify_votes", stdout=told)
    assert [line.strip(" 。") for line in told.getvalue().splitlines() if line.endswith("。")] == expected
    client = Client()
    client.force_login(public.watcher)
    page = client.get(reverse("ballots:vote-result", args=[vote.pk])).content.decode()
    assert all(sentence in page for sentence in expected)


def test_rows_that_do_not_add_up_are_named(public: Hall) -> None:
    lose_a_row(public.vote)
    assert "封存的计数加不起来，有行被改动、增加或删除" in found_differences(public.vote)


def test_a_published_page_does_not_move_with_the_rows_and_tells_strangers_nothing(public: Hall) -> None:
    vote, client = public.vote, Client()
    addresses = [
        reverse(f"ballots:{name}", args=[vote.pk])
        for name in ("vote-result", "count-file", "publication-file")
    ]
    before = [client.get(address).content for address in addresses]
    assert re.search(r"满意\D+12", before[0].decode())
    turn_votes(vote)
    turn_figures(vote)
    assert [client.get(address).content for address in addresses] == before
    client.force_login(user_with(Role.ENTRY_CLERK, vote.unit))
    assert "不一致" not in client.get(addresses[0]).content.decode()
    client.force_login(public.watcher)
    page = client.get(addresses[0]).content.decode()
    assert "从现在的数据做不出 counts.json" in page


def test_the_digest_on_the_page_is_of_the_bytes_that_are_handed_out(public: Hall) -> None:
    client = Client()
    page = client.get(reverse("ballots:vote-result", args=[public.vote.pk])).content.decode()
    raw = client.get(reverse("ballots:count-file", args=[public.vote.pk])).getvalue()  # type: ignore[attr-defined]
    rows = dict(published_digests(public.vote))
    event = count_event(public.vote)
    assert event is not None
    assert rows == {
        "计票数据 counts.json": file_digest(raw),
        "封存的计数": event.payload["digest"],
        f"审计记录第 {event.number} 条": event.hash,
    }
    assert all(f"{label}" in page and value in page for label, value in rows.items())


def test_counts_that_were_changed_before_publication_are_not_published(hall: Hall) -> None:
    sealed(filled(hall), used=12)
    turn_votes(hall.vote)
    client = Client()
    client.force_login(hall.runner)
    client.post(reverse("ballots:vote-ask", args=[hall.vote.pk]), {"action": "ballots.publish"})
    page = client.get(reverse("ballots:vote-show", args=[hall.vote.pk])).content.decode()
    assert f"封存的计数与审计记录第 {number_of('count_vote', hall.vote)} 条（计票）不同" in page
    assert not CountFile.objects.exists()


def test_the_internal_file_is_kept_with_the_published_ones(public: Hall) -> None:
    kept = kept_file(public.vote, INTERNAL)
    client = Client()
    client.force_login(public.watcher)
    raw = client.get(reverse("ballots:count-file-internal", args=[public.vote.pk])).getvalue()  # type: ignore[attr-defined]
    assert raw == kept
    turn_votes(public.vote)
    assert client.get(reverse("ballots:count-file-internal", args=[public.vote.pk])).getvalue() == kept  # type: ignore[attr-defined]


def test_the_picture_beside_the_digests_says_what_the_text_says(public: Hall) -> None:
    rows = digests(public.vote)
    blocks = digest_blocks("校验值", {"": rows})
    (picture,) = [block for block in blocks if isinstance(block, QrCode)]
    assert picture.data.splitlines() == [f"{label} {value}" for label, value in rows]
    assert [block.text for block in blocks if isinstance(block, Mono)] == [value for _, value in rows]
    assert len(rows) == 4
