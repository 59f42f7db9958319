"""Files in memory against a folder: writing, checking, and whose a file is."""
