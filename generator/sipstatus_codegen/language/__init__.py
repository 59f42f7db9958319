"""How text gets into outputs: escaping (the security line), names, layout."""
