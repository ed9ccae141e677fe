"""`python -m optviz` is the command `optviz`."""

import sys

from optviz.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
