"""The command line as a module: ``python -m migfund``."""

import sys

from migfund.cli import main

sys.exit(main())
