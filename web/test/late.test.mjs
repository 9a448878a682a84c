// Answers that come late, and in another order than they were asked for: a list never
// goes back to what it was before.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, until, watched, wide } from './stage.mjs'

let g, b, page, trouble, id
before(async () => {
  g = await wide()
  b = await browser()
  ;({ page, trouble } = await watched(await b.newContext(contexts.light), g.apiUrl))
  await page.goto(g.consoleUrl)
  await page.locator('h1').waitFor()
  ;({ idInstance: id } = await g.login({ name: 'late' }))
  for (let n = 0; n < 70; n++) await g.control('write', { idInstance: id, from: '10000000', text: `old ${n}` })
  await until('they are in the journal', async () => (await journal('text=old')).length === 70)
})
after(async () => {
  await b?.close()
  await g?.end()
})

const journal = async (query) => (await g.v1('GET', `/v1/instances/${id}/journal?limit=100&${query}`)).messages
const texts = () => page.locator('.entry-text').allTextContents()
const write = (text) => g.control('write', { idInstance: id, from: '10000000', text })

// held keeps back the answers to what a page asks for at a path, where the query says
// so, until they are let go.
async function held(page, path, which) {
  const kept = { asked: 0, answered: 0 }
  const open = new Promise((resolve) => { kept.let = resolve })
  await page.route((url) => url.pathname.endsWith(path) && which(url.searchParams), async (route) => {
    kept.asked++
    const answer = await route.fetch()
    await open
    await route.fulfill({ response: answer })
    kept.answered++
  })
  return kept
}
const twoFrames = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

test('the journal that was read back stays so when an older answer comes', async () => {
  await page.goto(`${g.apiUrl}/console/instances/${id}/journal`)
  await until('its first page is there', async () => (await texts()).length === 50)
  const first = await held(page, '/journal', (q) => !q.has('before'))
  await write('new 1') // the page asks for the newest again
  await until('it has asked', () => first.asked === 1)
  await page.getByRole('button', { name: 'Older' }).click()
  await until('all of them are shown', async () => (await texts()).length === 70)
  first.let()
  await until('the first page has come as well', () => first.answered === 1)
  await twoFrames()
  assert.equal((await texts()).length, 70)
  await page.unrouteAll()
})

test('news that come while the journal is read back do not take the reader away', async () => {
  const own = await watched(page.context(), g.apiUrl)
  await own.page.clock.install()
  await own.page.goto(`${g.apiUrl}/console/instances/${id}/journal`)
  const texts = () => own.page.locator('.entry-text').allTextContents()
  await until('its first page is there', async () => (await texts()).length === 50)
  const back = await held(own.page, '/journal', (q) => q.has('before'))
  const newest = await held(own.page, '/journal', (q) => !q.has('before'))
  await own.page.getByRole('button', { name: 'Older' }).click()
  await until('the older ones were asked for', () => back.asked === 1)
  await write('new 2')
  await until('it is in the journal', async () => (await journal('text=new 2')).length)
  await g.v1('PATCH', `/v1/instances/${id}`, { name: 'told after it' })
  await own.page.locator('h1', { hasText: 'told after it' }).waitFor()
  await own.page.clock.runFor(2000)
  back.let()
  await until('the older ones are there', async () => (await texts()).length >= 70)
  await own.page.clock.runFor(2000)
  assert.equal(newest.asked, 0, 'the list has begun anew')
  assert.deepEqual(own.trouble, [])
  newest.let()
  await own.page.close()
})

test('what was searched for last is what is shown', async () => {
  await page.goto(`${g.apiUrl}/console/instances/${id}/journal`)
  await until('its first page is there', async () => (await texts()).length === 50)
  const slow = await held(page, '/journal', (q) => q.get('text') === 'old 6')
  await page.locator('[data-search]').fill('old 6')
  await until('the first search is under way', () => slow.asked === 1)
  await page.locator('[data-search]').fill('old 12')
  await until('the second is answered', async () => (await texts()).join() === 'old 12')
  slow.let()
  await until('the first one has come as well', () => slow.answered === 1)
  await twoFrames()
  assert.deepEqual(await texts(), ['old 12'])
  await page.unrouteAll()
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))
