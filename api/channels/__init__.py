"""Where enterprises speak apart from the website: each channel a room of its own, all through the same turns."""
