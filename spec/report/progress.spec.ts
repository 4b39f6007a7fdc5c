/** The sign of life: silent for short work, one line on a terminal, few lines in a log. */
import { describe, expect, test } from 'vitest'
import { widthOf } from './text.ts'
import { progress } from './progress.ts'

function watch(isTTY: boolean, times: readonly number[], columns = 60): string[] {
  let clock = 0
  const written: string[] = []
  const life = progress({ write: (text) => void written.push(text), isTTY, columns, now: () => clock })
  for (const time of times) {
    clock = time
    if (time % 1000 === 0) life.clear() // as when an item is printed
    life.step(3, 23, `Q1.f\u001b[2J ${'a long name '.repeat(20)}`)
  }
  life.clear()
  return written
}

const everyTenthOfASecond = Array.from({ length: 121 }, (_, i) => i * 100)

describe.each([true, false])('on a terminal: %s', (isTTY) => {
  test('work under two seconds is silent', () => {
    expect(watch(isTTY, [0, 500, 1999])).toEqual([])
  })

  test('every line fits and says how far the work is', () => {
    for (const text of watch(isTTY, everyTenthOfASecond)) {
      const line = text.replace('\r\u001b[K', '').trimEnd()
      expect(line === '' || /^3 of 23 after \d+ s: Q1\.f␛\[2J a long name.* …$/.test(line)).toBe(true)
      expect(widthOf(line)).toBeLessThan(60)
    }
  })
})

test('a terminal shows one line, which is gone at the end', () => {
  const written = watch(true, everyTenthOfASecond)
  expect(written.filter((text) => text.includes('3 of 23')).length).toBe(101)
  expect(written.every((text) => text.startsWith('\r\u001b[K') && !text.includes('\n'))).toBe(true)
  expect(written.at(-1)).toBe('\r\u001b[K')
})

test('a log gets a whole line every five seconds, and no control character', () => {
  const written = watch(false, everyTenthOfASecond)
  expect(written.map((text) => /after (\d+) s/.exec(text)?.[1])).toEqual(['2', '7', '12'])
  expect(written.every((text) => /^[^\p{Cc}]+\n$/u.test(text))).toBe(true)
})
