"""Settings of all tests: how hard Hypothesis looks (``HYPOTHESIS_PROFILE=fuzz`` for more).

``nox`` looks hard once, and with ``short`` where only the interpreter is another.
"""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: it would measure the machine, not the code.
settings.register_profile("default", max_examples=200, deadline=None)
settings.register_profile("short", max_examples=40, deadline=None)
settings.register_profile("fuzz", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
