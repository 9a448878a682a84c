// The explorer: every method of the compatible API, called for a real instance,
// and the same call in seven languages. The samples are those of examples/.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, Failure, green, send, type Verb } from '../api/call'
import { t } from '../i18n'
import { Act, Code, wordsFor } from '../parts/act'
import { nameOf } from '../parts/bits'
import { Copy } from '../parts/copy'
import { Ask } from '../parts/dialog'
import { go, query } from '../router'
import { about, follow, instances, mayAct } from '../store'

const files = import.meta.glob<string>('../../../examples/*/*.{sh,py,php,mjs,go,java,bas}', { query: '?raw', import: 'default', eager: true })

const languages: [string, string][] = [
  ['curl.sh', 'curl'], ['python.py', 'Python'], ['js.mjs', 'JavaScript'], ['php.php', 'PHP'], ['RestTemplate.java', 'Java · Spring'], ['Unirest.java', 'Java · Unirest'], ['go.go', 'Go'], ['vba.bas', 'VBA'],
]

// What cannot be taken back is asked about before it is called.
const grave = (name: string) => /^(logout|clear|delete|leave|remove|updateApiToken)/.test(name)

interface Method {
  name: string
  verb: Verb
  body: string | undefined // JSON; undefined: none, or not JSON
  rest: string // what follows the token
  asks: string // the query
  upload: boolean
  samples: Map<string, string>
}

const methods = read()

