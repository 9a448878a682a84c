// Who comes in, how, and what they may do: links, passwords, operators and viewers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, browser, contexts, demo, until, watched } from './stage.mjs'

const password = 'correct horse battery'

let d, b, page, trouble
const act = (name) => page.locator(`[data-act=${name}]`)
const signIn = async (name, secret) => {
  await page.locator('input[autocomplete=username]').fill(name)
  await page.locator('input[autocomplete=current-password]').fill(secret)
  await act('sign-in').click()
}

before(async () => {
  d = await demo()
  b = await browser()
  const context = await b.newContext({ ...contexts.phone, bypassCSP: true }) // so that axe can be put in
  ;({ page, trouble } = await watched(context, d.apiUrl))
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
})
after(async () => {
  await b?.close()
  await d?.end()
})

test('a name of the link gets a password, and signs out', async () => {
  await page.goto(`${d.apiUrl}/console/operators`)
  await page.locator('input[autocomplete=new-password]').first().fill('too short')
  assert.ok(await act('set-password').isDisabled(), 'a short password can be saved')
  await page.locator('input[autocomplete=new-password]').first().fill(password)
  await act('set-password').click()
  await page.getByRole('heading', { name: 'Change your password' }).waitFor()
  await page.locator('.menu-button').click()
  await act('sign-out').click()
  await page.locator('.signin').waitFor()
  assert.equal(await page.locator('nav').count(), 0, 'the pages stay after signing out')
  await accessible(page, 'sign-in')
})

test('a link is good once', async () => {
  await page.goto(d.consoleUrl)
  await page.locator('.problem', { hasText: 'That link was used already' }).waitFor()
  assert.equal(new URL(page.url()).search, '', 'the link stays in the address')
  await accessible(page, 'a used link')
  refusals()
})

test('a wrong password is told in plain words, the right one opens', async () => {
  await signIn('operator', 'wrong horse battery')
  await page.locator('.problem', { hasText: 'That name or password is wrong.' }).waitFor()
  refusals()
  await signIn('operator', password)
  await page.locator('.instance').first().waitFor()
})

test('a viewer sees the queue, and has no button that would change it', async () => {
  const id = d.ready.idInstance
  await d.v1('POST', '/v1/operators', { name: 'anna', role: 'viewer', password })
  await d.v1('POST', `/v1/instances/${id}/queue/pause`)
  await d.green(d.ready, 'sendMessage', { chatId: '10000001', message: 'look, do not touch' })
  await page.goto(`${d.apiUrl}/console/instances/${id}/queue`)
  await act('cancel-one').waitFor() // an operator has it: the selectors below are no old ones
  const tab = (name) => page.locator(`.tabs a[href$="/${name}"]`).click()
  const url = page.locator('[data-field=webhookUrl]')
  await tab('settings')
  await url.fill('https://example.org/half')
  await page.evaluate(() => fetch('/v1/session', { method: 'DELETE' }).then(() => undefined)) // as another tab does
  await signIn('operator', password)
  await until('what was typed has waited', async () => await url.inputValue() === 'https://example.org/half')
  await page.evaluate(() => fetch('/v1/session', { method: 'DELETE' }).then(() => undefined))
  await signIn('anna', password)
  await until('nothing of it is shown to another', async () => await url.inputValue() === '')
  await tab('queue')
  await page.locator('.row-text', { hasText: 'look, do not touch' }).waitFor()
  for (const name of ['cancel-one', 'cancel-many', 'pause', 'resume', 'logout', 'phone']) assert.equal(await act(name).count(), 0, `a viewer has the button ${name}`)
  await page.keyboard.press('p')
  for (const path of ['', `/instances/${id}/settings`, '/explorer', '/operators']) {
    await page.goto(`${d.apiUrl}/console${path}`)
    await page.locator('main h1').waitFor()
    await until('all of it is there', async () => await page.locator('[aria-busy=true]').count() === 0)
    await accessible(page, `viewer ${path}`)
  }
  assert.equal((await d.v1('GET', `/v1/instances/${id}`)).queue.count, 1)
  assert.ok((await d.v1('GET', `/v1/instances/${id}`)).queue.paused, 'a viewer has resumed the queue')
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))

// refusals takes out what the browser itself writes when a sign-in is refused: just that.
function refusals() {
  assert.equal(trouble.length, 1)
  assert.match(trouble.pop(), /401.*\/v1\/session\)$/)
}
