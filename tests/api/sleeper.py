"""A module that runs until it is stopped."""

import time

time.sleep(600)
