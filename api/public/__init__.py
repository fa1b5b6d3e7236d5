"""What everybody may see without a talk: the catalogue, and with number and phone one's own case."""
