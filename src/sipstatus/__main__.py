"""``python -m sipstatus``: the ``sipstatus`` command."""

from sipstatus.cli import run

if __name__ == "__main__":
    run()
