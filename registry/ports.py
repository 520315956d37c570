"""Where higher floors register what lower floors must reach: menu entries, home blocks, cards of settings, kinds of import, words.

A wing calls these in ``AppConfig.ready()``; nothing here imports upward.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from registry.models.importing import import_labels

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, QueryDict

    from printing.sheet import Sheet
    from registry.access import Answer
    from registry.models import User
    from registry.services.importing.rows import RowKind

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


def _nothing_beside(user: "User") -> "list[Sheet]":
    return []


@dataclass(frozen=True)
class Export:
    """A list as a workbook, for whoever ``may`` have it, when it is asked for and when it is fetched.

    ``rows(user, query)``: what the user's list shows for the address's query, in its order. ``sheet`` draws the rows as
    they come, holding none of them; ``beside`` are short sheets that stand behind it.
    """

    kind: str
    title: str
    rows: "Callable[[User, QueryDict], QuerySet[Any]]"
    sheet: "Callable[[Iterable[Any]], Sheet]"
    may: "Callable[[User], Answer]"
    beside: "Callable[[User], list[Sheet]]" = _nothing_beside


@dataclass(frozen=True)
class ImportKind:
    """A kind of file that can be imported. ``key`` stands in addresses (letters, digits, hyphens, underscores); ``rows`` has
    its columns, judges one row and writes the good ones."""

    key: str
    label: str
    rows: "RowKind"


@dataclass(frozen=True)
class PersonalTask:
    """Rows of an upper floor that are handed to a person by name, as 来信's 承办人.

    ``hand_over(actor, user, to)`` takes from ``user`` every open one that his posts of today no longer cover, gives it to
    ``to`` where that one may have it and else to nobody, and says how many. ``open(user)`` counts what lies with him now,
    ``holders`` are the ids of all with whom something lies.
    """

    label: str
    holders: Callable[[], set[int]]
    open: Callable[["User"], int]
    hand_over: "Callable[[User | None, User, User | None], int]"


menu_entries: list[MenuEntry] = []
home_blocks: list[HomeBlock] = []
health_checks: list[Callable[[], list[tuple[str, str, str, str]]]] = []
public_links: list[tuple[str, str]] = []
second_factors: "list[Callable[[HttpRequest], bool]]" = []
sign_in_ways: list[tuple[str, str]] = []
settings_entries: list[SettingsEntry] = []
verb_labels: dict[str, str] = {}
exports: dict[str, Export] = {}
kept_from: "dict[str, Callable[[User], QuerySet[Any]]]" = {}
personal_tasks: list[PersonalTask] = []
tellers: "list[Callable[[Iterable[User], str], None]]" = []
key_holders: "list[Callable[[User], None]]" = []
export_queues: "list[Callable[[User, Export, str], str]]" = []


imports: dict[str, ImportKind] = {}


def register_import(kind: ImportKind) -> None:
    """Make a kind of file known: it is offered on the page of imports, with its template. A key is registered once."""
    if kind.key in imports:
        raise ValueError(kind.key)
    imports[kind.key] = kind
    import_labels[kind.key] = kind.label


def register_kept_from(kind: str, rows: "Callable[[User], QuerySet[Any]]") -> None:
    """Say which rows of a kind ("matters.letter") a user is kept from: the audit tells him nothing of what happened to them."""
    if kind in kept_from:
        raise ValueError(kind)
    kept_from[kind] = rows


def register_personal_task(task: PersonalTask) -> None:
    """Make known what is handed to a person by name, so that the end of his post hands it on."""
    personal_tasks.append(task)


def register_teller(tell: "Callable[[Iterable[User], str], None]") -> None:
    """Say who tells users something that no limit is behind: ``tell(users, text)``."""
    tellers.append(tell)


def register_key(revoke: "Callable[[User], None]") -> None:
    """Make known a key of one's own besides the password (an address with a secret): ``revoke(user)`` makes it void."""
    key_holders.append(revoke)


def register_menu(entry: MenuEntry) -> None:
    """Add an entry; ``entry.group`` must be one of ``GROUPS``."""
    if entry.group not in GROUPS:
        raise ValueError(entry.group)
    menu_entries.append(entry)


def register_home(block: HomeBlock) -> None:
    """Add a home block."""
    home_blocks.append(block)


def register_settings(entry: SettingsEntry) -> None:
    """Add a card to 系统设置."""
    settings_entries.append(entry)


def register_health(checks: Callable[[], list[tuple[str, str, str, str]]]) -> None:
    """Add lines to the health of 安装信息: each (part, state, tone, what to do); ``checks`` reads the database only."""
    health_checks.append(checks)


def register_public(title: str, url_name: str) -> None:
    """Add a page that needs no signing in to the sign-in page; ``url_name`` takes no arguments."""
    public_links.append((title, url_name))


def register_second_factor(shown: "Callable[[HttpRequest], bool]") -> None:
    """Add a second factor: ``shown(request)`` says whether this session's user has shown his, without a query where it can.

    The one-time code is one. A USB key or a certificate of the authority that its proxy has checked is another app's, which
    registers it here and shows it on a page of its own.
    """
    second_factors.append(shown)


def register_sign_in_way(title: str, url_name: str) -> None:
    """Add another way to sign in to the sign-in page (single sign-on by OIDC): none is there unless an app registers it.

    Its view needs no sign-in, finds the account by what the other side vouches for, and hands it to the same function as
    the sign-in page does; accounts are never made by it.
    """
    sign_in_ways.append((title, url_name))


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
