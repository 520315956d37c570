"""Steps of problems and letters."""
