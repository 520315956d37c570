"""The practice ballot of the demo, and the meeting's own certificates."""

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ballots.models import Vote
from ballots.views import public
from evalsite.management.commands.meeting import plain_door

pytestmark = pytest.mark.django_db


def test_practice_exists_in_the_demo_only(settings: Settings) -> None:
    assert Client().get(reverse("ballots:ballot-try")).status_code == 404
    settings.DEMO = True
    page = Client().get(reverse("ballots:ballot-try")).content.decode()
    assert "演示" in page
    assert "data-practice" in page
    assert "data-check" not in page, "the practice page knows no address to send a ballot to"


def test_practice_without_scripts_casts_nothing_and_says_so(settings: Settings) -> None:
    settings.DEMO = True
    url = reverse("ballots:ballot-try")
    review = Client().post(url, {"step": "review", "m0": "2", "card": "X"}).content.decode()
    assert "比较满意" in review
    asked = Client().post(url, {"step": "cast", "m0": "2", "card": "X"}).content.decode()
    assert "还有 23 项没选，按弃权计" in asked
    done = Client().post(url, {"step": "sure", "m0": "2", "card": "X"}).content.decode()
    assert "没有投出任何选票" in done
    assert not Vote.objects.exists()


@pytest.fixture
def certificates(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(public, "CA_FILE", tmp_path / "certificates" / "ca.crt")
    call_command("make_certs", "192.168.1.5", "meeting.local", verbosity=0)
    return tmp_path / "certificates"


def test_certificates_fit_their_authority_and_keys_are_private(certificates: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "site.crt", certificates / "site.key")
    site, authority = (
        x509.load_pem_x509_certificate((certificates / name).read_bytes()) for name in ("site.crt", "ca.crt")
    )
    site.verify_directly_issued_by(authority)
    names = site.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == ["192.168.1.5", "meeting.local"]
    for key in ("ca.key", "site.key"):
        assert stat.S_IMODE((certificates / key).stat().st_mode) == 0o600


def test_the_authority_stays_and_the_site_is_renewed_for_a_new_address(certificates: Path) -> None:
    authority, site = (certificates / "ca.crt").read_bytes(), (certificates / "site.crt").read_bytes()
    call_command("make_certs", "192.168.1.5", verbosity=0)
    assert (certificates / "site.crt").read_bytes() == site
    call_command("make_certs", "192.168.1.6", verbosity=0)
    assert (certificates / "site.crt").read_bytes() != site
    assert (certificates / "ca.crt").read_bytes() == authority


def test_trust_page_offers_the_certificate_and_never_a_key(certificates: Path) -> None:
    page = Client().get(reverse("ballots:trust"))
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.content.decode()
    offered = b"".join(Client().get(reverse("ballots:trust-certificate")).streaming_content)
    assert offered == (certificates / "ca.crt").read_bytes()


def test_without_certificates_there_is_no_trust_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(public, "CA_FILE", tmp_path / "none")
    assert Client().get(reverse("ballots:trust")).status_code == 404
    assert Client().get(reverse("ballots:trust-certificate")).status_code == 404


def test_a_meeting_is_never_held_on_the_demo(settings: Settings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="演示数据不能用于会议"):
        call_command("meeting")


@pytest.mark.parametrize(
    ("path", "let_in"), [("/b/", True), ("/trust/", True), ("/", False), ("/votes/1/", False)]
)
def test_plain_http_leads_to_ballots_and_trust_only(path: str, let_in: bool) -> None:
    seen: list[str] = []
    door = plain_door(lambda environ, start: seen.append(environ["PATH_INFO"]) or [b""])  # type: ignore[arg-type]  # a bare WSGI callable
    said: list[str] = []
    door({"PATH_INFO": path}, lambda status, headers: said.append(status))
    assert (seen, said) == (([path], []) if let_in else ([], ["302 Found"]))


def test_the_checking_program_is_handed_out_and_no_other_file(client: Client) -> None:
    assert client.get(reverse("ballots:recount-file", args=["recount.py"])).status_code == 200
    assert client.get(reverse("ballots:recount-file", args=["verify.py"])).status_code == 404
