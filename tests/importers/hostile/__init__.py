"""A catalogue of hostile and damaged files, made while the tests run: no file of it is stored."""
