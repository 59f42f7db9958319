"""From TOML files to checked entries that know their lines."""
