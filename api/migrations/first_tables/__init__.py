"""The tables of revision 0001, a file a domain."""
