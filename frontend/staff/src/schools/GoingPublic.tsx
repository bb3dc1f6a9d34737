import { useQuery } from '@tanstack/react-query'
import { purposesQuery, usePurposeNames } from '../consent/queries'
import { Loaded } from '../parts/Loaded'
import { RuleLink } from '../parts/Reasons'
import { Group, type Form, One, whole } from './choices'

/** For which uses a picture takes two people (P6). */
export function TwoPeople({ form }: { form: Form }) {
  const purposes = useQuery(purposesQuery)
  const purposeName = usePurposeNames()
  const chosen = form.policy.two_people_for
  const usual = form.defaults.two_people_for.map(purposeName).join(', ')
  return (
    <Group
      title="Two people"
      about={
        <>
          For these uses, a person who did not upload a picture places it, or releases what was placed{' '}
          <RuleLink id={form.rule('two_people_for')} />.{' '}
          {form.isDefault('two_people_for') ? 'This is the default.' : `Default: ${usual}.`}
        </>
      }
    >
      <Loaded query={purposes}>
        {(all) => (
          <fieldset>
            <legend className="hidden">Uses that take two people</legend>
            {all.map(({ id, name }) => (
              <label className="choice" key={id}>
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={({ target }) =>
                    form.set({
                      two_people_for: all
                        .map((purpose) => purpose.id)
                        .filter((each) => (each === id ? target.checked : chosen.includes(each))),
                    })
                  }
                />
                <span>{name}</span>
              </label>
            ))}
          </fieldset>
        )}
      </Loaded>
    </Group>
  )
}

/** How long a picture stays without another look (P8), and how long a copy may stay that has to come down (P9). */
export function HowLongItStays({ form }: { form: Form }) {
  return (
    <Group
      title="How long pictures stay"
      about={
        <>
          Everything that is published is looked at again on a date, or it comes down{' '}
          <RuleLink id={form.rule('review_days')} />. When a yes ends, a person takes down what hangs
          elsewhere <RuleLink id={form.rule('takedown_days')} />.
        </>
      }
    >
      <One
        form={form}
        choice="review_days"
        label="A picture is looked at again after, in days"
        hint="A channel can ask for it sooner."
      >
        <input {...whole(form, 'review_days', 28, 730)} />
      </One>
      <One
        form={form}
        choice="takedown_days"
        label="A copy elsewhere comes down within, in school days"
        hint="After that, the safeguarding lead is told."
      >
        <input {...whole(form, 'takedown_days', 1, 14)} />
      </One>
    </Group>
  )
}
