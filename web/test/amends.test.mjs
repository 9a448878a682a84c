// Putting right what went wrong: what failed is sent again, what a webhook refused is
// told again, and who did what is found. And all of it on the narrowest phone.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { browser, contexts, demo, until, watched, wide } from './stage.mjs'

let d, b, context, page, trouble, id
const open = (path) => page.goto(`${d.apiUrl}/console${path}`)
const refuseNext = () => d.control('fault', { do: 'error', error: 'CHAT_WRITE_FORBIDDEN', method: 'send', idInstance: id })
const entry = (text) => page.locator('.entry', { has: page.locator('.entry-text', { hasText: text }) })
const journal = async (query) => (await d.v1('GET', `/v1/instances/${id}/journal?direction=outgoing&${query}`)).messages

before(async () => {
  d = await demo()
  id = d.ready.idInstance
  b = await browser()
  context = await b.newContext(contexts.light)
  ;({ page, trouble } = await watched(context, d.apiUrl))
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
})
after(async () => {
  await b?.close()
  await d?.end()
})

const send = (message, more) => d.green(d.ready, 'sendMessage', { chatId: '10000000', message, ...more })
const fail = async (message, more) => {
  await refuseNext()
  await send(message, more)
  await until('it has failed', async () => (await journal(`text=${message}&status=failed`)).length)
}

test('one that failed says why, and is sent again with its quote', async () => {
  const quoted = (await send('question')).idMessage
  await until('it has gone', async () => (await journal('status=delivered')).length + (await journal('status=read')).length)
  await fail('answer', { quotedMessageId: quoted })
  await open(`/instances/${id}/journal`)
  const why = entry('answer').locator('.problem')
  await why.getByText('Writing to this chat is not allowed (CHAT_WRITE_FORBIDDEN)').waitFor()
  await page.locator('.languages [lang=ru]').click()
  await why.getByText('Писать в этот чат нельзя (CHAT_WRITE_FORBIDDEN)').waitFor()
  await page.locator('.languages [lang=en]').click()
  await entry('answer').locator('[data-act=retry-one]').click()
  await page.locator('.notice', { hasText: '1 message accepted again' }).waitFor()
  const again = await until('the other one has gone', async () => (await journal('text=answer')).find((m) => m.status === 'delivered' || m.status === 'read'))
  assert.equal((await d.v1('GET', `/v1/instances/${id}/journal/${again.idMessage}`)).request.quotedMessageId, quoted)
  const old = page.locator('.entry', { has: page.locator('[data-again]') })
  assert.match(await old.locator('[data-again]').innerText(), new RegExp(`^Sent again as\\s+${again.idMessage}`))
  assert.equal(await old.locator('[data-act=retry-one]').count(), 0, 'it can be sent again once more')
})

test('all that failed are sent again, but for those that were, once their number is typed', async () => {
  await fail('parcel1')
  await fail('parcel2')
  await open(`/instances/${id}/journal`)
  const all = await journal('status=failed')
  const count = all.filter((m) => m.retriable).length
  assert.deepEqual([all.length, count], [3, 2])
  await page.locator('[data-act=retry-all]').click()
  const box = page.locator('dialog')
  await box.getByText(`This sends ${count} messages again`).waitFor()
  const go = box.locator('button.danger')
  assert.ok(await go.isDisabled(), 'nothing was typed, and it can be pressed')
  await box.locator('[data-confirm]').fill(String(count))
  await go.click()
  await until('all of them have gone', async () => {
    const gone = (await journal('text=parcel')).filter((m) => m.status === 'delivered' || m.status === 'read')
    return gone.some((m) => m.text === 'parcel1') && gone.some((m) => m.text === 'parcel2')
  })
  await page.locator('.notice', { hasText: `${count} messages accepted again` }).waitFor()
  await page.locator('[data-act=retry-all]').click()
  await page.locator('.notice', { hasText: 'Nothing is left to send again' }).waitFor()
})

