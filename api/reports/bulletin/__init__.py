"""季度通报: what a window, or the whole network, did in a quarter, told in words, tables and charts."""
