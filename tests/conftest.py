"""Settings of all tests: how hard Hypothesis looks (``HYPOTHESIS_PROFILE=fuzz`` for more).

``nox`` looks hard once, and with ``short`` where only the interpreter is another.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No time limits: they would measure the machine, not the code.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", untimed, max_examples=200)
settings.register_profile("short", untimed, max_examples=40)
settings.register_profile("fuzz", untimed, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
