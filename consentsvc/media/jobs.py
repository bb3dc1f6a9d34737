from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media import pictures, scanning
from consentsvc.media.faces import DetectorUnavailable
from consentsvc.media.facts import PhotoUploaded, ScanAskedAgain
from consentsvc.media.sandbox import Crashed, Sandbox, TimedOut, sandbox

NO_DETECTOR = "Faces can't be looked for just now: the detector is missing. Tell whoever runs this service, then try again."


def scan(fact: PhotoUploaded | ScanAskedAgain, processes: Sandbox | None = None) -> None:
    """Decode the photo once, keep the two renditions, find the faces. What can't be scanned says why, and stays put (U4).

    `processes`: where it is opened; this process's own, unless said otherwise.
    A store or database that is away, or too much at once, is raised: the queue tries again.
    """
    with begin(fact.school_id) as tx:
        photo = scanning.waiting_photo(tx, fact.school_id, fact.photo_id)
    if photo is None:
        return
    try:
        with blobs().file(fact.school_id, photo.sha256) as path:
            found = (processes or sandbox()).run(pictures.scan, path)
    except pictures.Refused as refused:
        _failed(fact, refused.sentence)
    except DetectorUnavailable:
        _failed(fact, NO_DETECTOR)
    except (TimedOut, Crashed):
        _failed(fact, pictures.REFUSALS["too-complex"])
    else:
        _save(fact, found)


def _save(fact: PhotoUploaded | ScanAskedAgain, found: pictures.Scan) -> None:
    preview = blobs().put(fact.school_id, found.preview)
    thumbnail = blobs().put(fact.school_id, found.thumbnail)
    with begin(fact.school_id) as tx:
        scanning.save_scan(tx, fact.school_id, fact.photo_id, found, preview, thumbnail)


def _failed(fact: PhotoUploaded | ScanAskedAgain, sentence: str) -> None:
    with begin(fact.school_id) as tx:
        scanning.save_failed_scan(tx, fact.school_id, fact.photo_id, sentence)
