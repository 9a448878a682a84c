// Queues of 5 000 and of 10 000 messages: live, searched, scrolled to the end. How
// long the page is ever busy is measured and printed, not judged by the clock.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, until, wide, watched } from './stage.mjs'

let g, b, page, trouble, id, token
before(async () => {
  g = await wide()
  b = await browser()
  ;({ page, trouble } = await watched(await b.newContext(contexts.light), g.apiUrl))
  await page.goto(g.consoleUrl)
  await page.locator('h1').waitFor()
  ;({ idInstance: id, apiTokenInstance: token } = await g.login({ name: 'deep', settings: { delaySendMessagesMilliseconds: 500 } }))
  await g.v1('POST', `/v1/instances/${id}/queue/pause`)
})
after(async () => {
  await b?.close()
  await g?.end()
})

async function fill(from, to) {
  const one = (n) => g.v1('POST', `/waInstance${id}/sendMessage/${token}`, { chatId: '10000001', message: `number ${n}` })
  for (let n = from; n <= to; n += 100) await Promise.all(Array.from({ length: Math.min(100, to - n + 1) }, (_, i) => one(n + i)))
}

// ahead is what stands first in the queue: calls made side by side come in in any order.
const ahead = async () => (await g.v1('GET', `/v1/instances/${id}/queue?limit=50`)).messages.map((m) => m.text)

const count = async () => Number((await page.locator('.channel-words strong').first().innerText()).replace(/\D/g, ''))
const longTasks = () => page.evaluate(() => window.longTasks ?? [])
const watchTasks = () => page.evaluate(() => {
  window.longTasks = []
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ type: 'longtask' })
})

// scroll goes to the end of the list, a screen at a time.
const scroll = () => page.evaluate(async () => {
  const list = document.querySelector('.list')
  const frames = []
  let before = performance.now()
  while (list.scrollTop + list.clientHeight < list.scrollHeight - 2) {
    list.scrollTop += list.clientHeight * 4
    await new Promise(requestAnimationFrame)
    frames.push(performance.now() - before)
    before = performance.now()
  }
  return Math.round(Math.max(...frames))
})

test('5 000 wait, and each is found', async () => {
  await page.goto(`${g.apiUrl}/console/instances/${id}/queue`)
  await page.locator('[data-act=resume]').waitFor()
  await fill(1, 5000)
  await until('5 000 are counted', async () => await count() === 5000)
  await page.locator('[data-search]').fill('number 4321')
  await until('one is found', async () => (await page.locator('.row-text').allInnerTexts()).join() === 'number 4321')
  await page.locator('[data-act=cancel-one]').click()
  await until('it has gone', async () => await count() === 4999)
  await page.locator('[data-search]').fill('')
  const [first] = await ahead()
  await until('the whole queue is there again', async () => await page.locator('.row-text').first().innerText() === first)
})

test('5 000 wait while they go', async () => {
  const order = await ahead()
  await page.locator('[data-act=resume]').click()
  await until('ten have gone', async () => await count() <= 4989)
  await until('the list has moved on as well', async () => order.indexOf(await page.locator('.row-text').first().innerText()) >= 5)
  assert.equal(await page.locator('.place').first().innerText(), '1')
  const crooked = await page.evaluate(() => {
    const whole = document.querySelector('.list-all').clientWidth
    return [...document.querySelectorAll('.row')].filter((r) => r.offsetWidth !== whole || r.scrollHeight > r.offsetHeight).map((r) => r.className)
  })
  assert.deepEqual(crooked, [], 'rows that do not lie as the others do')
  await page.locator('[data-act=pause]').click()
  await page.locator('[data-act=resume]').waitFor()
})

test('10 000 are scrolled and stay live', async (t) => {
  await fill(5001, 10_012)
  await page.goto(`${g.apiUrl}/console/instances/${id}/queue`)
  await page.locator('.row').first().waitFor()
  await watchTasks()
  await page.locator('[data-act=resume]').click()
  const was = await count()
  assert.ok(was >= 9980, `only ${was} wait`)
  const frame = await scroll()
  const last = page.locator('.row-text', { hasText: /^number 10012$/ })
  await last.waitFor()
  await until('five more have gone', async () => await count() <= was - 5)
  const tasks = await longTasks()
  t.diagnostic(`${was} messages: longest frame while scrolling ${frame} ms; tasks over 50 ms: ${tasks.length}, longest ${Math.max(0, ...tasks)} ms; rows in the page: ${await page.locator('.list-row').count()}`)
  assert.ok(await page.locator('.list-row').count() < 60, 'rows are drawn that nobody sees')
  assert.deepEqual(trouble, [])
})
