"""Whether stored counts, audit, report and published files still say the same, and in words which of them does not."""

from collections.abc import Iterator

from ballots.models import CounterRun, CountFile, Vote
from ballots.ports import origin_of
from ballots.queries.anchors import count_event
from ballots.queries.files import made_file
from ballots.queries.strata import sealed_digest
from ballots.queries.votes import counts, figures, has_counts
from registry.models import AuditEvent
from registry.queries.audit import last_event
from registry.services.audit import hash_of
from rulebook.ballot.form import is_form_of
from rulebook.ballot.publication import file_digest, publication_problems
from rulebook.ballot.published import parts_that_differ
from rulebook.ballot.tally import CountError
from rulebook.lifecycle.vote import VoteState

KEEP = "keep_count_files"


def found_differences(vote: Vote) -> list[str]:
    """What of a counted vote differs, in Chinese; empty when all agree, and before the count."""
    if vote.sealed_at is None:
        return []
    altered = [] if is_form_of(vote.form, vote.form_hash) else ["评议表与它的校验值不符，已被改动"]
    return [*altered, *count_differences(vote), *_of_files(vote), *origin_of(vote).differences(vote)]


def publishing_problems(vote: Vote) -> list[str]:
    """Why the count may not be published, in Chinese."""
    try:
        problems = publication_problems(counts(vote), figures(vote)) + found_differences(vote)
    except CountError as error:
        problems = [str(error)]
    if vote.wiped_at is None:
        problems.append("票箱的清除尚未完成，请先完成清除")
    return problems


def counted_votes() -> list[Vote]:
    """Every vote that has been counted, void ones too, in the order of their making."""
    return list(Vote.objects.filter(sealed_at__isnull=False).select_related("unit").order_by("pk"))


def count_differences(vote: Vote) -> list[str]:
    """What of the sealed counts and the counters' results differs from the audit: nothing lawful ever changes these."""
    return list(_from_audit(vote))


def _from_audit(vote: Vote) -> Iterator[str]:
    event = count_event(vote)
    if event is None:
        yield "审计记录里没有这次计票"
        return
    noted = event.payload.get("digest")
    name = f"审计记录第 {event.number} 条（计票）"
    if event.hash != hash_of(event, event.previous_hash):
        yield f"{name}被改动，与它自己的校验值不符"
    try:
        if sealed_digest(vote) != noted:
            yield f"封存的计数与{name}不同"
    except CountError:
        yield "封存的计数加不起来，有行被改动、增加或删除"
    if set(CounterRun.objects.filter(vote=vote).values_list("digest", flat=True)) != {noted}:
        yield f"两个计数器留下的结果与{name}不同"


def _of_files(vote: Vote) -> Iterator[str]:
    files = {row.name: bytes(row.content) for row in CountFile.objects.filter(vote=vote).order_by("name")}
    event = last_event(KEEP, vote)
    if event is None:
        if files or vote.state == VoteState.PUBLISHED:
            yield "审计记录里没有保存计票文件这一步"
        return
    yield from _kept_as_noted(files, event)
    if not has_counts(vote):
        return
    for name, kept in files.items():
        try:
            parts = parts_that_differ(kept, made_file(vote, name))
        except (ValueError, KeyError) as error:
            yield f"从现在的数据做不出 {name}：{error}".rstrip("。")
            continue
        if parts:
            yield f"{name} 与数据库现在的数据不同：{'、'.join(parts)}"


def _kept_as_noted(files: dict[str, bytes], event: AuditEvent) -> Iterator[str]:
    noted: dict[str, str] = event.payload
    for name in sorted({*files, *noted}):
        if name not in files:
            yield f"{name} 不在了，审计记录第 {event.number} 条记有它的校验值"
        elif file_digest(files[name]) != noted.get(name):
            yield f"{name} 与审计记录第 {event.number} 条记下的校验值不同"
