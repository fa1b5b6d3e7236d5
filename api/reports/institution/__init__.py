"""One institution: who it is, what it offers, and how it did in a period, in the scope of who asks."""
