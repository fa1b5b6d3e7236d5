"""Pages for people: the public page with the chat, and the browser files they need."""
