"""Everything the pages of the registry read, one module a noun."""
