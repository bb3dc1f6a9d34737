import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { Findings } from './Findings'
import { Pages } from './Pages'

/** The school's own website, as visitors see it. */
export function WebsitesPage() {
  useTitle('Our website')
  return (
    <>
      <h1>Our website</h1>
      <p className="lead">
        We look at these pages each night, as a visitor would: for copies of your pictures that nobody told us
        about, for copies that should be gone, and for dead links <RuleLink id="P9" />.
      </p>
      <Findings />
      <Pages />
    </>
  )
}
