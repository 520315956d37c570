"""Every change to the registry, one module a noun."""
