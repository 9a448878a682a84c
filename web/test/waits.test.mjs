// What the pages say of why messages wait: the rows and the head of one mind, and
// nothing that is not so.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, until, watched, wide } from './stage.mjs'

let g, b, context, page, trouble, id
const open = (path) => page.goto(`${g.apiUrl}/console/instances/${id}${path}`)
const fault = (error) => g.control('fault', { do: 'error', error, method: 'send', idInstance: id })
const send = (chatId, message) => g.v1('POST', `/v1/instances/${id}/api/sendMessage`, { chatId, message })
const queue = async () => (await g.v1('GET', `/v1/instances/${id}`)).queue
const reason = (text) => page.locator('.row', { hasText: text }).locator('.reason')

before(async () => {
  g = await wide()
  b = await browser()
  context = await b.newContext(contexts.light)
  ;({ page, trouble } = await watched(context, g.apiUrl))
  await page.goto(g.consoleUrl)
  await page.locator('h1').waitFor()
  ;({ idInstance: id } = await g.login({ name: 'waits' }))
})
after(async () => {
  await b?.close()
  await g?.end()
})

test('nothing goes on where all is set aside', async () => {
  await fault('SLOWMODE_WAIT_60')
  for (const text of ['one', 'two', 'three']) await send('10000000', text)
  await until('all are set aside', async () => (await queue()).aside === 3)
  await open('/queue')
  await page.locator('.channel-words', { hasText: 'all chats are set aside' }).waitFor()
  await reason('three').filter({ hasText: 'behind 2 others of its chat' }).waitFor()
  const words = await page.locator('.forecast').innerText()
  assert.match(words, /^The last one goes/)
  assert.doesNotMatch(words, /others go on/)
})

test('a row tells the wait that its queue does', async () => {
  await fault('FLOOD_WAIT_300')
  await send('10000001', 'other')
  await page.locator('.channel-words', { hasText: 'Telegram asked to wait' }).waitFor()
  await page.reload()
  await reason('one').filter({ hasText: 'Telegram asked to wait' }).waitFor()
  assert.deepEqual(await page.locator('.row .reason').allTextContents().then((all) => all.slice(1)), ['behind 1 other', 'behind 2 others', 'behind 3 others'])
  await page.locator('.forecast', { hasText: '3 messages are set aside; the others go on.' }).waitFor()
})

test('what is held says so, also with nothing that waits', async () => {
  const { idInstance } = await g.v1('POST', '/v1/instances', { name: 'held' })
  await g.v1('POST', `/v1/instances/${idInstance}/api/sendMessage`, { chatId: '10000000', message: 'a' })
  await g.v1('POST', `/v1/instances/${idInstance}/login`, { method: 'qr', waiting: 'hold' })
  await g.v1('POST', `/v1/instances/${idInstance}/api/clearMessagesQueue`, {}).catch(() => g.v1('GET', `/v1/instances/${idInstance}/api/clearMessagesQueue`))
  await page.goto(`${g.apiUrl}/console/instances/${idInstance}/queue`)
  await page.locator('.channel-words', { hasText: 'held: release it to go on' }).waitFor()
  assert.equal(await page.locator('.channel.shut').count(), 1)
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))
