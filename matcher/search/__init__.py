"""From a need to a ranked, explained list: understand, filter, find, fuse, rank, explain, answer or decline."""
