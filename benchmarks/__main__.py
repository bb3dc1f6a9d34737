"""`make bench`: every figure beside its reference, measured in the same run on the same machine. Trust the ratios, not the times."""

import json
import sys

from benchmarks import asking, clearance, faces, memory, names, reports, roster, scan, serving, takedown

PARTS = {
    "scan": scan,
    "faces": faces,
    "memory": memory,
    "serving": serving,
    "clearance": clearance,
    "asking": asking,
    "roster": roster,
    "names": names,
    "takedown": takedown,
    "reports": reports,
}


def main(parts: list[str]) -> None:
    """Measure the parts named, or all of them; a line of JSON for each figure."""
    for name in parts or PARTS:
        for figure in PARTS[name].measure():
            print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
