"""For every address: who may open it, who may carry it out. On which row it is tried stands in ``url_rows``; what is open to all, in ``url_open``.

An address may stand under ``PAGES`` (GET) and ``ACTIONS`` (POST) both, with fewer roles that may carry it out than may look.
"""

from registry.models import Role as R

Roles = frozenset[R]


def table(*groups: tuple[Roles, str]) -> dict[str, Roles]:
    """name → roles; a name given twice is an error of the table."""
    rows = [(name, roles) for roles, names in groups for name in names.split()]
    if len({name for name, _ in rows}) != len(rows):
        raise ValueError("an address is listed twice")
    return dict(rows)


EVERYBODY: Roles = frozenset(R)
NOBODY: Roles = frozenset()
INSPECTORATE: Roles = frozenset({R.INSPECTORATE})
WATCHER: Roles = frozenset({R.WATCHER})
ADMINISTRATOR: Roles = frozenset({R.ADMINISTRATOR})
ACCOUNTS: Roles = frozenset({R.ADMINISTRATOR, R.SECURITY_ADMINISTRATOR})
"""Who makes accounts, and who proposes their protected posts."""
CONFIRMING: Roles = frozenset({R.ADMINISTRATOR, R.CHAIR, R.LEADER})
SECURITY: Roles = frozenset({R.SECURITY_ADMINISTRATOR})
AUDITING: Roles = frozenset({R.INSPECTORATE, R.AUDITOR})
HEADS: Roles = frozenset({R.HEAD})
WATCHING_LIMITS: Roles = frozenset({R.INSPECTORATE, R.CHAIR, R.LEADER, R.HEAD, R.DEPUTY})
KEEPING_REGISTRY: Roles = frozenset({R.ADMINISTRATOR, R.INSPECTORATE})
READING_REGISTRY: Roles = EVERYBODY - {R.WATCHER, R.RECEPTIONIST, R.ENTRY_CLERK, R.TELLER, R.SCRUTINEER}
"""Who works with businesses, areas and units; staff lent for a meeting's door and count does not."""
FOLLOWING_ROUNDS: Roles = frozenset(
    {
        *(R.INSPECTORATE, R.WATCHER, R.CHAIR, R.LEADER, R.RECEPTIONIST, R.ENTRY_CLERK),
        *(R.TELLER, R.SCRUTINEER, R.CONDUCT_OFFICE, R.AUDITOR),
    }
)
SEEING_DRAWS: Roles = frozenset({R.INSPECTORATE, R.WATCHER, R.CHAIR, R.LEADER, R.AUDITOR})
BOTH_SIDES_OF_A_DRAW: Roles = frozenset({R.INSPECTORATE, R.WATCHER, R.CHAIR})
RUNNING_VOTES: Roles = frozenset({R.INSPECTORATE, R.CHAIR})
COUNTING: Roles = frozenset({R.INSPECTORATE, R.TELLER})
HANDLING_PAPER: Roles = frozenset({R.INSPECTORATE, R.CHAIR, R.WATCHER, R.TELLER})
DECIDING_PAPER: Roles = frozenset({R.INSPECTORATE, R.WATCHER})
SEEING_COUNTS: Roles = frozenset({R.INSPECTORATE, R.WATCHER, R.CHAIR, R.LEADER, R.TELLER, R.SCRUTINEER})
HEADING_OFFICE: Roles = frozenset({R.HEAD, R.DEPUTY})
READING_OPINIONS: Roles = frozenset({R.INSPECTORATE, R.WATCHER, R.CHAIR, R.LEADER})
AT_THE_DOOR: Roles = frozenset({R.INSPECTORATE, R.RECEPTIONIST})

