"""What is true: words, facts, the registry of all codes, and what follows from it."""
