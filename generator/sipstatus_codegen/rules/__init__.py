"""Rules: what must hold inside an entry and between entries.  A rule gives faults."""
