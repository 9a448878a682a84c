// Logging in, in every way that there is, and what is said when it does not work.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, demo, until, watched } from './stage.mjs'

let d, b, page, trouble, id
const card = () => page.locator('.login')
const step = (name) => page.locator(`.login[data-step=${name}]`).waitFor()
const problem = (code) => page.locator(`.login[data-problem=${code}] .problem`).waitFor()
const state = (name) => page.locator(`.instance-head .state.${name}`).waitFor()
const shownQr = () => page.locator('[data-qr]').getAttribute('data-qr')

before(async () => {
  d = await demo()
  id = d.open.idInstance
  b = await browser()
  const context = await b.newContext(contexts.light)
  ;({ page, trouble } = await watched(context, d.apiUrl))
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
  await page.goto(`${d.apiUrl}/console/instances/${id}/login`)
})
after(async () => {
  await b?.close()
  await d?.end()
})

const logOut = async () => {
  await page.locator('[data-act=logout]').click()
  await page.locator('[data-act=confirm-logout]').click()
  await state('notAuthorized')
}

test('by QR: it is there at once, and a phone scans it', async () => {
  await step('qr')
  assert.match(await shownQr(), /^tg:\/\/login\?token=/)
  await page.locator('[data-act=phone]').click()
  await page.locator('[data-act=scan]').click()
  await step('done')
  await state('authorized')
  await page.locator('#phone .close').click()
})

test('log out, and the QR is there again: a new one', async () => {
  const before = (await d.v1('GET', `/v1/instances/${id}`)).account.id
  assert.ok(before)
  await logOut()
  await page.locator('.cause[data-cause=logout]', { hasText: 'Logged out here' }).waitFor()
  await page.locator(`[data-before="${before}"]`).waitFor()
  await step('qr')
  await shownQr()
})

test('a QR is put away and shown again', async () => {
  const first = await shownQr()
  await page.locator('[data-act=stop-login]').click()
  await page.locator('[data-act=show-qr]').click()
  await until('another QR is shown', async () => {
    const next = await shownQr().catch(() => null)
    return next && next !== first
  })
})

test('by phone: wrong code, right code, wrong password, right password', async () => {
  await d.control('accounts', { phone: '79005556677', password: 'open sesame' })
  await page.locator('[data-act=by-phone]').click()
  await page.locator('[data-field=phone]').fill('7 (900) 555-66-77')
  await page.locator('[data-act=ask-code]').click()
  await step('code')
  await page.locator('[data-field=code]').fill('99999')
  await page.locator('[data-act=enter-code]').click()
  await problem('verify_code_wrong')
  await card().locator('.problem', { hasText: 'That code is wrong' }).waitFor()
  await page.locator('[data-field=code]').fill('12345')
  await page.locator('[data-act=enter-code]').click()
  await step('password')
  await state('pendingPassword')
  await page.locator('[data-field=password]').fill('let me in')
  await page.locator('[data-act=enter-password]').click()
  await problem('invalid_password')
  await page.locator('[data-field=password]').fill('open sesame')
  await page.locator('[data-act=enter-password]').click()
  await step('done')
  await state('authorized')
  await card().getByText('It is another account than before').waitFor()
  await page.locator('.cause').waitFor({ state: 'detached' })
})

test('logged out from the phone: the page says so, and what to do', async () => {
  await d.control('fault', { do: 'revoke', idInstance: id, disconnect: true })
  await state('notAuthorized')
  await page.locator('.cause[data-cause=revoked]', { hasText: 'from another device' }).waitFor()
  await step('qr')
  const phone = '79005550101'
  await d.control('scan', { idInstance: id, phone })
  await state('authorized')
  await logOut()
  await step('qr')
  await d.control('scan', { idInstance: id, phone })
  await card().getByText('It is the account of before').waitFor()
})

test('a number that has no account is told in plain words', async () => {
  await logOut()
  await step('qr')
  await page.locator('[data-act=by-phone]').click()
  await page.locator('[data-field=phone]').fill('70001112233')
  await page.locator('[data-act=ask-code]').click()
  await until('the code is asked for, or the number refused', async () => (await card().getAttribute('data-problem')) || (await card().getAttribute('data-step')) === 'code')
  if (await card().getAttribute('data-step') === 'code') {
    await page.locator('[data-field=code]').fill('12345')
    await page.locator('[data-act=enter-code]').click()
  }
  await problem('no_such_account')
})

test('what waits is asked about before an account sends it', async () => {
  await d.v1('DELETE', `/v1/instances/${id}/login`)
  await d.green(d.open, 'sendMessage', { chatId: '10000001', message: 'from yesterday' })
  await page.goto(`${d.apiUrl}/console/instances/${id}/login`)
  await page.locator('.question', { hasText: '1 message waits in the queue' }).waitFor()
  await page.locator('[data-act=waiting-hold]').click()
  await step('qr')
  await d.control('scan', { idInstance: id })
  await step('done')
  await page.locator('.channel-words', { hasText: 'held' }).waitFor()
  await page.getByRole('button', { name: 'Release what is held' }).click()
  await until('it has gone', async () => (await d.v1('GET', `/v1/instances/${id}`)).queue.count === 0)
})

test('a customer logs in by a link that shows nothing else', async () => {
  await logOut()
  await step('qr')
  await page.locator('.link-for summary').click()
  await page.locator('[data-act=login-link]').click()
  const url = await page.locator('.link code').innerText()
  const stranger = await b.newContext(contexts.phone)
  const guest = await watched(stranger, d.apiUrl)
  await guest.page.goto(url)
  await guest.page.locator('.guest [data-qr]').waitFor()
  assert.equal(await guest.page.locator('nav').count(), 0)
  assert.ok(!(await guest.page.content()).includes(d.open.apiTokenInstance))
  await d.control('scan', { idInstance: id })
  await guest.page.locator('.login[data-step=done]').waitFor()
  assert.deepEqual(guest.trouble, [])
  await stranger.close()
  await step('done')
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble, []))
