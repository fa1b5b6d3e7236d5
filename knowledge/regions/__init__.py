"""Administrative regions of China (GB/T 2260): the table, its generator and the names people use."""
