import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '../accounts/session'
import { useUnsaved } from '../accounts/unsaved'
import type { SchoolPolicy, SchoolPolicyDetail } from '../api/types'
import { languageName } from '../forms/words'
import { fieldProblem } from '../parts/fieldProblem'
import { Loaded } from '../parts/Loaded'
import { ProblemNotice } from '../parts/ProblemNotice'
import { RuleLink } from '../parts/Reasons'
import { useTitle } from '../parts/title'
import { COVER_STYLES } from '../publishing/coverStyles'
import { type Form, Group, One, whole } from './choices'
import { HowLongItStays, TwoPeople } from './GoingPublic'
import { changesNothing, isSame, MONTH_NAMES, percent, said } from './policy'
import { policyQuery, useChangePolicy, useTrial } from './queries'
import { WhatWouldChange } from './WhatWouldChange'

const LANGUAGES = ['en', 'cy', 'pl', 'ro', 'ur', 'pa', 'bn', 'ar', 'so', 'tr', 'zh', 'uk']

/** What the school may choose where the rulebook leaves a choice. */
export function PolicyPage() {
  useTitle('School policy')
  const policy = useQuery(policyQuery)
  const mayEdit = useMay('policy:edit')
  return (
    <>
      <h1>School policy</h1>
      <p className="lead">
        What your school chooses where a rule leaves a choice. A change holds at once for every picture;
        answers that were given keep the day on which they run out.
      </p>
      {!mayEdit && <p className="notice">The head or an administrator can change this.</p>}
      <Loaded query={policy}>
        {(found) => <PolicyForm key={found.revision} detail={found} mayEdit={mayEdit} />}
      </Loaded>
    </>
  )
}

function PolicyForm({ detail, mayEdit }: { detail: SchoolPolicyDetail; mayEdit: boolean }) {
  const [policy, setPolicy] = useState(detail.policy)
  const saving = useChangePolicy(detail.revision)
  const trial = useTrial()
  const isChanged = !isSame(policy, detail.policy)
  const tried = trial.data && isSame(trial.variables, policy) ? trial.data : null
  useUnsaved(isChanged)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // Saved at once only where that lets nothing out and takes nothing down.
    trial.mutate(policy, { onSuccess: (told) => changesNothing(told) && saving.mutate(policy) })
  }
  const form: Form = {
    policy,
    defaults: detail.defaults,
    set: (change) => setPolicy({ ...policy, ...change }),
    rule: (choice) => detail.rules[choice] ?? '',
    isDefault: (choice) => isSame(policy[choice], detail.defaults[choice]),
    default: (choice) => said(detail.defaults, choice),
    wrong: (choice) => fieldProblem(saving.error ?? trial.error, choice),
  }
  const isBusy = saving.isPending || trial.isPending
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayEdit}>
        <HowLong form={form} />
        <WhoIsAsked form={form} />
        <Conditions form={form} />
        <Basis form={form} />
        <Languages form={form} />
        <TwoPeople form={form} />
        <HowLongItStays form={form} />
        <Sizes form={form} />
        <GoingOut form={form} />
        <PortraitChoices form={form} />
        <LargeEvents form={form} />
        <UploadNotice form={form} />
        <Contact form={form} />
      </fieldset>
      {(saving.error ?? trial.error) && <ProblemNotice thrown={saving.error ?? trial.error} />}
      {mayEdit && tried && !changesNothing(tried) && (
        <WhatWouldChange preview={tried}>
          <button type="button" className="primary" disabled={isBusy} onClick={() => saving.mutate(policy)}>
            Save it: this happens at once
          </button>
          <button type="button" onClick={() => setPolicy(detail.policy)}>
            Leave the policy as it was
          </button>
        </WhatWouldChange>
      )}
      {mayEdit && !(tried && !changesNothing(tried)) && (
        <div className="row">
          <button type="submit" className="primary" disabled={isBusy || !isChanged}>
            {trial.isPending ? 'Looking at what would change …' : 'Save the policy'}
          </button>
          {isChanged && (
            <button type="button" onClick={() => setPolicy(detail.policy)}>
              Undo what I changed
            </button>
          )}
        </div>
      )}
    </form>
  )
}

