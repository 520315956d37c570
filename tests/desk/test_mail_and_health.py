"""Mail goes out once, on working days, and nothing is lost while the server is down; a page says what has stopped."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from desk.models import Clock, Heartbeat, Notice, UnitDigest
from desk.queries import health
from desk.services import calendar, clocks, jobs, mailing, rhythm, sweeping
from desk.tasks import requeue_unfinished_jobs
from registry.models import Role, Unit, User
from tests.desk import refusing_mail
from tests.desk.test_clocks import D
from tests.factories import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(settings: Any) -> Iterator[Any]:
    settings.MAIL_CONFIGURED = True
    with time_machine.travel("2026-02-12T09:00:00+08:00", tick=False) as traveller:
        calendar.load_year(actor=None, year=2026)
        yield traveller


@pytest.fixture
def head(office: Unit) -> User:
    user = user_with(Role.HEAD, office, name="所长")
    user.email = "suozhang@anlan.example"
    user.save()
    return user


@pytest.fixture
def clock(office: Unit, head: User) -> Clock:
    return clocks.start_clock(
        actor=None, code="matter_solve", title="解决午间无人值守", unit=office, started_on=D("2026-02-11"),
        origin_kind="none", origin_label="问题", handler=head,
    )  # fmt: skip


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_notices_and_the_unit_s_digest_are_mailed_once(clock: Clock, at: Any) -> None:
    """Five working days from 11 February end on the first ones after the Spring Festival."""
    assert clock.due_on == D("2026-02-25")
    at.move_to("2026-02-13T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert mailing.send_mail() == 2
    assert subjects() == ["评议监督平台：1 条新通知", "评议监督平台：城关工商所期限摘要"]
    assert "“解决午间无人值守”应于 2026-02-25 前办结" in mail.outbox[0].body
    assert mail.outbox[1].body.splitlines()[1:3] == ["【问题】", "2026-02-25 临近：解决午间无人值守"]
    assert mailing.send_mail() == 0
    at.move_to("2026-02-18T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert mailing.send_mail() == 0
    at.move_to("2026-02-24T07:00:00+08:00")
    assert mailing.send_mail() == 0
    at.move_to("2026-02-24T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert mailing.send_mail() == 2


def test_a_mail_server_that_is_down_for_a_day_loses_nothing(clock: Clock, at: Any, settings: Any) -> None:
    at.move_to("2026-02-13T09:00:00+08:00")
    sweeping.sweep_clocks()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    assert mailing.send_mail() == 0
    assert Notice.objects.filter(mailed_on__isnull=False).count() == 0
    assert ("电子邮件", "有没发到的", "overdue") in [check[:3] for check in health.desk_health()]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    at.move_to("2026-02-14T09:00:00+08:00")
    assert mailing.send_mail() == 2
    assert ("电子邮件", "正常", "done", "") in health.desk_health()


def test_who_was_not_reached_gets_the_digest_later_though_another_of_the_unit_had_it(
    clock: Clock, head: User, at: Any
) -> None:
    """As when a server breaks off between two recipients."""
    deputy = user_with(Role.DEPUTY, clock.unit, name="副所长")
    deputy.email = "fusuozhang@anlan.example"
    deputy.save()
    UnitDigest.objects.create(unit=clock.unit, user=head, on=D("2026-02-13"))
    at.move_to("2026-02-13T09:00:00+08:00")
    assert mailing.send_mail() == 1
    assert [message.to for message in mail.outbox] == [[deputy.email]]


def test_the_problem_of_a_server_goes_when_it_answers_again_though_there_is_nothing_to_send() -> None:
    rhythm.beat("mail", "邮件服务器没有收下邮件，恢复后自动补发。")
    assert mailing.send_mail() == 0
    assert ("电子邮件", "正常", "done", "") in health.desk_health()


def test_an_address_that_is_refused_keeps_nobody_else_s_mail_back(
    clock: Clock, head: User, at: Any, settings: Any
) -> None:
    deputy = user_with(Role.DEPUTY, clock.unit, name="副所长")
    deputy.email = refusing_mail.REFUSED
    deputy.save()
    settings.EMAIL_BACKEND = "tests.desk.refusing_mail.EmailBackend"
    at.move_to("2026-02-13T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert mailing.send_mail() == 2
    assert {message.to[0] for message in mail.outbox} == {head.email}
    assert [check[3] for check in health.desk_health() if check[0] == "电子邮件"] == [
        "这些人的邮箱被拒收，请核对：副所长（2026-02-13 09:00）"
    ]
    assert mailing.send_mail() == 0


def test_nobody_without_an_address_and_no_account_that_is_closed_gets_mail(
    clock: Clock, head: User, at: Any
) -> None:
    head.is_active = False
    head.save()
    user_with(Role.DEPUTY, clock.unit)
    at.move_to("2026-02-13T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert mailing.send_mail() == 0
    assert mail.outbox == []


def test_without_a_mail_server_everything_stays_in_the_inbox(clock: Clock, at: Any, settings: Any) -> None:
    settings.MAIL_CONFIGURED = False
    at.move_to("2026-02-13T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert mailing.send_mail() == 0
    assert Notice.objects.count() == 1
    assert ("电子邮件", "没有配置", "neutral", "通知只在站内。") in health.desk_health()


def test_the_health_page_says_what_has_stopped_and_the_home_page_warns(
    client: Client, bureau: Unit, at: Any
) -> None:
    administrator = user_with(Role.ADMINISTRATOR, bureau)
    client.force_login(administrator)
    sweeping.sweep_clocks()
    assert "系统状态" not in client.get("/").content.decode()
    job = jobs.queue_job(actor=None, kind="meetings.letters", title="通知书", params={})
    at.shift(31 * 60)
    client = Client()
    client.force_login(administrator)
    page = client.get(reverse("registry:installation-show")).content.decode()
    assert "最后一次 2026-02-12 09:00。请检查后台进程；恢复后自动补发，不会重复。" in page
    assert "1 项等了十分钟以上" in page
    home = client.get("/").content.decode()
    assert "定时提醒：已停止。" in home
    other = Client()
    other.force_login(user_with(Role.INSPECTORATE, bureau))
    assert "定时提醒" not in other.get("/").content.decode()
    jobs.perform_job(job.pk)
    sweeping.sweep_clocks()
    assert [check[1] for check in health.desk_health()][:2] == ["正常", "正常"]


def test_from_november_the_next_year_s_calendar_is_missed(at: Any) -> None:
    at.move_to("2026-10-31T09:00:00+08:00")
    assert health.desk_health()[2][1] == "正常"
    at.move_to("2026-11-01T09:00:00+08:00")
    assert health.desk_health()[2][1] == "2027 年的放假通知尚未录入"
    at.move_to("2029-01-05T09:00:00+08:00")
    assert health.desk_health()[2][1:3] == ("2029 年未录入", "overdue")


def test_pages_keep_working_while_the_broker_is_down(client: Client, bureau: Unit, settings: Any) -> None:
    """Nothing listens at the address: the health page says so and asks no worker; what is queued stands in the list."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    user = user_with(Role.ADMINISTRATOR, bureau)
    client.force_login(user)
    page = client.get(reverse("registry:installation-show")).content.decode()
    assert "请检查 Redis 服务" in page
    assert "任务都已保存，恢复后自动办理。" in page
    jobs.queue_job(actor=user, kind="meetings.letters", title="东湖所通知书", params={})
    assert "东湖所通知书" in client.get(reverse("desk:job-list")).content.decode()


