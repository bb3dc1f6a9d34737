from collections.abc import Iterable

from consentsvc.kernel import file_locks
from consentsvc.kernel.blobs import blobs, keep_file
from consentsvc.kernel.database import begin
from consentsvc.media import clips, deleting, pictures, scanning, videos
from consentsvc.media.faces import DetectorUnavailable
from consentsvc.media.facts import PhotoDeleted, PhotoUploaded, ScanAskedAgain, VideoAskedAgain, VideoUploaded
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


def prepare_video(fact: VideoUploaded | VideoAskedAgain) -> None:
    """Make the copies of a video that are looked through and go out, and a still. What can't be made says why, and stays put (U4).

    Nobody is found in it: people watch it, and say who is in it. A store or database that is away is raised: the queue tries again.
    """
    with begin(fact.school_id) as tx:
        photo = scanning.waiting_photo(tx, fact.school_id, fact.photo_id)
    if photo is None:
        return
    try:
        with blobs().file(fact.school_id, photo.sha256) as path, clips.workplace() as folder:
            _save_video(fact, clips.make(path, folder, photo.seconds))
    except clips.NoTool:
        _failed(fact, clips.NO_TOOL)
    except (clips.Failed, pictures.Refused, TimedOut, Crashed):
        _failed(fact, videos.REFUSALS["video-too-complex"])


def _save_video(fact: VideoUploaded | VideoAskedAgain, copies: clips.Copies) -> None:
    made = {"clip": copies.large, "small_clip": copies.small}
    facts = {kind: sandbox().run(videos.probe, path) for kind, path in made.items()}
    posters = sandbox().run(videos.posters, copies.still)
    files = {kind: keep_file(fact.school_id, path).sha256 for kind, path in made.items()}
    files |= {kind: blobs().put(fact.school_id, data) for kind, data in _stills(posters)}
    with begin(fact.school_id) as tx:
        file_locks.hold_to_name(tx, fact.school_id, files.values())
        is_kept = scanning.save_video(tx, fact.school_id, fact.photo_id, posters, files, facts)
    if not is_kept:
        deleting.remove_left_over(fact.school_id, files.values())


def _stills(posters: pictures.Scan) -> Iterable[tuple[str, bytes]]:
    return ("preview", posters.preview), ("thumbnail", posters.thumbnail)


def _save(fact: PhotoUploaded | ScanAskedAgain, found: pictures.Scan) -> None:
    preview = blobs().put(fact.school_id, found.preview)
    thumbnail = blobs().put(fact.school_id, found.thumbnail)
    with begin(fact.school_id) as tx:
        file_locks.hold_to_name(tx, fact.school_id, [preview, thumbnail])
        is_kept = scanning.save_scan(tx, fact.school_id, fact.photo_id, found, preview, thumbnail)
    if not is_kept:
        deleting.remove_left_over(fact.school_id, [preview, thumbnail])


def remove_files(fact: PhotoDeleted) -> None:
    """Remove the files of a deleted photo (W3)."""
    deleting.remove_files(fact.school_id, fact.photo_id)


def _failed(fact: PhotoUploaded | ScanAskedAgain | VideoUploaded | VideoAskedAgain, sentence: str) -> None:
    with begin(fact.school_id) as tx:
        scanning.save_failed_scan(tx, fact.school_id, fact.photo_id, sentence)
