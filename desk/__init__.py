"""The desk: the checks as a command, without a server and without a database."""
