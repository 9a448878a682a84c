// Every page in three settings: light and English, dark and Russian, a phone.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { accessible, browser, contexts, demo, until, watched } from './stage.mjs'

let d, b, cookies, alone

before(async () => {
  d = await demo()
  b = await browser()
  const first = await b.newContext()
  const page = await first.newPage()
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
  cookies = await first.cookies()
  await first.close()
  alone = await leftAlone()
  // Something to see: a queue that waits, a journal, a chat.
  const id = d.ready.idInstance
  await d.green(d.ready, 'sendMessage', { chatId: '10000000', message: 'Good morning' })
  await until('it is answered', async () => (await d.v1('GET', `/v1/instances/${id}/journal`)).messages.some((m) => m.direction === 'incoming'))
  await d.v1('POST', `/v1/instances/${id}/queue/pause`)
  for (let n = 1; n <= 12; n++) await d.green(d.ready, 'sendMessage', { chatId: n % 3 ? '10000000' : '10000001', message: `Your parcel ${n} is on its way` })
})
after(async () => {
  await b?.close()
  await d?.end()
})

// leftAlone opens the QR of an instance and leaves it to itself; the last test looks.
async function leftAlone() {
  const context = await b.newContext(contexts.phone)
  await context.addCookies(cookies)
  const { page, trouble } = await watched(context, d.apiUrl)
  await page.goto(`${d.apiUrl}/console/instances/${d.open.idInstance}/login`)
  const first = await page.locator('[data-qr]').getAttribute('data-qr')
  const picture = await page.locator('[data-qr] path').getAttribute('d')
  const asked = []
  page.on('request', (r) => { if (r.url().includes(`/${d.open.idInstance}/`)) asked.push(r.url()) })
  return { page, trouble, first, picture, asked }
}

const pages = () => {
  const at = `/instances/${d.ready.idInstance}`
  return [
    ['/', '.instance .channel'], [`${at}/queue`, '.row'], [`${at}/send`, '.send'], [`${at}/journal`, '.entry.incoming'], [`${at}/webhooks`, '.letters li'], [`${at}/events`, '.letters li'],
    [`${at}/settings`, '.switches'], [`/instances/${d.open.idInstance}/login`, '[data-qr]'], ['/explorer?method=sendPoll', '[data-sample]'], ['/compatibility', 'tbody tr'], ['/operators', 'tbody tr'], ['/about', '.checks li'],
  ]
}

