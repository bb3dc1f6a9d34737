import { describe, expect, test } from 'vitest'
import { likenesses, type Pixels } from './pdq'

/** What the reference (and the service) gives for `pattern`: as it is, and in its eight positions. */
const REFERENCE = [
  {
    height: 300,
    width: 400,
    step: 1,
    positions: [
      'a49f7d6a5dc0ee95f5ee2590feed9912feadb6b8ffd2af800002ffdf00000000',
      '99d4855bc6f4975b53b4050b12b492cbb2d495db4ac06a9bcac4657b492c6d7b',
      'f1c9d7c00095643f81bb8bbabbb82bb8abf80e12ea87052a555755755555aaaa',
      'cca12fd193a13df106e1afa147a13061e3a13f711f95c0319f91cfd11c79c7d1',
      'a49d829555c0316ad46ede6f6eed76edfead5947bfd2507f000200200000ffff',
      'f1c8283f00959bc0803b74453bb8dc47abf8f1ed2a07fad55557aa8a55555555',
      '9bf47aa4def46be473b4fef412f46d34bef46a244ac09564cac49a84c92c9284',
      'cea1d02e93a1c20e07e1505e47e1cf9eefa1c08e1f953fce9f91302e1c79b82e',
    ],
  },
  {
    height: 400,
    width: 225,
    step: 5,
    positions: [
      '7fe8f400811ff5808716f5a8ff00fa4480fffe4080fffe4080fffe0080fffe00',
      '7f7d28aac3542aaa835421af8b5541ff84aa7e1584aadf5584a8de5520a0df5f',
      '2abd5aaad4525eaad2557f02fa5550ee55aa50aad5aa54aad5ab50aa55b170aa',
      '2a28800086018000d6008305de00fb55d1ffd4ffd1ff55fdd1fd74f575fd55f5',
      '7fe80bff81060bff83002a57af0005bb00ff01ff80ff01ff80fa05ff00e025ff',
      '2abda155d4428055d25580fdba55af1155aaab15d5aaab55d5a9af5555a18755',
      '7fffd755d755d7558355de558b55be0094aa81fa84aa28aaa4aa29aa28aa20aa',
      '2a287fff86017fffd60034bade0004aad1ff2b00d1ffaa02d1fd8b0075fd8a0a',
    ],
  },
  {
    height: 64,
    width: 64,
    step: 2,
    positions: [
      '2b7556adad358acd95226a55ccb53968e6d708ac55524a35656bc9969327a54e',
      'ba87b943ada9b6ddb7549556d49256d05ad46a56eb5a595b5149092828af1965',
      'fe22fc07fc6230e7e0f7c1ff99e093c2b382a3062407e09f303e633cc6720fe4',
      '6f9213e9f0dc0c77e2011fdc81c7f83a0781c0fc3e0ff3e1041ca3825dfaa3cf',
      '2b55a952a9356532952294aaccb5c697e6d776535152b54a656b366993275ab1',
      'fe2003f8f862df99e0f73f0099e06c3db3825df920071ff0303e9cc3c672f01b',
      '3a8746bca5894922b7546aa9d492a92f52c495a9eb5aa6b45149f6d708aff69a',
      'efd2ec16f8fcf388e201e02381c707c51f913f03be0f0c1e041c5c7dfdfa5c30',
    ],
  },
  {
    height: 512,
    width: 512,
    step: 3,
    positions: [
      '7ff8fbfffffdfbff52000400fffb0400ff5b0401fffe04117ef700001c600000',
      '70a007fff2a8055772a8586778282f7f50002ff772082dff5000afff5008afff',
      '20055155ab5551550755aeaa6965aeaae855aaaaef45aeaa6b37aaaa5555aaaa',
      '25f5ad55a5ddafdd27fdf28d0d7d85d505558555075585550555055505550555',
      '75500400fc0004005200fbff1c20fbffbd00fbff8a00fbff3e00ffff0000ffff',
      '2005aeaaab75aeaa0755515569655155e8555555ef5551556b37555555555555',
      '72a0faa8f2a8faaaf2aaa7fafaa8f2a0f228f2aaf22af2b8f2a0702852a872d8',
      '25f552aaa7fd500227fd0d322d7d7a2a05557aa2075d788a0555faaa055dfaaa',
    ],
  },
]

function pattern(height: number, width: number, step: number): Pixels {
  const data = new Uint8ClampedArray(height * width * 4).fill(255)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4
      data[at] = (x * step + y * 3) % 256
      data[at + 1] = (Math.floor((x * x) / 7) + y * step) % 256
      data[at + 2] = Math.floor((x * y) / 5) % 256
    }
  return { height, width, data }
}

function bitsApart(one: string, other: string): number {
  return (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2).replaceAll('0', '').length
}

describe('the likeness of a picture', () => {
  test.each(REFERENCE)(
    'has the bits of the reference: $height × $width, in each position',
    ({ height, width, step, positions }) => {
      const found = likenesses(pattern(height, width, step))
      expect(found).toHaveLength(8)
      // A wave that lies on the median falls to either side.
      expect(bitsApart(found[0]!, positions[0]!)).toBeLessThanOrEqual(2)
      for (const position of positions)
        expect(Math.min(...found.map((each) => bitsApart(each, position)))).toBeLessThanOrEqual(2)
    },
  )

  test('is none of a picture that is too small or too plain', () => {
    expect(likenesses(pattern(4, 400, 1))).toEqual([])
    expect(likenesses({ height: 300, width: 400, data: new Uint8ClampedArray(480_000).fill(200) })).toEqual(
      [],
    )
  })

  test('is far from that of another picture', () => {
    const [one] = likenesses(pattern(300, 400, 1))
    const [other] = likenesses(pattern(300, 400, 9))
    expect(bitsApart(one!, other!)).toBeGreaterThan(31)
  })
})
