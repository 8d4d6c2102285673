"""Commands of the parcel register."""
