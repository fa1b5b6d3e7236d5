"""What maintainers and reviewers need to keep the catalogue: leafing with marks, one entry whole, trying a search."""
