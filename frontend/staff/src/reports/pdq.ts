/**
 * A picture's likeness by PDQ, the published perceptual hash, worked out here so that the picture itself is never sent (M8).
 *
 * As the service does it (`consentsvc/media/pdq.py`): the brightness, smoothed and sampled to 64 × 64, its 16 × 16 lowest waves, and for
 * each whether it is above their median. Copies are often mirrored or turned: the samples are, too, which costs next to nothing.
 */

const SAMPLES = 64
const WAVES = 16
/** Pixels: below, the reference gives no hash. */
const SMALLEST = 5
/** Of 100: below, there is too little in the picture to tell it from others. */
const LEAST_QUALITY = 50

/** Eight bits each of red, green, blue and opacity, from the top left, row by row. */
export interface Pixels {
  width: number
  height: number
  data: ArrayLike<number>
}

type Samples = Float64Array

/** The eight likenesses of a picture: as it is, turned, mirrored, and both. None: it is too small or too plain to tell from others. */
export function likenesses(pixels: Pixels): string[] {
  if (Math.min(pixels.width, pixels.height) < SMALLEST) return []
  const samples = sampled(pixels)
  if (quality(samples) < LEAST_QUALITY) return []
  return [samples, mirrored(samples)].flatMap(turns).map(hash)
}

function turns(samples: Samples): Samples[] {
  const quarter = turned(samples)
  const half = turned(quarter)
  return [samples, quarter, half, turned(half)]
}

const turned = (samples: Samples) => placed(samples, (x, y) => [y, SAMPLES - 1 - x])
const mirrored = (samples: Samples) => placed(samples, (x, y) => [SAMPLES - 1 - x, y])

/** The same samples at other places; `from`: where each comes from. */
function placed(samples: Samples, from: (x: number, y: number) => [x: number, y: number]): Samples {
  return samples.map((_, at) => {
    const [x, y] = from(at % SAMPLES, Math.floor(at / SAMPLES))
    return samples[y * SAMPLES + x]!
  })
}

/** The brightness at the middle of each of 64 × 64 shares: along the rows, then down the columns. */
function sampled({ width, height, data }: Pixels): Samples {
  const across = shares(width)
  const rows = new Float64Array(height * SAMPLES)
  const row = new Float64Array(width)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) row[x] = brightness(data, (y * width + x) * 4)
    for (let x = 0; x < SAMPLES; x += 1) rows[y * SAMPLES + x] = weighed(across[x]!, (at) => row[at]!)
  }
  const samples = new Float64Array(SAMPLES * SAMPLES)
  shares(height).forEach((share, y) => {
    for (let x = 0; x < SAMPLES; x += 1)
      samples[y * SAMPLES + x] = weighed(share, (at) => rows[at * SAMPLES + x]!)
  })
  return samples
}

function brightness(data: ArrayLike<number>, at: number): number {
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
}

/** How much each of some values, beginning at `from`, weighs in one sample. */
interface Share {
  from: number
  weights: readonly number[]
}

function weighed({ from, weights }: Share, value: (at: number) => number): number {
  return weights.reduce((sum, weight, step) => sum + weight * value(from + step), 0)
}

/** What `length` values weigh in each of 64: two passes of a running mean, then the value at the middle of each share. */
function shares(length: number): Share[] {
  return Array.from({ length: SAMPLES }, (_, sample) => {
    if (length === SAMPLES) return { from: sample, weights: [1] }
    return twiceMeant(Math.floor(((sample + 0.5) * length) / SAMPLES), length)
  })
}

function twiceMeant(middle: number, length: number): Share {
  const outer = near(middle, length)
  const from = near(outer.from, length).from
  const weights = Array.from({ length: near(outer.to - 1, length).to - from }, () => 0)
  for (let at = outer.from; at < outer.to; at += 1) {
    const inner = near(at, length)
    const weight = 1 / (outer.to - outer.from) / (inner.to - inner.from)
    for (let each = inner.from; each < inner.to; each += 1) weights[each - from]! += weight
  }
  return { from, weights }
}

/** The values that are meant with this one: half a sample to either side, fewer at the ends. `to` isn't among them. */
function near(at: number, length: number): { from: number; to: number } {
  const window = Math.ceil(length / (2 * SAMPLES))
  const after = Math.floor((window + 2) / 2)
  return { from: Math.max(0, at - (window - after)), to: Math.min(length, at + after) }
}

/** 0 to 100: how much there is to see, by the steps between neighbouring samples. */
function quality(samples: Samples): number {
  let steps = 0
  samples.forEach((value, at) => {
    if (at % SAMPLES > 0) steps += step(value, samples[at - 1]!)
    if (at >= SAMPLES) steps += step(value, samples[at - SAMPLES]!)
  })
  return Math.min(100, Math.floor(steps / 90))
}

function step(one: number, other: number): number {
  return Math.abs(Math.trunc(((one - other) * 100) / 255))
}

/** 64 hexadecimal digits: the bit of the last wave first. */
function hash(samples: Samples): string {
  const waves = wavesOf(samples)
  const median = waves.toSorted()[waves.length / 2 - 1]!
  const bits = Array.from(waves, (wave) => (wave > median ? '1' : '0')).toReversed()
  return Array.from({ length: waves.length / 4 }, (_, digit) =>
    Number.parseInt(bits.slice(digit * 4, digit * 4 + 4).join(''), 2).toString(16),
  ).join('')
}

function wavesOf(samples: Samples): Float64Array {
  const rows = new Float64Array(WAVES * SAMPLES)
  for (let wave = 0; wave < WAVES; wave += 1)
    for (let x = 0; x < SAMPLES; x += 1)
      rows[wave * SAMPLES + x] = against(wave, (y) => samples[y * SAMPLES + x]!)
  return Float64Array.from({ length: WAVES * WAVES }, (_, at) =>
    against(at % WAVES, (x) => rows[Math.floor(at / WAVES) * SAMPLES + x]!),
  )
}

/** How much of a wave there is in 64 values. */
function against(wave: number, value: (sample: number) => number): number {
  let sum = 0
  for (let sample = 0; sample < SAMPLES; sample += 1) sum += COSINES[wave * SAMPLES + sample]! * value(sample)
  return sum
}

const COSINES = Float64Array.from(
  { length: WAVES * SAMPLES },
  (_, at) =>
    Math.sqrt(2 / SAMPLES) *
    Math.cos((Math.PI / 2 / SAMPLES) * (Math.floor(at / SAMPLES) + 1) * (2 * (at % SAMPLES) + 1)),
)
