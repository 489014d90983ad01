"""`python -m zantara` is `zantara`."""

from zantara.cli.main import main

main()
