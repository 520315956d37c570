"""Whether an address that is printed or sent can be opened by people who are not in the house."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def out_of_reach() -> str:
    """Why people at home cannot open this installation's address, in Chinese; empty if they can.

    An address of this machine or of a private network (127.0.0.1, 10.…, 192.168.…) leads nowhere from outside; a name
    without a dot neither. The demo prints nothing for anybody.
    """
    if settings.DEMO:
        return ""
    address = settings.PUBLIC_URL
    host = urlsplit(address).hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        public = "." in host and not host.endswith((".local", ".lan", ".localhost"))
    else:
        public = number.is_global
    if public:
        return ""
    return f"印出和发出的网址是 {address}，只有本机或同一网络里的设备打得开，在家里、用手机流量打不开。要让代表在家里打开，请用单位对外的网址。"