for (const [name, options] of Object.entries(contexts)) {
  describe(name, () => {
    test('every page is whole, accessible and in the right language', async (t) => {
      const context = await b.newContext({ ...options, bypassCSP: true }) // so that axe can be put in; the other tests keep the policy
      await context.addCookies(cookies)
      const { page, trouble } = await watched(context, d.apiUrl)
      for (const [path, sign] of pages()) {
        await page.goto(`${d.apiUrl}/console${path}`)
        await page.locator(sign).first().waitFor()
        assert.equal(await page.locator('html').getAttribute('lang'), options.locale.slice(0, 2))
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= options.viewport.width, `${path} is ${width} wide`) // against the configured width: emulation widens innerWidth
        await accessible(page, path)
      }
      assert.deepEqual(trouble, [])
      t.diagnostic(`${name}: ${pages().length} pages, axe without a violation`)
      await context.close()
    })

    test('what opens over a page is accessible too', async () => {
      const context = await b.newContext({ ...options, bypassCSP: true })
      await context.addCookies(cookies)
      const { page, trouble } = await watched(context, d.apiUrl)
      const opens = async (what, open, sign) => {
        await open()
        await page.locator(sign).waitFor()
        await accessible(page, what)
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= options.viewport.width, `${what} is ${width} wide`)
      }
      const shut = async (sign) => {
        await page.keyboard.press('Escape')
        await page.locator(sign).waitFor({ state: 'detached' })
      }
      await page.goto(`${d.apiUrl}/console/instances/${d.ready.idInstance}/queue`)
      await page.locator('.row').first().waitFor()
      await opens('the keys', () => page.keyboard.press('?'), 'dialog .keys')
      await shut('dialog')
      await opens('a message', () => page.locator('.row-main').first().click(), 'dialog .json')
      await shut('dialog')
      await opens('a confirmation', () => page.locator('[data-act=cancel-many]').click(), 'dialog [data-confirm]')
      await shut('dialog')
      await opens('a call', () => page.locator('.bar .code-button').first().click(), '.sheet')
      await shut('.sheet')
      await opens('the phone', () => page.locator('[data-act=phone]').click(), '#phone .bubbles')
      await page.route(/\/v1\/instances\?/, async (route) => { // the queue has waited for a day by now, in words that need their room
        const list = await (await route.fetch()).json()
        for (const i of list.instances) if (i.queue.oldestAt) i.queue.oldestAt = new Date(Date.now() - 86_340_000).toISOString()
        await route.fulfill({ json: list })
      })
      await page.goto(`${d.apiUrl}/console/`)
      await page.locator('.instance-side', { hasText: /2[34] ?[hч]/ }).waitFor()
      await opens('a new instance', () => page.locator('[data-act=add]').click(), 'dialog [data-field=name]')
      await shut('dialog')
      assert.deepEqual(trouble, [])
      await context.close()
    })

    test('a counter moves without a reload', async () => {
      const context = await b.newContext(options)
      await context.addCookies(cookies)
      const { page, trouble } = await watched(context, d.apiUrl)
      await page.goto(`${d.apiUrl}/console/instances/${d.ready.idInstance}/queue`)
      await page.locator('.row').first().waitFor()
      const count = () => page.locator('.channel-words strong').first().innerText().then((s) => Number(s.match(/\d+/)?.[0]))
      const was = await count()
      await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: `seen by ${name}` })
      await until('it has moved', async () => await count() === was + 1)
      await until('the row is there', () => page.locator('.row-text', { hasText: `seen by ${name}` }).count())
      assert.deepEqual(trouble, [])
      await context.close()
    })
  })
}

