"""Live: what just happened, told at once to every open page that may know of it, whichever process serves it."""
