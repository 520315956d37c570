"""Fill the files of ``deploy/files`` with the values of one installation.

``python3 deploy/fill.py /etc/evalsite/values`` writes each file beside the values. Plain Python: nothing is installed yet.
"""

import os
import re
import secrets
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
EXAMPLE = HERE / "values.example"
SECRETS = ("SECRET_KEY", "FIELD_KEY", "LANE_KEY", "OWNER_PASSWORD", "APP_PASSWORD", "LANE_PASSWORD")
PLACE = re.compile(r"@([A-Z_]+)@")
PLAIN = re.compile(r"[A-Za-z0-9._/:\-]*")
"""What needs no quoting in any of the files: environment, shell, nginx, SQL, an address."""

FOR_ALL = {".conf": 0o644, ".service": 0o644, "": 0o755}
"""Modes by the ending of the name; whatever else holds secrets: 0600."""


class NotFilled(Exception):
    """The values are not complete or not usable; the text says so in Chinese."""


def read_values(text: str) -> dict[str, str]:
    """NAME=value lines. Raises ``NotFilled`` with the number of the line."""
    values = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not PLAIN.fullmatch(value):
            raise NotFilled(f"第 {number} 行应为“名称=值”，值里只能有字母、数字和 . _ / : -。")
        values[name] = value
    return values


def completed(text: str) -> str:
    """The same lines, with those that a newer version asks for; secrets that are still empty are made."""
    own = read_values(text)
    newer = [
        f"{name}={value}\n" for name, value in read_values(EXAMPLE.read_text()).items() if name not in own
    ]
    text = text.rstrip("\n") + "\n" + "".join(newer)
    for name in SECRETS:
        text = re.sub(rf"(?m)^{name}=$", f"{name}={secrets.token_urlsafe(48)}", text)
    return text


def filled(values: dict[str, str]) -> dict[str, str]:
    """Name and text of every file. Raises ``NotFilled`` for a value that is missing or that no file asks for."""
    texts = {file.name: file.read_text() for file in sorted(FILES.iterdir())}
    asked = {name for text in texts.values() for name in PLACE.findall(text)}
    if missing := sorted(name for name in asked if not values.get(name)):
        raise NotFilled(f"没有填写：{'、'.join(missing)}。")
    if unknown := sorted(set(values) - asked):
        raise NotFilled(f"没有这些名称：{'、'.join(unknown)}。")
    return {name: PLACE.sub(lambda place: values[place[1]], text) for name, text in texts.items()}


def write(file: Path, text: str, mode: int) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    beside.chmod(mode)
    beside.replace(file)


def main(place: Path) -> None:
    text = completed(place.read_text())
    texts = filled(read_values(text))
    write(place, text, 0o600)
    for name, content in texts.items():
        write(place.parent / name, content, FOR_ALL.get(Path(name).suffix, 0o600))
    print(f"已写好 {len(texts)} 个文件：{place.parent}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("用法：python3 deploy/fill.py /etc/evalsite/values")
    try:
        main(Path(sys.argv[1]).resolve())
    except (NotFilled, OSError) as error:
        sys.exit(str(error))