def test_a_worker_is_alive_that_was_heard_of_or_works_on_a_job(client: Client, bureau: Unit, at: Any) -> None:
    client.force_login(user_with(Role.ADMINISTRATOR, bureau))

    def said() -> tuple[str, ...]:
        (line,) = [
            check
            for check in client.get(reverse("registry:installation-show")).context["health"]
            if check[0] == "后台进程"
        ]
        return line[1:]

    assert said() == ("还没有运行", "due", "导入和生成文件会排队等待，请启动后台进程。")
    requeue_unfinished_jobs()
    at.shift(180)
    assert said() == ("正常", "done", "最后一次应答 2026-02-12 09:00。")
    at.shift(1)
    assert said()[:2] == ("没有回应", "overdue")
    job = jobs.queue_job(actor=None, kind="meetings.letters", title="通知书", params={})
    assert jobs.claim_job(job.pk) is not None
    assert said() == ("正常", "done", "最后一次应答 2026-02-12 09:00。正在办理任务。")
    at.shift(61)
    assert said()[:2] == ("没有回应", "overdue")
    assert "后台进程" not in client.get("/").content.decode()


def test_tasks_leave_their_mark(at: Any) -> None:
    assert Heartbeat.objects.count() == 0
    sweeping.sweep_clocks()
    assert [(row.name, row.problem) for row in Heartbeat.objects.all()] == [("sweep", "")]
