"""How many examples a property is tried on: few in `make test`, more in `make fuzz`."""

import os
from typing import Any

from hypothesis import settings

FUZZ = "MIGFUND_FUZZ" in os.environ


def tried(few: int, **others: Any) -> settings:
    """Return the settings of a property that `make test` tries on few examples."""
    return settings(max_examples=max(5 * few, 100) if FUZZ else few, **others)