function HowLong({ form }: { form: Form }) {
  const { policy, set } = form
  return (
    <Group
      title="How long a yes lasts"
      about={
        <>
          A yes runs out, a no doesn’t <RuleLink id={form.rule('answers_last')} />. A child who leaves, or
          turns 18, ends it in any case.
        </>
      }
    >
      <One form={form} choice="answers_last" label="A yes lasts">
        <select
          value={policy.answers_last}
          onChange={({ target }) => set({ answers_last: target.value as SchoolPolicy['answers_last'] })}
        >
          <option value="school_year">until the school year ends</option>
          <option value="until_leaving">until the child leaves</option>
        </select>
      </One>
      <One form={form} choice="year_ends_month" label="The school year ends in">
        <select
          value={policy.year_ends_month}
          onChange={({ target }) => set({ year_ends_month: Number(target.value) })}
        >
          {MONTH_NAMES.map((month, at) => (
            <option key={month} value={at + 1}>
              {month}
            </option>
          ))}
        </select>
      </One>
      <One form={form} choice="year_ends_day" label="On day">
        <input {...whole(form, 'year_ends_day', 1, 31)} />
      </One>
      <One
        form={form}
        choice="renewal_days"
        label="Families are asked again this many days before"
        hint="A yes given within these days lasts the whole next year."
      >
        <input {...whole(form, 'renewal_days', 7, 120)} />
      </One>
      <One
        form={form}
        choice="oldest_past_answer_months"
        label="The oldest earlier yes that can be taken over, in months"
        hint="For answers that your school has from before it used this service."
      >
        <input {...whole(form, 'oldest_past_answer_months', 0, 60)} />
      </One>
    </Group>
  )
}

function WhoIsAsked({ form }: { form: Form }) {
  const { policy, set } = form
  return (
    <Group
      title="Young people"
      about={
        <>
          A child’s no always wins, at any age <RuleLink id={form.rule('young_people')} />.
        </>
      }
    >
      <One
        form={form}
        choice="capacity_age"
        label="Young people are asked too from age"
        hint="An assessment on record can say otherwise for one child."
      >
        <input {...whole(form, 'capacity_age', 8, 17)} />
      </One>
      <One form={form} choice="young_people" label="Their word">
        <select
          value={policy.young_people}
          onChange={({ target }) => set({ young_people: target.value as SchoolPolicy['young_people'] })}
        >
          <option value="veto">Their no is enough; a parent’s yes is enough for a yes</option>
          <option value="both_must_agree">Both must agree: without their own yes, nothing is shown</option>
        </select>
      </One>
    </Group>
  )
}

function Conditions({ form }: { form: Form }) {
  return (
    <Group
      title="Conditions on a yes"
      about={
        <>
          What ‘only in a group’ and ‘no close-ups’ mean <RuleLink id={form.rule('smallest_group')} />.
        </>
      }
    >
      <One form={form} choice="smallest_group" label="A group has at least this many children">
        <input {...whole(form, 'smallest_group', 2, 20)} />
      </One>
      <One
        form={form}
        choice="close_up_share"
        label="A close-up: a face taller than this share of the picture, in per cent"
      >
        <input
          type="number"
          required
          min={5}
          max={90}
          value={String(percent(form.policy.close_up_share))}
          onChange={({ target }) => form.set({ close_up_share: Number(target.value) / 100 })}
        />
      </One>
    </Group>
  )
}

function Basis({ form }: { form: Form }) {
  return (
    <Group
      title="Lawful basis"
      about={
        <>
          Only a public body, such as a maintained school, may rest a use on public task{' '}
          <RuleLink id={form.rule('is_public_body')} />. If you take this off, every use rests on consent at
          once.
        </>
      }
    >
      <label className="choice">
        <input
          type="checkbox"
          checked={form.policy.is_public_body}
          onChange={({ target }) => form.set({ is_public_body: target.checked })}
        />
        <span>The school is a public body.</span>
      </label>
    </Group>
  )
}

function Languages({ form }: { form: Form }) {
  const { languages } = form.policy
  const change = (code: string, isOffered: boolean) =>
    form.set({
      languages: LANGUAGES.filter((each) => (each === code ? isOffered : languages.includes(each))),
    })
  return (
    <Group
      title="Languages"
      about={
        <>
          In which families can read their pages <RuleLink id={form.rule('languages')} />. English is always
          one.
        </>
      }
    >
      {LANGUAGES.map((code) => (
        <label className="choice" key={code}>
          <input
            type="checkbox"
            disabled={code === 'en'}
            checked={languages.includes(code)}
            onChange={({ target }) => change(code, target.checked)}
          />
          <span>{languageName(code)}</span>
        </label>
      ))}
    </Group>
  )
}

function Sizes({ form }: { form: Form }) {
  return (
    <Group
      title="Size of pictures on the open web"
      about={
        <>
          Small pictures are of less use to those who would misuse them{' '}
          <RuleLink id={form.rule('open_web_longest_edge')} />.
        </>
      }
    >
      <One form={form} choice="open_web_longest_edge" label="Longest edge, in pixels">
        <input {...whole(form, 'open_web_longest_edge', 320, 2400)} />
      </One>
      <One form={form} choice="single_child_longest_edge" label="Of a picture with a single child">
        <input {...whole(form, 'single_child_longest_edge', 320, 2400)} />
      </One>
    </Group>
  )
}

