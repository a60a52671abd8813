"""python -m samrum: the same as the command samrum."""

import sys

from samrum.cli.main import main

sys.exit(main())
