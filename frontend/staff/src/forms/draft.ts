import type {
  FormBasis,
  FormCondition,
  FormContent,
  FormDetail,
  FormWords,
  QuestionContent,
} from '../api/types'

/** One use on a form as it stands in some content: what the school wrote, else as the form comes. */
export interface Use {
  purpose: string
  words: FormWords
  conditions: readonly FormCondition[]
  isAsked: boolean
  basis: FormBasis
  reason: string
  translations: QuestionContent['translations']
}

const AS_IT_COMES: QuestionContent = { words: null, conditions: null, translations: {} }

/** The content that is being worked on: the draft, else what is published. */
export function working(form: FormDetail): FormContent {
  return form.draft ?? form.published
}

/** Every use, in the order of asking. */
export function usesOf(form: FormDetail, content: FormContent): Use[] {
  return form.defaults.questions.map(({ purpose, words, conditions }) => {
    const own = content.questions[purpose] ?? AS_IT_COMES
    const basis = content.bases[purpose]
    return {
      purpose,
      words: own.words ?? words,
      conditions: own.conditions ?? conditions,
      isAsked: !content.not_asked.includes(purpose),
      basis: basis?.basis ?? 'consent',
      reason: basis?.reason ?? '',
      translations: own.translations,
    }
  })
}

/** The content with this use as it is given; what is as the form comes isn't kept. */
export function withUse(form: FormDetail, content: FormContent, use: Use): FormContent {
  const { purpose } = use
  const start = form.defaults.questions.find((each) => each.purpose === purpose)
  const question: QuestionContent = {
    words: start && areSame(start.words, use.words) ? null : use.words,
    conditions: start && sameConditions(start.conditions, use.conditions) ? null : [...use.conditions],
    translations: use.translations,
  }
  const isPlain =
    question.words === null && question.conditions === null && Object.keys(use.translations).length === 0
  const { [purpose]: _question, ...questions } = content.questions
  const { [purpose]: _basis, ...bases } = content.bases
  const isOnConsent = use.basis === 'consent' && use.reason === ''
  return {
    ...content,
    questions: isPlain ? questions : { ...questions, [purpose]: question },
    bases: isOnConsent ? bases : { ...bases, [purpose]: { basis: use.basis, reason: use.reason } },
    not_asked: [...content.not_asked.filter((each) => each !== purpose), ...(use.isAsked ? [] : [purpose])],
  }
}

export function areSame(one: FormWords, other: FormWords): boolean {
  return one.name === other.name && one.question === other.question && one.reach === other.reach
}

export function sameConditions(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each))
}

/** The languages whose own translation no longer translates the English as it is: it isn't shown any more. */
export function outdated(use: Use): string[] {
  return Object.entries(use.translations)
    .filter(([, own]) => !areSame(own.english, use.words))
    .map(([code]) => code)
}
