"""One file that holds what cannot be rebuilt of the data directory, and the way back from it."""
