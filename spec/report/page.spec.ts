/** The page: nothing of a sheet becomes markup, nothing is fetched, and a browser can read it by keyboard. */
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { parseHTML } from 'linkedom/worker'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparisonPage } from '../comparison/page.ts'
import { ownComparison } from '../comparison/small-comparison.ts'
import { anyCard } from './any-card.ts'
import { seed } from '../judge/seed.ts'
import reference from '../subjects/reference.ts'
import type { ReportCard } from './card.ts'
import { drawFigures } from './figure.ts'
import { questions } from '../questions/index.ts'
import { truthPage } from '../questions/truth.ts'
import { reportPage } from './page.ts'
import { sampleCard } from './sample-card.ts'
import { truthMarkup } from './truth-markup.ts'

// All but that of question 4, which runs trials for seconds: `figures.spec` draws it
const figures = questions.flatMap(({ id, figure }) => (figure === undefined || id === 'q4' ? [] : [figure]))
const truths = new Map(questions.map(({ id }) => [id, truthMarkup(truthPage(id)?.text ?? '')] as const))
const page = reportPage(sampleCard, await drawFigures(figures, reference), truths)

/** As much of the DOM as the specs read; the compiler is not told of browsers. */
interface Node {
  readonly localName: string
  readonly textContent: string
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
  getAttribute(name: string): string | null
  querySelectorAll(selector: string): Iterable<Node>
}

function read(html: string): Node {
  return parseHTML(html).document.documentElement
}

function all(root: Node, selector: string): Node[] {
  return [...root.querySelectorAll(selector)]
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** What a reader sees of a text: white space is one space, control characters are pictures. */
function seen(text: string): string {
  return text
    .replaceAll(/[\p{Cs}\u0080-\u009f\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, (c) => (c === '\u007f' ? '␡' : String.fromCodePoint(0x2400 + c.charCodeAt(0))))
    .replaceAll(/\s+/g, ' ')
    .trim()
}

test('for every card the elements are the page’s own, nothing runs or points outside, and every verdict can be read, in order', () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      const root = read(reportPage(card, []))
      elementsAreItsOwn(root, card)
      noAttributePointsOutside(root)
      policyForbidsAllElse(root)
      verdictsCanBeRead(root, card)
    }),
    { seed, numRuns: 25, examples: [[sampleCard]] },
  )
})

function elementsAreItsOwn(root: Node, { items }: ReportCard): void {
  const own =
    'html head meta title style body header h1 p code b svg rect ul li span nav a button main section h2 article h3 details summary div h4 dl dt dd table thead tbody tr th td footer script'
  expect([...new Set(all(root, '*').map(({ localName }) => localName))].filter((name) => !own.split(' ').includes(name))).toEqual(
    [],
  )
  expect([all(root, 'script').length, all(root, 'style').length, all(root, 'article').length]).toEqual([1, 1, items.length])
}

