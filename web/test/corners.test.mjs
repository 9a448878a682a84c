// Corners: what cannot be taken back, the keyboard in forms, long names, and errors in
// the reader's language.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, demo, until, watched } from './stage.mjs'

let d, b, context, page, trouble, id
const open = (path) => page.goto(`${d.apiUrl}/console${path}`)
const state = (wanted) => until(`it is ${wanted}`, async () => (await d.v1('GET', `/v1/instances/${id}`)).state === wanted)

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

test('the explorer asks before it does what cannot be taken back', async () => {
  await open(`/explorer?method=logout&instance=${id}`)
  await page.locator('[data-act=try]').click()
  const box = page.locator('dialog')
  await box.locator('[data-act=confirm]:disabled').waitFor()
  await page.keyboard.press('Escape')
  await box.waitFor({ state: 'detached' })
  await state('authorized')
  await open(`/explorer?method=getStateInstance&instance=${id}`)
  await page.locator('[data-act=try]').click()
  await page.locator('.answer', { hasText: 'authorized' }).waitFor()
  await open(`/explorer?method=logout&instance=${id}`)
  await page.locator('[data-act=try]').click()
  await box.locator('[data-confirm]').fill(String(id))
  await box.locator('[data-confirm]').press('Enter')
  await page.locator('.answer', { hasText: 'isLogout' }).waitFor()
  await state('notAuthorized')
})

test('Enter sends a form, and what went wrong is read over the dialog', async () => {
  await open('/')
  await page.getByRole('button', { name: 'Add an instance' }).first().click()
  const box = page.locator('dialog')
  await box.getByRole('checkbox').check()
  await box.locator('input.mono').nth(0).fill(String(id)) // it is in use
  await box.locator('input.mono').nth(1).fill('d75b3a66374942c5b3c019c698abc2067e151558acbd412345')
  await box.locator('input.mono').nth(1).press('Enter')
  const notice = page.locator('.notice.bad', { hasText: 'in use' })
  await notice.waitFor()
  await notice.getByRole('button').click() // it would not do under the dialog
  await notice.waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
})

test('half a millisecond is no interval', async () => {
  await open(`/instances/${id}/settings`)
  await page.locator('[data-field=delay]').fill('500.5')
  await page.locator('[data-act=save-settings]:disabled').waitFor()
})

test('a long name is cut, and the page keeps its width', async () => {
  await d.v1('PATCH', `/v1/instances/${id}`, { name: 'W'.repeat(100) })
  const narrow = await b.newContext(contexts.phone)
  await narrow.addCookies(await context.cookies())
  const phone = await watched(narrow, d.apiUrl)
  for (const [on, width] of [[page, 1200], [phone.page, 390]]) {
    for (const path of ['/', `/instances/${id}/queue`, `/instances/${id}/settings`]) {
      await on.goto(`${d.apiUrl}/console${path}`)
      await on.getByText('WWWW').filter({ visible: true }).first().waitFor()
      await until(`${path} is ${width} wide`, () => on.evaluate((w) => document.documentElement.scrollWidth <= w
        && [...document.querySelectorAll('.side-bar nav a, .instance, h1')].every((e) => e.getBoundingClientRect().right <= w && e.scrollWidth <= e.clientWidth + 1), width))
    }
  }
  await until('the tab that is open is in sight', () => phone.page.locator('.tabs [aria-current]').evaluate((e) => {
    const { left, right } = e.getBoundingClientRect()
    return left >= 0 && right <= innerWidth
  }))
  assert.deepEqual(phone.trouble, [])
  await narrow.close()
})

test('a Russian reads in Russian why not', async () => {
  const dark = await b.newContext(contexts.dark)
  await dark.addCookies(await context.cookies())
  const russian = await watched(dark, d.apiUrl)
  await d.v1('POST', '/v1/operators', { name: 'anna', role: 'viewer', password: 'correct horse' })
  await russian.page.goto(`${d.apiUrl}/console/operators`)
  await russian.page.locator('.add-operator summary').click()
  await russian.page.locator('.add-operator').getByPlaceholder('Имя').fill('anna')
  const password = russian.page.locator('.add-operator input[type=password]')
  await password.fill('correct horse')
  await password.press('Enter')
  await russian.page.locator('.notice.bad', { hasText: 'Оператор с таким именем уже есть' }).waitFor()
  await russian.page.getByRole('cell', { name: 'токен оператора' }).first().waitFor()
  await dark.close()
})

test('nothing went wrong on the way', () => assert.deepEqual(trouble.filter((t) => !/status of (409|400)/.test(t)), []))
