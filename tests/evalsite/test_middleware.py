"""What is settled before any view: addresses that no page can mean."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/b/%00/", "/draws/verify/%00/", "/receipts/?receipt=A%00", "/search/?q=%00", "/%00"]
)
def test_a_nul_in_an_address_is_refused_in_words(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "请" in answer.content.decode()


def test_the_same_addresses_without_it_are_answered() -> None:
    assert Client().get("/receipts/?receipt=A").status_code == 200
    assert Client().get("/draws/verify/A/").status_code == 404
