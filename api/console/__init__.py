"""The agents' desk: everything one needs who talks, on one page, live."""
