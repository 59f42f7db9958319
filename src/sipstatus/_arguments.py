"""Checks arguments; an error names the argument that is wrong."""

from __future__ import annotations

from operator import index

from _sipstatus.codes import STATUS_CODE_MAX, STATUS_CODE_MIN


def int_argument(value: object, name: str) -> int:
    """The argument as a plain int; TypeError for a bool and for anything that is not an integer."""
    if not isinstance(value, bool) and hasattr(value, "__index__"):
        return index(value)  # pyright: ignore[reportArgumentType]
    raise TypeError(f"{name} must be an int, not {type(value).__name__}")


def code_argument(value: object, name: str = "status_code") -> int:
    """The argument as a status code; ValueError outside 100 to 699 (RFC 3261 section 7.2)."""
    if type(value) is int and STATUS_CODE_MIN <= value <= STATUS_CODE_MAX:
        return value
    code = int_argument(value, name)
    if not STATUS_CODE_MIN <= code <= STATUS_CODE_MAX:
        raise ValueError(f"{name} {code} is outside {STATUS_CODE_MIN} to {STATUS_CODE_MAX}")
    return code


def text_argument(value: object, name: str) -> str:
    """The argument as a str; bytes as UTF-8, other octets as U+FFFD.  TypeError for others."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value
    raise TypeError(f"{name} must be a str or bytes, not {type(value).__name__}")


def str_argument(value: object, name: str) -> str:
    """The argument as a str; TypeError for anything else, bytes included."""
    if isinstance(value, str):
        return value
    raise TypeError(f"{name} must be a str, not {type(value).__name__}")
