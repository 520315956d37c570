"""One-time codes (TOTP): enrolling, confirming, giving up, and the administrator's way out of a lost telephone."""

import base64
import io
from typing import cast

import segno
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.account_access import is_protected
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import Refused


class OneTimeCodeRefused(Refused):
    """Wrong code, or nothing to do; the text is a sentence in Chinese."""


def start_one_time_code(*, user: User) -> None:
    """Make a new secret that counts only once ``confirm_one_time_code`` has seen a code of it."""
    with change(user, "start_one_time_code", user):
        if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
            raise OneTimeCodeRefused("动态码已经启用。换手机的，请先停用再启用。")
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, name="手机验证器", confirmed=False)


def confirm_one_time_code(*, user: User, token: str) -> TOTPDevice:
    """Turn the code on for good; the first code proves that the telephone has the secret."""
    device = pending_device(user)
    if device is None:
        raise OneTimeCodeRefused("请先开始启用。")
    if not device.verify_token(token):
        raise OneTimeCodeRefused("动态码不对或已过期，请看验证器上的新码；手机时间须准确。")
    with change(user, "confirm_one_time_code", user):
        device.confirmed = True
        device.save(update_fields=["confirmed"])
    return device


def remove_one_time_code(*, actor: User, user: User) -> None:
    """Give the code up: by its owner after his password, or by an administrator when the telephone is lost.

    Raises ``OneTimeCodeRefused`` for another's account that holds a protected post: that takes two persons.
    """
    with change(actor, "remove_one_time_code", user):
        if actor.pk != user.pk and is_protected(user):
            raise OneTimeCodeRefused("此人担任受保护的岗位，动态码由安全管理员提出停用，另一人确认。")
        TOTPDevice.objects.filter(user=user).delete()


def pending_device(user: User) -> TOTPDevice | None:
    """The secret that waits for its first code."""
    return cast("TOTPDevice | None", TOTPDevice.objects.filter(user=user, confirmed=False).first())


def secret_in_groups(device: TOTPDevice) -> str:
    """The secret to be typed by hand: base 32 in groups of four."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def secret_as_picture(device: TOTPDevice) -> bytes:
    """The secret as a QR code for the telephone's camera (SVG)."""
    picture = io.BytesIO()
    segno.make(device.config_url).save(picture, kind="svg", scale=5, border=4, xmldecl=False)
    return picture.getvalue()
