"""What is known of rounds and meetings."""
