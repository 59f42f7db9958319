"""Reads what the commands are given: octets of files and pipes, and the SIP messages in them."""
