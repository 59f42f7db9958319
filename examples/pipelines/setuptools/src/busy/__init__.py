"""Prints two status codes with their phrases."""

from sip_codes import StatusCode


def main() -> None:
    """The command ``busy``."""
    for code in (StatusCode.BUSY_HERE, StatusCode.SEND_FAILED):
        print(code.value, code.phrase)
