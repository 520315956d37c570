"""Everything that is typed about a vote."""
