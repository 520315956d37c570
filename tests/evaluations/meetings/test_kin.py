"""Kin of the office's staff: declared by the office, kept out of the pool, named nowhere (S0-02)."""

import pytest
from django.urls import reverse

from evaluations.meetings.models import Meeting
from evaluations.meetings.queries import pool
from evaluations.meetings.queries.kin import declared_kin
from evaluations.meetings.services import meeting_draws, refusals
from evaluations.meetings.services.kin import declare_no_kin, exclude_kin
from registry.models import Business
from tests.evaluations.meetings.stage import Stage, drawn_meeting, new_meeting, pooled_meeting
from tests.evaluations.meetings.test_activities import signed_in

KIN = {"staff_name": "赵平", "kin_name": "孙芳", "relation": "配偶", "workplace": "东街3号"}


def declare(stage: Stage, meeting: Meeting, **changes: str) -> str:
    url = reverse("meetings:kin-show", args=[meeting.pk])
    return signed_in(stage.head_user).post(url, KIN | changes, follow=True).content.decode()


def test_s0_02_the_office_declares_kin_on_its_own_page(stage: Stage) -> None:
    meeting = new_meeting(stage)
    url = reverse("meetings:kin-show", args=[meeting.pk])
    page = signed_in(stage.deputy_user).get(url).content.decode()
    assert '<option value="赵平">' in page
    answer = declare(stage, meeting)
    assert "孙芳" in answer
    assert "已申报一名亲属" in answer
    meeting.refresh_from_db()
    assert meeting.kin_declared_on is not None
    assert list(meeting.kin.values_list("staff_name", "kin_name", "relation", "workplace")) == [
        ("赵平", "孙芳", "配偶", "东街3号")
    ]


def test_kin_declared_twice_or_without_a_name_is_said_at_the_field(stage: Stage) -> None:
    meeting = new_meeting(stage)
    declare(stage, meeting)
    again = declare(stage, meeting)
    assert "已经申报" in again
    assert 'value="东街3号"' in again
    assert "field-error" in declare(stage, meeting, kin_name="")
    assert meeting.kin.count() == 1


def test_s0_02_an_office_without_kin_says_so(stage: Stage) -> None:
    meeting = new_meeting(stage)
    none = reverse("meetings:kin-none", args=[meeting.pk])
    client = signed_in(stage.head_user)
    client.post(none)
    meeting.refresh_from_db()
    assert meeting.kin_declared_on is not None
    assert (
        "没有需要申报的亲属" in client.get(reverse("meetings:kin-show", args=[meeting.pk])).content.decode()
    )
    declare(stage, meeting)
    assert "已有申报的亲属" in client.post(none, follow=True).content.decode()
    row = meeting.kin.get()
    client.post(reverse("meetings:kin-withdraw", args=[meeting.pk, row.pk]))
    meeting.refresh_from_db()
    assert meeting.kin.count() == 0
    assert not meeting.kin_declared_on


def test_only_the_office_itself_declares(stage: Stage) -> None:
    meeting = new_meeting(stage)
    url = reverse("meetings:kin-show", args=[meeting.pk])
    assert signed_in(stage.inspector).get(url).status_code == 404
    assert signed_in(stage.watcher).post(url, KIN).status_code == 404
    assert meeting.kin.count() == 0


def test_s0_02_once_the_roster_is_locked_kin_is_declared_no_more(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    page = declare(stage, meeting)
    assert "名册已锁定" in page
    with pytest.raises(refusals.MeetingRefused, match="名册已锁定"):
        declare_no_kin(actor=stage.head_user, meeting=meeting)
    assert meeting.kin.count() == 0


def test_s0_02_declared_kin_is_found_in_the_pool_and_excluded_without_a_name(stage: Stage) -> None:
    shop = stage.businesses[0]
    Business.objects.filter(pk=shop.pk).update(responsible="孙芳")
    consumer = stage.consumers[0]
    consumer.name = "孙芳"
    consumer.save()
    meeting = pooled_meeting(stage)
    declare(stage, meeting)
    client = signed_in(stage.inspector)
    url = reverse("meetings:pool-exclusions", args=[meeting.pk])
    assert "赵平的配偶" in client.get(url).content.decode()
    row = meeting.kin.get()
    (found,) = declared_kin(meeting)
    assert [each.target for each in found.candidates] == [f"business-{shop.pk}", f"person-{consumer.pk}"]
    exclude = reverse("meetings:pool-kin-exclude", args=[meeting.pk, row.pk])
    client.post(exclude, {"target": f"business-{shop.pk}"})
    row.refresh_from_db()
    assert row.exclusion is not None
    assert (row.exclusion.business, row.exclusion.reason) == (shop, "本所人员亲属（姓名不公开）")
    assert [each.excluded for each in declared_kin(meeting)[0].candidates] == [True, False]
    client.post(exclude, {"target": "business-0"})
    assert meeting.pool_exclusions.count() == 1
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    assert draw.exclusions.get(code=shop.code).reason == "本所人员亲属（姓名不公开）"


def test_s0_02_the_office_never_learns_who_stands_in_the_pool(stage: Stage) -> None:
    shop = stage.businesses[0]
    Business.objects.filter(pk=shop.pk).update(responsible="孙芳")
    meeting = pooled_meeting(stage)
    declare(stage, meeting)
    row = meeting.kin.get()
    exclude_kin(actor=stage.inspector, meeting=meeting, kin=row, business=shop)
    client = signed_in(stage.head_user)
    page = client.get(reverse("meetings:kin-show", args=[meeting.pk])).content.decode()
    assert "孙芳" in page
    assert shop.name not in page
    assert "已排除" not in page
    for name in ("pool-exclusions", "pool-show"):
        assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == 404
    exclude = reverse("meetings:pool-kin-exclude", args=[meeting.pk, row.pk])
    assert client.post(exclude, {"target": f"business-{shop.pk}"}).status_code == 404


def test_s0_02_an_office_that_declared_nothing_is_pointed_at_and_not_held_up(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    url = reverse("meetings:pool-show", args=[meeting.pk])
    warning = "本所还没有申报亲属"
    assert warning in signed_in(stage.inspector).get(url).content.decode()
    assert pool.pool_of(meeting).feasible
    declare(stage, meeting)
    assert warning not in signed_in(stage.inspector).get(url).content.decode()
