import { useToast } from './Toasts'

/** Copies `text`; `what` completes 'Copied: the address'. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const toast = useToast()
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(`Copied: ${what}.`),
      () => toast('Your browser did not allow copying. Select the text and copy it by hand.'),
    )
  return (
    <button type="button" className="small" onClick={() => void copy()}>
      Copy<span className="hidden"> {what}</span>
    </button>
  )
}
