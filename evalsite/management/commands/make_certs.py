"""``manage.py make_certs HOST …``: the project's own certificate authority, and a certificate for a meeting in the hall."""

import os
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.core.management.base import BaseCommand

AUTHORITY_YEARS = 10
SITE_DAYS = 397  # the longest that browsers on tablets take
RENEW_DAYS = 14


class Command(BaseCommand):
    help = "建立会议用的证书颁发机构和网站证书（私钥只在本机）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("hosts", nargs="+", help="会议服务器的地址或名称，平板用它打开投票页")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.VAR_DIR) / "certificates"
        folder.mkdir(mode=0o700, exist_ok=True)
        key, certificate = _authority(folder)
        hosts: list[str] = options["hosts"]
        if _covers(folder / "site.crt", hosts):
            self.stdout.write(f"网站证书仍有效：{folder / 'site.crt'}")
            return
        _make_site(folder, key, certificate, hosts)
        self.stdout.write(f"已建立网站证书（{'、'.join(hosts)}）：{folder / 'site.crt'}")
        self.stdout.write(f"平板须信任的证书：{folder / 'ca.crt'}")


def _authority(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """The authority of this installation, made once: tablets that trust it trust every later meeting."""
    key_file, file = folder / "ca.key", folder / "ca.crt"
    if file.exists():
        known = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(known, ec.EllipticCurvePrivateKey):
            return known, x509.load_pem_x509_certificate(file.read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"{settings.SITE_NAME} 会议证书 {os.urandom(3).hex()}")]
    )
    certificate = (
        _builder(name, name, key, timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key, certificate


def _make_site(
    folder: Path, authority_key: ec.EllipticCurvePrivateKey, authority: x509.Certificate, hosts: list[str]
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    certificate = (
        _builder(name, authority.subject, key, timedelta(days=SITE_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name_of(host) for host in hosts]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(folder / "site.key", key)
    (folder / "site.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    # A day back: the clocks of tablets go wrong.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lasts - timedelta(days=1))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _covers(file: Path, hosts: list[str]) -> bool:
    """Whether the certificate is for all these hosts and lasts a while yet."""
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    fresh = certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_DAYS)
    return fresh and all(_name_of(host) in names for host in hosts)


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(text)
