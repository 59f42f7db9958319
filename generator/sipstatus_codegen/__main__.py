"""``python -m sipstatus_codegen`` has nothing to run: it says which command generates."""

import sys

if __name__ == "__main__":
    sys.exit(
        "sipstatus_codegen is a library, without a command of its own; the package sipstatus has "
        "it: python -m sipstatus generate --help"
    )
