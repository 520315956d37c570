"""A large list is made by a job, as its asker may see it, and handed to nobody else."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from desk.models import Job
from desk.services.jobs import perform_job, release_exports
from registry.models import Attachment, Post, Role, Unit, User
from registry.search import index_objects
from registry.views import lists
from tests.factories import AreaFactory, BusinessFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "DIRECT", 2)


@pytest.fixture
def shops(office: Unit, other_office: Unit) -> None:
    """Four of one office, one of another."""
    area = AreaFactory(office=office)
    made = [
        BusinessFactory(name=name, code=f"K{n}", area=area, responsible="丁")
        for n, name in enumerate(["=1+1 店", "乙店", "丙店", "丁铺"])
    ]
    made.append(BusinessFactory(name="外店", code="K9", area=AreaFactory(office=other_office)))
    index_objects("business", [shop.pk for shop in made])


def signed_in(client: Client, user: User) -> User:
    client.force_login(user)
    return user


def codes(content: bytes) -> list[str]:
    sheet = load_workbook(BytesIO(content)).active
    return [row[0].value for row in sheet.iter_rows(min_row=3)]


def exported(client: Client, query: str = "") -> Job:
    """Asked for on the list's page and carried out."""
    answer = client.post(f"/businesses/export/{query}")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    perform_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_large_list_is_asked_for_and_made_later(client: Client, shops: None, office: Unit) -> None:
    signed_in(client, user_with(Role.HEAD, office))
    page = client.get("/businesses/export/").content.decode()
    assert "当前结果超过 2 条" in page
    assert Job.objects.count() == 0
    job = exported(client)
    assert (job.state, job.title) == ("done", "导出经济户口")
    assert f'href="/jobs/{job.pk}/file/"' in client.get(f"/jobs/{job.pk}/").content.decode()
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert codes(answer.content) == ["K0", "K1", "K2", "K3"]
    sheet = load_workbook(BytesIO(answer.content)).active
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1 店", "s")


def test_filter_search_and_order_of_the_address_hold(client: Client, shops: None, bureau: Unit) -> None:
    signed_in(client, user_with(Role.LEADER, bureau))
    job = exported(client, "?q=店&sort=-code")
    assert codes(client.get(f"/jobs/{job.pk}/file/").content) == ["K9", "K2", "K1", "K0"]


def test_a_small_list_is_made_at_once(client: Client, shops: None, office: Unit) -> None:
    signed_in(client, user_with(Role.HEAD, office))
    assert codes(client.get("/businesses/export/?q=乙店").content) == ["K1"]
    assert Job.objects.count() == 0


def test_nobody_else_gets_the_file(client: Client, shops: None, office: Unit, bureau: Unit) -> None:
    signed_in(client, user_with(Role.HEAD, office))
    job = exported(client)
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 200
    signed_in(client, user_with(Role.ADMINISTRATOR, bureau))
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_what_was_taken_away_meanwhile_is_not_in_it(
    client: Client, shops: None, office: Unit, other_office: Unit
) -> None:
    AreaFactory(office=other_office)
    user = signed_in(client, user_with(Role.HEAD, office))
    client.post("/businesses/export/")
    Post.objects.filter(user=user).update(unit=other_office)
    perform_job(Job.objects.get().pk)
    assert codes(client.get(f"/jobs/{Job.objects.get().pk}/file/").content) == ["K9"]


def test_without_a_post_nothing_is_made_and_nothing_fetched(
    client: Client, shops: None, office: Unit
) -> None:
    user = signed_in(client, user_with(Role.HEAD, office))
    made = exported(client)
    client.post("/businesses/export/")
    waiting = Job.objects.latest("pk")
    assert client.get(f"/jobs/{made.pk}/file/").status_code == 200
    Post.objects.filter(user=user).delete()
    assert client.get(f"/jobs/{made.pk}/file/").status_code == 404
    perform_job(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.message) == ("failed", "现在的职务看不到这些内容，没有生成文件。")
    assert Attachment.objects.count() == 1


def test_the_file_is_let_go_of_when_its_time_has_passed(client: Client, shops: None, office: Unit) -> None:
    signed_in(client, user_with(Role.HEAD, office))
    job = exported(client)
    Job.objects.filter(pk=job.pk).update(finished_at="2020-01-01T00:00:00Z")
    assert release_exports() == 1
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404
