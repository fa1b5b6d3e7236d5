"""What all tests of this room share."""

from tests.made_up import unhurried

unhurried()
