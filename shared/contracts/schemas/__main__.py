"""`python -m shared.contracts.schemas check` (the default) or `write [--unreleased]`."""

import sys

from shared.contracts.schemas import problems, write


def main(arguments: list[str]) -> int:
    if arguments in ([], ["check"]):
        found = problems()
    elif arguments in (["write"], ["write", "--unreleased"]):
        found = write(unreleased="--unreleased" in arguments)
    else:
        found = [str(__doc__)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
