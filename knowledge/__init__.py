"""What the trade knows: taxonomy, service types, regions, sectors, sample catalogue, and reading Chinese."""
