"""How many examples a property is tried on: few in `make test`, more in `make fuzz`."""

import os
from typing import Any

from hypothesis import settings

FUZZ = "MIGFUND_FUZZ" in os.environ


def tried(few: int, **others: Any) -> settings:
    """Return the settings of a property: `make fuzz` tries five times as many examples."""
    return settings(max_examples=5 * few if FUZZ else few, **others)
