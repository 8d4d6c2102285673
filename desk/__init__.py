"""The desk: checking and converting files by command, without a server and without a database."""
