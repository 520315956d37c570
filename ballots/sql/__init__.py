"""Raw SQL of the smallest trusted base: urn and opinions, what is frozen, what the database would betray, and the log filter."""

from ballots.sql.connecting import (
    HIGHEST_VOTE,
    count_rows,
    load_codes,
    on_postgresql,
    overwrite_deleted,
    wipe_sqlite,
)
from ballots.sql.freezing import FREEZE_POSTGRESQL, FREEZE_SQLITE, UNFREEZE_POSTGRESQL, UNFREEZE_SQLITE
from ballots.sql.opinions import (
    CREATE_OPINE,
    DROP_OPINE,
    OPINION_ISSUED,
    OPINION_OPEN,
    OPINION_TABLES,
    OPINION_URN,
    TAKING_STATES,
    close_opinion_code,
    discard_opinions,
    empty_opinions,
    lock_opinions,
    lock_slips,
    open_all_opinions,
    opine,
    opinion_bodies,
)
from ballots.sql.paper import count_paper, paper_place_counts
from ballots.sql.secrecy import BallotSecrecyFilter
from ballots.sql.traces import LOUD_SETTINGS, loud_settings
from ballots.sql.urn import (
    CASTING_STATES,
    CREATE_CAST,
    DROP_CAST,
    ISSUED,
    LOCK_SPACE,
    OPEN,
    URN,
    URN_TABLES,
    add_receipts,
    ballots,
    bodies,
    bodies_in_strata,
    cast,
    close_batch,
    close_code,
    discard_batch,
    discard_codes,
    discard_test,
    empty_urn,
    lock_vote,
    look,
    open_all_issued,
    open_batch,
    open_by_batch,
    place_counts,
    stratum_sizes,
)

__all__ = [
    "CASTING_STATES", "CREATE_CAST", "CREATE_OPINE", "DROP_CAST", "DROP_OPINE", "FREEZE_POSTGRESQL", "FREEZE_SQLITE",
    "HIGHEST_VOTE", "ISSUED", "LOCK_SPACE", "LOUD_SETTINGS", "OPEN", "OPINION_ISSUED", "OPINION_OPEN", "OPINION_TABLES",
    "OPINION_URN", "TAKING_STATES", "UNFREEZE_POSTGRESQL", "UNFREEZE_SQLITE", "URN", "URN_TABLES", "BallotSecrecyFilter", "add_receipts", "ballots",
    "bodies", "bodies_in_strata", "cast", "close_batch", "close_code", "close_opinion_code", "count_paper", "count_rows", "discard_batch", "discard_codes", "discard_opinions",
    "discard_test", "empty_opinions", "empty_urn", "load_codes", "lock_opinions", "lock_slips", "lock_vote",
    "look", "loud_settings", "on_postgresql", "open_all_issued", "open_all_opinions", "open_batch", "open_by_batch", "opine", "opinion_bodies", "overwrite_deleted",
    "paper_place_counts", "place_counts", "stratum_sizes", "wipe_sqlite",
]  # fmt: skip
