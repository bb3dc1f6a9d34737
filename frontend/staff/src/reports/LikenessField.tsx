import { useMutation } from '@tanstack/react-query'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { likenessesOf } from './likenessesOf'
import { PictureField } from './PictureField'

interface LikenessFieldProps {
  found: readonly string[]
  onChange: (likenesses: string[]) => void
}

/** The likeness of a picture that is safe to handle, for the report: the picture itself never leaves the device (M8). */
export function LikenessField({ found, onChange }: LikenessFieldProps) {
  const looking = useMutation({ mutationFn: likenessesOf, onSuccess: onChange })
  return (
    <>
      {looking.isError && <ProblemNotice thrown={looking.error} />}
      <PictureField
        label="Do you have a copy of the picture?"
        hint="If you like, choose it. It stays on this device: only what it looks like is sent, so that it can be compared with ours."
        onChoose={(picture) => looking.mutate(picture)}
      />
      <div role="status">
        {looking.isPending && <p>Looking at it…</p>}
        {found.length > 0 && (
          <p className="row">
            Its likeness goes with this report <RuleLink id="M8" />.
            <button type="button" className="small" onClick={() => onChange([])}>
              Leave it out
            </button>
          </p>
        )}
      </div>
    </>
  )
}
