import { describe, expect, test } from 'vitest'
import { children, fold, matching, type Around, type Candidate } from './finder'

const child = (name: string, detail: string | null = null): Candidate => ({ id: name, name, detail })

const around = (names: string[], rest: Partial<Around> = {}): Around => ({
  suggested: [],
  participants: names.map((name) => child(name)),
  school: [],
  recent: [],
  present: new Set(),
  ...rest,
})

const names = (hits: readonly { name: string }[]) => hits.map(({ name }) => name)

describe('names are compared without accents, case and signs', () => {
  test.each([
    ['Zoë', 'zoe'],
    ["O'Brien", 'obrien'],
    ['O’Brien', 'obrien'],
    ['Anne-Marie', 'anne marie'],
    ['Łukasz Øster', 'lukasz oster'],
    ['Nguyễn  Thị', 'nguyen thi'],
    ['Straße', 'strasse'],
    ['  ', ''],
  ])('%s is %s', (name, folded) => {
    expect(fold(name)).toBe(folded)
  })

  test.each([
    ['zoe', 'Zoë Adams'],
    ['Zoë', 'Zoe Adams'],
    ['obrien', "Sean O'Brien"],
    ["o'b", 'Sean OBrien'],
    ['lukasz', 'Łukasz Nowak'],
    ['anne marie', 'Anne-Marie Cole'],
    ['أمير', 'أميرة خان'],
    ['Оля', 'Оля Иванова'],
  ])('%s finds %s', (query, name) => {
    expect(names(matching(query, [child('Ben Cole'), child(name)]))).toContain(name)
  })
})

describe('what was typed', () => {
  const class3 = ['Amira Khan', 'Sam Amis', 'Samira Okoro', 'Khadija Amin', 'Ben Cole'].map((name) =>
    child(name),
  )

  test('may have its words in any order', () => {
    expect(names(matching('khan am', class3))[0]).toBe('Amira Khan')
    expect(names(matching('a kh', class3))).toContain('Amira Khan')
  })

  test('may have one slip when nothing fits as typed', () => {
    expect(names(matching('amria', class3))).toContain('Amira Khan')
  })

  test('is taken literally as long as something fits', () => {
    expect(names(matching('ben', class3))).toEqual(['Ben Cole'])
  })

  test('finds nobody where there is nobody like it', () => {
    expect(matching('xyzzy', class3)).toEqual([])
  })

  test('a minus does not leave people out', () => {
    expect(names(matching('khan -amira', class3))).toEqual(['Amira Khan'])
  })

  test('nothing typed: everybody, as they came', () => {
    expect(matching(' ', class3)).toEqual(class3)
  })
})

describe('the order of what is offered', () => {
  test('who takes part in the event comes first, however well the others fit', () => {
    const hits = children('am', around(['Samuel Day'], { school: [child('Amy Amis')] }))
    expect(names(hits)).toEqual(['Samuel Day', 'Amy Amis'])
    expect(hits.map(({ takesPart }) => takesPart)).toEqual([true, false])
  })

  test('a name that begins so comes before one that only holds it', () => {
    expect(names(children('am', around(['Samuel Day', 'Amira Khan', 'Joe Ames'])))).toEqual([
      'Amira Khan',
      'Joe Ames',
      'Samuel Day',
    ])
  })

  test('who was on the last photos comes first among equals', () => {
    const hits = children(
      'am',
      around(['Amira Khan', 'Amy Lee', 'Samuel Day'], { recent: ['Samuel Day', 'Amy Lee'] }),
    )
    expect(names(hits)).toEqual(['Amy Lee', 'Amira Khan', 'Samuel Day'])
  })

  test('who is in the picture already comes last', () => {
    const hits = children('am', around(['Amira Khan', 'Samuel Day'], { present: new Set(['Amira Khan']) }))
    expect(names(hits)).toEqual(['Samuel Day', 'Amira Khan'])
  })

  test('a child that the server found too is offered once', () => {
    expect(
      names(
        children('amira', around(['Amira Khan'], { school: [child('Amira Khan'), child('Amira Shah')] })),
      ),
    ).toEqual(['Amira Khan', 'Amira Shah'])
  })

  test("the server's order stays", () => {
    const school = [child('Zara Amos'), child('Abel Amos')]
    expect(names(children('amos', around([], { school })))).toEqual(['Zara Amos', 'Abel Amos'])
  })

  test('nothing typed: the last photos, then everybody at the event, nobody else', () => {
    const hits = children(
      '',
      around(['Amira Khan', 'Ben Cole', 'Zoë Day'], { recent: ['Zoë Day'], school: [child('Old Hit')] }),
    )
    expect(names(hits)).toEqual(['Zoë Day', 'Amira Khan', 'Ben Cole'])
  })
})

describe('whom the service suggests', () => {
  const suggested = [
    { ...child('Ben Cole', 'Year 3'), why: 'in the picture before' },
    { ...child('Zoe Quill'), why: 'in the next picture' },
  ]
  const some = around(['Amira Khan', 'Ben Cole', 'Cara Benn'], { suggested, recent: ['Cara Benn'] })

  test('stands first, with its cause, before a letter is typed; then who was named last', () => {
    const hits = children('', some)
    expect(names(hits)).toEqual(['Ben Cole', 'Zoe Quill', 'Cara Benn', 'Amira Khan'])
    expect(hits.map(({ why }) => why)).toEqual(['in the picture before', 'in the next picture', '', ''])
    expect(hits.map(({ takesPart }) => takesPart)).toEqual([true, false, true, true])
  })

  test('is searched with the others by what is typed', () => {
    expect(names(children('ben', some))).toEqual(['Ben Cole', 'Cara Benn'])
    expect(names(children('zo', some))).toEqual(['Zoe Quill'])
  })

  test('comes last once named in the picture', () => {
    expect(names(children('', { ...some, present: new Set(['Ben Cole']) })).at(-1)).toBe('Ben Cole')
  })
})