function PortraitChoices({ form }: { form: Form }) {
  const { policy, set } = form
  return (
    <Group
      title="Large portraits on the open web"
      about={
        <>
          A large face that looks at the camera is easily misused <RuleLink id={form.rule('portraits')} />.
        </>
      }
    >
      <One form={form} choice="portraits" label="Such a picture">
        <select
          value={policy.portraits}
          onChange={({ target }) => set({ portraits: target.value as SchoolPolicy['portraits'] })}
        >
          <option value="second_person">goes out after a second person has looked at it</option>
          <option value="deny">doesn’t go out</option>
          <option value="allow">goes out, with a warning to staff</option>
        </select>
      </One>
      <One
        form={form}
        choice="portrait_share"
        label="A face is large when it is higher than this share of the picture, in per cent"
      >
        <input
          type="number"
          required
          min={10}
          max={90}
          value={String(percent(policy.portrait_share))}
          onChange={({ target }) => set({ portrait_share: Number(target.value) / 100 })}
        />
      </One>
    </Group>
  )
}

function LargeEvents({ form }: { form: Form }) {
  const { policy, set } = form
  return (
    <Group
      title="Large events"
      about={
        <>
          What photographers sign <RuleLink id={form.rule('photographer_terms')} />, and how small a face in a
          crowd has to be <RuleLink id={form.rule('crowd_face_share')} />.
        </>
      }
    >
      <One
        form={form}
        choice="photographer_terms"
        label="What photographers sign"
        hint="A line for each point. Who has signed keeps the words as they were."
      >
        <textarea
          required
          rows={8}
          maxLength={5000}
          value={policy.photographer_terms}
          onChange={({ target }) => set({ photographer_terms: target.value })}
        />
      </One>
      <One
        form={form}
        choice="crowd_face_share"
        label="In a crowd picture no face is higher than this share of it, in per cent"
      >
        <input
          type="number"
          required
          min={1}
          max={10}
          value={String(percent(policy.crowd_face_share))}
          onChange={({ target }) => set({ crowd_face_share: Number(target.value) / 100 })}
        />
      </One>
    </Group>
  )
}

function UploadNotice({ form }: { form: Form }) {
  const { policy, set } = form
  return (
    <Group
      title="What staff read when they add photos"
      about={
        <>
          What follows from taking pictures without consent, in your school’s words{' '}
          <RuleLink id={form.rule('upload_notice')} />.
        </>
      }
    >
      <One form={form} choice="upload_notice" label="The notice">
        <textarea
          required
          rows={5}
          maxLength={1000}
          value={policy.upload_notice}
          onChange={({ target }) => set({ upload_notice: target.value.replaceAll(/\s*\n\s*/g, ' ') })}
        />
      </One>
    </Group>
  )
}

function GoingOut({ form }: { form: Form }) {
  const { policy, set } = form
  return (
    <Group
      title="Pictures that go out"
      about={
        <>
          Redacted faces are covered whole <RuleLink id={form.rule('cover_style')} />. Each file says whose
          picture it is, and that nobody may train machines with it <RuleLink id={form.rule('credit')} />.
        </>
      }
    >
      <One form={form} choice="cover_style" label="Faces are covered with">
        <select
          value={policy.cover_style}
          onChange={({ target }) => set({ cover_style: target.value as SchoolPolicy['cover_style'] })}
        >
          {COVER_STYLES.map(({ id, words }) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </One>
      <One
        form={form}
        choice="credit"
        label="Notice of rights"
        hint="Stands inside each file. Name no child. Left empty, it is © and the school’s name."
      >
        <input
          value={policy.credit}
          maxLength={200}
          onChange={({ target }) => set({ credit: target.value })}
        />
      </One>
    </Group>
  )
}

function Contact({ form }: { form: Form }) {
  const line = (choice: 'contact' | 'address', longest: number) => ({
    value: form.policy[choice],
    maxLength: longest,
    onChange: ({ target }: { target: { value: string } }) => form.set({ [choice]: target.value }),
  })
  return (
    <Group
      title="The school on receipts"
      about={
        <>
          Families keep a receipt of each answer <RuleLink id={form.rule('contact')} />. It says how to reach
          the school.
        </>
      }
    >
      <One form={form} choice="contact" label="E-mail or phone number of the school">
        <input {...line('contact', 200)} />
      </One>
      <One form={form} choice="address" label="Postal address, in one line">
        <input {...line('address', 300)} />
      </One>
    </Group>
  )
}
