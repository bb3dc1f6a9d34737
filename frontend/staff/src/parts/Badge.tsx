import { Icon, type IconName } from './Icon'

export type Tone = 'good' | 'bad' | 'warn' | 'calm'

/** How a state looks and reads: always an icon and words, never colour alone. */
export interface StateWords {
  words: string
  tone: Tone
  icon: IconName
}

/** A state as a small label. `about` (a purpose, say) is shown before an outcome that only screen readers hear. */
export function Badge({ state, about }: { state: StateWords; about?: string }) {
  return (
    <span className="badge" data-tone={state.tone} title={about && `${about}: ${state.words}`}>
      <Icon name={state.icon} />
      {about ?? state.words}
      {about && <span className="hidden">: {state.words}</span>}
    </span>
  )
}
