"""One installation for the tests that want one."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.installation import Installation, commands
from tests.deploy.programs import missing


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    if lacking := missing():
        pytest.skip(f"{'、'.join(lacking)} missing: the installation of docs/production.md was NOT tested")
    folder = Path(tempfile.mkdtemp(prefix="evalsite-deploy-"))
    folder.chmod(0o755)
    made = Installation(folder)
    try:
        for line in commands("安装"):
            made.perform(line)
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)
