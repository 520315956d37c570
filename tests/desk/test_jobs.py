"""A job is claimed once, survives its worker, and ends in a sentence."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import ports, tasks
from desk.models import Job
from desk.ports import JobFailed, Progress
from desk.services import jobs
from desk.services import jobs as jobs_services
from registry.models import AuditEvent, Unit
from registry.roles import Role
from rulebook.lifecycle.table import IllegalMove
from tests.factories import UserFactory, user_with

ran: list[int] = []


def good(job: Job, progress: Progress) -> dict[str, Any]:
    progress(1, 2, "一半")
    ran.append(job.pk)
    progress(2, 2)
    return {"made": job.params["n"]}


def refusing(job: Job, progress: Progress) -> dict[str, Any]:
    raise JobFailed("名册是空的，请先导入。")


def broken(job: Job, progress: Progress) -> dict[str, Any]:
    raise ZeroDivisionError("secret detail")


def robbed(job: Job, progress: Progress) -> dict[str, Any]:
    Job.objects.filter(pk=job.pk).update(attempts=7)
    progress(1, 2, "不该写下")
    return {}


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    handlers = {"t.good": good, "t.refusing": refusing, "t.broken": broken, "t.robbed": robbed}
    for kind, handler in handlers.items():
        ports.register_job(kind, handler, lambda job: f"/made/{job.result.get('made', '')}")
    ran.clear()
    yield
    for kind in handlers:
        del ports.job_kinds[kind]


def queued(kind: str = "t.good", actor: Any = None) -> Job:
    return jobs_services.queue_job(actor=actor, kind=kind, title="生成名册", params={"n": 3})


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_a_job_runs_once_and_keeps_its_result() -> None:
    job = queued()
    tasks.run_job(job.pk)
    tasks.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.total, job.attempts) == ("done", {"made": 3}, 2, 2, 1)
    assert ran == [job.pk]
    assert job.lease_until is None
    assert job.finished_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "message"),
    [("t.refusing", "名册是空的，请先导入。"), ("t.broken", jobs.UNEXPECTED), ("t.gone", jobs.UNKNOWN)],
)
def test_a_failed_job_says_what_to_do(kind: str, message: str) -> None:
    job = queued(kind)
    tasks.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message, job.lease_until) == ("failed", message, None)


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    job = queued("t.robbed")
    tasks.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message, job.done, job.attempts) == ("running", "", 0, 7)


@pytest.mark.django_db
def test_a_live_lease_is_respected_and_an_expired_one_taken() -> None:
    job = queued()
    assert jobs_services.claim_job(job.pk) is not None
    assert jobs_services.claim_job(job.pk) is None
    expire(job)
    again = jobs_services.claim_job(job.pk)
    assert again is not None
    assert again.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_gets_the_lease() -> None:
    job = queued()
    start, claims = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        claims.append(jobs_services.claim_job(job.pk))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claims) == 4
    assert len([claim for claim in claims if claim is not None]) == 1


@pytest.mark.django_db
def test_unfinished_jobs_are_queued_again() -> None:
    waiting, lost, held, done = (queued() for _ in range(4))
    for job in (lost, held):
        jobs_services.claim_job(job.pk)
    tasks.run_job(done.pk)
    expire(lost)
    assert jobs_services.requeue_unfinished() == [waiting.pk, lost.pk]
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {waiting.pk: "queued", lost.pk: "queued", held.pk: "running", done.pk: "done"}


@pytest.mark.django_db
def test_a_job_that_keeps_losing_its_worker_is_given_up() -> None:
    job = queued()
    for _ in range(jobs_services.MAX_ATTEMPTS):
        assert jobs_services.claim_job(job.pk) is not None
        expire(job)
    assert jobs_services.requeue_unfinished() == []
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", jobs.LOST)


@pytest.mark.django_db
def test_only_a_failed_job_is_retried() -> None:
    actor = UserFactory()
    job = queued("t.refusing", actor)
    with pytest.raises(IllegalMove, match="只有未完成的任务可以重试"):
        jobs_services.retry_job(actor=actor, job=job)
    tasks.run_job(job.pk)
    jobs_services.retry_job(actor=actor, job=job)
    job.refresh_from_db()
    assert (job.state, job.message, job.finished_at) == ("queued", "", None)
    verbs = AuditEvent.objects.order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["queue_job", "retry_job"]


@pytest.mark.django_db
def test_a_job_is_seen_by_its_owner_and_the_administrator(client: Client, bureau: Unit) -> None:
    owner, stranger = user_with(Role.INSPECTORATE, bureau), user_with(Role.INSPECTORATE, bureau)
    administrator = user_with(Role.ADMINISTRATOR, bureau)
    job = queued(actor=owner)
    seen = {}
    for user in (owner, stranger, administrator):
        client.force_login(user)
        pages = [
            client.get(reverse("desk:job-show", args=[job.pk])).status_code,
            client.get(reverse("desk:job-progress", args=[job.pk])).status_code,
            client.post(reverse("desk:job-retry", args=[job.pk])).status_code,
        ]
        listed = "生成名册" in client.get(reverse("desk:job-list")).content.decode()
        seen[user.pk] = (pages, listed)
    allowed = ([200, 200, 302], True)
    assert seen == {owner.pk: allowed, administrator.pk: allowed, stranger.pk: ([404, 404, 404], False)}


@pytest.mark.django_db
def test_polling_ends_by_loading_the_page_with_the_result(client: Client, bureau: Unit) -> None:
    owner = user_with(Role.INSPECTORATE, bureau)
    client.force_login(owner)
    job = queued(actor=owner)
    poll = reverse("desk:job-progress", args=[job.pk])
    first = client.get(poll, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in first.headers
    assert f'hx-get="{poll}"' in first.content.decode()
    tasks.run_job(job.pk)
    last = client.get(poll, headers={"HX-Request": "true"})
    assert last.headers["HX-Refresh"] == "true"
    page = client.get(reverse("desk:job-show", args=[job.pk])).content.decode()
    assert 'href="/made/3"' in page
    assert "hx-get" not in page


@pytest.mark.django_db
def test_a_failed_job_is_retried_from_its_page(client: Client, bureau: Unit) -> None:
    owner = user_with(Role.INSPECTORATE, bureau)
    client.force_login(owner)
    job = queued("t.refusing", owner)
    tasks.run_job(job.pk)
    page = client.get(reverse("desk:job-show", args=[job.pk])).content.decode()
    assert "名册是空的，请先导入。" in page
    retry = reverse("desk:job-retry", args=[job.pk])
    assert retry in page
    assert client.get(retry).status_code == 405
    client.post(retry)
    job.refresh_from_db()
    assert job.state == "queued"
    refused = client.post(retry, follow=True)
    assert "只有未完成的任务可以重试。" in refused.content.decode()


stopped: list[int] = []


def asked_to_stop(job: Job, progress: Progress) -> dict[str, Any]:
    """Somebody cancels while it works."""
    jobs_services.cancel_job(actor=UserFactory(), job=job)
    progress(1, 2, "不该写下")
    ran.append(job.pk)
    return {}


@pytest.fixture
def stoppable() -> Iterator[None]:
    stopped.clear()
    ports.register_job(
        "t.stoppable", asked_to_stop, lambda job: "/made/", stopped=lambda job: stopped.append(job.pk)
    )
    yield
    del ports.job_kinds["t.stoppable"]


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_puts_back_what_it_left(stoppable: None) -> None:
    job = queued("t.stoppable")
    jobs_services.cancel_job(actor=UserFactory(), job=job)
    job.refresh_from_db()
    assert (job.state, job.message, stopped) == ("stopped", "已取消。", [job.pk])
    jobs_services.perform_job(job.pk)
    assert ran == []
    with pytest.raises(IllegalMove, match="任务已取消，不能取消"):
        jobs_services.cancel_job(actor=UserFactory(), job=job)


@pytest.mark.django_db
def test_a_running_job_stops_at_its_next_word(stoppable: None) -> None:
    job = queued("t.stoppable")
    jobs_services.perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.message, ran, stopped) == ("stopped", 0, "已取消。", [], [job.pk])


@pytest.mark.django_db
def test_a_cancelled_job_whose_worker_was_lost_is_not_queued_again(stoppable: None) -> None:
    job = queued("t.stoppable")
    jobs_services.claim_job(job.pk)
    jobs_services.cancel_job(actor=UserFactory(), job=job)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=2))
    assert jobs_services.requeue_unfinished() == []
    job.refresh_from_db()
    assert (job.state, stopped) == ("stopped", [job.pk])


@pytest.mark.django_db
def test_a_job_is_cancelled_on_its_page_by_its_owner_only(client: Client, bureau: Unit) -> None:
    owner = user_with(Role.INSPECTORATE, bureau)
    job = queued(actor=owner)
    address = reverse("desk:job-cancel", args=[job.pk])
    client.force_login(
        user_with(Role.INSPECTORATE, bureau), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post(address).status_code == 404
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert "取消任务" in client.get(reverse("desk:job-show", args=[job.pk])).content.decode()
    assert client.post(address).status_code == 302
    page = client.get(reverse("desk:job-show", args=[job.pk])).content.decode()
    assert "已取消" in page
    assert "取消任务" not in page


@pytest.mark.django_db
def test_files_that_can_be_made_again_go_after_their_time(client: Client, bureau: Unit) -> None:
    released: list[int] = []
    ports.register_job(
        "t.export", good, lambda job: "/made/", label="名册", release=lambda job: released.append(job.pk)
    )
    try:
        owner = user_with(Role.INSPECTORATE, bureau)
        old, new, other = queued("t.export", owner), queued("t.export", owner), queued("t.good", owner)
        for job in (old, new, other):
            jobs_services.perform_job(job.pk)
        long_ago = timezone.now() - timedelta(days=31)
        Job.objects.filter(pk__in=[old.pk, other.pk]).update(finished_at=long_ago)
        assert jobs_services.release_exports() == 1
        assert jobs_services.release_exports() == 0
        assert released == [old.pk]
        client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        assert "文件已过保存期" in client.get(reverse("desk:job-show", args=[old.pk])).content.decode()
        page = client.get(reverse("desk:job-list"), {"kind": "t.export"})
        assert [job.pk for job, _, _ in page.context["rows"]] == [new.pk, old.pk]
        assert "已过保存期" in page.content.decode()
    finally:
        del ports.job_kinds["t.export"]


def failing_once(job: Job, progress: Progress) -> dict[str, Any]:
    """Cancelled while it works, but it fails before its next word; the second time it is done."""
    if job.attempts == 1:
        jobs_services.cancel_job(actor=UserFactory(), job=job)
        raise JobFailed("名册是空的。")
    return good(job, progress)


def unwilling(job: Job) -> None:
    raise ZeroDivisionError("secret detail")


@pytest.fixture
def awkward() -> Iterator[None]:
    ports.register_job("t.once", failing_once, lambda job: "/made/")
    ports.register_job("t.unwilling", good, lambda job: "/made/", stopped=unwilling)
    yield
    del ports.job_kinds["t.once"], ports.job_kinds["t.unwilling"]


def lost(job: Job) -> Job:
    """Its worker fell silent."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=2))
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db
def test_a_retry_forgets_that_the_job_was_to_be_cancelled(awkward: None) -> None:
    job = queued("t.once")
    jobs_services.perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == ("failed", True)
    jobs_services.retry_job(actor=UserFactory(), job=job)
    jobs_services.perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, ran) == ("done", [job.pk])


