"""No path from a ballot to a person (S0-19)."""

from django.apps import apps
from django.db import models

SECRET = {
    *("CodeIssued", "CodeOpen", "UrnBallot", "Receipt", "SealedCount", "CardVoid", "CounterRun"),
    *("OpinionIssued", "OpinionOpen", "UrnOpinion"),
}
URN = {
    "CodeIssued": {"hash", "vote_id", "panel", "stratum", "batch", "place_seal"},
    "CodeOpen": {"hash", "vote_id", "panel", "stratum", "batch"},
    "UrnBallot": {"id", "vote_id", "panel", "stratum", "ciphertext", "seal"},
    "OpinionIssued": {"hash", "vote_id"},
    "OpinionOpen": {"hash", "vote_id"},
    "UrnOpinion": {"id", "vote_id", "ciphertext", "seal"},
}
STAFF = {
    "ReleasedOpinion": {"vote": "ballots.Vote", "screened_by": "registry.User"},
    "ReplySlip": {"vote": "ballots.Vote", "answered_by": "registry.User"},
}
"""What names a person here names him who screened or answered, never who spoke."""


def relations(model: type[models.Model]) -> dict[str, str]:
    return {
        field.name: field.related_model._meta.label
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is not None
    }


def test_s0_19_ballot_rows_know_their_vote_and_nothing_else() -> None:
    for name in SECRET:
        assert relations(apps.get_model("ballots", name)) == {"vote": "ballots.Vote"}, name


def test_s0_19_opinions_and_slips_name_only_the_staff_who_handled_them() -> None:
    assert {name: relations(apps.get_model("ballots", name)) for name in STAFF} == STAFF
    moments = {
        field.attname
        for name in STAFF
        for field in apps.get_model("ballots", name)._meta.concrete_fields
        if isinstance(field, models.DateField)
    }
    assert moments == {"screened_at", "answered_on"}, "when it was said is kept nowhere"


def test_s0_19_paper_names_only_the_clerks_and_who_decided_and_tells_no_time() -> None:
    """Sheets get their stamps after the box was opened; nobody who voted ever touches these rows."""
    sheet, entry, stock = (
        apps.get_model("ballots", name) for name in ("PaperSheet", "PaperEntry", "PaperStock")
    )
    assert {field.attname for field in sheet._meta.concrete_fields} == {
        *("id", "vote_id", "stratum", "stamp", "agreed", "invalid", "decided_by_id", "decision"),
    }
    assert {field.attname for field in entry._meta.concrete_fields} == {
        *("id", "sheet_id", "entered_by_id", "body", "invalid"),
    }
    assert {field.attname for field in stock._meta.concrete_fields} == {
        *("id", "vote_id", "stratum", "label", "made", "given", "returned", "left"),
    }


def test_s0_19_nothing_points_to_a_ballot_row() -> None:
    pointing = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label in {f"ballots.{name}" for name in SECRET | set(STAFF)}
    ]
    assert pointing == []


def test_s0_19_urn_tables_have_only_the_allowed_columns() -> None:
    for name, allowed in URN.items():
        assert {field.attname for field in apps.get_model("ballots", name)._meta.concrete_fields} == allowed


def test_s0_19_the_vote_itself_names_no_person() -> None:
    forward = {
        field.name: field.related_model._meta.label
        for field in apps.get_model("ballots", "Vote")._meta.concrete_fields
        if field.is_relation
    }
    assert forward == {"unit": "registry.Unit", "repeat_of": "ballots.Vote"}


def test_s0_19_check_in_is_a_yes_or_no_without_time_card_or_seat() -> None:
    fields = {field.attname for field in apps.get_model("meetings", "Representative")._meta.concrete_fields}
    allowed = {
        "id",
        "meeting_id",
        "source",
        "category",
        "label",
        "business_id",
        "person_id",
        "entry_id",
        "state",
        "attended",
    }
    assert fields <= allowed
    assert "attended" in fields
