"""A process that another one keeps running (test_processes): `keeper` keeps a `kept` one, which writes its id to a file."""

import os
import sys
import threading
import time
from pathlib import Path

from consentsvc.kernel.processes import end_with_parent, kept_running

if __name__ == "__main__":
    role, notes = sys.argv[1], Path(sys.argv[2])
    if role == "kept":
        end_with_parent()
        with notes.open("a") as file:
            file.write(f"{os.getpid()}\n")
        threading.Event().wait()
    else:
        with kept_running([sys.executable, "-m", "tests.kernel.beside", "kept", str(notes)]):
            time.sleep(600)
