"""What the pages of problems and letters show."""
