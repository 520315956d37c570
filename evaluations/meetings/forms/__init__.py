"""What people type, parsed."""
