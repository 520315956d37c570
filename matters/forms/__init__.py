"""What is typed of problems and letters."""
