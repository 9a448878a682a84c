// Takes the README's pictures: `make pictures`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { browser, contexts, demo, until } from './stage.mjs'

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const d = await demo()
const b = await browser()
try {
  const id = d.ready.idInstance
  const settings = (part) => d.v1('PATCH', `/v1/instances/${id}/settings`, part)
  await d.v1('PATCH', `/v1/instances/${id}`, { name: 'Parcel service' })
  await d.v1('PATCH', `/v1/instances/${d.open.idInstance}`, { name: 'Support' })
  for (const message of ['Your parcel is on its way', 'It arrives today between 2 and 4', 'May we leave it with a neighbour?']) await d.green(d.ready, 'sendMessage', { chatId: '10000000', message })
  await until('all is answered', async () => (await d.v1('GET', `/v1/instances/${id}/journal?direction=incoming`)).messages.length >= 3)
  await settings({ delaySendMessagesMilliseconds: 3000 })
  for (let n = 0; n < 40; n++) {
    const text = ['Your order has been packed', 'Your parcel is on its way', 'The courier is near', 'Please rate the delivery'][n % 4]
    await d.green(d.ready, 'sendMessage', { chatId: n % 5 ? `${40000001 + n}` : '10000000', message: `${text}, no. ${70310 + n}` })
  }
  const first = await b.newContext()
  const page = await first.newPage()
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
  const cookies = await first.cookies()
  await first.close()

  const take = async (name, options, path, ready) => {
    const context = await b.newContext(options)
    await context.addCookies(cookies)
    const p = await context.newPage()
    await p.goto(`${d.apiUrl}/console${path}`)
    await ready(p)
    await p.evaluate(() => document.fonts.ready)
    await p.screenshot({ path: join(folder, `${name}.png`) })
    await context.close()
  }
  const rows = (p) => p.locator('.row .row-text').first().waitFor()
  await take('queue', contexts.light, `/instances/${id}/queue`, rows)
  await take('queue-dark', contexts.dark, `/instances/${id}/queue`, rows)
  await take('login', contexts.light, `/instances/${d.open.idInstance}/login`, async (p) => {
    await p.locator('[data-qr]').waitFor()
  })
  await take('phone', { ...contexts.phone, deviceScaleFactor: 1.5 }, `/instances/${id}/queue`, rows)
  await take('overview', contexts.light, '/', async (p) => {
    await p.locator('.plot canvas').waitFor()
    await p.locator('.checks li').first().waitFor()
  })
} finally {
  await b.close()
  await d.end()
}
