// The gateway goes away under an open page and comes back.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { browser, contexts, demo, until, watched } from './stage.mjs'

let d, b, page, data
before(async () => {
  data = mkdtempSync(join(tmpdir(), 'sluice-browser-'))
  d = await demo({ data })
  b = await browser()
  ;({ page } = await watched(await b.newContext(contexts.light), d.apiUrl))
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
})
after(async () => {
  await b?.close()
  await d?.end()
  rmSync(data, { recursive: true, force: true })
})

test('a lost stream is shown, and the page heals by itself', async () => {
  const id = d.ready.idInstance
  await page.goto(`${d.apiUrl}/console/instances/${id}/queue`)
  await page.locator('[data-act=pause]').click()
  await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'before' })
  await page.locator('.row-text', { hasText: 'before' }).waitFor()
  await d.end()
  await page.locator('.line-words', { hasText: 'Reconnecting' }).waitFor()
  await page.locator('html[data-line=lost]').waitFor()
  await until('old figures look old', () => page.locator('.num').first().evaluate((e) => Number(getComputedStyle(e).opacity) < 1))
  d = await demo({ data, listen: new URL(d.apiUrl).host })
  await page.locator('html[data-line=live]').waitFor()
  await page.locator('.row-text', { hasText: 'before' }).waitFor()
  await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'after' })
  await page.locator('.row-text', { hasText: 'after' }).waitFor()
})
