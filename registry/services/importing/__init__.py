"""Importing: a file is read into staged rows, previewed, and written to the registry only when confirmed.

``files`` reads, ``tables`` finds the head and its columns, ``rows`` is one row on its way, one module a kind judges and
writes, ``runs`` is the life of an import.
"""
