"""Single-file checking programs handed out with results; each needs the standard library only."""
