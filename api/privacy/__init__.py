"""Personal data of enterprises' people: export, deletion that leaves the figures, and how long anything is kept."""
