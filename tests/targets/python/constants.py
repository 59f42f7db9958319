"""Prints every constant and what every function says of every int: see ../expected.py."""

from _sipstatus import codes
from _sipstatus.response_class import response_class
from _sipstatus.status_code import StatusCode

for name, status in sorted(StatusCode.__members__.items(), key=lambda item: item[1].value):
    line = codes.STATUS_LINES[status].decode().removesuffix("\r\n")
    fallback = codes.fallback_code(status.value)
    print(status.value, name, status.phrase, status.response_class.value, fallback, line, sep="\t")
print()
for code in (*range(1000), -1):
    try:
        known = str(codes.fallback_code(code))
    except ValueError:
        known = "-"
    tests = (
        codes.is_provisional(code),
        codes.is_final(code),
        codes.is_success(code),
        codes.is_redirection(code),
        codes.is_request_failure(code),
        codes.is_server_failure(code),
        codes.is_global_failure(code),
    )
    bits = "".join(str(int(test)) for test in tests)
    digit = int(response_class(code) or 0)
    print(code, codes.reason_phrase(code) or "", digit, known, bits, sep="\t")
