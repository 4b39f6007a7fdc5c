/** A wrong value as a sentence: of code what was expected and got, of a claim what was said and what is. Numbers are short in it. */

/** A comparison that failed, as texts with all digits. */
export interface Comparison {
  readonly what: string
  /** `true` where `what` is a rule that was broken. */
  readonly expected: string
  /** Of a broken rule: `false for` what was seen. */
  readonly got: string
}

/** Which side of a comparison is what the claim says; the other side is what is. */
export type Side = 'expected' | 'got'

const BROKEN = /^false for /

/** Whether what failed is a rule, not a comparison of two values. */
export function isRule({ expected, got }: Pick<Comparison, 'expected' | 'got'>): boolean {
  return expected === 'true' && BROKEN.test(got)
}

/** What was seen where a rule was broken. */
export function seenIn(got: string): string {
  return got.replace(BROKEN, '')
}

/** For code: what was expected, then what it gave. */
export function ofCode({ what, expected, got }: Comparison, because = ''): string {
  const [wanted = '', given = ''] = isRule({ expected, got }) ? [expected, toldApart(got)] : short([expected, got])
  return `${inShort(what)}: expected ${wanted}, got ${given}${because === '' ? '' : ` (${toldApart(because)})`}`
}

/** For whoever made a claim: what they said, then what is. */
export function ofClaim({ what, expected, got }: Comparison, said: Side): string {
  if (isRule({ expected, got })) {
    const seen = unquoted(toldApart(seenIn(got)))
    return said === 'expected'
      ? `you said: ${inShort(what)}; it is: ${seen}`
      : `${inShort(what)}: not so for what you said, which gives ${seen}`
  }
  const [own = '', is = ''] = short(said === 'expected' ? [expected, got] : [got, expected]).map(unquoted)
  return `${inShort(what)}: you said ${own}, it is ${is}`
}

/** The digits that a number in a sentence has, unless it takes more to tell two apart. */
const DIGITS = 4
const ALL_DIGITS = 17

/** Two texts with numbers as short as they may be, but different where they were. */
function short(texts: readonly [string, string]): string[] {
  return shortest(texts, (some) => texts[0] === texts[1] || some[0] !== some[1])
}

/** A text in which numbers that differ still do. */
function toldApart(text: string): string {
  const different = (some: string): number => new Set(some.match(ANY_NUMBER)).size
  const [shown = text] = shortest([text], ([some = '']) => different(some) >= different(text))
  return shown
}

function shortest(texts: readonly string[], isEnough: (shown: readonly string[]) => boolean): string[] {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits += 1) {
    const shown = texts.map((text) => inShort(text, digits))
    if (isEnough(shown)) return shown
  }
  return [...texts]
}

/** Numbers with more places than a sentence needs, not within a word, a version or a name of a file. */
const NUMBER = /(?<![\w.])-?\d+\.\d{4,}(?:e[+-]?\d+)?(?![\w.]*\w)/g
const ANY_NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g

function inShort(text: string, digits = DIGITS): string {
  return text.replaceAll(NUMBER, (number) => {
    // Whole digits all stay.
    const whole = number.includes('e') ? 0 : number.replace('-', '').indexOf('.')
    const rounded = Number(Number(number).toPrecision(Math.max(digits, whole)))
    return Number.isFinite(rounded) ? String(rounded) : number
  })
}

/** A text as `show` writes it, without quotation marks around it. */
function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/s, '$1')
}
