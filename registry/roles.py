"""Posts and what they may do: the one table from role to capabilities.

Powers are kept apart (S0-03, S0-19, S2-11): 系统管理员 makes accounts and settings and holds nothing on draws, votes or
letters; 安全管理员 proposes protected posts and passwords and gives neither without a second person; 审计员 reads the audit
and changes nothing. What makes a post protected is that it holds anything beyond ``OPEN``.
"""

from enum import StrEnum

from registry.models.accounts import Role

__all__ = [
    "CAPABILITIES",
    "OFFICERS",
    "OPEN",
    "PROTECTED",
    "Capability",
    "Role",
    "roles_with",
]


class Capability(StrEnum):
    """One thing a post allows, always within the subtree of the post's unit."""

    MANAGE_USERS = "manage_users"
    MANAGE_SETTINGS = "manage_settings"
    PROPOSE_GRANTS = "propose_grants"
    CONFIRM_GRANTS = "confirm_grants"
    IMPORT_REGISTRY = "import_registry"
    VIEW_REGISTRY = "view_registry"
    VIEW_CONTACTS = "view_contacts"
    VIEW_AUDIT = "view_audit"
    VIEW_ROUNDS = "view_rounds"
    MANAGE_ROUNDS = "manage_rounds"
    ENTER_CONSUMERS = "enter_consumers"
    RUN_DRAW = "run_draw"
    CONFIRM_DRAW = "confirm_draw"
    VIEW_DRAWS = "view_draws"
    CHECK_IN = "check_in"
    PRINT_CARDS = "print_cards"
    RUN_VOTE = "run_vote"
    CONFIRM_VOTE = "confirm_vote"
    COUNT_VOTE = "count_vote"
    VIEW_INTERNAL_COUNT = "view_internal_count"
    SIGN_COUNT = "sign_count"
    VIEW_OWN_RESULT = "view_own_result"
    PREPARE_OWN = "prepare_own"
    RECORD_MEETING = "record_meeting"
    SCREEN_OPINIONS = "screen_opinions"
    VIEW_OPINIONS = "view_opinions"
    VIEW_REPLY_SLIPS = "view_reply_slips"
    VIEW_TRENDS = "view_trends"
    RECORD_RESULT_USE = "record_result_use"
    DECIDE_CONSEQUENCES = "decide_consequences"
    VIEW_CLOCKS = "view_clocks"
    MOVE_CLOCKS = "move_clocks"
    VIEW_MATTERS = "view_matters"
    RUN_MATTERS = "run_matters"
    STAND_IN = "stand_in"
    VIEW_LETTERS = "view_letters"
    VIEW_CLOSE_LETTERS = "view_close_letters"
    RUN_LETTERS = "run_letters"


