"""Pages of rounds and meetings."""
