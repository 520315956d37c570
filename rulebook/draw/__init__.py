"""The draw, AICDRAW1: roster, commitment, seed, tickets, selection, substitution (S0-02, S0-03, S0-07, S3-05, S3-06).

Pure functions of their arguments: whoever holds the published bytes and the seed gets the same result.
"""