@pytest.mark.django_db
def test_a_job_that_ended_meanwhile_is_not_called_cancelled(stoppable: None) -> None:
    job = queued("t.stoppable")
    jobs_services.claim_job(job.pk)
    jobs_services.cancel_job(actor=UserFactory(), job=job)
    seen = lost(job)
    Job.objects.filter(pk=job.pk).update(state="done", lease_until=None)
    jobs._stop(seen)
    job.refresh_from_db()
    assert (job.state, stopped) == ("done", [])


@pytest.mark.django_db
def test_a_lost_job_that_was_to_be_cancelled_is_not_begun_again(stoppable: None) -> None:
    job = queued("t.good")
    jobs_services.claim_job(job.pk)
    jobs_services.cancel_job(actor=UserFactory(), job=job)
    lost(job)
    jobs_services.perform_job(job.pk)
    assert ran == []


@pytest.mark.django_db
def test_one_job_that_cannot_be_put_back_holds_up_no_other(awkward: None) -> None:
    bad, fine = queued("t.unwilling"), queued("t.good")
    for job in (bad, fine):
        jobs_services.claim_job(job.pk)
    jobs_services.cancel_job(actor=UserFactory(), job=bad)
    lost(bad)
    lost(fine)
    assert jobs_services.requeue_unfinished() == [fine.pk]
    bad.refresh_from_db()
    assert (bad.state, bad.message) == ("failed", jobs_services.UNEXPECTED)
