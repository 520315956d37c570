"""What runs later."""
