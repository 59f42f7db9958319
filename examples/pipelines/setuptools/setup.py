"""Generates the package sip_codes first: setuptools looks for packages when it starts."""

import subprocess

from setuptools import setup

subprocess.run(["sipstatus", "generate"], check=True)
setup()
