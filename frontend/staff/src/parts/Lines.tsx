/** A text whose lines are points of their own, such as terms to sign: each is set apart. */
export function Lines({ text, className }: { text: string; className?: string | undefined }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return (
    <blockquote className={className}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </blockquote>
  )
}
