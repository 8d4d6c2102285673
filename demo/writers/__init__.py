"""Write the kinds of file that surveyors deliver, byte for byte the same on every run."""