PREPARING: Roles = frozenset({R.INSPECTORATE, R.HEAD, R.DEPUTY})
"""The inspectorate, and whoever prepares the own office's meeting."""
READING_PREPARATION: Roles = PREPARING | {R.WATCHER, R.CHAIR, R.LEADER}
OWN_OFFICE: Roles = frozenset({R.HEAD, R.DEPUTY})
READING_FEEDBACK: Roles = frozenset({R.INSPECTORATE, R.WATCHER, R.CHAIR, R.LEADER})
OVERSEEING: Roles = frozenset({R.INSPECTORATE, R.CHAIR, R.LEADER})
RECORDING: Roles = frozenset({R.INSPECTORATE, R.CHAIR, R.ENTRY_CLERK})
READING_LETTERS: Roles = frozenset({R.INSPECTORATE, R.LEADER, R.LETTER_HANDLER})
ANSWERING_LETTERS: Roles = READING_LETTERS
CORRECTING: Roles = frozenset({R.INSPECTORATE})
DECIDING: Roles = frozenset({R.WATCHER, R.LEADER})
STANDING_IN: Roles = frozenset({R.INSPECTORATE, R.CHAIR, R.LEADER})
"""Who runs problems, those of the inspectorate itself included."""
CLOSE_TO_LETTERS: Roles = frozenset({R.INSPECTORATE, R.LEADER})
RECORDING_USES: Roles = frozenset({R.INSPECTORATE, R.LEADER})

