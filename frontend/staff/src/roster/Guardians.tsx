import { useState } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { Child, Guardian } from '../api/types'
import { FamilyLinkMaker, YoungPersonLink } from '../families/FamilyLinks'
import { Badge, type StateWords } from '../parts/Badge'
import { Dialog } from '../parts/Dialog'
import { changesOf } from './changes'
import { type GuardianDetails, GuardianForm } from './GuardianForm'
import { languageName } from './languages'
import styles from './Guardians.module.css'
import { useAddGuardian, useChangeGuardian } from './queries'

const BARRED: StateWords = { words: 'Must not be contacted', tone: 'bad', icon: 'bar' }

/** Parents and carers of a child, and their way in. */
export function Guardians({ child }: { child: Child }) {
  const [mayEdit, mayInvite] = [useMay('child:edit'), useMay('family:invite')]
  const [isAdding, setIsAdding] = useState(false)
  return (
    <section className="card" aria-labelledby="guardians-heading">
      <h2 id="guardians-heading">Parents and carers</h2>
      {child.guardians.length === 0 && <p>Nobody yet. Without a parent or carer nobody can agree.</p>}
      <ul className="plain stack">
        {child.guardians.map((guardian) => (
          <OneGuardian key={guardian.id} childId={child.id} guardian={guardian} />
        ))}
        {mayInvite && !child.left_on && (
          <li>
            <strong>{child.first_name}</strong>{' '}
            <span className="soft">answers for themself, too, where they are old enough</span>
            <div className={styles.verbs}>
              <YoungPersonLink childId={child.id} name={child.first_name} />
            </div>
          </li>
        )}
      </ul>
      {mayEdit && (
        <p className={styles.add}>
          <button type="button" onClick={() => setIsAdding(true)}>
            Add a parent or carer
          </button>
        </p>
      )}
      {isAdding && <AddDialog child={child} onClose={() => setIsAdding(false)} />}
    </section>
  )
}

function OneGuardian({ childId, guardian }: { childId: string; guardian: Guardian }) {
  const [mayEdit, mayInvite] = [useMay('child:edit'), useMay('family:invite')]
  const [isChanging, setIsChanging] = useState(false)
  return (
    <li>
      <strong>{guardian.name}</strong> <span className="soft">{guardian.relationship}</span>{' '}
      {guardian.contact_barred && <Badge state={BARRED} />}
      {guardian.parental_responsibility !== null && <div className="soft">{authority(guardian)}</div>}
      <div>
        {[guardian.email, guardian.phone, guardian.language && languageName(guardian.language)]
          .filter(Boolean)
          .join(' · ')}
      </div>
      <div className={styles.verbs}>
        {mayEdit && (
          <button type="button" className="small" onClick={() => setIsChanging(true)}>
            Change<span className="hidden"> {guardian.name}</span>
          </button>
        )}
        {mayInvite && !guardian.contact_barred && <FamilyLinkMaker childId={childId} guardian={guardian} />}
      </div>
      {isChanging && (
        <ChangeDialog childId={childId} guardian={guardian} onClose={() => setIsChanging(false)} />
      )}
    </li>
  )
}

function authority(guardian: Guardian): string {
  if (guardian.local_authority) return 'The local authority’s social worker'
  if (guardian.parental_responsibility) return 'Has parental responsibility'
  return 'No parental responsibility: can refuse, can’t agree'
}

const EMPTY: GuardianDetails = {
  name: '',
  relationship: '',
  email: null,
  phone: null,
  language: null,
  parental_responsibility: false,
  local_authority: false,
  contact_barred: false,
}

function AddDialog({ child, onClose }: { child: Child; onClose: () => void }) {
  const adding = useAddGuardian(child.id, onClose)
  useUnsaved(true)
  return (
    <Dialog title={`A parent or carer of ${child.name}`} onClose={onClose}>
      <GuardianForm start={EMPTY} verb="Add this person" saving={adding} onSave={adding.mutate} />
    </Dialog>
  )
}

interface ChangeDialogProps {
  childId: string
  guardian: Guardian
  onClose: () => void
}

function ChangeDialog({ childId, guardian, onClose }: ChangeDialogProps) {
  const { id, ...known } = guardian
  const start: GuardianDetails = {
    ...known,
    parental_responsibility: known.parental_responsibility ?? false,
    local_authority: known.local_authority ?? false,
    contact_barred: known.contact_barred ?? false,
  }
  const saving = useChangeGuardian(childId, id, onClose)
  useUnsaved(true)
  return (
    <Dialog title={`Details of ${guardian.name}`} onClose={onClose}>
      <GuardianForm
        start={start}
        verb="Save"
        saving={saving}
        onSave={(now) => saving.mutate(changesOf<GuardianDetails>(start, now))}
      >
        <button type="button" className="quiet" onClick={onClose}>
          Back without saving
        </button>
      </GuardianForm>
    </Dialog>
  )
}
