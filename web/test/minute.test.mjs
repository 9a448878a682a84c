// A newcomer's first minute, and what they see of a message on its way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, demo, until, watched } from './stage.mjs'

let d, b, page, trouble
const began = Date.now()

before(async () => {
  d = await demo()
  b = await browser()
  const context = await b.newContext(contexts.light)
  ;({ page, trouble } = await watched(context, d.apiUrl))
})
after(async () => {
  await b?.close()
  await d?.end()
})

test('from `sluice demo` to a delivered message', async (t) => {
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
  assert.equal(new URL(page.url()).search, '', 'the one-time link stays in the address')
  await page.locator('.step.first [data-act=send]').click()
  await page.locator('.step.first a').last().click()
  await page.locator('.tabs a', { hasText: 'Journal' }).click()
  await page.locator('.entry.outgoing .status', { hasText: /^(delivered|read)$/ }).waitFor()
  const took = (Date.now() - began) / 1000
  t.diagnostic(`stop-watch: ${took.toFixed(1)} s from the start of the binary to a delivered message`)
  assert.ok(took < 60)
  await page.locator('.entry.incoming', { hasText: 'Hello from Sluice' }).waitFor() // the partner answers
})

test('the phone writes as the partner, and the journal shows it', async () => {
  await page.locator('[data-act=phone]').click()
  await page.locator('#phone .bubbles .theirs', { hasText: 'Hello from Sluice' }).waitFor()
  await page.locator('[data-field=phone-text]').fill('good evening')
  await page.locator('[data-act=phone-write]').click()
  await page.locator('.entry.incoming', { hasText: 'good evening' }).waitFor()
  await page.locator('[data-act=phone]').click()
})

test('p pauses, what waits says why, p resumes', async () => {
  const id = d.ready.idInstance
  await page.goto(`${d.apiUrl}/console/instances/${id}/queue`)
  await page.locator('[data-act=pause]').waitFor()
  await page.keyboard.press('p')
  await page.locator('[data-act=resume]').waitFor()
  for (const n of [1, 2, 3]) await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: `parcel ${n}` })
  await page.locator('.row .reason', { hasText: 'paused by operator' }).first().waitFor()
  await page.locator('.channel-words', { hasText: '3 messages waiting' }).first().waitFor()
})

test('/ finds, and cancelling takes exactly that message', async () => {
  await page.keyboard.press('/')
  assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute('data-search')), '/ has not focused the search')
  await page.keyboard.type('parcel 2')
  await until('one is found', async () => await page.locator('.row-main').count() === 1)
  await page.locator('[data-act=cancel-one]').click()
  await page.locator('.empty', { hasText: 'Nothing found' }).waitFor()
  await page.locator('[data-search]').fill('')
  await until('the other two are left', async () => (await page.locator('.row-text').allInnerTexts()).join() === 'parcel 1,parcel 3')
  assert.equal((await d.v1('GET', `/v1/instances/${d.ready.idInstance}/queue`)).queue.count, 2)
})

test('cancelling many asks to type how many', async () => {
  await page.locator('[data-act=cancel-many]').click()
  const dialog = page.locator('dialog[open]')
  await dialog.getByText('2 messages').waitFor()
  const confirm = dialog.locator('[data-act=confirm]')
  assert.ok(await confirm.isDisabled(), 'it can be confirmed without a word')
  await dialog.locator('[data-confirm]').fill('2')
  await dialog.locator('[data-confirm]').press('Enter')
  await page.locator('.empty', { hasText: 'Nothing waits' }).waitFor()
  assert.equal((await d.v1('GET', `/v1/instances/${d.ready.idInstance}/queue`)).queue.count, 0)
  await page.locator('[data-act=resume]').click()
  await page.locator('[data-act=pause]').waitFor()
})

test('a flood wait is seen, counts down, and ends', async () => {
  await d.control('fault', { do: 'error', error: 'FLOOD_WAIT_3', method: 'send', idInstance: d.ready.idInstance })
  await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'through the flood' })
  await page.locator('.row .reason.flood', { hasText: /Telegram asked to wait: goes on in \d/ }).waitFor()
  await page.locator('.empty', { hasText: 'Nothing waits' }).waitFor()
  await page.locator('.tabs a', { hasText: 'Journal' }).click()
  await page.locator('.entry.outgoing', { hasText: 'through the flood' }).locator('.status.delivered').waitFor()
})

test('every button of a page shows its call', async () => {
  await page.goto(`${d.apiUrl}/console/instances/${d.ready.idInstance}/send`)
  await page.locator('.send [data-field=message]').fill('it’s me')
  await page.locator('.send-foot .code-button').click()
  const sheet = page.locator('.sheet')
  await sheet.getByText(`/waInstance${d.ready.idInstance}/sendMessage/{apiTokenInstance}`).waitFor()
  assert.match(await sheet.innerText(), /\/v1\/instances\/\d+\/api\/sendMessage/)
  assert.match(await sheet.innerText(), /"message": "it’s me"/)
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
})

test('all types of message are sent from the form', async () => {
  const kinds = page.locator('.send .kinds .chip')
  const fill = async (fields) => { for (const [name, value] of Object.entries(fields)) await page.locator(`.send [data-field=${name}]`).fill(value) }
  const types = [
    ['Location', { latitude: '55.75', longitude: '37.61' }],
    ['Contact', { phoneContact: '79998887766', firstName: 'Example' }],
    ['Poll', { question: 'Tea?', options: 'yes\nno' }],
    ['File by link', { urlFile: `${d.apiUrl}/openapi.yaml`, fileName: 'api.yaml' }],
  ]
  let sent = ''
  for (const [kind, fields] of types) {
    await kinds.getByText(kind, { exact: true }).click()
    await fill(fields)
    await page.locator('.send [data-act=send]').click()
    sent = await until(`${kind} has an id`, async () => {
      const id = await page.locator('.send-foot code').innerText({ timeout: 500 }).catch(() => '')
      return id !== sent && id
    })
  }
  await kinds.getByText('File', { exact: true }).click()
  await page.locator('.send [data-field=file]').setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
  await page.locator('.send [data-act=send]').click()
  await until('the journal has all of them', async () => {
    const { messages } = await d.v1('GET', `/v1/instances/${d.ready.idInstance}/journal?direction=outgoing`)
    const got = messages.filter((m) => ['delivered', 'read'].includes(m.status)).map((m) => m.type)
    return got.filter((k) => k !== 'textMessage').sort().join() === 'contactMessage,documentMessage,documentMessage,locationMessage,pollMessage'
  })
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))
