"""A sample year: enterprises, windows and institutions that do not exist, played through the real code."""
