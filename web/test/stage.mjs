// What the browser tests stand on: a gateway that was built, the system's chromium,
// and waiting for facts, never for time.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const binary = process.env.SLUICE_BINARY
if (!binary) throw new Error('SLUICE_BINARY is not set: `make browser` sets it')

const browserPath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!browserPath) throw new Error('there is no chromium; `make packages` installs it, or CHROMIUM names it')

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const contexts = {
  light: { viewport: { width: 1200, height: 860 }, colorScheme: 'light', locale: 'en-US' },
  dark: { viewport: { width: 1200, height: 860 }, colorScheme: 'dark', locale: 'ru-RU' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', locale: 'en-US', isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
}

export const patience = 30_000

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

// program starts the binary and returns the JSON of its first line, and how to end it.
async function program(args, env = {}) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let log = ''
  child.stderr.on('data', (data) => { log = (log + data).slice(-4000) })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), ended.then(() => undefined)])
  if (first === undefined) throw new Error(`sluice ${args.join(' ')} has ended:\n${log}`)
  return { info: JSON.parse(first), end: async () => { child.kill('SIGTERM'); await ended } }
}

// demo is a running `sluice demo`.
export async function demo({ listen = '127.0.0.1:0', data } = {}) {
  const { info, end } = await program(['demo', '--listen', listen, '--json', ...(data ? ['--data', data] : [])])
  const [ready, open] = info.instances
  return {
    ...info, ready, open, end,
    // green calls a method of the compatible API with the instance's own token.
    green: (instance, method, body) => answer(fetch(`${info.apiUrl}/waInstance${instance.idInstance}/${method}/${instance.apiTokenInstance}`, body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })),
    v1: (verb, path, body) => answer(fetch(info.apiUrl + path, { method: verb, headers: { Authorization: `Bearer ${info.partnerToken}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) })),
    control: (call, body) => answer(fetch(`${info.sandboxUrl}/${call}`, body && { method: 'POST', body: JSON.stringify(body) })),
  }
}

// wide is a gateway of its own beside a sandbox, without rate limits, so that a deep
// queue is filled in seconds, and with the settings of env.
export async function wide(env = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-browser-'))
  const sandbox = await program(['sandbox', '--control', '127.0.0.1:0', '--json'])
  const gateway = await program(['serve', '--sandbox', sandbox.info.sandboxUrl, '--listen', '127.0.0.1:0', '--data', dir, '--json'], { SLUICE_LIMITS_RPS_SEND_MESSAGE: '0', SLUICE_PARTNER_TOKEN: 'browsertestpartnertoken0000000000', ...env })
  const api = gateway.info.apiUrl
  const v1 = (verb, path, body) => answer(fetch(api + path, { method: verb, headers: { Authorization: 'Bearer browsertestpartnertoken0000000000', 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) }))
  const control = (call, body) => answer(fetch(`${sandbox.info.sandboxUrl}/${call}`, body && { method: 'POST', body: JSON.stringify(body) }))
  return {
    ...gateway.info, v1, control,
    // login makes an instance that the fake phone has let in.
    login: async (instance) => {
      const made = await v1('POST', '/v1/instances', instance)
      const at = `/v1/instances/${made.idInstance}`
      await v1('POST', `${at}/login`, { method: 'qr' })
      await until('the QR is scanned', () => control('scan', { idInstance: made.idInstance }).then(() => true, () => false))
      await until('it is authorized', async () => (await v1('GET', at)).state === 'authorized')
      return made
    },
    end: async () => {
      await gateway.end()
      await sandbox.end()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function answer(asked) {
  const response = await asked
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`)
  return text ? JSON.parse(text) : undefined
}

export const browser = () => chromium.launch({ executablePath: browserPath, args: flags })

// watched is a page whose errors and dialogs, and requests to others, are kept.
export async function watched(context, origin) {
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const trouble = []
  page.on('console', (m) => { if (m.type() === 'error') trouble.push(`console: ${m.text()} (${m.location().url})`) })
  page.on('pageerror', (err) => trouble.push(`error: ${err.message}`))
  page.on('dialog', (d) => { trouble.push(`dialog: ${d.message()}`); void d.dismiss() })
  page.on('request', (r) => { if (!r.url().startsWith(origin) && !r.url().startsWith('data:')) trouble.push(`outside request: ${r.url()}`) })
  return { page, trouble }
}

// accessible wants no violation of what is on the page; its context has to bypass the policy.
export async function accessible(page, where) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), tags)
  assert.deepEqual(violations.map((v) => `${where}: ${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`), [])
}

// until asks again and again until it is told something true.
export async function until(what, ask) {
  const end = Date.now() + patience
  let last
  while (Date.now() < end) {
    last = await ask()
    if (last) return last
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited in vain until ${what}; the last answer was ${JSON.stringify(last)}`)
}
