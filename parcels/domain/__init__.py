"""The numbered ring of a parcel and its lines, without a database."""
