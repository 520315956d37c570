"""Where a request comes from, and what it comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "?"
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "火狐"),
    ("Chrome", "谷歌内核浏览器"),
    ("Safari", "Safari"),
)


def client_address(request: HttpRequest) -> str:
    """The sender's address as our own proxies saw it; whatever stands further left the sender may have made up.

    ``TRUSTED_PROXIES`` entries of X-Forwarded-For, counted from the right, are ours. ``?`` when a proxy of ours that
    should have written one did not.
    """
    count = settings.TRUSTED_PROXIES
    if not count:
        seen: str = request.META.get("REMOTE_ADDR", UNKNOWN)
    else:
        chain = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        seen = chain[-count] if len(chain) >= count else UNKNOWN
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return UNKNOWN
    # Whoever has one address of the newer kind has a whole network of them.
    return str(ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address)


def device_words(request: HttpRequest) -> str:
    """What kind of machine asks, for its owner's eyes: 「安卓，微信」."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    system = next((label for sign, label in SYSTEMS if sign in agent), "其他设备")
    browser = next((label for sign, label in BROWSERS if sign in agent), "")
    return f"{system}，{browser}" if browser else system