function noAttributePointsOutside(root: Node): void {
  for (const { name, value } of all(root, '*').flatMap(({ attributes }) => [...attributes])) {
    expect(name).not.toMatch(/^(on|src|style$|action|data$|xlink)/)
    if (name === 'href') expect(value).toMatch(/^#(question|item)-\d+$/)
  }
  const [style] = all(root, 'style')
  expect(style?.textContent).not.toMatch(/url\(|@import|https?:/)
}

function policyForbidsAllElse(root: Node): void {
  const policy =
    all(root, 'meta')
      .find((meta) => meta.getAttribute('http-equiv') !== null)
      ?.getAttribute('content') ?? ''
  const [style = '', script = ''] = ['style', 'script'].map((name) => hashOf(all(root, name)[0]?.textContent ?? ''))
  expect(policy).toBe(`default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`)
}

function verdictsCanBeRead(root: Node, { items, questions: graded, complete }: ReportCard): void {
  const inOrder = graded.flatMap(({ id }) => items.filter(({ question }) => question === id))
  const texts = (selector: string): string[] => all(root, selector).map(({ textContent }) => seen(textContent))
  expect(texts('article h3')).toEqual(inOrder.map(({ id, text }) => seen(id + text)))
  expect(texts('article > .reason')).toEqual(inOrder.map(({ verdict }) => seen(verdict.reason)))
  expect(texts('article > .badge').map((badge) => badge.slice(2))).toEqual(inOrder.map(({ verdict }) => verdict.word))
  expect(texts('.replay code')).toEqual(inOrder.flatMap(({ evidence }) => evidence.map(({ replay }) => seen(replay))))
  expect(texts('[role=status]').length).toBe(complete ? 0 : 1)
}

test('what was said is told from what was expected of code', () => {
  const labels = all(read(page), '.evidence dt').map(({ textContent }) => textContent)
  const count = (label: string): number => labels.filter((each) => each === label).length
  const failures = sampleCard.items.flatMap(({ evidence }) => evidence.flatMap(({ failure }) => failure ?? []))
  const words = failures.filter(({ said }) => said !== undefined).length
  expect(words).toBeGreaterThan(0)
  expect(failures.length).toBeGreaterThan(words)
  expect(['You said', 'It is', 'Expected', 'Got'].map(count)).toEqual([
    words,
    words,
    failures.length - words,
    failures.length - words,
  ])
})

test('what came from the reference is said in the evidence, where something did', () => {
  const said = all(read(page), '.evidence dt, .evidence dd').map(({ textContent }) => textContent)
  expect(said.flatMap((text, i) => (text === 'From reference' ? [said[i + 1]] : []))).toEqual(['fitLogistic'])
})

describe('what is true, and why', () => {
  const root = read(page)
  const explained = all(root, 'section > details.truth')

  test('stands closed below every question that was graded', () => {
    expect(explained.length).toBe(new Set(sampleCard.questions.map(({ id }) => id)).size)
    for (const truth of explained) {
      expect(truth.getAttribute('open')).toBeNull()
      expect(all(truth, 'h3').map(({ textContent }) => textContent)).toEqual(expect.arrayContaining(['In short', 'Why']))
      expect(all(truth, '.scroll[tabindex] > table').length).toBe(all(truth, 'table').length)
    }
  })

  test('is text and tables: no link, no image, nothing that runs', () => {
    const plain = 'summary h3 p strong em code ul ol li div table thead tbody tr th td'.split(' ')
    const names = questions.flatMap(({ id }) => all(read(`<body>${truths.get(id)?.text ?? ''}</body>`), 'body *'))
    expect([...new Set(names.map(({ localName }) => localName))].filter((name) => !plain.includes(name))).toEqual([])
    expect(names.length).toBeGreaterThan(100)
  })

  test('has no markup but Markdown', () => {
    expect(truthMarkup('a <b>b</b>\n\n<script>c</script>').text).toBe(
      '<p>a &lt;b&gt;b&lt;/b&gt;</p>\n&lt;script&gt;c&lt;/script&gt;',
    )
  })
})

const browserPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Starting a browser costs more than all that is asked of it: the comparison's page is looked at here, too. */
describe(
  browserPath === undefined ? 'WITHOUT A BROWSER: no chromium on the PATH, so only the markup is checked' : 'in chromium',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-page-'))
    let browser: Browser | undefined
    beforeAll(async () => {
      if (browserPath === undefined) return
      browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
    })
    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true })
    })
    const addressOf = (name: string, html: string): string => {
      writeFileSync(join(folder, name), html)
      return pathToFileURL(join(folder, name)).href
    }

    test('chromium is there if it is required', () => {
      expect(
        browserPath !== undefined || process.env['ASSAY_REQUIRE_CHROMIUM'] !== '1',
        'ASSAY_REQUIRE_CHROMIUM=1, but there is none',
      ).toBe(true)
    })

    test('figures are in the page, evidence can be opened and copied by keyboard, nothing is requested, nothing goes wrong', async () => {
      if (browser === undefined) {
        const root = read(page)
        expect(all(root, 'figure svg[role=img]').length).toBeGreaterThan(0)
        expect(all(root, 'article details > summary').length).toBe(
          sampleCard.items.filter(({ evidence }) => evidence.length > 0).length,
        )
        return
      }
      await readByKeyboard(browser, addressOf('report.html', page))
    })

    test.skipIf(browserPath === undefined)(
      'every figure of a comparison is visible, nothing is requested, nothing goes wrong',
      async () => {
        const address = addressOf('comparison.html', await comparisonPage(await ownComparison()))
        const tab = (await browser?.newPage()) ?? expect.fail('no browser')
        const events = watch(tab)
        for (const width of [400, 1200]) {
          await tab.setViewportSize({ width, height: 800 })
          await tab.goto(address)
          const drawn = tab.locator('figure svg.figure')
          expect(await drawn.count()).toBe(9)
          for (const figure of await drawn.all()) expect(await figure.isVisible()).toBe(true)
          expect(await tab.evaluate('document.documentElement.scrollWidth'), 'no sideways scrolling').toBe(width)
          expect(events.splice(0)).toEqual([`request ${address}`])
        }
        await tab.close()
      },
    )
  },
)

async function readByKeyboard(browser: Browser, address: string): Promise<void> {
  const tab = await browser.newPage({ viewport: { width: 400, height: 800 } })
  const events = watch(tab)
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme })
    await tab.goto(address)
    expect(await tab.locator('figure svg.figure').first().isVisible()).toBe(true)
    expect(await tab.evaluate('document.documentElement.scrollWidth'), 'no sideways scrolling at 400 px').toBe(400)

    const details = tab.locator('article details').first()
    await details.locator('summary').focus()
    await tab.keyboard.press('Enter')
    expect(await details.getAttribute('open')).toBe('')
    await tab.keyboard.press('Tab')
    while ((await tab.evaluate('document.activeElement.textContent')) !== 'Copy') await tab.keyboard.press('Tab')
    await tab.keyboard.press('Enter')
    await details.getByRole('button', { name: 'Copied' }).first().waitFor()
    expect(await tab.evaluate('getSelection().toString()')).toBe(await details.locator('.replay code').first().textContent())

    await tab.getByText('Open all evidence').click()
    expect(await tab.locator('article details:not([open])').count()).toBe(0)

    const truth = tab.locator('details.truth').first()
    await truth.locator('summary').focus()
    await tab.keyboard.press('Enter')
    expect(await truth.locator('table').first().isVisible()).toBe(true)
    expect(await tab.evaluate('document.documentElement.scrollWidth'), 'no sideways scrolling with a truth open').toBe(400)
    expect(events.splice(0)).toEqual([`request ${address}`])
  }
  await tab.close()
}

/** Everything that a quiet page does not do. */
function watch(tab: Page): string[] {
  const events: string[] = []
  tab.on('request', (request) => events.push(`request ${request.url()}`))
  tab.on('console', (message) => events.push(`console ${message.text()}`))
  tab.on('pageerror', (error) => events.push(`error ${error.message}`))
  tab.on('dialog', (dialog) => events.push(`dialog ${dialog.message()}`))
  return events
}
