"""For every address: who may open it, who may carry it out. On which row it is tried stands in ``url_rows``.

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
RECORDING_USES: Roles = frozenset({R.INSPECTORATE, R.LEADER})

OPEN_TO_ALL = {
    "registry:sign-in": 200,
    "desk:workday-show": 200,
    "desk:feed": 404,
    "matters:mail-home": 200,
    "matters:mail-write": 200,
    "matters:mail-follow": 200,
    "draws:draw-public": 200,
    "draws:draw-verify": 200,
    "draws:draw-files": 200,
    "draws:draw-public-bundle": 200,
    "ballots:ballot": 200,
    "ballots:ballot-vote": 200,
    "ballots:ballot-check": 405,
    "ballots:ballot-cast": 405,
    "ballots:ballot-rules": 200,
    "ballots:ballot-state": 200,
    "ballots:ballot-opinion": 200,
    "ballots:ballot-slip": 200,
    "ballots:tablet-page": 200,
    "ballots:tablet-enrol": 405,
    "ballots:tablet-issued": 405,
    "ballots:tablet-report": 405,
    "ballots:ballot-worker": 200,
    "ballots:vote-form": 200,
    "ballots:vote-result": 200,
    "ballots:count-file": 200,
    "ballots:publication-file": 200,
    "ballots:recount-file": 200,
    "ballots:receipt-check": 200,
    "ballots:receipt-list": 200,
    "evaluations:reply": 200,
    "evaluations:reply-accept": 405,
    "evaluations:reply-decline": 200,
    # There in the demo, with a certificate of one's own, and in development.
    "ballots:ballot-try": 404,
    "ballots:trust": 404,
    "ballots:trust-certificate": 404,
    "gallery": 404,
}
"""Public addresses and what they answer to a GET without signing in."""

PAGES = table(
    (EVERYBODY, "home registry:account registry:password-change registry:code-enrol registry:code-remove"),
    (EVERYBODY, "desk:notice-list registry:search desk:job-list draws:draw-list evaluations:activity-list"),
    (NOBODY, "registry:code-picture"),
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
    (KEEPING_REGISTRY | AUDITING, "registry:settings"),
    (
        ADMINISTRATOR,
        """registry:user-list registry:user-create registry:user-show registry:user-edit registry:user-appoint
        registry:user-post-end registry:industry-list registry:industry-create registry:industry-edit
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
        "matters:matter-create matters:report-create matters:report-edit evaluations:meeting-matters",
    ),
    (READING_LETTERS, "matters:letter-list matters:letter-show matters:letter-file"),
    (ANSWERING_LETTERS, "matters:letter-create"),
    (WATCHING_LIMITS, "desk:clock-list desk:clock-show desk:clock-sheet desk:segment-file"),
    (AUDITING, "registry:audit-list registry:confirmation-list"),
    (
        SEEING_DRAWS,
        """draws:draw-show draws:draw-roster draws:draw-exclusions draws:draw-result draws:draw-certificate
        draws:draw-bundle draws:draw-lock draws:draw-digits draws:draw-void draws:draw-projector draws:draw-minutes""",
    ),
    (BOTH_SIDES_OF_A_DRAW, "draws:draw-substitute draws:draw-ceremony"),
    (BOTH_SIDES_OF_A_DRAW | {R.AUDITOR}, "draws:draw-codes"),
    (FOLLOWING_ROUNDS, "ballots:vote-show ballots:vote-progress ballots:batch-list"),
    (FOLLOWING_ROUNDS, "evaluations:survey-list evaluations:survey-show"),
    (
        INSPECTORATE,
        """evaluations:survey-create evaluations:survey-edit evaluations:outside-survey-create
        evaluations:outside-survey-template""",
    ),
    (FOLLOWING_ROUNDS, "evaluations:survey-document evaluations:survey-workbook"),
    (FOLLOWING_ROUNDS | HEADING_OFFICE, "evaluations:contest-list evaluations:contest-published"),
    (FOLLOWING_ROUNDS | HEADING_OFFICE, "evaluations:contest-bulletin"),
    (
        FOLLOWING_ROUNDS | HEADING_OFFICE,
        """evaluations:conduct-log evaluations:conduct-log-export evaluations:self-check evaluations:unit-summary
        evaluations:conduct-pledge-file""",
    ),
    (INSPECTORATE | HEADING_OFFICE, "evaluations:conduct-entry-create evaluations:conduct-entry-edit"),
    (INSPECTORATE, "evaluations:conduct-pledge evaluations:conduct-finding evaluations:self-assessment"),
    (FOLLOWING_ROUNDS, "evaluations:self-assessment-print"),
    (
        FOLLOWING_ROUNDS,
        """evaluations:contest-show evaluations:contest-panels evaluations:contest-paper evaluations:contest-members evaluations:contest-template
        evaluations:contest-summary-print""",
    ),
    (
        INSPECTORATE,
        """evaluations:contest-create evaluations:contest-edit evaluations:contest-leaders evaluations:contest-designate
        evaluations:contest-import evaluations:contest-summary evaluations:contest-decide evaluations:contest-publish""",
    ),
    (
        SEEING_COUNTS,
        """evaluations:contest-scores evaluations:contest-unit evaluations:contest-workbook
        evaluations:contest-count evaluations:contest-count-file""",
    ),
    (OVERSEEING, "evaluations:contest-uses evaluations:contest-ledger"),
    (SEEING_COUNTS, "ballots:vote-counts ballots:count-file-internal ballots:box-show"),
    (HANDLING_PAPER, "ballots:paper-show"),
    (COUNTING, "ballots:paper-stamps ballots:paper-enter ballots:box-seal"),
    (DECIDING_PAPER, "ballots:paper-differences"),
    (READING_OPINIONS, "ballots:opinion-list"),
    (RUNNING_VOTES | AT_THE_DOOR, "ballots:tablet-list"),
    (INSPECTORATE, "ballots:opinion-screen ballots:slip-list ballots:slip-show"),
    (
        FOLLOWING_ROUNDS,
        """evaluations:activity-show evaluations:meeting-show evaluations:meeting-projector evaluations:member-list
        evaluations:check-in
        evaluations:door-shortfall evaluations:result-show evaluations:report-show evaluations:notice-show
        evaluations:notice-workbook evaluations:call-list""",
    ),
    # An assessed office has a board of its own line.
    (FOLLOWING_ROUNDS | {R.HEAD, R.DEPUTY}, "evaluations:board-show"),
    (
        INSPECTORATE,
        """evaluations:activity-create evaluations:activity-edit evaluations:meeting-create evaluations:meeting-edit
        evaluations:meeting-void evaluations:meeting-postpone evaluations:feed-back""",
    ),
    (
        SEEING_DRAWS,
        "evaluations:pool-show evaluations:pool-consumers evaluations:pool-exclusions evaluations:pool-engaged",
    ),
    (BOTH_SIDES_OF_A_DRAW, "evaluations:member-withdraw"),
    # Letters hold the personal links of the members.
    (INSPECTORATE, "evaluations:letters-file"),
    (HEADING_OFFICE, "evaluations:kin-show"),
    (SEEING_COUNTS, "evaluations:result-internal evaluations:report-file"),
    (frozenset({R.HEAD}), "evaluations:result-own"),
    (INSPECTORATE, "evaluations:feed-back-sheet evaluations:representatives-told evaluations:dossier-show"),
    (INSPECTORATE, "evaluations:dossier-file"),
    (READING_FEEDBACK, "evaluations:feedback-list evaluations:reply-letter"),
    (
        READING_FEEDBACK | {R.HEAD},
        "evaluations:feedback-show evaluations:feedback-sheet evaluations:feedback-print",
    ),
    (OVERSEEING, "evaluations:feedback-round evaluations:summary-list evaluations:summary-round"),
    (OVERSEEING | HEADING_OFFICE, "evaluations:summary-meeting evaluations:summary-print"),
    (OVERSEEING | HEADING_OFFICE, "evaluations:trend-list evaluations:trend-export"),
    (RECORDING_USES, "evaluations:result-use-create"),
    (
        FOLLOWING_ROUNDS,
        """evaluations:conduct-show evaluations:question-list evaluations:meeting-minutes evaluations:run-sheet
        evaluations:run-sheet-file""",
    ),
    (RECORDING, "evaluations:conduct-begin evaluations:conduct-end evaluations:conduct-item-note"),
    (INSPECTORATE, "evaluations:run-sheet-minutes evaluations:rehearsal-start"),
    (FOLLOWING_ROUNDS | OWN_OFFICE, "evaluations:plan-show evaluations:plan-file"),
    (INSPECTORATE, "evaluations:plan-edit evaluations:plan-schedule"),
    (OWN_OFFICE, "evaluations:own-list evaluations:own-show evaluations:own-place"),
    (
        READING_PREPARATION,
        """evaluations:opinion-list evaluations:opinion-export evaluations:duty-report-list
        evaluations:duty-report-show evaluations:duty-report-file evaluations:duty-report-print""",
    ),
    (PREPARING, "evaluations:opinion-create evaluations:opinion-edit evaluations:opinion-sort"),
    (PREPARING, "evaluations:measure-edit"),
    # A deputy writes his own report, and here the first report is the director's.
    (INSPECTORATE | {R.HEAD}, "evaluations:duty-report-edit"),
)
"""Who gets the page; everybody else hears that it is not there (404) or not his (403)."""

