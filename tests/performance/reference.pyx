# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature.format=clinic

"""R2, what every figure is divided by: a compiled function that does nothing.

Built with the directives of the parser and with the flags that its build uses, so that a ratio
says what the parser adds to the price of a call, on any machine.
"""


def f(bytes x):
    return None


def mark():
    """Entered between two measurements, so that callgrind can tell them apart."""