describe('what an operator does', () => {
  let page, trouble, context
  before(async () => {
    context = await b.newContext(contexts.light)
    await context.addCookies(cookies)
    ;({ page, trouble } = await watched(context, d.apiUrl))
  })

  test('settings show what an interval means, and keep it', async () => {
    const at = `/v1/instances/${d.ready.idInstance}/settings`
    await page.goto(`${d.apiUrl}/console/instances/${d.ready.idInstance}/settings`)
    const delay = page.locator('[data-field=delay]')
    await delay.fill('600000')
    await page.locator('#interval-means', { hasText: '144 fit into 24 hours' }).waitFor()
    await delay.fill('499')
    await page.locator('[data-act=save-settings]:disabled').waitFor() // out of range
    await delay.fill('3000')
    await page.locator('#interval-means', { hasText: '28,800 fit into 24 hours' }).waitFor()
    await page.locator('[data-field=outgoingMessageWebhook]').check()
    await page.locator('[data-act=save-settings]').click()
    await page.locator('.notice', { hasText: 'Saved' }).waitFor()
    const { settings } = await d.v1('GET', at)
    assert.equal(settings.delaySendMessagesMilliseconds, 3000)
    assert.equal(settings.outgoingMessageWebhook, true)
    await d.v1('PATCH', at, { delaySendMessagesMilliseconds: 500 })
  })

  test('what was typed and not sent is there when its page comes back', async () => {
    const at = `${d.apiUrl}/console/instances/${d.ready.idInstance}`
    const open = (tab) => page.locator(`.tabs a[href$="/${tab}"]`).click()
    await page.goto(`${at}/settings`)
    const url = page.locator('[data-field=webhookUrl]')
    await url.fill('https://example.org/half')
    await open('send')
    const words = page.locator('[data-field=message]')
    await words.fill('half a mess')
    await open('settings')
    await until('the address is there', async () => await url.inputValue() === 'https://example.org/half')
    await page.locator('[data-act=undo-settings]').click()
    await until('the address is as it was', async () => await url.inputValue() === '')
    await open('send')
    await until('the words are there', async () => await words.inputValue() === 'half a mess')
    await page.locator('[data-field=chatId]').fill('10000001')
    await page.locator('.send summary').click()
    const quoted = page.locator('[data-field=quotedMessageId]')
    const earlier = (await d.v1('GET', `/v1/instances/${d.ready.idInstance}/queue`)).messages[0].idMessage
    await quoted.fill(earlier)
    await open('queue')
    await open('send')
    await quoted.waitFor() // it is to be seen: the click below sends it
    assert.equal(await quoted.inputValue(), earlier)
    await page.locator('[data-act=send]').click()
    await until('what was sent is gone from the form', async () => await words.inputValue() === '' && await quoted.inputValue() === '')
    assert.equal(await page.locator('[data-field=chatId]').inputValue(), '10000001')
    assert.deepEqual(trouble, [])
  })

  test('an account is given another proxy, whose password is shown to nobody', async () => {
    const { idInstance } = await d.v1('POST', '/v1/instances', { name: 'far' })
    const path = `/v1/instances/${idInstance}`
    await page.goto(`${d.apiUrl}/console/instances/${idInstance}/settings`)
    await page.locator('[data-proxy=""]', { hasText: 'directly' }).waitFor()
    await page.locator('[data-act=save-proxy]:disabled').waitFor()
    await page.locator('[data-field=proxy]').fill('socks5://user:hunter2@127.0.0.1:1')
    await page.locator('[data-field=proxy]').press('Enter')
    await page.locator('[data-proxy="socks5://127.0.0.1:1"]', { hasText: 'through socks5://127.0.0.1:1 alone' }).waitFor()
    assert.equal((await d.v1('GET', path)).proxied, true)
    await until('the field is empty', async () => await page.locator('[data-field=proxy]').inputValue() === '')
    assert.doesNotMatch(await page.content(), /hunter2/)
    await page.locator('[data-act=no-proxy]').click()
    await page.locator('[data-proxy=""]', { hasText: 'directly' }).waitFor()
    assert.equal((await d.v1('GET', path)).proxied, false)
    await d.v1('DELETE', `${path}?confirm=${idInstance}`)
  })

  test('a webhook’s attempts are shown with their answers, and one is resent', async () => {
    const heard = []
    let answer = 500
    const hook = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => { body += part })
      request.on('end', () => {
        heard.push(JSON.parse(body))
        response.writeHead(answer).end()
      })
    })
    await new Promise((resolve) => hook.listen(0, '127.0.0.1', resolve))
    try {
      const id = d.ready.idInstance
      await page.goto(`${d.apiUrl}/console/instances/${id}/webhooks`)
      await d.v1('PATCH', `/v1/instances/${id}/settings`, { webhookUrl: `http://127.0.0.1:${hook.address().port}/hook` })
      await page.locator('tr .status.failed', { hasText: '500' }).first().waitFor()
      answer = 200
      await d.v1('PATCH', `/v1/instances/${id}/settings`, { webhookUrl: `http://127.0.0.1:${hook.address().port}/mended` })
      const good = page.locator('tr', { has: page.locator('.status.delivered', { hasText: '200' }) })
      await good.first().waitFor()
      await until('all of it has gone', async () => (await d.v1('GET', `/v1/instances/${id}`)).notifications.count === 0)
      const before = heard.length
      await good.first().locator('[data-act=resend]').click()
      await until('it is told once more', () => heard.length === before + 1)
      assert.ok(heard.slice(0, before).some((n) => JSON.stringify(n) === JSON.stringify(heard.at(-1))), 'what was resent was never sent before')
    } finally {
      await d.v1('PATCH', `/v1/instances/${d.ready.idInstance}/settings`, { webhookUrl: '' })
      hook.closeAllConnections()
      hook.close()
    }
  })

  test('the explorer calls a method, and its samples hold the real token', async () => {
    await page.goto(`${d.apiUrl}/console/explorer?method=getStateInstance&instance=${d.ready.idInstance}`)
    await page.locator('[data-act=try]').click()
    await page.locator('.answer .json', { hasText: '"stateInstance": "authorized"' }).waitFor()
    await page.locator('[data-act=show-token]').click()
    for (const language of ['curl.sh', 'python.py', 'js.mjs', 'php.php', 'RestTemplate.java', 'Unirest.java', 'go.go', 'vba.bas']) {
      await page.locator(`[data-language="${language}"]`).click()
      await page.locator('[data-sample]', { hasText: d.ready.apiTokenInstance }).waitFor()
      assert.doesNotMatch(await page.locator('[data-sample]').innerText(), /\{\{/)
    }
  })

  test('an instance is added, with a question left for nobody', async () => {
    await page.goto(`${d.apiUrl}/console/`)
    await page.locator('[data-act=add]').click()
    await page.locator('dialog [data-field=name]').fill('shop')
    await page.locator('[data-act=add-instance]').click()
    await page.locator('.instance-head h1', { hasText: 'shop' }).waitFor()
    await page.locator('[data-qr]').waitFor()
  })

  test('two tabs share one stream', async () => {
    await d.green(d.ready, 'clearMessagesQueue')
    await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'the first' })
    await page.goto(`${d.apiUrl}/console/instances/${d.ready.idInstance}/queue`)
    await page.locator('.row').first().waitFor()
    const other = await watched(context, d.apiUrl)
    let streams = 0
    other.page.on('request', (r) => { if (r.url().includes('/v1/events')) streams++ })
    await other.page.goto(`${d.apiUrl}/console/instances/${d.ready.idInstance}/queue`)
    await other.page.locator('.row').first().waitFor()
    await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'to both' })
    for (const p of [page, other.page]) await p.locator('.row-text', { hasText: 'to both' }).waitFor()
    assert.equal(streams, 0, 'the second tab has opened a stream of its own')
    await page.close()
    await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'to the heir' })
    await other.page.locator('.row-text', { hasText: 'to the heir' }).waitFor()
    assert.equal(streams, 1, 'the second tab has not taken over')
    trouble.push(...other.trouble)
  })

  test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))
})

