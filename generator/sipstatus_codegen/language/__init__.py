"""How text gets out: escaping (the security line), names, layout."""
