"""What a test may need of the database it runs on."""

import pytest
from django.db import connection

only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="roles, xmin and server settings exist on PostgreSQL alone: run with DATABASE_URL=postgres://…",
)
