"""One file of values makes every file of an installation."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.installation import ROOT

SECRET = ("app.env", "evalsite.env", "lane.env", "owner.env", "roles.sql", "values", "web.env")


@pytest.fixture
def values(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "deploy" / "values.example", tmp_path / "values")
    return tmp_path / "values"


def fill(values: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "deploy" / "fill.py"), str(values)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_place_is_filled_and_secrets_are_made_once(values: Path) -> None:
    assert fill(values).returncode == 0
    first = {file.name: file.read_text() for file in values.parent.iterdir()}
    assert [name for name, text in first.items() if re.search(r"@[A-Z_]+@", text)] == []
    made = re.findall(r"(?m)^[A-Z_]+_(?:KEY|PASSWORD)=(.*)$", first["values"])
    assert (len(set(made)), min(map(len, made)) >= 50) == (6, True)
    assert fill(values).returncode == 0
    assert {file.name: file.read_text() for file in values.parent.iterdir()} == first


def test_whatever_holds_a_secret_is_read_by_nobody_else(values: Path) -> None:
    fill(values)
    closed = [file.name for file in values.parent.iterdir() if file.stat().st_mode & 0o777 == 0o600]
    assert sorted(closed) == sorted(SECRET)
    secrets = re.findall(r"(?m)^[A-Z_]+_(?:KEY|PASSWORD)=(.*)$", values.read_text())
    holding = {file.name for file in values.parent.iterdir() if any(s in file.read_text() for s in secrets)}
    assert holding == set(SECRET)


def test_the_key_of_the_lane_is_in_the_files_of_the_web_only(values: Path) -> None:
    fill(values)
    (key,) = re.findall(r"(?m)^LANE_KEY=(.*)$", values.read_text())
    files = {file.name: file.read_text() for file in values.parent.iterdir()}
    assert {name for name, text in files.items() if key in text} == {"values", "web.env"}
    units = {name for name, text in files.items() if name.endswith(".service") and "/web.env" in text}
    assert units == {"evalsite-lane.service", "evalsite-web.service"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("DOMAIN=pingyi.example.cn", "DOMAIN="), "没有填写：DOMAIN"),
        (("DOMAIN=pingyi.example.cn", "DOMAIN=a b;c"), "第 3 行应为"),
        (("DOMAIN=", "DOMIAN="), "没有这些名称：DOMIAN"),
    ],
)
def test_a_slip_of_the_hand_is_named_and_nothing_is_written(
    values: Path, change: tuple[str, str], said: str
) -> None:
    text = values.read_text().replace(*change)
    values.write_text(text)
    done = fill(values)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert [file.name for file in values.parent.iterdir()] == ["values"]
    assert values.read_text() == text


def test_an_older_file_of_values_gets_what_a_newer_version_asks_for(values: Path) -> None:
    values.write_text(re.sub(r"(?m)^LANE_KEY=\n", "", values.read_text()))
    assert fill(values).returncode == 0
    assert re.search(r"(?m)^LANE_KEY=.{50,}$", values.read_text())
