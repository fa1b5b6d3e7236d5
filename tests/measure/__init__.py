"""Measurements that are no tests: quality on labelled sets, speed against named peers."""
