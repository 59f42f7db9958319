"""``python -m sipstatus``: the ``sipstatus`` command."""

import sys

from sipstatus.cli import main

sys.exit(main())
