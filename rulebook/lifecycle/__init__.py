"""Tables of legal moves: which state may follow which, for every record that has a life.

A table knows nothing of who may move or when; ``access`` and ``services`` of the apps decide that and ask here last.
"""
