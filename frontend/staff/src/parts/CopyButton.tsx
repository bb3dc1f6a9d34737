import { useToast } from './Toasts'

/** Copies `text`; `what` completes 'Copied: the address', and is seen on the button where nothing beside it says so. */
export function CopyButton({ text, what, isSeen }: { text: string; what: string; isSeen?: boolean }) {
  const toast = useToast()
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(`Copied: ${what}.`),
      () => toast('Your browser did not allow copying. Select the text and copy it by hand.'),
    )
  return (
    <button type="button" className="small" onClick={() => void copy()}>
      {isSeen ? (
        `Copy ${what}`
      ) : (
        <>
          Copy<span className="hidden"> {what}</span>
        </>
      )}
    </button>
  )
}