NOTHING_TO_SHOW = {
    "registry:code-enrol": 302,  # no enrolment was begun
    "ballots:box-seal": 302,  # the vote is published already
    "evaluations:feed-back": 302,  # the meeting is archived already
    "evaluations:feed-back-sheet": 302,
    "evaluations:conduct-end": 302,
    "evaluations:conduct-item-note": 302,
    # The office of this world has met, and what it prepared is frozen.
    "evaluations:own-place": 302,
    "evaluations:opinion-create": 302,
    "evaluations:opinion-edit": 302,
    "evaluations:opinion-sort": 302,
    "evaluations:measure-edit": 302,
    "evaluations:duty-report-edit": 302,
    "evaluations:survey-edit": 302,  # the vote is prepared already
    "evaluations:meeting-matters": 302,  # archived already
    "evaluations:contest-decide": 302,  # nothing is counted yet
    "evaluations:contest-publish": 302,
    "evaluations:survey-workbook": 302,  # and not published
}
"""Pages that send their roles elsewhere, because in the world of these tests there is nothing left to do."""

ACTIONS = table(
    (
        EVERYBODY,
        "home desk:notice-read desk:feed-make desk:feed-revoke registry:sign-out registry:password-change registry:code-start registry:code-enrol registry:code-remove",
    ),
    (
        INSPECTORATE,
        """evaluations:meeting-matters matters:matter-create matters:matter-hand-out matters:matter-step desk:clock-move
        desk:clock-resume matters:report-create matters:report-edit matters:report-deliver""",
    ),
    (ANSWERING_LETTERS, "matters:letter-create matters:letter-step matters:letter-contact"),
    (frozenset({R.LEADER}), "matters:box-read"),
    (HEADS, "desk:clock-late-reason"),
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
        registry:user-appoint registry:user-post-end registry:industry-create registry:industry-edit""",
    ),
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
        """ballots:batch-make ballots:batch-misprinted ballots:panel-cards evaluations:survey-create
        evaluations:survey-edit evaluations:outside-survey-create""",
    ),
    (
        INSPECTORATE,
        """evaluations:contest-create evaluations:contest-edit evaluations:contest-begin evaluations:contest-void
        evaluations:contest-leaders evaluations:contest-designate evaluations:contest-draw evaluations:contest-import
        evaluations:contest-summary evaluations:contest-decide evaluations:contest-publish""",
    ),
    # The second person may identify himself on the screen of whoever has the page open.
    (FOLLOWING_ROUNDS, "evaluations:contest-publish-confirm"),
    (RUNNING_VOTES, "evaluations:contest-vote"),
    (
        INSPECTORATE | HEADING_OFFICE,
        """evaluations:conduct-entry-create evaluations:conduct-entry-edit evaluations:self-check
        evaluations:unit-summary""",
    ),
    (
        INSPECTORATE,
        """evaluations:conduct-pledge evaluations:conduct-finding evaluations:self-assessment
        evaluations:self-check-reopen""",
    ),
    (frozenset({R.LEADER}), "evaluations:contest-use-decide"),
    (RUNNING_VOTES | WATCHER, "ballots:batch-handed-out ballots:batch-unsent"),
    (RUNNING_VOTES, "evaluations:survey-prepare ballots:vote-schedule ballots:vote-unschedule"),
    (COUNTING, "ballots:paper-stamps ballots:paper-enter ballots:box-seal"),
    (DECIDING_PAPER, "ballots:paper-differences"),
    (RUNNING_VOTES | WATCHER, "ballots:vote-confirm ballots:vote-void-card ballots:vote-leftovers"),
    (
        RUNNING_VOTES,
        """ballots:vote-zero-report ballots:vote-ask ballots:vote-withdraw ballots:vote-closing ballots:vote-close
        evaluations:vote-prepare""",
    ),
    (RUNNING_VOTES, "ballots:opinions-release ballots:opinions-wipe"),
    (RUNNING_VOTES | AT_THE_DOOR, "ballots:tablet-add ballots:tablet-renumber ballots:tablet-retire"),
    (RUNNING_VOTES, "ballots:tablet-import ballots:box-keep ballots:box-open"),
    (INSPECTORATE, "ballots:opinion-screen ballots:slip-show"),
    (COUNTING, "ballots:vote-count ballots:vote-seal ballots:vote-wipe evaluations:report-make"),
    (COUNTING, "evaluations:contest-count-make"),
    (INSPECTORATE, "evaluations:contest-count-sign"),
    (
        INSPECTORATE,
        """evaluations:activity-create evaluations:activity-edit evaluations:meeting-create evaluations:meeting-edit
        evaluations:meeting-void evaluations:meeting-postpone evaluations:meeting-archive evaluations:feed-back
        evaluations:pool-open evaluations:pool-close evaluations:pool-engaged evaluations:engaged-remove
        evaluations:members-notify evaluations:member-confirm evaluations:report-sign evaluations:letters-make
        evaluations:call-confirm evaluations:call-unreached""",
    ),
    (HEADING_OFFICE, "evaluations:kin-show evaluations:kin-none evaluations:kin-withdraw"),
    (
        INSPECTORATE,
        """evaluations:feedback-make evaluations:feedback-reopen evaluations:representatives-told
        evaluations:summary-round evaluations:summary-reopen evaluations:dossier-make""",
    ),
    (INSPECTORATE | {R.HEAD}, "evaluations:feedback-show"),
    (INSPECTORATE | HEADING_OFFICE, "evaluations:summary-meeting"),
    (RECORDING_USES, "evaluations:result-use-create evaluations:result-use-remove"),
    # The consumers' list belongs to the drawing body (S0-02).
    (WATCHER, "evaluations:pool-consumers evaluations:consumers-choose evaluations:consumer-remove"),
    (
        INSPECTORATE | WATCHER,
        """evaluations:pool-prepare evaluations:pool-exclusions evaluations:exclusion-remove
        evaluations:pool-kin-exclude""",
    ),
    (
        BOTH_SIDES_OF_A_DRAW,
        """evaluations:member-decline evaluations:member-absent evaluations:member-withdraw
        evaluations:call-decline""",
    ),
    (
        RECORDING,
        """evaluations:conduct-begin evaluations:conduct-back evaluations:conduct-end evaluations:conduct-item-begin
        evaluations:conduct-item-finish evaluations:conduct-item-note evaluations:question-list
        evaluations:question-answer evaluations:question-remove""",
    ),
    (INSPECTORATE, "evaluations:run-sheet-minutes evaluations:rehearsal-start evaluations:rehearsal-end"),
    (AT_THE_DOOR, "evaluations:check-in-open evaluations:member-arrived evaluations:member-not-arrived"),
    (INSPECTORATE, "evaluations:plan-edit evaluations:plan-schedule"),
    (OWN_OFFICE, "evaluations:own-place"),
    (
        PREPARING,
        """evaluations:opinion-create evaluations:opinion-edit evaluations:opinion-remove evaluations:opinion-sort
        evaluations:measure-edit evaluations:measure-remove""",
    ),
    (INSPECTORATE | {R.HEAD}, "evaluations:duty-report-edit"),
)
"""Who may carry it out. That a step is out of order is said to them in words; all others are refused (403 or 404)."""