function read(): Map<string, Method> {
  const all = new Map<string, Map<string, string>>()
  for (const [path, text] of Object.entries(files)) {
    const [, name = '', file = ''] = path.match(/examples\/(\w+)\/([\w.]+)$/) ?? []
    if (!all.has(name)) all.set(name, new Map())
    all.get(name)!.set(file, text)
  }
  const found = new Map<string, Method>()
  for (const [name, samples] of [...all].sort(([a], [b]) => a.localeCompare(b))) {
    const curl = samples.get('curl.sh') ?? ''
    if (curl.includes('/partner/')) continue
    const data = curl.match(/--data '([\s\S]*)'\s*$/)?.[1]
    const [, rest = '', asks = ''] = curl.match(/\{\{apiTokenInstance\}\}(\/[^'?]*)?(\?[^']*)?'/) ?? []
    const upload = /--form|--data-binary/.test(curl)
    const verb = (curl.match(/--request (\w+)/)?.[1]?.toLowerCase() ?? (data !== undefined || upload ? 'post' : 'get')) as Verb
    found.set(name, { name, verb, body: data?.replaceAll(`'\\''`, `'`), rest, asks, upload, samples })
  }
  return found
}

export default function Explorer() {
  useEffect(() => follow(0), [])
  const all = [...instances.value.values()]
  const asked = Number(query.value.get('instance'))
  const instance = all.find((i) => i.idInstance === asked) ?? all.find((i) => i.state === 'authorized') ?? all[0]
  const method = methods.get(query.value.get('method') ?? '') ?? methods.get('sendMessage')!
  const words = useSignal('')
  const to = (name: string, id = instance?.idInstance) => `/explorer?method=${name}${id ? `&instance=${id}` : ''}`
  const names = [...methods.keys()].filter((n) => n.toLowerCase().includes(words.value.trim().toLowerCase()))
  return (
    <>
      <header class="page-head"><h1>{t().nav.explorer}</h1></header>
      <p class="lead">{t().explorer.lead} <a href={about.value?.docsUrl ?? '/docs/api'} target="_blank">{t().explorer.reference}</a></p>
      <div class="explorer">
        <nav class="card methods" aria-label={t().explorer.methods}>
          <input type="search" data-search aria-label={t().explorer.search} placeholder={t().explorer.search} value={words.value} onInput={(e) => { words.value = e.currentTarget.value }} />
          <ul>{names.map((n) => <li key={n}><a href={`/console${to(n)}`} aria-current={n === method.name ? 'page' : undefined}><code class={grave(n) ? 'grave' : undefined}>{n}</code></a></li>)}</ul>
        </nav>
        <div class="stack">
          <label class="field">
            <span>{t().explorer.instance}</span>
            <select value={instance?.idInstance} onChange={(e) => go(to(method.name, Number(e.currentTarget.value)), true)}>
              {all.slice(0, 500).map((i) => <option key={i.idInstance} value={i.idInstance}>{nameOf(i)} · {i.idInstance}</option>)}
            </select>
          </label>
          {instance && <Try key={`${method.name}${instance.idInstance}`} method={method} instance={instance.idInstance} />}
        </div>
      </div>
    </>
  )
}

function Try({ method, instance }: { method: Method; instance: number }) {
  const body = useSignal(method.body ?? '')
  const rest = useSignal(method.rest + method.asks)
  const token = useSignal('')
  const answer = useSignal<{ status: string; text: string; ok: boolean } | undefined>(undefined)
  const busy = useSignal(false)
  const asks = useSignal(false)
  const language = useSignal('curl.sh')
  let parsed: unknown
  let bad = false
  if (method.body !== undefined) {
    try { parsed = JSON.parse(body.value) } catch { bad = true }
  }
  const what = green<unknown>(instance, method.name, parsed, method.verb, rest.value)
  const run = async () => {
    asks.value = false
    busy.value = true
    const from = performance.now()
    const took = () => `${Math.round(performance.now() - from)} ms`
    try {
      const got = await send(what)
      answer.value = { status: `200 · ${took()}`, text: JSON.stringify(got, null, 2) ?? '', ok: true }
    } catch (err) {
      answer.value = { status: `${err instanceof Failure ? err.status : ''} · ${took()}`, text: wordsFor(err), ok: false }
    } finally {
      busy.value = false
    }
  }
  const a = about.value
  const fill = (s: string) => s
    .replaceAll('{{apiUrl}}', a?.apiUrl ?? location.origin).replaceAll('{{mediaUrl}}', a?.mediaUrl ?? location.origin)
    .replaceAll('{{idInstance}}', String(instance)).replaceAll('{{apiTokenInstance}}', token.value || '{{apiTokenInstance}}')
  const sample = fill(method.samples.get(language.value) ?? '')
  return (
    <>
      <section class="card" aria-label={method.name}>
        <header><h2><span class="verb">{method.verb.toUpperCase()}</span> {method.name}</h2></header>
        <p class="request"><code>/waInstance{instance}/{method.name}/{token.value || '••••'}{rest.value}</code></p>
        {(method.rest || method.asks) && <label class="field"><span>{t().explorer.rest}</span><input class="mono" value={rest.value} onInput={(e) => { rest.value = e.currentTarget.value }} /></label>}
        {method.body !== undefined && (
          <label class="field"><span>{t().explorer.body}</span><textarea class="mono" rows={Math.min(14, method.body.split('\n').length + 1)} spellcheck={false} value={body.value} aria-invalid={bad} data-field="body" onInput={(e) => { body.value = e.currentTarget.value }} /></label>
        )}
        {bad && <p class="problem">{t().explorer.badJson}</p>}
        {method.upload ? <p class="muted">{t().explorer.upload}</p> : mayAct.value && (
          <span class="act"><button type="button" class={`button ${grave(method.name) ? 'danger' : 'main'}`} disabled={busy.value || bad} onClick={() => { if (grave(method.name)) asks.value = true; else void run() }} data-act="try">{t().explorer.run}</button><Code call={what} /></span>
        )}
        {asks.value && (
          <Ask title={method.name} words={t().explorer.grave} confirm={String(instance)} close={() => { asks.value = false }}>
            {(typed) => <button type="submit" class="button danger" disabled={!typed} onClick={run} data-act="confirm">{t().explorer.run}</button>}
          </Ask>
        )}
        {answer.value && <div class="answer" aria-live="polite"><p class={answer.value.ok ? 'status delivered' : 'status failed'}>{answer.value.status}</p><pre class="json" tabIndex={0}>{answer.value.text}</pre></div>}
      </section>
      <section class="card" aria-label={t().explorer.samples}>
        <header>
          <h2>{t().explorer.samples}</h2>
          <div class="side">{token.value
            ? <button type="button" class="button quiet" onClick={() => { token.value = '' }}>{t().settings.hideToken}</button>
            : <Act kind="quiet" name="show-token" call={call('post', '/v1/instances/{idInstance}/token/show', { path: { idInstance: instance } })} done={(x) => { token.value = x.apiTokenInstance }}>{t().explorer.fillToken}</Act>}</div>
        </header>
        <div class="kinds" role="group" aria-label={t().explorer.language}>
          {languages.filter(([f]) => method.samples.has(f)).map(([f, name]) => <button type="button" key={f} class="chip" aria-pressed={language.value === f} data-language={f} onClick={() => { language.value = f }}>{name}</button>)}
        </div>
        <pre class="json" tabIndex={0} data-sample>{sample}</pre>
        <Copy text={sample} label={t().explorer.copySample} />
      </section>
    </>
  )
}
