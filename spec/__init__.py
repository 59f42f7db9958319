"""The canonical data of the project: the SIP status codes and the status-line conformance vectors.

A package only so that its files travel in every wheel; there is nothing to import from it.
"""