C = Capability
CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.ADMINISTRATOR: frozenset(
        {C.MANAGE_USERS, C.MANAGE_SETTINGS, C.CONFIRM_GRANTS, C.IMPORT_REGISTRY, C.VIEW_REGISTRY}
    ),
    Role.SECURITY_ADMINISTRATOR: frozenset({C.PROPOSE_GRANTS, C.VIEW_REGISTRY}),
    Role.INSPECTORATE: frozenset(
        {
            C.IMPORT_REGISTRY,
            C.VIEW_REGISTRY,
            C.VIEW_CONTACTS,
            C.VIEW_AUDIT,
            C.VIEW_ROUNDS,
            C.MANAGE_ROUNDS,
            C.CONFIRM_DRAW,
            C.VIEW_DRAWS,
            C.CHECK_IN,
            C.PRINT_CARDS,
            C.RUN_VOTE,
            C.COUNT_VOTE,
            C.VIEW_INTERNAL_COUNT,
            C.SIGN_COUNT,
            C.RECORD_MEETING,
            C.SCREEN_OPINIONS,
            C.VIEW_OPINIONS,
            C.VIEW_REPLY_SLIPS,
            C.VIEW_TRENDS,
            C.RECORD_RESULT_USE,
            C.VIEW_CLOCKS,
            C.MOVE_CLOCKS,
            C.VIEW_MATTERS,
            C.RUN_MATTERS,
            C.VIEW_LETTERS,
            C.VIEW_CLOSE_LETTERS,
            C.RUN_LETTERS,
        }
    ),
    Role.WATCHER: frozenset(
        {
            C.VIEW_ROUNDS,
            C.ENTER_CONSUMERS,
            C.RUN_DRAW,
            C.VIEW_DRAWS,
            C.CONFIRM_VOTE,
            C.VIEW_INTERNAL_COUNT,
            C.VIEW_OPINIONS,
        }
    ),
    Role.CHAIR: frozenset(
        {
            C.CONFIRM_GRANTS,
            C.VIEW_REGISTRY,
            C.VIEW_ROUNDS,
            C.CONFIRM_DRAW,
            C.VIEW_DRAWS,
            C.RUN_VOTE,
            C.VIEW_INTERNAL_COUNT,
            C.RECORD_MEETING,
            C.VIEW_OPINIONS,
            C.VIEW_TRENDS,
            C.VIEW_CLOCKS,
            C.VIEW_MATTERS,
            C.STAND_IN,
        }
    ),
    Role.LEADER: frozenset(
        {
            C.CONFIRM_GRANTS,
            C.VIEW_REGISTRY,
            C.VIEW_ROUNDS,
            C.VIEW_DRAWS,
            C.VIEW_INTERNAL_COUNT,
            C.VIEW_OPINIONS,
            C.VIEW_TRENDS,
            C.RECORD_RESULT_USE,
            C.DECIDE_CONSEQUENCES,
            C.VIEW_CLOCKS,
            C.VIEW_MATTERS,
            C.STAND_IN,
            C.VIEW_LETTERS,
            C.VIEW_CLOSE_LETTERS,
            C.RUN_LETTERS,
        }
    ),
    Role.HEAD: frozenset({C.VIEW_REGISTRY, C.VIEW_OWN_RESULT, C.PREPARE_OWN}),
    Role.DEPUTY: frozenset({C.VIEW_REGISTRY, C.VIEW_OWN_RESULT, C.PREPARE_OWN}),
    Role.COMMAND_CENTRE: frozenset({C.VIEW_REGISTRY}),
    Role.INSPECTOR: frozenset({C.VIEW_REGISTRY}),
    Role.KEEPER: frozenset({C.VIEW_REGISTRY}),
    Role.INFORMATION_OFFICER: frozenset({C.VIEW_REGISTRY}),
    Role.RECEPTIONIST: frozenset({C.VIEW_ROUNDS, C.CHECK_IN}),
    Role.ENTRY_CLERK: frozenset({C.VIEW_ROUNDS, C.RECORD_MEETING}),
    Role.TELLER: frozenset({C.VIEW_ROUNDS, C.COUNT_VOTE, C.VIEW_INTERNAL_COUNT}),
    Role.SCRUTINEER: frozenset({C.VIEW_ROUNDS, C.VIEW_INTERNAL_COUNT}),
    Role.REVIEWER: frozenset({C.VIEW_REGISTRY}),
    Role.DISCLOSURE_OFFICE: frozenset({C.VIEW_REGISTRY}),
    Role.LETTER_HANDLER: frozenset({C.VIEW_REGISTRY, C.VIEW_LETTERS, C.RUN_LETTERS}),
    Role.CONDUCT_OFFICE: frozenset({C.VIEW_REGISTRY, C.VIEW_ROUNDS}),
    Role.AUDITOR: frozenset({C.VIEW_REGISTRY, C.VIEW_AUDIT, C.VIEW_ROUNDS, C.VIEW_DRAWS}),
}

OPEN = frozenset(
    {
        *(C.VIEW_REGISTRY, C.VIEW_ROUNDS, C.VIEW_OWN_RESULT),
        *(C.PREPARE_OWN, C.CHECK_IN, C.RECORD_MEETING),
    }
)
"""What a post may hold and still be given by one person: the everyday work of an office and of a meeting's door.

Everything else reads or decides letters, counts, opinions, draws, problems, the audit, accounts or settings. A capability
that is new is protected until it is put here."""

PROTECTED = frozenset(role for role, held in CAPABILITIES.items() if held - OPEN)
"""Posts that take effect, and whose holders' passwords are reset, only once a second person has confirmed it."""

OFFICERS = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
"""三员: whoever is one of them holds no other protected post."""


def roles_with(capability: Capability) -> frozenset[Role]:
    """Every role that holds the capability."""
    return frozenset(role for role, held in CAPABILITIES.items() if capability in held)
