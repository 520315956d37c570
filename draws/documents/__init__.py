"""Papers of a draw."""
