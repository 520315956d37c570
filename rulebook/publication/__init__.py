"""What published figures leave open of the votes of a small group (S0-19)."""
