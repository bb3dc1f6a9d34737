const SHAPES = {
  tick: 'M3.500 8.500l3 3 6-7',
  bar: 'M3.500 3.500l9 9M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13z',
  question: 'M5.500 6a2.500 2.500 0 1 1 3.600 2.200c-.7.4-1.100.8-1.100 1.600M8 12.500v.1',
  wait: 'M8 4.500V8l2.500 1.500M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13z',
  warning: 'M8 2L1.500 13.500h13zM8 6.500v3M8 11.600v.1',
  person:
    'M8 7.500a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400zM2.500 14c.4-3 2.600-4.500 5.500-4.500s5.100 1.500 5.500 4.500',
  pin: 'M8 14.500S3 9.900 3 6.500a5 5 0 0 1 10 0c0 3.400-5 8-5 8zM8 8a1.600 1.600 0 1 0 0-3.200A1.600 1.600 0 0 0 8 8z',
} as const

export type IconName = keyof typeof SHAPES

/** A small line drawing beside words; it says nothing on its own. */
export function Icon({ name, size = 14 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[name]} />
    </svg>
  )
}
