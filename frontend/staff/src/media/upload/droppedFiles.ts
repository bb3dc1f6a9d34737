const NOT_FOR_PEOPLE = /^(\.|thumbs\.db$|desktop\.ini$)/i

/** Every file of a drop, those in folders too; without what systems put beside pictures. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  // The list is emptied when the drop's handler returns: read it before anything waits.
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry())
  const files = await Promise.all(entries.map((entry) => (entry ? filesIn(entry) : [])))
  return forPeople(files.flat())
}

/** Files without hidden ones and the system's own. */
export function forPeople(files: readonly File[]): File[] {
  return files.filter((file) => !NOT_FOR_PEOPLE.test(file.name))
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await fileOf(entry as FileSystemFileEntry)]
  const inside = await entriesOf((entry as FileSystemDirectoryEntry).createReader())
  return (await Promise.all(inside.map(filesIn))).flat()
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const found: FileSystemEntry[] = []
  for (;;) {
    // A folder is read a hundred entries at a time, each after the one before; an empty answer is its end.
    // oxlint-disable-next-line no-await-in-loop
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found.toSorted(byName)
    found.push(...some)
  }
}

/** As people count: IMG_9 before IMG_10. A folder has no order of its own. */
function byName(one: FileSystemEntry, other: FileSystemEntry): number {
  return one.name.localeCompare(other.name, undefined, { numeric: true })
}
