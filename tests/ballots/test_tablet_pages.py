"""Pages of the tablets: enrolling by picture and code, the list, why closing waits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ballots.models import Tablet
from ballots.services import opening
from ballots.services.throttle import enrol_failures
from registry.models import Role
from tests.ballots.steps import Hall
from tests.ballots.tablet_steps import ask, count_by_hand, enrolled, report
from tests.factories import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_enrolments() -> None:
    enrol_failures.forget()


def client_of(hall: Hall, role: Role) -> Client:
    client = Client()
    client.force_login(user_with(role, hall.vote.unit))
    return client


def test_the_door_enrols_a_tablet_by_picture_and_code(open_hall: Hall) -> None:
    client = client_of(open_hall, Role.RECEPTIONIST)
    page = client.post(reverse("ballots:tablet-add", args=[open_hall.vote.pk]), {"number": "4"})
    text = page.content.decode()
    assert "data:image/svg+xml" in text
    enrolment = page.context["enrolment"]
    assert ask(open_hall, "tablet-enrol", {"code": enrolment.code}).status_code == 201
    assert (
        enrolment.code
        not in client.get(reverse("ballots:tablet-list", args=[open_hall.vote.pk])).content.decode()
    )


def test_a_wrong_number_is_told_at_its_field(open_hall: Hall) -> None:
    client = client_of(open_hall, Role.INSPECTORATE)
    page = client.post(reverse("ballots:tablet-add", args=[open_hall.vote.pk]), {"number": "0"})
    assert page.status_code == 422
    assert page.context["add_form"].errors["number"]
    assert Tablet.objects.count() == 0


def test_the_list_says_what_is_left_and_which_cards_met_twice(open_hall: Hall) -> None:
    report(open_hall, enrolled(open_hall, 7), unsent=4, conflicts=2)
    url = reverse("ballots:tablet-list", args=[open_hall.vote.pk])
    client = client_of(open_hall, Role.INSPECTORATE)
    text = client.get(url).content.decode()
    assert "7 号平板" in text
    assert "未上传共 4 张" in text
    rows = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert rows.lstrip().startswith("<section")
    assert (
        "未上传 4 张" in client.get(reverse("ballots:vote-show", args=[open_hall.vote.pk])).content.decode()
    )


def test_a_file_that_is_none_is_told_at_its_field(open_hall: Hall) -> None:
    enrolled(open_hall)
    client = client_of(open_hall, Role.INSPECTORATE)
    url = reverse("ballots:tablet-import", args=[open_hall.vote.pk])
    page = client.post(url, {"file": SimpleUploadedFile("a.json", b"{}")})
    assert page.status_code == 422
    assert page.context["file_form"].errors["file"] == ["这不是平板导出的应急文件。"]


def test_the_panel_says_why_closing_waits(open_hall: Hall) -> None:
    enrolled(open_hall, 5)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    count_by_hand(open_hall, used=1)
    client = client_of(open_hall, Role.INSPECTORATE)
    text = client.get(reverse("ballots:vote-show", args=[open_hall.vote.pk])).content.decode()
    assert "5 号平板在开始截止后还没有报告" in text


def test_the_worker_has_the_scope_of_the_ballot_and_the_page_its_policy() -> None:
    worker = Client().get(reverse("ballots:ballot-worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker.content.decode().strip() == 'importScripts("/static/js/ballot-worker.js");'
    assert "default-src 'self'" in worker["Content-Security-Policy"]
