"""`make bench`: every figure beside its reference, measured in the same run on the same machine. Trust the ratios, not the times."""

import json
import sys

from benchmarks import asking, clearance, roster, scan, serving

PARTS = {"scan": scan, "serving": serving, "clearance": clearance, "asking": asking, "roster": roster}


def main(names: list[str]) -> None:
    """Measure the parts named, or all of them; a line of JSON for each figure."""
    for name in names or PARTS:
        for figure in PARTS[name].measure():
            print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
