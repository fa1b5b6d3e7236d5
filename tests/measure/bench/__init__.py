"""Speed, measured: ``python -m tests.measure.bench``."""
