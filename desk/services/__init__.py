"""Jobs: queued as a row, claimed with a lease, carried out by the handler of their kind; and imports as jobs."""
