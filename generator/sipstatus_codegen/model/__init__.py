"""What is true: the words, the facts, the registry of all codes, and what follows from it."""