PAGES = table(
    (
        EVERYBODY,
        """home registry:account registry:password-change registry:own-email registry:code-start registry:code-enrol
        registry:code-remove""",
    ),
    (EVERYBODY, "desk:notice-list registry:search desk:job-list draws:draw-list meetings:activity-list"),
    (NOBODY, "registry:code-picture desk:export-file"),
    (NOBODY, "draws:draw-digits-scan"),  # every party of this draw has accounts
    (
        READING_REGISTRY,
        """registry:business-list registry:business-export registry:business-show registry:area-list
        registry:area-export registry:area-show registry:township-show registry:unit-list registry:unit-export
        registry:unit-show registry:person-list registry:person-export registry:person-show""",
    ),
    (
        KEEPING_REGISTRY,
        """registry:business-create registry:business-edit registry:area-create registry:area-edit
        registry:township-create registry:township-edit registry:unit-create registry:unit-edit
        registry:person-create registry:person-edit registry:person-appoint registry:person-post-end
        registry:gap-list desk:job-show desk:job-progress desk:import-list desk:import-upload desk:import-template
        desk:import-show desk:import-progress desk:import-problems""",
    ),
    (KEEPING_REGISTRY | AUDITING | ACCOUNTS | CONFIRMING, "registry:settings"),
    (ACCOUNTS, "registry:user-list registry:user-show registry:user-appoint registry:user-post-end"),
    (SECURITY | CONFIRMING, "registry:grant-list registry:grant-show"),
    (
        ADMINISTRATOR,
        """registry:user-create registry:user-edit registry:industry-list registry:industry-create registry:industry-edit
        registry:installation-show desk:calendar-show desk:calendar-edit desk:policy-list
        desk:policy-edit""",
    ),
    (
        WATCHING_LIMITS,
        """matters:matter-list matters:matter-board matters:matter-export matters:matter-numbers matters:matter-show
        matters:evidence-file""",
    ),
    (OVERSEEING, "matters:report-list matters:report-show matters:report-file"),
    (
        INSPECTORATE,
        "matters:report-create matters:report-edit meetings:meeting-matters",
    ),
    (STANDING_IN, "matters:matter-create"),
    (CLOSE_TO_LETTERS, "matters:letter-unname"),
    (READING_LETTERS, "matters:letter-list matters:letter-show matters:letter-file"),
    (ANSWERING_LETTERS, "matters:letter-create"),
    (WATCHING_LIMITS, "desk:clock-list desk:clock-show desk:clock-sheet desk:segment-file desk:move-file"),
    (AUDITING, "registry:audit-list registry:confirmation-list"),
    (
        SEEING_DRAWS,
        """draws:draw-show draws:draw-roster draws:draw-exclusions draws:draw-result draws:draw-certificate
        draws:draw-bundle draws:draw-lock draws:draw-digits draws:draw-void draws:draw-projector draws:draw-minutes""",
    ),
    (BOTH_SIDES_OF_A_DRAW, "draws:draw-substitute draws:draw-ceremony"),
    (BOTH_SIDES_OF_A_DRAW | {R.AUDITOR}, "draws:draw-codes"),
    (FOLLOWING_ROUNDS, "ballots:vote-show ballots:vote-progress ballots:batch-list"),
    (FOLLOWING_ROUNDS, "surveys:survey-list surveys:survey-show"),
    (
        INSPECTORATE,
        """surveys:survey-create surveys:survey-edit surveys:outside-survey-create
        surveys:outside-survey-template""",
    ),
    (FOLLOWING_ROUNDS, "surveys:survey-document surveys:survey-workbook surveys:survey-report"),
    (FOLLOWING_ROUNDS | HEADING_OFFICE, "elections:election-list elections:election-published"),
    (FOLLOWING_ROUNDS | HEADING_OFFICE, "elections:election-bulletin"),
    (
        FOLLOWING_ROUNDS | HEADING_OFFICE,
        """conduct:conduct-log conduct:conduct-log-export conduct:self-check conduct:unit-summary
        conduct:conduct-pledge-file""",
    ),
    (INSPECTORATE | HEADING_OFFICE, "conduct:conduct-entry-create conduct:conduct-entry-edit"),
    (INSPECTORATE, "conduct:conduct-pledge conduct:conduct-finding conduct:self-assessment"),
    (FOLLOWING_ROUNDS, "conduct:self-assessment-print"),
    (
        FOLLOWING_ROUNDS,
        """elections:election-show elections:election-panels elections:election-paper elections:election-members elections:election-template
        elections:election-summary-print""",
    ),
    (
        INSPECTORATE,
        """elections:election-create elections:election-edit elections:election-leaders elections:election-designate
        elections:election-raters elections:election-window elections:election-import elections:election-summary elections:election-publish""",
    ),
    (RECORDING_USES, "elections:election-decide"),
    (
        SEEING_COUNTS,
        """elections:election-decision elections:election-decision-minute elections:election-scores elections:election-unit elections:election-workbook
        elections:election-count elections:election-count-file""",
    ),
    (CORRECTING | DECIDING, "desk:correction-edit"),
    (OVERSEEING, "elections:election-uses elections:election-ledger"),
    (SEEING_COUNTS, "ballots:vote-counts ballots:count-file-internal ballots:box-show"),
    (HANDLING_PAPER, "ballots:paper-show"),
    (
        RUNNING_VOTES | WATCHER,
        "ballots:zero-report-show ballots:zero-report-file ballots:zero-report-scan",
    ),
    (COUNTING, "ballots:paper-stamps ballots:paper-enter ballots:vote-count"),
    (COUNTING, "elections:election-counting elections:election-counting-progress"),
    (DECIDING_PAPER, "ballots:paper-differences"),
    (READING_OPINIONS, "ballots:opinion-list"),
    (RUNNING_VOTES, "ballots:vote-key elections:election-keys"),
    (RUNNING_VOTES | AT_THE_DOOR, "ballots:tablet-list"),
    (INSPECTORATE, "ballots:opinion-screen ballots:slip-list ballots:slip-show"),
    (
        FOLLOWING_ROUNDS,
        """meetings:activity-show meetings:meeting-show meetings:meeting-projector meetings:member-list
        meetings:check-in
        meetings:door-shortfall meetings:result-show meetings:report-show meetings:notice-show
        meetings:notice-workbook meetings:call-list""",
    ),
    # An assessed office has a board of its own line.
    (FOLLOWING_ROUNDS | {R.HEAD, R.DEPUTY}, "meetings:board-show"),
    (
        INSPECTORATE,
        """meetings:activity-create meetings:activity-edit meetings:meeting-create meetings:meeting-edit
        meetings:meeting-void meetings:meeting-postpone meetings:feed-back""",
    ),
    (
        SEEING_DRAWS,
        "meetings:pool-show meetings:pool-consumers meetings:pool-exclusions meetings:pool-engaged",
    ),
    (BOTH_SIDES_OF_A_DRAW, "meetings:member-withdraw"),
    # Letters hold the personal links of the members.
    (INSPECTORATE, "meetings:letters-file"),
    (HEADING_OFFICE, "meetings:kin-show"),
    (SEEING_COUNTS, "meetings:result-internal meetings:report-file"),
    (frozenset({R.HEAD}), "meetings:result-own"),
    (INSPECTORATE, "meetings:feed-back-sheet meetings:representatives-told meetings:dossier-show"),
    (INSPECTORATE, "meetings:dossier-file"),
    (READING_FEEDBACK, "meetings:feedback-list meetings:reply-letter"),
    (
        READING_FEEDBACK | {R.HEAD},
        "meetings:feedback-show meetings:feedback-sheet meetings:feedback-print",
    ),
    (OVERSEEING, "meetings:feedback-round meetings:summary-list meetings:summary-round"),
    (OVERSEEING | HEADING_OFFICE, "meetings:summary-meeting meetings:summary-print"),
    (OVERSEEING | HEADING_OFFICE, "meetings:trend-list meetings:trend-export"),
    (RECORDING_USES, "meetings:result-use-create"),
    (
        FOLLOWING_ROUNDS,
        """meetings:sitting-show meetings:question-list meetings:meeting-minutes meetings:run-sheet
        meetings:run-sheet-file""",
    ),
    (RECORDING, "meetings:sitting-begin meetings:sitting-end meetings:sitting-item-note"),
    (INSPECTORATE, "meetings:run-sheet-minutes meetings:rehearsal-start"),
    (FOLLOWING_ROUNDS | OWN_OFFICE, "meetings:plan-show meetings:plan-file"),
    (INSPECTORATE, "meetings:plan-edit meetings:plan-schedule"),
    (OWN_OFFICE, "meetings:own-list meetings:own-show meetings:own-place"),
    (
        READING_PREPARATION,
        """meetings:opinion-list meetings:opinion-export meetings:duty-report-list
        meetings:duty-report-show meetings:duty-report-file meetings:duty-report-print""",
    ),
    (PREPARING, "meetings:opinion-create meetings:opinion-edit meetings:opinion-sort"),
    (PREPARING, "meetings:measure-edit"),
    # A deputy writes his own report, and here the first report is the director's.
    (INSPECTORATE | {R.HEAD}, "meetings:duty-report-edit"),
)
"""Who gets the page; everybody else hears that it is not there (404) or not his (403)."""

