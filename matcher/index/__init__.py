"""Derived, versioned, rebuildable: the dense index, the lexical index and the columns for filtering."""
