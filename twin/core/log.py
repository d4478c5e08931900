"""One logger for the package; logs go to standard error and to the run folder, never to standard output."""

from __future__ import annotations

import logging

log = logging.getLogger("twin")
log.addHandler(logging.NullHandler())