NOTHING_TO_SHOW = {
    "registry:code-enrol": 302,  # no enrolment was begun
    "ballots:vote-count": 302,  # the vote is published already
    "ballots:vote-key": 302,
    "meetings:feed-back": 302,  # the meeting is archived already
    "meetings:feed-back-sheet": 302,
    "meetings:sitting-end": 302,
    "meetings:sitting-item-note": 302,
    # The office of this world has met, and what it prepared is frozen.
    "meetings:own-place": 302,
    "meetings:opinion-create": 302,
    "meetings:opinion-edit": 302,
    "meetings:opinion-sort": 302,
    "meetings:measure-edit": 302,
    "meetings:duty-report-edit": 302,
    "surveys:survey-edit": 302,  # the vote is prepared already
    "meetings:meeting-matters": 302,  # archived already
    "elections:election-decide": 302,  # nothing is counted yet
    "elections:election-publish": 302,
    "surveys:survey-workbook": 302,  # and not published
    "surveys:survey-report": 302,
}
"""Pages that send their roles elsewhere, because in the world of these tests there is nothing left to do."""

ACTIONS = table(
    (
        EVERYBODY,
        "home desk:notice-read desk:feed-make desk:feed-revoke registry:sign-out registry:sessions-end registry:password-change registry:own-email registry:code-start registry:code-enrol registry:code-remove",
    ),
    (
        INSPECTORATE,
        """meetings:meeting-matters matters:matter-step desk:clock-move
        desk:clock-resume matters:report-create matters:report-edit matters:report-deliver""",
    ),
    (ANSWERING_LETTERS, "matters:letter-create matters:letter-step matters:letter-contact"),
    (STANDING_IN, "matters:matter-create matters:matter-hand-out"),
    (CLOSE_TO_LETTERS, "matters:letter-unname"),
    (frozenset({R.CHAIR, R.LEADER}), "desk:clock-decide"),
    (frozenset({R.LEADER}), "matters:box-read"),
    (HEADS, "desk:clock-late-reason"),
    (WATCHING_LIMITS, "matters:matter-export"),
    (
        READING_REGISTRY,
        "registry:business-export registry:area-export registry:unit-export registry:person-export",
    ),
    (INSPECTORATE, "registry:business-contact registry:township-contact registry:person-contact"),
    (
        KEEPING_REGISTRY,
        """registry:business-create registry:business-edit registry:area-create registry:area-edit
        registry:township-create registry:township-edit registry:unit-create registry:unit-edit
        registry:person-create registry:person-edit registry:person-appoint registry:person-post-end
        desk:job-retry desk:job-cancel desk:import-upload desk:import-map desk:import-remap desk:import-apply desk:import-cancel""",
    ),
    (
        ADMINISTRATOR,
        """desk:policy-edit desk:calendar-load desk:calendar-edit desk:local-day-create desk:local-day-remove
        registry:user-create registry:user-edit registry:user-reset-password registry:user-remove-code
        registry:industry-create registry:industry-edit""",
    ),
    (ACCOUNTS, "registry:user-appoint registry:user-post-end"),
    (SECURITY, "registry:user-propose registry:grant-withdraw registry:grant-half"),
    (CONFIRMING, "registry:grant-confirm registry:grant-refuse"),
    (AUDITING, "registry:audit-verify"),
    (
        WATCHER,
        """draws:draw-lock draws:draw-roll draws:draw-reveal draws:draw-void draws:draw-run draws:draw-publish
        draws:draw-archive""",
    ),
    (BOTH_SIDES_OF_A_DRAW, "draws:draw-digits draws:draw-substitute draws:draw-ceremony"),
    (BOTH_SIDES_OF_A_DRAW | {R.AUDITOR}, "draws:draw-code-open"),
    # The second person may identify himself on the screen of whoever has the page open.
    (SEEING_DRAWS, "draws:draw-confirm"),
    (INSPECTORATE, "ballots:card-sheet ballots:vote-void-batch ballots:paper-print"),
    (
        INSPECTORATE,
        """ballots:batch-make ballots:batch-misprinted ballots:panel-cards surveys:survey-create
        surveys:survey-edit surveys:outside-survey-create""",
    ),
    (
        INSPECTORATE,
        """elections:election-create elections:election-edit elections:election-begin elections:election-void elections:election-rehearsal
        elections:election-leaders elections:election-designate elections:election-draw elections:election-import
        elections:election-raters elections:election-window
        elections:election-summary elections:election-publish""",
    ),
    (RECORDING_USES, "elections:election-decide"),
    (DECIDING, "elections:election-decision-confirm"),
    # The second person may identify himself on the screen of whoever has the page open.
    (FOLLOWING_ROUNDS, "elections:election-publish-confirm"),
    (CORRECTING, "desk:correction-ask desk:correction-edit"),
    (CORRECTING | DECIDING, "desk:correction-confirm"),
    (RUNNING_VOTES, "elections:election-vote elections:election-keys"),
    (
        INSPECTORATE | HEADING_OFFICE,
        """conduct:conduct-entry-create conduct:conduct-entry-edit conduct:self-check
        conduct:unit-summary""",
    ),
    (
        INSPECTORATE,
        """conduct:conduct-pledge conduct:conduct-finding conduct:self-assessment
        conduct:self-check-reopen""",
    ),
    (
        frozenset({R.LEADER}),
        "elections:election-use-decide elections:election-decision-ask elections:election-decision-withdraw",
    ),
    (RUNNING_VOTES | WATCHER, "ballots:batch-handed-out ballots:batch-unsent"),
    (RUNNING_VOTES, "surveys:survey-prepare ballots:vote-schedule ballots:vote-unschedule"),
    (COUNTING, "ballots:paper-stamps ballots:paper-enter"),
    (DECIDING_PAPER, "ballots:paper-differences"),
    (RUNNING_VOTES | WATCHER, "ballots:vote-confirm ballots:vote-void-card ballots:vote-leftovers"),
    (
        RUNNING_VOTES,
        """ballots:zero-report-hand-in ballots:zero-report-confirm ballots:zero-report-replace
        ballots:vote-key ballots:vote-ask ballots:vote-withdraw ballots:vote-closing ballots:vote-resume ballots:vote-close
        meetings:vote-prepare""",
    ),
    (RUNNING_VOTES | AT_THE_DOOR, "ballots:tablet-add ballots:tablet-renumber ballots:tablet-retire"),
    (RUNNING_VOTES, "ballots:tablet-import ballots:box-keep ballots:box-open"),
    (INSPECTORATE, "ballots:opinion-screen ballots:slip-show"),
    (COUNTING, "ballots:vote-count ballots:vote-wipe meetings:report-make"),
    (COUNTING, "elections:election-count-make elections:election-counting"),
    (INSPECTORATE, "elections:election-count-sign elections:election-count-confirm"),
    (
        INSPECTORATE,
        """meetings:activity-create meetings:activity-edit meetings:meeting-create meetings:meeting-edit
        meetings:meeting-void meetings:meeting-postpone meetings:meeting-archive meetings:feed-back
        meetings:pool-open meetings:pool-close meetings:pool-engaged meetings:engaged-remove
        meetings:members-notify meetings:member-confirm meetings:report-sign meetings:report-confirm meetings:letters-make
        meetings:call-confirm meetings:call-unreached""",
    ),
    (HEADING_OFFICE, "meetings:kin-show meetings:kin-none meetings:kin-withdraw"),
    (
        INSPECTORATE,
        """meetings:feedback-make meetings:feedback-reopen meetings:representatives-told
        meetings:summary-round meetings:summary-reopen meetings:dossier-make""",
    ),
    (INSPECTORATE | {R.HEAD}, "meetings:feedback-show"),
    (INSPECTORATE | HEADING_OFFICE, "meetings:summary-meeting"),
    (RECORDING_USES, "meetings:result-use-create meetings:result-use-remove"),
    # The consumers' list belongs to the drawing body (S0-02).
    (WATCHER, "meetings:pool-consumers meetings:consumers-choose meetings:consumer-remove"),
    (
        INSPECTORATE | WATCHER,
        """meetings:pool-prepare meetings:pool-exclusions meetings:exclusion-remove
        meetings:pool-kin-exclude""",
    ),
    (
        BOTH_SIDES_OF_A_DRAW,
        """meetings:member-decline meetings:member-absent meetings:member-withdraw
        meetings:call-decline""",
    ),
    (
        RECORDING,
        """meetings:sitting-begin meetings:sitting-back meetings:sitting-end meetings:sitting-item-begin
        meetings:sitting-item-finish meetings:sitting-item-note meetings:question-list
        meetings:question-answer meetings:question-remove""",
    ),
    (INSPECTORATE, "meetings:run-sheet-minutes meetings:rehearsal-start meetings:rehearsal-end"),
    (AT_THE_DOOR, "meetings:check-in-open meetings:member-arrived meetings:member-not-arrived"),
    (INSPECTORATE, "meetings:plan-edit meetings:plan-schedule"),
    (OWN_OFFICE, "meetings:own-place"),
    (
        PREPARING,
        """meetings:opinion-create meetings:opinion-edit meetings:opinion-remove meetings:opinion-sort
        meetings:measure-edit meetings:measure-remove""",
    ),
    (INSPECTORATE | {R.HEAD}, "meetings:duty-report-edit"),
)
"""Who may carry it out. That a step is out of order is said to them in words; all others are refused (403 or 404)."""
