/** The comparison's page in a real browser: visible, quiet, and not wider than the window. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { comparisonPage } from './page.ts'
import { smallComparison } from './small-comparison.ts'

const browser = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

describe(browser === undefined ? 'in a browser (not run: no chromium on the PATH)' : 'in chromium', () => {
  test('chromium is there if it is required', () => {
    expect(browser !== undefined || process.env['ASSAY_REQUIRE_CHROMIUM'] !== '1').toBe(true)
  })

  test.skipIf(browser === undefined)('every figure is visible, nothing is requested, nothing goes wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-comparison-'))
    const running = await chromium.launch({ executablePath: browser as string, args: ['--no-sandbox', '--disable-gpu'] })
    try {
      writeFileSync(join(folder, 'comparison.html'), await comparisonPage(await smallComparison()))
      const address = pathToFileURL(join(folder, 'comparison.html')).href
      for (const width of [400, 1200]) {
        const tab = await running.newPage({ viewport: { width, height: 800 } })
        const events: string[] = []
        tab.on('request', (request) => events.push(`request ${request.url()}`))
        tab.on('console', (message) => events.push(`console ${message.text()}`))
        tab.on('pageerror', (error) => events.push(`error ${error.message}`))
        await tab.goto(address)
        const figures = tab.locator('figure svg.figure')
        expect(await figures.count()).toBe(9)
        for (const figure of await figures.all()) expect(await figure.isVisible()).toBe(true)
        expect(await tab.evaluate('document.documentElement.scrollWidth'), 'no sideways scrolling').toBe(width)
        expect(events).toEqual([`request ${address}`])
        await tab.close()
      }
    } finally {
      await running.close()
      rmSync(folder, { recursive: true })
    }
  })
})
