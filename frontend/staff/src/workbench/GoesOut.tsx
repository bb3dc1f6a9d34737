import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../accounts/session'
import { answer, api } from '../api/client'
import type { CoverStyle, Photo, PurposeId } from '../api/types'
import { Field } from '../parts/Field'
import { ProblemNotice } from '../parts/ProblemNotice'
import { COVER_STYLES } from '../publishing/coverStyles'
import { CropDialog } from './CropDialog'
import type { Box } from './geometry'
import { isSaved, type Action, type Workbench } from './people'
import styles from './goesOut.module.css'

interface GoesOutProps {
  bench: Workbench
  names: ReadonlyMap<string, string>
  dispatch(action: Action): void
}

/** What goes out of the picture: which part of it, and a look at it as it would go out, with its covers (W3). */
export function GoesOut({ bench, names, dispatch }: GoesOutProps) {
  const [looks, setLooks] = useState(false)
  const [crops, setCrops] = useState(false)
  const mayCrop = useMay('photo:resolve')
  const cropping = useCrop(bench.photo, dispatch)
  const { photo } = bench
  const saved = isSaved(bench)
  return (
    <section className={styles.goesOut} aria-label="What goes out">
      <div className="row">
        <button type="button" aria-pressed={looks} disabled={!saved} onClick={() => setLooks(!looks)}>
          As it would go out
        </button>
        {mayCrop && (
          <button type="button" disabled={!saved} onClick={() => setCrops(true)}>
            Crop
          </button>
        )}
        {mayCrop && photo.crop && (
          <button
            type="button"
            className="quiet"
            disabled={!saved || cropping.isPending}
            onClick={() => cropping.mutate(null)}
          >
            Undo the crop
          </button>
        )}
        <span className="soft">{told(photo)}</span>
      </div>
      {cropping.isError && <ProblemNotice thrown={cropping.error} />}
      {looks && saved && <Look key={photo.people_version} photo={photo} names={names} />}
      {crops && (
        <CropDialog
          photo={photo}
          names={names}
          onChosen={(crop) => {
            setCrops(false)
            cropping.mutate(crop)
          }}
          onClose={() => setCrops(false)}
        />
      )}
    </section>
  )
}

/** The part that goes out, drawn over the picture: what lies outside of it is dimmed. */
export function CropFrame({ crop }: { crop: Box | null }) {
  if (!crop) return null
  const style = {
    left: `${crop.x * 100}%`,
    top: `${crop.y * 100}%`,
    width: `${crop.w * 100}%`,
    height: `${crop.h * 100}%`,
  }
  return (
    <div className={styles.shade} aria-hidden="true">
      <div className={styles.part} style={style} />
    </div>
  )
}

function told({ crop, people_in_photo }: Photo): string {
  if (!crop) return 'The whole picture goes out.'
  const outside = people_in_photo.filter(({ in_crop }) => !in_crop).length
  return `A part goes out; ${outside} of ${people_in_photo.length} people are outside of it.`
}

function useCrop(photo: Photo, dispatch: (action: Action) => void) {
  return useMutation({
    mutationFn: (crop: Box | null) =>
      answer(
        api.PUT('/api/photos/{photo_id}/crop', {
          params: { path: { photo_id: photo.id } },
          body: { people_version: photo.people_version, crop },
        }),
      ),
    onSuccess: (cropped) => dispatch({ do: 'cropped', photo: cropped }),
  })
}

/** The picture as it would go out now, made when it is asked for. */
function Look({ photo, names }: { photo: Photo; names: ReadonlyMap<string, string> }) {
  const [purpose, setPurpose] = useState('website')
  const [style, setStyle] = useState<CoverStyle | ''>('')
  const look = useLook(photo, purpose, style)
  const covers = photo.people_in_photo.some((person) => person.resolution === 'redacted' && person.in_crop)
  return (
    <div className={styles.look}>
      <div className={styles.choices}>
        <Field label="For">
          <select value={purpose} onChange={({ target }) => setPurpose(target.value)}>
            {[...names].map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        {covers && (
          <Field label="Cover with">
            <select value={style} onChange={({ target }) => setStyle(target.value as CoverStyle | '')}>
              <option value="">what the school chose</option>
              {COVER_STYLES.map(({ id, words }) => (
                <option key={id} value={id}>
                  {words}
                </option>
              ))}
            </select>
          </Field>
        )}
      </div>
      {look.isPending && <p role="status">Making it …</p>}
      {look.error && <ProblemNotice thrown={look.error} retry={() => void look.refetch()} />}
      {look.data && (
        <img src={look.data} alt={`${photo.file_name} as it would go out`} className={styles.made} />
      )}
    </div>
  )
}

function useLook(photo: Photo, purpose: string, style: CoverStyle | '') {
  return useQuery({
    queryKey: ['workbench', 'look', photo.id, photo.people_version, purpose, style],
    queryFn: () => asImage(photo.id, purpose, style),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
}

/** The picture as an address for the page alone; a refusal comes as the problem that it is. */
async function asImage(photoId: string, purpose: string, style: CoverStyle | ''): Promise<string> {
  const query = { purpose: purpose as PurposeId, ...(style && { style }) }
  const made = await answer(
    api.GET('/api/photos/{photo_id}/covered', {
      params: { path: { photo_id: photoId }, query },
      parseAs: 'blob',
    }),
  )
  return await asDataUrl(made as Blob)
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(new Error('The picture could not be read.')))
    reader.readAsDataURL(blob)
  })
}
