"""A parallel forking SIP proxy (RFC 3261 section 16) on sipstatus; see README.md."""