test('what a webhook refused is given up, and told again once it takes it', async () => {
  const heard = []
  let answer = 500
  const hook = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => { body += part })
    request.on('end', () => {
      if (answer === 200) heard.push(JSON.parse(body))
      response.writeHead(answer).end()
    })
  })
  await new Promise((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const g = await wide({ SLUICE_WEBHOOK_STUCK_AFTER: '1', SLUICE_OUTBOUND_ALLOW: '127.0.0.0/8' })
  try {
    const { idInstance } = await g.v1('POST', '/v1/instances', { name: 'hooked', settings: { webhookUrl: `http://127.0.0.1:${hook.address().port}/hook`, stateWebhook: 'yes' } })
    const at = `/v1/instances/${idInstance}`
    await g.v1('POST', `${at}/login`, { method: 'qr' })
    await until('the QR is scanned', () => g.control('scan', { idInstance }).then(() => true, () => false))
    const other = await watched(await b.newContext(contexts.light), g.apiUrl)
    await other.page.goto(g.consoleUrl)
    await other.page.locator('h1').waitFor()
    await other.page.goto(`${g.apiUrl}/console/instances/${idInstance}/webhooks`)
    const dead = other.page.locator('.card', { has: other.page.getByRole('heading', { name: 'Given up' }) })
    await dead.locator('.letters li', { hasText: 'stateInstanceChanged' }).first().waitFor()
    await other.page.locator('tr', { hasText: '(given up)' }).first().waitFor()
    const { letters } = await g.v1('GET', `${at}/dead-letters`)
    await other.page.locator('[data-cause=givenUp]').waitFor()
    await other.page.locator('.lead .problem', { hasText: '500' }).waitFor()
    answer = 200
    await g.v1('PATCH', `${at}/settings`, { webhookUrl: `http://127.0.0.1:${hook.address().port}/mended` })
    await dead.getByRole('button', { name: 'Send all again' }).click()
    const told = (n) => JSON.stringify(n)
    await until('the client has heard all of them', () => letters.every((l) => heard.some((h) => told(h) === told(l.body))))
    await dead.waitFor({ state: 'detached' })
    assert.deepEqual((await g.v1('GET', `${at}/dead-letters`)).letters, [])
    assert.deepEqual(other.trouble, [])
  } finally {
    await g.end()
    hook.closeAllConnections()
    hook.close()
  }
})

test('the audit trail is searched', async () => {
  for (const k of ['pause', 'resume']) await d.v1('POST', `/v1/instances/${id}/queue/${k}`)
  await open('/operators')
  const rows = page.locator('.card', { has: page.getByRole('heading', { name: 'What was done' }) }).locator('tbody tr')
  await rows.first().waitFor()
  const all = await rows.count()
  const search = page.getByPlaceholder('Name, action or number')
  await search.fill('queue.pause')
  await until('one is left', async () => await rows.count() === 1)
  assert.match(await rows.first().innerText(), /paused/)
  await search.fill('nobody did this')
  await page.getByText('Nothing fits').waitFor()
  await search.fill('')
  await until('all are there again', async () => await rows.count() >= all)
})

test('the health card knows the disk', async () => {
  await open('/about')
  await page.locator('[data-check="disk.roomy"], [data-check="disk.low"]', { hasText: /[\d.]+ [GM]B are free on the disk/ }).waitFor()
  await page.locator('[data-check^="store."]', { hasText: /\d+ (ms|µs)/ }).waitFor()
})

test('on a phone of 360 pixels nothing is cut off', async () => {
  const narrow = await b.newContext({ ...contexts.phone, viewport: { width: 360, height: 740 } })
  await narrow.addCookies(await context.cookies())
  const phone = await watched(narrow, d.apiUrl)
  const at = `/instances/${id}`
  for (const path of ['/', `${at}/queue`, `${at}/send`, `${at}/journal`, `${at}/webhooks`, `${at}/events`, `${at}/settings`, `/instances/${d.open.idInstance}/login`, '/explorer?method=sendPoll', '/compatibility', '/operators', '/about']) {
    await phone.page.goto(`${d.apiUrl}/console${path}`)
    await phone.page.locator('main h1').first().waitFor()
    await until(`${path} is there`, async () => await phone.page.locator('[aria-busy=true]').count() === 0)
    const cut = await phone.page.evaluate((width) => [...document.querySelectorAll('main button, main a, main input, main select, main h1, main h2')]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 0 && !e.closest('.table-box, pre, .visually-hidden, .tabs'))
      .filter((e) => e.getBoundingClientRect().right > width + 1 || e.getBoundingClientRect().left < -1).map((e) => e.outerHTML.slice(0, 120)), 360)
    assert.deepEqual(cut, [], path)
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= 360, `${path} is ${width} wide`)
  }
  assert.deepEqual(phone.trouble, [])
  await narrow.close()
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))
