"""Appeals (诉求): a wrong done to an enterprise, recorded under its own number and followed to an answer."""
