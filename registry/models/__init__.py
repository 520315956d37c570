from registry.models.accounts import Post, Role, User
from registry.models.evidence import Attachment, AuditEvent, AuditHead, Confirmation
from registry.models.grants import Grant, GrantKind
from registry.models.importing import ColumnMapping, ImportRow, ImportRun
from registry.models.people import Person
from registry.models.searching import SearchEntry
from registry.models.sign_in import FailedTry, SignIn
from registry.models.territory import Area, Business, Industry, Street, Township
from registry.models.units import Unit

__all__ = [
    "Area",
    "Attachment",
    "AuditEvent",
    "AuditHead",
    "Business",
    "ColumnMapping",
    "Confirmation",
    "FailedTry",
    "Grant",
    "GrantKind",
    "ImportRow",
    "ImportRun",
    "Industry",
    "Person",
    "Post",
    "Role",
    "SearchEntry",
    "SignIn",
    "Street",
    "Township",
    "Unit",
    "User",
]
