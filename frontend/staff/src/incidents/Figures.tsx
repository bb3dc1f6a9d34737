import { useQuery } from '@tanstack/react-query'
import type { FiguresByMonth } from '../api/types'
import { Loaded } from '../parts/Loaded'
import {
  type Bar,
  type Chart,
  halfYears,
  isAllWithheld,
  longMonth,
  SERIES,
  shortMonth,
  shownCount,
} from './chart'
import styles from './incidents.module.css'
import { figuresQuery } from './queries'

/** Of half a year. */
const WIDTH = 360
const HEIGHT = 180

/** How many, month by month: a drawing, and the same as a table (M10). */
export function Figures() {
  const figures = useQuery(figuresQuery)
  return (
    <section className="card stack unprinted" aria-labelledby="figures">
      <h2 id="figures">Month by month</h2>
      <Loaded query={figures}>
        {(found) =>
          isAllWithheld(found) ? (
            <p>In each of the twelve months before this one there were fewer than 3 of each kind.</p>
          ) : (
            <>
              {found.figures.some(({ counts }) => counts.some(Boolean)) && <Drawing found={found} />}
              <Legend found={found} />
              <Table found={found} />
            </>
          )
        }
      </Loaded>
    </section>
  )
}

function Drawing({ found }: { found: FiguresByMonth }) {
  return (
    <div className={styles.halves}>
      {halfYears(found, WIDTH, HEIGHT).map((half) => (
        <HalfYear key={half.months[0]?.month} half={half} />
      ))}
    </div>
  )
}

function HalfYear({ half: { bars, lines, months } }: { half: Chart }) {
  return (
    <svg className={styles.chart} viewBox={`-32 -12 ${WIDTH + 40} ${HEIGHT + 40}`} aria-hidden="true">
      <Patterns />
      {lines.map(({ y, count }) => (
        <g key={count}>
          <line x1={0} x2={WIDTH} y1={y} y2={y} className={styles.line} />
          <text x={-8} y={y + 5} textAnchor="end">
            {count}
          </text>
        </g>
      ))}
      {bars.map((bar) => (
        <BarShape key={`${bar.series} ${bar.x}`} bar={bar} />
      ))}
      {months.map(({ x, month }) => (
        <text key={month} x={x} y={HEIGHT + 20} textAnchor="middle">
          {shortMonth(month)}
        </text>
      ))}
    </svg>
  )
}

function BarShape({ bar: { series, ...box } }: { bar: Bar }) {
  return <rect {...box} className={styles.bar} fill={`url(#bar-${SERIES[series].pattern})`} />
}

function Patterns() {
  return (
    <defs>
      <pattern id="bar-full" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" className={styles.ink} />
      </pattern>
      <pattern id="bar-stripes" width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M0 6L6 0" className={styles.stroke} />
      </pattern>
      <pattern id="bar-dots" width="6" height="6" patternUnits="userSpaceOnUse">
        <circle cx="3" cy="3" r="1.500" className={styles.ink} />
      </pattern>
      <pattern id="bar-rows" width="6" height="5" patternUnits="userSpaceOnUse">
        <path d="M0 2.500H6" className={styles.stroke} />
      </pattern>
      <pattern id="bar-crosses" width="7" height="7" patternUnits="userSpaceOnUse">
        <path d="M0 7L7 0M0 0L7 7" className={styles.stroke} />
      </pattern>
      <pattern id="bar-empty" width="4" height="4" patternUnits="userSpaceOnUse" />
    </defs>
  )
}

function Legend({ found }: { found: FiguresByMonth }) {
  return (
    <ul className={`plain row ${styles.legend}`} aria-hidden="true">
      {found.figures.map(({ series }) => (
        <li key={series}>
          <svg width="18" height="14" viewBox="0 0 18 14">
            <Patterns />
            <rect
              x="1"
              y="1"
              width="16"
              height="12"
              className={styles.bar}
              fill={`url(#bar-${SERIES[series].pattern})`}
            />
          </svg>
          {SERIES[series].words}
        </li>
      ))}
    </ul>
  )
}

function Table({ found }: { found: FiguresByMonth }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <div className="tablebox" role="region" aria-label="The same as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Month</th>
            {found.figures.map(({ series }) => (
              <th key={series} scope="col">
                {SERIES[series].words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.months.map((month, place) => (
            <tr key={month}>
              <th scope="row">{longMonth(month)}</th>
              {found.figures.map(({ series, counts }) => (
                <td key={series}>{shownCount(counts[place] ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
