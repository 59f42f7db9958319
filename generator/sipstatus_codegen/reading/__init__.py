"""Reads TOML files into checked entries that know their lines."""