test('a QR that nobody scanned has renewed itself, and is scanned then', async () => {
  const { page, trouble, first, picture, asked } = alone
  await page.locator(`[data-qr]:not([data-qr="${first}"])`).waitFor() // they live for 30 s
  assert.notEqual(await page.locator('[data-qr] path').getAttribute('d'), picture, 'another QR is drawn as the one before')
  await page.locator('.countdown', { hasText: /renews itself in \d+s/ }).waitFor()
  assert.deepEqual(asked, [], 'the page polls')
  await d.control('scan', { idInstance: d.open.idInstance })
  await page.locator('.login[data-step=done]').waitFor()
  assert.deepEqual(trouble, [])
})

test('the first load is small', async (t) => {
  const { page } = await watched(await b.newContext(contexts.dark), d.apiUrl) // in Russian, which has more letters
  await page.goto(`${d.apiUrl}/console/`)
  await page.locator('.signin').waitFor()
  const files = await page.evaluate(() => performance.getEntriesByType('resource').map((e) => e.name).filter((name) => /\.(js|css)$/.test(name)))
  let packed = 0
  for (const file of files) packed += gzipSync(Buffer.from(await (await fetch(file)).arrayBuffer()), { level: 9 }).length
  t.diagnostic(`first load: ${(packed / 1024).toFixed(1)} KiB of JS and CSS, packed, in ${files.length} files`)
  assert.ok(files.some((name) => name.includes('/ru-')) && packed < 60 * 1024)
  await page.context().close()
})

test('the language is changed on the page, and kept', async () => {
  const { page, trouble } = await watched(await b.newContext(contexts.light), d.apiUrl)
  const loaded = []
  page.on('request', (r) => { if (/\/(en|ru)-/.test(r.url())) loaded.push(r.url().match(/\/(en|ru)-/)[1]) })
  await page.goto(`${d.apiUrl}/console/`)
  await page.locator('html[lang=en] .signin').waitFor()
  assert.deepEqual(loaded, ['en'])
  await page.getByRole('button', { name: 'Русский' }).click()
  await page.getByRole('button', { name: 'Войти' }).waitFor()
  await page.reload()
  await page.locator('html[lang=ru] .signin').waitFor()
  await page.getByRole('button', { name: 'Войти' }).waitFor()
  assert.deepEqual(trouble, [])
  await page.context().close()
})
