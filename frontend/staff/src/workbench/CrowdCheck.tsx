import { useState } from 'react'
import { useMay } from '../accounts/session'
import type { Clearance, CrowdLook, Photo, PurposeId } from '../api/types'
import { Dialog } from '../parts/Dialog'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useToast } from '../parts/Toasts'
import { count } from '../parts/wording'
import { CloseLook } from './CloseLook'
import { everybody, usesToCheck } from './crowd'
import { useCrowdCheck, useCrowdLooks } from './crowdLook'
import { CropFrame } from './GoesOut'
import styles from './workbench.module.css'

interface CrowdCheckProps {
  photo: Photo
  clearance: Clearance
  names: ReadonlyMap<string, string>
}

/** A crowd picture: somebody who did not upload it looks for everybody who must not be in it, and says so by name (E6). */
export function CrowdCheck({ photo, clearance, names }: CrowdCheckProps) {
  const [isLooking, setIsLooking] = useState(false)
  const mayReview = useMay('photo:review')
  const uses = usesToCheck(clearance)
  if (uses.length === 0) return null
  return (
    <div className="notice" data-tone="warn">
      <h3>A picture of the crowd</h3>
      <p>
        Somebody who did not upload it looks for everybody who must not be in it <RuleLink id="E6" />. That
        holds until somebody else must be kept out, or who is in the picture is changed.
      </p>
      {mayReview ? (
        <button type="button" onClick={() => setIsLooking(true)}>
          Look for them
        </button>
      ) : (
        <p>A publisher, the head or a lead does that.</p>
      )}
      {isLooking && <Look photo={photo} uses={uses} names={names} onClose={() => setIsLooking(false)} />}
    </div>
  )
}

interface LookProps {
  photo: Photo
  uses: readonly PurposeId[]
  names: ReadonlyMap<string, string>
  onClose: () => void
}

function Look({ photo, uses, names, onClose }: LookProps) {
  // As they were when the dialog was opened: the page behind may be told anew meanwhile.
  const [asked, setAsked] = useState(uses)
  const looks = useCrowdLooks(photo, asked)
  const toggle = (use: PurposeId) =>
    setAsked(uses.filter((each) => (each === use ? !asked.includes(each) : asked.includes(each))))
  return (
    <Dialog title="Who must not be in this picture" onClose={onClose}>
      <div className={styles.crowdLook}>
        <CloseLook src={`/api/photos/${photo.id}/preview`} alt={photo.file_name}>
          <CropFrame crop={photo.crop} />
        </CloseLook>
        <div>
          <details>
            <summary>
              {asked.length === uses.length
                ? `For ${count(uses.length, 'use')} that ${uses.length === 1 ? 'waits' : 'wait'}`
                : `For ${asked.length} of ${count(uses.length, 'use')} that wait`}
            </summary>
            <fieldset>
              <legend>For which uses</legend>
              {uses.map((use) => (
                <label className="choice" key={use}>
                  <input type="checkbox" checked={asked.includes(use)} onChange={() => toggle(use)} />
                  <span>{names.get(use) ?? use}</span>
                </label>
              ))}
            </fieldset>
          </details>
          {asked.length === 0 ? (
            <p>Choose a use first.</p>
          ) : (
            <Loaded query={looks}>
              {(found) => <Confirm photo={photo} looks={found} onDone={onClose} />}
            </Loaded>
          )}
        </div>
      </div>
    </Dialog>
  )
}

interface ConfirmProps {
  photo: Photo
  looks: readonly CrowdLook[]
  onDone: () => void
}

function Confirm({ photo, looks, onDone }: ConfirmProps) {
  const toast = useToast()
  const check = useCrowdCheck(photo)
  const children = everybody(looks)
  if (looks.some(({ is_own_upload }) => is_own_upload)) {
    return <p>You uploaded this picture, so somebody else has to look at it.</p>
  }
  const confirm = () =>
    check.mutate(looks, {
      onSuccess: () => {
        toast('Checked in your name.')
        onDone()
      },
    })
  return (
    <>
      {check.isError && <ProblemNotice thrown={check.error} />}
      <p role="status">
        {children.length === 0
          ? 'Nobody of the event’s list has to be kept out. Look at the picture all the same.'
          : `Look for ${count(children.length, 'child', 'children')}, one after the other:`}
      </p>
      <ul className={styles.lookFor}>
        {children.map((child) => (
          <li key={child.id}>
            {child.name}{' '}
            <span className="soft">{[child.class_name, child.group_name].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
      <button type="button" className="primary" disabled={check.isPending} onClick={confirm}>
        {children.length === 0 ? 'I have looked at it' : 'None of them is in this picture'}
      </button>
      <p className="soft">
        If one of them is in it: close this, name that child, redact them, or crop the picture.
      </p>
    </>
  )
}
