"""Where higher floors register what lower floors must reach: menu entries, home blocks and the origins of lower rows.

A wing calls these in ``AppConfig.ready()``; nothing here imports upward.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from printing.sheet import Sheet
    from registry.access import Answer
    from registry.models import User

GROUPS = ("评议", "监管", "公开")


@dataclass(frozen=True)
class MenuEntry:
    """One line of the left menu; shown to whom ``visible`` says yes. ``url_name`` takes no arguments."""

    group: str
    title: str
    url_name: str
    order: int
    visible: Callable[["User"], "Answer | bool"]


@dataclass(frozen=True)
class HomeBlock:
    """A block of the home page: a template and the context it needs for this user (None: not shown).

    What waits for the user is no block (see ``desk.ports.register_waiting``). ``above``: it stands above that list.
    """

    order: int
    template: str
    context: Callable[["User"], dict[str, Any] | None]
    above: bool = False


@dataclass(frozen=True)
class SettingsEntry:
    """One card of 系统设置. ``url_name`` takes no arguments."""

    title: str
    text: str
    url_name: str
    order: int
    visible: Callable[["User"], "Answer | bool"]


@dataclass(frozen=True)
class Export:
    """A list as a workbook. ``rows(user, query)``: what the user's list shows for the address's query, in its order.

    ``sheet`` draws the rows as they come, holding none of them.
    """

    kind: str
    title: str
    rows: "Callable[[User, QueryDict], QuerySet[Any]]"
    sheet: "Callable[[Iterable[Any]], Sheet]"


def _nothing(row: Any, actor: "User | None") -> None:
    return None


def _no_hindrance(row: Any, move: str) -> list[str]:
    return []


def _no_groups(row: Any) -> list[tuple[str, str, int]]:
    return []


def _no_strata(row: Any) -> list[tuple[str, str]]:
    return []


HAND_COUNTS = "hand_counts"
"""Asked before the cards counted by hand are entered anew: a wing that has built on them says no."""


@dataclass(frozen=True)
class Origin:
    """What a wing tells of the thing that a lower row (a draw, a vote) came from. Every callable takes the lower row.

    ``url`` is the page the row belongs to; ``may_see`` says who may see the row at all. ``moved`` runs inside the
    transaction of every move of the row, so that the wing's own state follows. ``hindrances(row, move)`` returns sentences
    in Chinese saying why the move (a state's value, as "open", or ``HAND_COUNTS``) must not happen now; the lower floor
    refuses with them. ``strata`` are (key, in words) of those for which a vote's slips may be made (S4-11);
    ``groups`` are (stratum, in words, cards) of a panel of the departments' election (S3-04).
    """

    kind: str
    label: str
    url: Callable[[Any], str]
    may_see: Callable[["User", Any], bool]
    moved: Callable[[Any, "User | None"], None] = _nothing
    hindrances: Callable[[Any, str], list[str]] = _no_hindrance
    strata: Callable[[Any], list[tuple[str, str]]] = _no_strata
    groups: Callable[[Any], list[tuple[str, str, int]]] = _no_groups


menu_entries: list[MenuEntry] = []
home_blocks: list[HomeBlock] = []
health_checks: list[Callable[[], list[tuple[str, str, str, str]]]] = []
public_links: list[tuple[str, str]] = []
settings_entries: list[SettingsEntry] = []
verb_labels: dict[str, str] = {}
origins: dict[str, Origin] = {}
exports: dict[str, Export] = {}
export_queues: "list[Callable[[User, Export, str], str]]" = []


def register_menu(entry: MenuEntry) -> None:
    """Add an entry; ``entry.group`` must be one of ``GROUPS``."""
    if entry.group not in GROUPS:
        raise ValueError(entry.group)
    menu_entries.append(entry)


def register_home(block: HomeBlock) -> None:
    """Add a home block."""
    home_blocks.append(block)


def register_origin(origin: Origin) -> None:
    """Make an origin kind known; a kind is registered once."""
    if origin.kind in origins:
        raise ValueError(origin.kind)
    origins[origin.kind] = origin


def register_settings(entry: SettingsEntry) -> None:
    """Add a card to 系统设置."""
    settings_entries.append(entry)


def register_health(checks: Callable[[], list[tuple[str, str, str, str]]]) -> None:
    """Add lines to the health of 安装信息: each (part, state, tone, what to do); ``checks`` reads the database only."""
    health_checks.append(checks)


def register_public(title: str, url_name: str) -> None:
    """Add a page that needs no signing in to the sign-in page; ``url_name`` takes no arguments."""
    public_links.append((title, url_name))


def register_export(export: Export) -> None:
    """Make a list known that can be had as a workbook; a kind is registered once."""
    if export.kind in exports:
        raise ValueError(export.kind)
    exports[export.kind] = export


def register_export_queue(queue: "Callable[[User, Export, str], str]") -> None:
    """Say who makes workbooks later: ``queue(user, export, query)`` returns the page that tells how far it is."""
    export_queues.append(queue)


def export_later(user: "User", export: Export, query: str) -> str:
    """Have a workbook made; the page that tells how far it is."""
    return export_queues[0](user, export, query)


def register_verbs(labels: Mapping[str, str]) -> None:
    """Say in Chinese what the app's audit verbs and confirmation actions mean, for the pages that list them.

    Raises ``ValueError`` when another app has given the same verb another meaning.
    """
    for verb, label in labels.items():
        if verb_labels.setdefault(verb, label) != label:
            raise ValueError(verb)


def verb_label(verb: str) -> str:
    """The Chinese of a verb; one that nobody registered is named by its code, so that it can be looked up."""
    return verb_labels.get(verb, f"未登记的操作 {verb}")
