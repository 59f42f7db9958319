"""From entries to faults: what must hold between the fields of an entry, and between entries."""
