"""All benches of ``make bench``."""

import sys

from tests.measure.bench import turns

sys.exit(turns.main())
