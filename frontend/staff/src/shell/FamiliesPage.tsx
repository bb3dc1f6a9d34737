import { Link } from '@tanstack/react-router'
import { useMe } from '../accounts/session'
import { useTitle } from '../parts/title'
import { FAMILIES, placesFor } from './places'
import styles from './FamiliesPage.module.css'

/** Everything about what families are asked and what they answered, in one place. */
export function FamiliesPage() {
  useTitle('Families')
  const me = useMe()
  return (
    <>
      <h1>Families</h1>
      <p className="lead">Ask families, take down what they answered, and settle what is open.</p>
      <ul className={styles.places}>
        {placesFor(FAMILIES, me.permissions).map((place) => (
          <li key={place.label} className="card">
            <Link to={place.to}>{place.label}</Link>
            {place.about && <p>{place.about}</p>}
          </li>
        ))}
      </ul>
    </>
  )
}
