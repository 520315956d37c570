"""What can be read of votes."""
