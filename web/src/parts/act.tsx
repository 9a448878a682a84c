// A button that makes one call, and beside it `</>`, which shows that call.
import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Failure, send, type Call } from '../api/call'
import { lang, t } from '../i18n'
import { about, mayAct } from '../store'
import { Copy } from './copy'

export const shown = signal<Call | undefined>(undefined)
export const notice = signal<{ text: string; bad: boolean } | undefined>(undefined)

let fading = 0

export function tell(text: string, bad = false): void {
  notice.value = { text, bad }
  clearTimeout(fading)
  fading = window.setTimeout(() => { notice.value = undefined }, bad ? 12_000 : 5000)
}

// wordsFor says in the reader's language what went wrong.
export function wordsFor(err: unknown): string {
  if (!(err instanceof Failure)) return String(err)
  const words = t().failures as Record<string, string>
  const known = words[err.code]
  if (err.code === 'limited' && err.waitMs) return t().limitedFor(Math.ceil(err.waitMs / 1000))
  if (lang.value === 'en' || !known) return t().texts[err.message] || err.message || known || err.code
  return t().texts[err.message] ?? known
}

// reasonFor says it of why a message was not sent. Telegram's own word stays behind it.
export function reasonFor(description: string): string {
  const [, text = '', word = ''] = /^(.*?)( \([A-Z0-9_]+\))?$/s.exec(description) ?? []
  const known = t().texts[text]
  return known ? known + word : description
}

export async function perform<A>(what: Call<A>, done?: (answer: A) => void): Promise<boolean> {
  try {
    done?.(await send(what))
    return true
  } catch (err) {
    tell(wordsFor(err), true)
    return false
  }
}

interface ActProps<A> {
  call: Call<A>
  done?: (answer: A) => void
  kind?: 'main' | 'plain' | 'quiet' | 'danger'
  disabled?: boolean
  // Asked first; the call is made when it says yes.
  before?: () => boolean | Promise<boolean>
  children: ComponentChildren
  name?: string // for tests and keys
  always?: boolean // also for those who may only look
  label?: string
  submit?: boolean // what Enter does in the form around it
}

export function Act<A>({ call, done, kind = 'plain', disabled, before, children, name, always, label, submit }: ActProps<A>) {
  const busy = useSignal(false)
  if (!always && !mayAct.value) return null
  const run = async () => {
    if (before && !(await before())) return
    busy.value = true
    await perform(call, done)
    busy.value = false
  }
  return (
    <span class="act">
      <button type={submit ? 'submit' : 'button'} class={`button ${kind}`} disabled={disabled || busy.value} onClick={run} data-act={name} aria-label={label}>{children}</button>
      <Code call={call} />
    </span>
  )
}

// Code is the `</>` of an action.
export function Code({ call }: { call: Call }) {
  return (
    <button type="button" class="code-button" aria-label={t().showCall} title={t().showCall} onClick={() => { shown.value = call }}>
      <span aria-hidden="true">{'</>'}</span>
    </button>
  )
}

const quote = (s: string) => `'${s.replaceAll(`'`, `'\\''`)}'`

function curl(what: Call, path: string, auth: boolean): string {
  const lines = [`curl ${what.verb === 'get' ? '' : `-X ${what.verb.toUpperCase()} `}${quote((about.value?.apiUrl ?? location.origin) + path)}`]
  if (auth) lines.push(`-H 'Authorization: Bearer YOUR_TOKEN'`)
  if (what.body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${quote(JSON.stringify(what.body))}`)
  if (what.form) for (const [k, v] of what.form) lines.push(`-F ${quote(typeof v === 'string' ? `${k}=${v}` : `${k}=@${v.name}`)}`)
  return lines.join(' \\\n  ')
}

function Sheet({ title, what, path, auth }: { title: string; what: Call; path: string; auth: boolean }) {
  const body = what.form
    ? [...what.form].map(([k, v]) => `${k}: ${typeof v === 'string' ? v : v.name}`).join('\n')
    : what.body === undefined ? '' : JSON.stringify(what.body, null, 2)
  return (
    <section class="sheet-part">
      <h3>{title}</h3>
      <p class="request"><b>{what.verb.toUpperCase()}</b> <code>{path}</code></p>
      {body && <pre class="json" tabIndex={0}>{body}</pre>}
      <Copy text={curl(what, path, auth)} label={t().copyCurl} />
    </section>
  )
}

// CallSheet stands at the bottom of the page while a call is shown.
export function CallSheet() {
  const what = shown.value
  if (!what) return null
  return (
    <aside class="sheet" aria-label={t().showCall}>
      <button type="button" class="close" aria-label={t().close} onClick={() => { shown.value = undefined }}>×</button>
      {what.green && <Sheet title="GREEN-API" what={what} auth={false} path={`/waInstance${what.green.instance}/${greenPath(what.green.method)}`} />}
      <Sheet title={what.path.startsWith('/v1/sandbox') ? t().sandboxOnly : '/v1'} what={what} path={what.path} auth />
    </aside>
  )
}

// greenPath puts the token where the compatible API has it: behind the method.
function greenPath(method: string): string {
  const [name, ...rest] = method.split('/')
  return [name, '{apiTokenInstance}', ...rest].join('/')
}

// dialogs counts those that are open: what lies under one can be neither read nor pressed.
export const dialogs = signal(0)

export function Notice() {
  const n = notice.value
  return (
    <div class="notices" role="status" aria-live="polite">
      {n && <p class={n.bad ? 'notice bad' : 'notice'}>{n.text} <button type="button" class="close" aria-label={t().close} onClick={() => { notice.value = undefined }}>×</button></p>}
    </div>
  )
}
