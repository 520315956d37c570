"""What is known of a draw."""
