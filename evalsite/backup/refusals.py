"""Why a backup or a restore is not made."""


class BackupRefused(Exception):
    """Nothing was written; the text says why and what to do, in Chinese."""
