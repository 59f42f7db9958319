"""Compares files in memory with a folder, and writes them there."""
