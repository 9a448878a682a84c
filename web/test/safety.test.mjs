// What people write is data: no text becomes markup, and nothing is fetched.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser, contexts, demo, until, watched } from './stage.mjs'

const corpus = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '"><script>alert(1)</script>', `'-alert(1)-'`, 'javascript:alert(1)', '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<math><mtext><style><img src onerror=alert(1)>', '${alert(1)}', '{{constructor.constructor("alert(1)")()}}', '</textarea><script>alert(1)</script>',
  '<details open ontoggle=alert(1)>', '<input autofocus onfocus=alert(1)>', '<style>*{display:none}</style>', '<base href="https://example.org/">', '<meta http-equiv=refresh content="0;url=https://example.org/">',
  '\u202etxt.exe', 'a\u0000b'.replace('\u0000', '\u2400'), '<!--<img src="--><img src=x onerror=alert(1)//">', 'data:text/html,<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;',
]

let d, b, page, trouble
before(async () => {
  d = await demo()
  b = await browser()
  ;({ page, trouble } = await watched(await b.newContext(contexts.light), d.apiUrl))
  await page.goto(d.consoleUrl)
  await page.locator('.step.first').waitFor()
})
after(async () => {
  await b?.close()
  await d?.end()
})

test('the policy forbids what the pages do not need', async () => {
  const policy = (await fetch(`${d.apiUrl}/console/`)).headers.get('content-security-policy')
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe/)
  await page.evaluate(() => { document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.pwned = 1' })) }).catch(() => undefined)
  assert.equal(await page.evaluate(() => window.pwned), undefined)
  trouble.length = 0 // the browser has complained of this very script
})

test('texts, names and errors stay texts', async () => {
  const id = d.ready.idInstance
  await d.v1('POST', `/v1/instances/${id}/queue/pause`)
  for (const message of corpus) await d.green(d.ready, 'sendMessage', { chatId: '10000000', message })
  await d.v1('PATCH', `/v1/instances/${id}`, { name: corpus[1] })
  await page.goto(`${d.apiUrl}/console/instances/${id}/queue`)
  await page.locator('.row').first().waitFor()
  const seen = new Set()
  const list = page.locator('.list')
  await until('every text of the queue has been seen', async () => {
    for (const text of await page.locator('.row-text').allTextContents()) seen.add(text)
    await list.evaluate((e) => { e.scrollTop += e.clientHeight / 2 })
    return corpus.every((text) => seen.has(text))
  })
  await page.locator('.row-main').first().click()
  await page.locator('dialog .json').waitFor()
  await page.keyboard.press('Escape')

  await d.v1('POST', `/v1/instances/${id}/queue/resume`)
  await until('all of it is answered', async () => (await d.v1('GET', `/v1/instances/${id}/journal?direction=incoming&limit=100`)).messages.length >= corpus.length)
  await page.goto(`${d.apiUrl}/console/instances/${id}/journal`)
  await page.locator('.entry').first().waitFor()
  const journal = await page.locator('.entry-text').allTextContents()
  for (const text of corpus) assert.ok(journal.includes(text), `the journal shows ${JSON.stringify(text)} as something else`)
  await page.goto(`${d.apiUrl}/console/instances/${id}/events`)
  await page.locator('.letters summary').first().click()
  await page.goto(`${d.apiUrl}/console/`)
  await page.locator('.instance-name', { hasText: corpus[1] }).waitFor()
  await page.locator('[data-act=phone]').click()
  await page.locator('.bubbles li').first().waitFor()
  assert.equal(await page.locator('main script, main iframe, main style, main base, main img').count(), 0)
  assert.deepEqual(trouble, [])
})
