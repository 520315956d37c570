"""A small draw in every state, and its three persons."""

from collections.abc import Callable, Iterator

import pytest

from draws import ports
from draws.models import Draw
from draws.services import confirming, roster, steps
from draws.services.digits import enter_digits
from registry.models import Role, Unit, User
from registry.roles import Capability
from tests.factories import user_with

ORIGIN = "tests.origin"
DIGITS = ("0123456789", "9876543210")


@pytest.fixture
def watcher(bureau: Unit) -> User:
    return user_with(Role.WATCHER, bureau, name="市纪委监督员甲")


@pytest.fixture
def inspectorate(bureau: Unit) -> User:
    return user_with(Role.INSPECTORATE, bureau, name="监察室乙")


@pytest.fixture
def head(office: Unit) -> User:
    return user_with(Role.HEAD, office, name="所长丙")


@pytest.fixture(autouse=True)
def origin() -> Iterator[dict[str, list[str]]]:
    """An origin that notes every move and hinders what the test puts into ``hindrances``."""
    seen: dict[str, list[str]] = {"moves": [], "hindrances": [], "hidden_from": []}

    def moved(row: Draw, actor: User | None) -> None:
        seen["moves"].append(row.state)

    ports.origins[ORIGIN] = ports.DrawOrigin(
        kind=ORIGIN,
        label="测试会议",
        run=Capability.RUN_DRAW,
        confirm=Capability.CONFIRM_DRAW,
        view=Capability.VIEW_DRAWS,
        url=lambda row: "/",
        may_see=lambda user, row: user.name not in seen["hidden_from"],
        moved=moved,
        hindrances=lambda row, to: seen["hindrances"],
    )
    yield seen
    del ports.origins[ORIGIN]


def strata(*quotas: tuple[str, int, int]) -> list[dict[str, object]]:
    """One exact stage of (stratum, size, alternates)."""
    rows = [{"stratum": name, "size": size, "alternates": more} for name, size, more in quotas]
    return [{"name": "服务对象", "kind": "exact", "strata": rows}]


def businesses(stratum: str, n: int) -> list[roster.EntryData]:
    return [
        roster.EntryData(f"{stratum}-{i:04}", stratum, ("食品",), f"{stratum}第{i}号店") for i in range(n)
    ]


Maker = Callable[..., Draw]


@pytest.fixture
def make_draw(watcher: User, office: Unit) -> Maker:
    """A draw in draft: 12 firms (4 drawn, 3 stand by) and 6 sole traders (2 drawn, 2 stand by)."""

    def make(number: str = "SL2026-SO01-001", **fields: object) -> Draw:
        given: dict[str, object] = {
            "actor": watcher,
            "number": number,
            "purpose": "城关工商所述职述廉会议代表",
            "unit": office,
            "drawing_body": "安澜市纪委",
            "origin_kind": ORIGIN,
            "origin_label": "城关工商所述职述廉会议",
            "stages": strata(("企业", 4, 3), ("个体", 2, 2)),
            "parties": ["市纪委监督员", "群众代表"],
            "entries": [*businesses("企业", 12), *businesses("个体", 6)],
            "exclusions": [roster.ExclusionData("企业-9999", "停业的店", "已注销")],
            "columns": ["行业"],
        }
        return roster.prepare_draw(**(given | fields))  # type: ignore[arg-type]  # the fields a test changes

    return make


@pytest.fixture
def advance(watcher: User, inspectorate: User) -> Callable[[Draw, str], Draw]:
    """Bring a draft to the named state by the steps that users take."""

    def bring(draw: Draw, state: str) -> Draw:
        states = ["draft", "locked", "seeded", "drawn", "published"]
        for step in states[states.index(draw.state) + 1 : states.index(state) + 1]:
            if step == "locked":
                confirming.ask_step(actor=watcher, draw=draw, action="draws.lock")
                confirming.confirm_step(actor=inspectorate, draw=draw, action="draws.lock")
            elif step == "seeded":
                for position, digits in enumerate(DIGITS, start=1):
                    enter_digits(
                        actor=(watcher, inspectorate)[position - 1],
                        draw=draw,
                        position=position,
                        digits=digits,
                    )
                confirming.ask_step(actor=watcher, draw=draw, action="draws.reveal")
                confirming.confirm_step(actor=inspectorate, draw=draw, action="draws.reveal")
            elif step == "drawn":
                steps.run_draw(actor=watcher, draw=draw)
            else:
                steps.publish_draw(actor=watcher, draw=draw)
        return draw

    return bring
